"""What a client said about being written to or called: written down one under the other, never changed.

A "stopped" wins over everything said before or after, of the person or of their address. Whether a mail or a call is
allowed on a day is not answered here but by the shared macro `may_contact`, which every stage asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError

SQL = queries(__file__)
CHANNELS = ("email", "phone", "text", "post")
STATES = ("subscribed", "one-to-one", "unknown", "stopped")


@dataclass(frozen=True, slots=True)
class Word:
    """What counts for one channel; `said_at` (UTC) and `source` are empty where nothing was ever said."""

    channel: str
    state: str
    said_at: dt.datetime | None = None
    source: str | None = None


def record(
    book: Book,
    *,
    client: int | None,
    channel: str,
    state: str,
    source: str,
    reason: str | None,
    now: dt.datetime,
    operation: int,
    address: str | None = None,
) -> None:
    """Write down what was said of a client, of an address (normalised), or of both. Raises UsageError."""
    _one_of("channel", channel, CHANNELS)
    _one_of("consent", state, STATES)
    if client is None and address is None:
        raise ValueError("consent is given by a client or by an address")
    book.run(
        SQL["add-consent"],
        consent=book.value(SQL["next-consent"]),
        client=client,
        channel=channel,
        address=address,
        state=state,
        now=now,
        source=source,
        reason=reason,
        operation=operation,
    )


def state_of(book: Book, client: int) -> Mapping[str, Word]:
    """What counts for each channel; "unknown" where nothing was said."""
    said = {word.channel: word for word in book.rows(Word, SQL["find-state"], client=client)}
    return {channel: said.get(channel, Word(channel, "unknown")) for channel in CHANNELS}


def _one_of(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UsageError(f"{value!r} is no {what}", rule=f"one of: {', '.join(known)}", next="type one of these")
