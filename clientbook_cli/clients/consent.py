"""What a client said about being written to or called: written down one under the other, never changed.

A "stopped" wins over everything, of the person or of their address, until a permission of a later day names it. Whether
a mail or a call is allowed on a day is not answered here but by the shared macro `may_contact`, which every stage asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record as record_operation
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import Settings

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


@dataclass(frozen=True, slots=True)
class Said:
    """One row of the history. `lifted`: a stop that a later permission took back; `undone`: the row was a mistake."""

    consent: int
    client: int | None
    channel: str
    address: str | None
    state: str
    said_at: dt.datetime
    source: str
    reason: str | None
    permitted_on: dt.date | None
    lifted: bool
    undone: bool


@dataclass(frozen=True, slots=True)
class Permissions:
    """Why a client may not get each kind of message on a day; none: they may. And what counts for each channel then:
    whoever bought and said nothing may be written to in person ("one-to-one").
    """

    client: int
    no_mass_mail: str | None
    no_mail: str | None
    no_call: str | None
    no_text: str | None
    no_post: str | None
    email_state: str
    phone_state: str
    text_state: str
    post_state: str

    @property
    def states(self) -> Mapping[str, str]:
        """What counts for each channel."""
        states = (self.email_state, self.phone_state, self.text_state, self.post_state)
        return dict(zip(CHANNELS, states, strict=True))


@dataclass(frozen=True, slots=True)
class _Stop:
    consent: int
    said_at: dt.datetime
    sayer: int | None
    name: str | None


def say(
    book: Book,
    *,
    client: int,
    channel: str,
    state: str,
    reason: str,
    permitted_on: dt.date | None,
    zone: ZoneInfo,
    today: dt.date,
    now: dt.datetime,
) -> int:
    """What the owner heard from a client; the operation it is.

    After a stop anything else needs the day on which the client allowed it again. Raises UsageError where that is
    missing, before the stop, or yet to come, and where somebody else said the stop of an address they share.
    """
    _one_of("channel", channel, CHANNELS)
    _one_of("consent", state, STATES)
    lifts: list[int] = []
    if state != "stopped":
        stops = book.rows(_Stop, SQL["list-stops"], client=client, channel=channel)
        _check_permission(stops, client=client, channel=channel, permitted_on=permitted_on, zone=zone, today=today)
        lifts = [stop.consent for stop in stops]
    said = f"{client_number(client)}: {channel} {state}"
    operation = record_operation(book, command="client consent", said=said, now=now)
    record(
        book,
        client=client,
        channel=channel,
        state=state,
        source="owner",
        reason=reason,
        now=now,
        operation=operation,
        permitted_on=permitted_on,
        lifts=lifts,
    )
    return operation


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
    permitted_on: dt.date | None = None,
    lifts: list[int] | None = None,
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
        permitted_on=permitted_on,
        lifts=lifts or None,
    )


def state_of(book: Book, client: int) -> Mapping[str, Word]:
    """What counts for each channel; "unknown" where nothing was said."""
    said = {word.channel: word for word in book.rows(Word, SQL["find-state"], client=client)}
    return {channel: said.get(channel, Word(channel, "unknown")) for channel in CHANNELS}


def history(book: Book, client: int) -> list[Said]:
    """Everything that was said by a client or of their addresses, the newest first."""
    return book.rows(Said, SQL["list-history"], client=client)


def permissions(book: Book, client: int, *, today: dt.date, settings: Settings) -> Permissions:
    """What may be sent to a client on a day, by the settings of the store."""
    (found,) = book.rows(
        Permissions,
        SQL["find-permissions"],
        client=client,
        today=today,
        needs_opt_in=settings.mass_mail_needs_opt_in,
        purchase_months=settings.call_months,
        inquiry_months=settings.consent.inquiry_months,
    )
    return found


def take_back(book: Book, *, operation: int, now: dt.datetime) -> int:
    """An operation's words do not count, though they stay written. Raises UsageError where it wrote a stop."""
    if book.value(SQL["count-stops-of-operation"], operation=operation):
        raise UsageError(
            "a stop is not taken back by undo",
            rule="somebody said stop: only a new permission of theirs, with its day, lifts it",
            next="clientbook client consent CLIENT CHANNEL subscribed --reason … --on DAY",
        )
    return book.run(SQL["withdraw-words"], operation=operation, now=now)


def _check_permission(
    stops: list[_Stop],
    *,
    client: int,
    channel: str,
    permitted_on: dt.date | None,
    zone: ZoneInfo,
    today: dt.date,
) -> None:
    others = [stop for stop in stops if stop.sayer not in (None, client)]
    if others:
        who = others[0].name or client_number(others[0].sayer or 0)
        raise UsageError(
            f"{who} said stop of the {channel} that both share",
            rule="a stop is lifted by whoever said it",
            next=f"ask {who}; or give {client_number(client)} an address of their own with clientbook client edit",
        )
    if not stops:
        return
    stopped_on = max(stop.said_at for stop in stops).replace(tzinfo=dt.UTC).astimezone(zone).date()
    if permitted_on is None or not stopped_on <= permitted_on <= today:
        what = "--on is missing" if permitted_on is None else f"{written_day(permitted_on)} cannot be that day"
        raise UsageError(
            f"{client_number(client)} said stop ({channel}) on {written_day(stopped_on)}: {what}",
            rule="a stop is lifted only by a new permission of the client, from that day on, with its day and reason",
            next="add --on with the day on which they allowed it again, and in --reason how",
        )


def _one_of(what: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UsageError(f"{value!r} is no {what}", rule=f"one of: {', '.join(known)}", next="type one of these")
