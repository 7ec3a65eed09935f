"""Stops that stand in one book, told to another that does not know of them: a stop survives a restore.

What a stop is and what it bars is `consent`'s and the shared views' matter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop that stands; `addresses`: all that whoever said it ever had on that channel."""

    consent: int
    client: int | None
    channel: str
    address: str | None
    addresses: Sequence[str]
    said_at: dt.datetime
    source: str
    reason: str | None


def standing(book: Book) -> list[Stop]:
    """Every stop that stands, of people and of addresses."""
    return book.rows(Stop, SQL["list-standing"])


def take_over(book: Book, stops: Sequence[Stop], *, operation: int) -> int:
    """Write down those that this book does not have; how many.

    Of somebody whom it does not have all addresses are stopped, for the day on which they come back.
    """
    return book.run(SQL["add-lost"], stops=[asdict(stop) for stop in stops], operation=operation)
