"""The two huddles: what the day is held against in the morning, and in the evening what came of it.

Reads what others wrote, and writes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.calls.share import Room
from clientbook_cli.calls.tally import Tally, Task, tallies, tasks
from clientbook_cli.settings import Settings

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Sales:
    """Sales of some days: how many, and their net in the store's currency."""

    sales: int
    net: Decimal


@dataclass(frozen=True, slots=True)
class Lost:
    """A visit that bought nothing, and when somebody is in touch again."""

    client: int
    name: str | None
    associate: str | None
    item: str | None
    for_whom: str | None
    note: str | None
    due: dt.date | None


@dataclass(frozen=True, slots=True)
class InStock:
    """A wish, and the newest piece in stock that meets it."""

    client: int
    name: str | None
    wished: str
    item: str
    since: dt.date
    associate: str | None


@dataclass(frozen=True, slots=True)
class WrongNumber:
    """A client whose number is somebody else's: it is asked for when they come in."""

    client: int
    name: str | None
    tier: str | None


@dataclass(frozen=True, slots=True)
class Success:
    """What a call led to: an appointment (A), a sale (S), or a purchase of today (`bought`) after an earlier call."""

    associate: str | None
    client: int
    name: str | None
    outcome: str
    again_on: dt.date | None
    again_at: str | None
    note: str | None
    net: Decimal | None
    called_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Morning:
    """What a morning huddle goes through. `month`: up to yesterday; `target`: of all of it, if one is set."""

    day: dt.date
    month: Sales
    target: Decimal | None
    yesterday: Sales
    tallies: tuple[Tally, ...]  # of yesterday
    working: tuple[Room, ...]
    tasks: tuple[Task, ...]
    lost: tuple[Lost, ...]
    in_stock: tuple[InStock, ...]
    wrong_numbers: tuple[WrongNumber, ...]


@dataclass(frozen=True, slots=True)
class Evening:
    """What an evening huddle goes through. `month`: up to and with today."""

    day: dt.date
    month: Sales
    target: Decimal | None
    today: Sales
    tallies: tuple[Tally, ...]
    tasks: tuple[Task, ...]
    successes: tuple[Success, ...]


def morning(
    book: Book, *, day: dt.date, settings: Settings, working: Sequence[Room], before: Sequence[Room]
) -> Morning:
    """The morning of a day. `working`: who calls that day; `before`: who did the day before."""
    yesterday = day - dt.timedelta(days=1)
    return Morning(
        day=day,
        month=_sales(book, day.replace(day=1), yesterday, settings),
        target=month_target(settings, day),
        yesterday=_sales(book, yesterday, yesterday, settings),
        tallies=tallies(book, day=yesterday, working=before),
        working=tuple(working),
        tasks=tasks(book, day=day),
        lost=tuple(book.rows(Lost, SQL["list-lost-visits"], on_day=yesterday)),
        in_stock=tuple(book.rows(InStock, SQL["list-wishes-in-stock"], on_day=day)),
        wrong_numbers=tuple(book.rows(WrongNumber, SQL["list-wrong-numbers"], on_day=day)),
    )


def evening(book: Book, *, day: dt.date, settings: Settings, working: Sequence[Room]) -> Evening:
    """The evening of a day."""
    return Evening(
        day=day,
        month=_sales(book, day.replace(day=1), day, settings),
        target=month_target(settings, day),
        today=_sales(book, day, day, settings),
        tallies=tallies(book, day=day, working=working),
        tasks=tasks(book, day=day),
        successes=tuple(book.rows(Success, SQL["list-successes"], on_day=day, currency=settings.store.currency)),
    )


def month_target(settings: Settings, day: dt.date) -> Decimal | None:
    """What the settings hold a day's month against; none if nothing."""
    target = settings.huddle.months.get(f"{day:%Y-%m}", settings.huddle.month_target)
    return Decimal(str(target)) if target else None


def _sales(book: Book, first: dt.date, last: dt.date, settings: Settings) -> Sales:
    currency = settings.store.currency
    return book.rows(Sales, SQL["sum-sales"], first_day=first, last_day=last, currency=currency)[0]
