"""What is still to be done, or to be written down: rows without an outcome, and promises that are due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.calls.rows import OPEN_DAYS

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A row of a sheet without an outcome."""

    sheet: int
    row: int
    day: dt.date
    client: int
    name: str | None
    phone: str | None
    associate: str
    why: str


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """A follow-up that is due and on no open row."""

    follow_up: int
    client: int
    name: str | None
    due: dt.date
    note: str | None
    associate: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """What is still to be done, or to be written down."""

    calls: tuple[OpenCall, ...]
    follow_ups: tuple[OpenPromise, ...]


def due(book: Book, *, today: dt.date) -> Due:
    """Rows of today's sheets, and of the last seven days', without an outcome; and promises that no such row covers."""
    calls = book.rows(OpenCall, SQL["find-open-calls"], today=today, open_days=OPEN_DAYS)
    promises = book.rows(OpenPromise, SQL["find-open-promises"], today=today, clients=[call.client for call in calls])
    return Due(tuple(calls), tuple(promises))
