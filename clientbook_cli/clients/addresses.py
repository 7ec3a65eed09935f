"""What became known of an address: it bounces for good, it is full for now, it is somebody else's.

Said of the address, whoever has it: a client with a newer one is reached again. The shared macro `may_contact` asks.
"""

from __future__ import annotations

import datetime as dt

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)
STATES = ("good", "paused", "retired", "wrong")


def record(
    book: Book,
    *,
    channel: str,
    address: str,
    state: str,
    reason: str | None,
    source: str,
    now: dt.datetime,
    operation: int,
    until: dt.date | None = None,
) -> None:
    """Write down what became known of an email or an E.164 phone, as a part of an operation. The newest word counts.

    `until`: the last day of a pause.
    """
    if state not in STATES:
        raise ValueError(f"{state!r} is no state of an address")
    book.run(
        SQL["add-address-state"],
        channel=channel,
        address=address,
        state=state,
        until=until,
        now=now,
        reason=reason,
        source=source,
        operation=operation,
    )


def take_back(book: Book, *, operation: int) -> int:
    """What an operation said of addresses was not so; how many."""
    return book.run(SQL["remove-address-states"], operation=operation)
