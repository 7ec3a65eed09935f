"""The two huddles: what the day is held against in the morning, and in the evening what came of it.

Reads what others wrote, and keeps one thing of its own: what got in the way, as each associate said it, once a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.calls.codes import CODES
from clientbook_cli.calls.share import Room
from clientbook_cli.settings import Settings

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Sales:
    """Sales of some days: how many, and their net in the store's currency."""

    sales: int
    net: Decimal


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the day's sheets; `outcome`: its letter, none while it is open."""

    associate: str
    row: int
    client: int
    name: str | None
    phone: str | None
    tier: str | None
    why: str | None
    outcome: str | None


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
class Tally:
    """One associate's day. A client counts once, with the last outcome: calls `made`, and clients `reached`."""

    associate: str
    target: int
    listed: int
    outcomes: Mapping[str, int]
    in_the_way: str | None

    @property
    def made(self) -> int:
        return sum(self.outcomes.values())

    @property
    def reached(self) -> int:
        return sum(calls for letter, calls in self.outcomes.items() if CODES[letter].reached)

    @property
    def is_asked(self) -> bool:
        """Whether what got in the way is still to be asked."""
        return self.made < self.target and self.in_the_way is None


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
        tallies=_tallies(book, yesterday, before),
        working=tuple(working),
        tasks=tuple(book.rows(Task, SQL["list-rows"], on_day=day)),
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
        tallies=_tallies(book, day, working),
        tasks=tuple(book.rows(Task, SQL["list-rows"], on_day=day)),
        successes=tuple(book.rows(Success, SQL["list-successes"], on_day=day, currency=settings.store.currency)),
    )


def answer(book: Book, *, day: dt.date, associate: str, said: str, now: dt.datetime) -> None:
    """Keep what got in somebody's way on a day, inside the caller's transaction."""
    operation = record(book, command="huddle evening", said=f"{associate} on {day}: {said}", now=now)
    book.run(SQL["add-answer"], on_day=day, associate=associate, said=said, operation=operation)


def take_back(book: Book, *, operation: int) -> int:
    """What an operation kept was not said; how many answers."""
    return book.run(SQL["remove-answers"], operation=operation)


def month_target(settings: Settings, day: dt.date) -> Decimal | None:
    """What the settings hold a day's month against; none if nothing."""
    target = settings.huddle.months.get(f"{day:%Y-%m}", settings.huddle.month_target)
    return Decimal(str(target)) if target else None


def _sales(book: Book, first: dt.date, last: dt.date, settings: Settings) -> Sales:
    currency = settings.store.currency
    return book.rows(Sales, SQL["sum-sales"], first_day=first, last_day=last, currency=currency)[0]


def _tallies(book: Book, day: dt.date, working: Sequence[Room]) -> tuple[Tally, ...]:
    """Of everybody who worked, had a row or made a call."""
    targets = {room.associate: room.target for room in working}
    listed: dict[str, int] = {}
    for task in book.rows(Task, SQL["list-rows"], on_day=day):
        listed[task.associate] = listed.get(task.associate, 0) + 1
    outcomes: dict[str, dict[str, int]] = {}
    for associate, letter, calls in book.table(SQL["count-calls"], on_day=day).rows:
        outcomes.setdefault(associate, {})[letter] = calls
    answers = dict(book.table(SQL["list-answers"], on_day=day).rows)
    return tuple(
        Tally(
            name,
            min(targets.get(name, 0), listed.get(name, 0)),
            listed.get(name, 0),
            outcomes.get(name, {}),
            answers.get(name),
        )
        for name in dict.fromkeys((*targets, *sorted({*listed, *outcomes})))
    )
