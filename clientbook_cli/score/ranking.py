"""The clients of the newest run, the best first. Reads scores; makes none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)
EVERYBODY = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Ranked:
    """A client with the figures of a run. `matched`: how many fit what was asked for, shown or not."""

    client: int
    name: str | None
    email: str | None
    last_purchase: dt.date
    recency_days: int
    frequency: int
    monetary: Decimal
    r: int
    f: int
    m: int
    tier: str
    segment: str
    matched: int


def ranked(
    book: Book, *, today: dt.date, tier: str | None = None, segment: str | None = None, limit: int | None = None
) -> list[Ranked]:
    """Clients by their total score, then by what they spent; of one tier or segment, when named exactly."""
    return book.rows(Ranked, SQL["rank-clients"], on_day=today, tier=tier, segment=segment, limit=limit or EVERYBODY)
