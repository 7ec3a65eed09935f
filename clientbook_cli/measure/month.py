"""The figures of a span of days that only the report needs: sales, tiers, which campaigns to tell of, calls to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)
MOST_CAMPAIGNS = 6
DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True)
class Sales:
    """What was sold in a span. `nameless`: sales that name nobody. `new_buyers`: clients who never bought before it."""

    sales: int
    net: Decimal
    nameless: int
    buyers: int
    new_buyers: int


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier's clients as last scored, and what they spent in the 12 months up to today."""

    tier: str
    clients: int
    spend: Decimal


@dataclass(frozen=True, slots=True)
class CallToCome:
    """A row of a sheet that is planned, or a promise, in the next days. `private`: its reasons without amounts."""

    day: dt.date
    associate: str
    client: int
    name: str | None
    tier: str | None
    reasons: Sequence[str]
    private: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Name:
    name: str


def sales(book: Book, *, first: dt.date, last: dt.date, today: dt.date, currency: str) -> Sales:
    """What was sold from `first` to `last`, both included, in the store's currency, as known `today`."""
    found = book.row(Sales, SQL["sum-sales"], first=first, last=last, today=today, currency=currency)
    return found or Sales(0, Decimal(0), 0, 0, 0)


def tiers(book: Book, *, order: Sequence[str], today: dt.date, currency: str) -> tuple[Tier, ...]:
    """Every tier in the given order, then those of the score that the settings no longer name; none if not scored."""
    found = {tier.tier: tier for tier in book.rows(Tier, SQL["sum-tiers"], today=today, currency=currency)}
    names = dict.fromkeys((*order, *sorted(found))) if found else {}
    return tuple(found.get(name, Tier(name, 0, Decimal(0))) for name in names)


def campaigns(book: Book, *, today: dt.date) -> list[str]:
    """Names of the newest campaigns of the last 12 months."""
    return [row.name for row in book.rows(_Name, SQL["list-campaigns"], today=today, most=MOST_CAMPAIGNS)]


def calls_to_come(book: Book, *, today: dt.date, known: dt.datetime) -> list[CallToCome]:
    """What was planned and promised by `known`, the end of today, from tomorrow on for a week."""
    until = today + dt.timedelta(days=DAYS_AHEAD)
    return book.rows(CallToCome, SQL["list-calls-to-come"], today=today, until=until, known=known)
