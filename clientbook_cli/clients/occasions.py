"""Birthdays and anniversaries, which come round every year. Knows nothing of the call or mail one may lead to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A client's day to come. `keeping`: the date it falls on this time; `years`: how many they will be, if known."""

    client: int
    kind: str  # birthday, anniversary
    keeping: dt.date
    years: int | None
    note: str | None


def coming(book: Book, *, today: dt.date, days: int) -> list[Occasion]:
    """Occasions from today to `days` days ahead, both included, the next one first."""
    return book.rows(Occasion, SQL["find-coming"], today=today, days=days)
