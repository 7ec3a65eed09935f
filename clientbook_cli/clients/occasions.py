"""Birthdays, anniversaries and other days, which come round every year, and who is reminded of each.

Knows nothing of the call or mail one may lead to.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number

SQL = queries(__file__)
LEAP_YEAR = 2000  # in which every day of a year exists
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day to come, and who is reminded of it (`client`). `keeping`: the date it falls on this time.

    `years`: how many they will be, if known. `about`: the client whose day it is, when that is another; `about_name`:
    their name, also of somebody who is no client.
    """

    client: int
    kind: str  # birthday, anniversary, …
    keeping: dt.date
    years: int | None
    note: str | None
    about: int | None = None
    about_name: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A day as it is written down. Without a year nobody knows how many times it came round."""

    occasion: int
    client: int
    kind: str
    month: int
    day: int
    year: int | None
    about: str | None
    note: str | None


def coming(book: Book, *, today: dt.date, days: int) -> list[Occasion]:
    """Occasions from today to `days` days ahead, both included, the next one first; each once, to the giver."""
    return book.rows(Occasion, SQL["find-coming"], today=today, days=days)


def of_client(book: Book, *, client: int) -> list[Kept]:
    """The days that a client told of, or a list told of them."""
    return book.rows(Kept, SQL["list-occasions"], client=client)


def add(
    book: Book,
    *,
    client: int,
    kind: str,
    on: tuple[int, int, int | None],
    about: str | None,
    note: str | None,
    now: dt.datetime,
) -> Kept:
    """Write a day down: month, day, and the year if it is known. Raises UsageError for one that is written already."""
    month, day, year = on
    kind = " ".join(kind.split()).casefold()
    for one in of_client(book, client=client):
        if (one.kind, one.month, one.day, one.about) == (kind, month, day, about):
            raise UsageError(f"that {kind} is written already", next=f"clientbook client show {client_number(client)}")
    operation = record(book, command="occasion", said=f"{client_number(client)}: {kind} {month}-{day}", now=now)
    number = int(book.value(SQL["next-occasion"]))
    book.run(
        SQL["add-occasion"],
        occasion=number,
        client=client,
        kind=kind,
        year=year,
        month=month,
        day=day,
        about=about,
        note=note,
        operation=operation,
    )
    return Kept(number, client, kind, month, day, year, about, note)


def add_appointment(book: Book, *, client: int, on: dt.date, note: str | None, source: str, operation: int) -> None:
    """Write an appointment down, as a part of an operation; it comes once."""
    book.run(
        SQL["add-appointment"],
        occasion=int(book.value(SQL["next-occasion"])),
        client=client,
        year=on.year,
        month=on.month,
        day=on.day,
        note=note,
        source=source,
        operation=operation,
    )


def end(book: Book, *, occasion: int, today: dt.date, now: dt.datetime) -> None:
    """A day is kept no more. Raises UsageError."""
    operation = record(book, command="occasion", said=f"occasion {occasion} taken off", now=now)
    if not book.run(SQL["end-occasion"], occasion=occasion, ended_on=today, operation=operation):
        raise UsageError(f"there is no occasion {occasion}", next="clientbook client show CLIENT shows their numbers")


def take_back(book: Book, *, operation: int) -> int:
    """An operation's occasions were never written, and those it ended are kept again; how many."""
    removed = book.run(SQL["remove-occasions"], operation=operation)
    return removed + book.run(SQL["reopen-occasions"], operation=operation)


def read_day(text: str) -> tuple[int, int, int | None]:
    """Month, day and year of a day as it is typed: 1978-11-20, 11-20, 20 Nov 1978, November 20. Raises UsageError."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    words = [_MONTHS[word[:3]] for word in re.findall(r"[a-z]{3,}", text.casefold()) if word[:3] in _MONTHS]
    year: int | None = None
    if len(words) == 1 and len(numbers) in (1, 2):
        month, day = words[0], numbers[0]
        year = numbers[1] if len(numbers) == 2 else None  # noqa: PLR2004
    elif not words and re.fullmatch(r"\s*(\d{4}-)?\d{1,2}-\d{1,2}\s*", text):
        *years, month, day = numbers
        year = years[0] if years else None
    else:
        month, day = 0, 0
    try:
        dt.date(year or LEAP_YEAR, month, day)
    except ValueError as error:
        raise UsageError(
            f"cannot read {text!r} as a day of the year",
            rule="1978-11-20, 11-20 (month first), 20 Nov 1978, or Nov 20",
            next="type the day in one of these ways",
        ) from error
    return month, day, year
