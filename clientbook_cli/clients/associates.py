"""The people who look after clients: who there is, who is away on a day, and what passes on when somebody leaves.

Those of `clientbook.toml` come from the caller; the book adds those who joined by a command, days off, and leavings.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import WEEKDAYS, Associate

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Handed:
    """A client who goes to a colleague, and what was promised to them, in words, the next promise first."""

    client: int
    name: str | None
    to: str
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Away:
    associate: str
    kind: str
    first_day: dt.date
    last_day: dt.date


@dataclass(frozen=True, slots=True)
class _Owned:
    client: int
    name: str | None


@dataclass(frozen=True, slots=True)
class _Promise:
    follow_up: int
    client: int
    name: str | None
    owner: str | None
    due: dt.date
    note: str | None


def roster(book: Book, settled: Sequence[Associate], *, day: dt.date) -> tuple[Associate, ...]:
    """Everybody who belongs to the store on a day, whether they work on it or not. `settled`: those of the settings."""
    joined = [Associate(name=name, target=target) for name, target in book.table(SQL["list-joined"], on_day=day).rows]
    known = {one.name.casefold() for one in settled}
    left = {away.associate.casefold() for away in _away(book, day) if away.kind == "left"}
    everybody = [*settled, *(one for one in joined if one.name.casefold() not in known)]
    return tuple(one for one in everybody if one.name.casefold() not in left)


def working(book: Book, settled: Sequence[Associate], *, day: dt.date) -> tuple[Associate, ...]:
    """Those of the roster who are not away on a day; their weekly days off are theirs to look at."""
    off = {away.associate.casefold() for away in _away(book, day)}
    return tuple(one for one in roster(book, settled, day=day) if one.name.casefold() not in off)


def spelled(text: str, everybody: Sequence[Associate]) -> str:
    """The associate meant by a name or the beginning of one. Raises UsageError, naming those there are."""
    word = " ".join(text.split()).casefold()
    exact = [one.name for one in everybody if one.name.casefold() == word]
    near = exact or [one.name for one in everybody if one.name.casefold().startswith(word)]
    if len(near) == 1 and word:
        return near[0]
    raise UsageError(
        f"{text!r} is no associate" if not near else f"{text!r} fits {' and '.join(near)}",
        rule=f"the store has: {', '.join(one.name for one in everybody)}",
        next="type one of these names, or clientbook associate add NAME",
    )


def add(
    book: Book, *, name: str, target: int | None, settled: Sequence[Associate], today: dt.date, now: dt.datetime
) -> Associate:
    """Somebody joins the store. Raises UsageError for a name that is there already."""
    name = " ".join(name.split())
    if any(one.name.casefold() == name.casefold() for one in roster(book, settled, day=today)):
        raise UsageError(f"{name} is there already", next="give the new one a longer name")
    operation = record(book, command="associate add", said=f"{name} joins", now=now)
    book.run(SQL["add-associate"], name=name, joined_on=today, target=target, operation=operation)
    return Associate(name=name, target=target)


def take_off(book: Book, *, name: str, first: dt.date, last: dt.date, note: str | None, now: dt.datetime) -> None:
    """Somebody is away from one day to another, both included. Raises UsageError."""
    if last < first:
        raise UsageError(
            f"{written_day(last)} is before {written_day(first)}", next="name the first day, then --until the last"
        )
    operation = record(book, command="associate off", said=f"{name} is off {first} to {last}", now=now)
    _add_absence(book, name=name, kind="off", first=first, last=last, note=note, operation=operation)


def leave(
    book: Book,
    *,
    name: str,
    to: Sequence[str],
    day: dt.date,
    settled: Sequence[Associate],
    now: dt.datetime,
) -> list[Handed]:
    """Somebody leaves for good: their clients go to `to` in turn, or evenly to everybody who stays.

    The clients who spent most are dealt out first. A promise follows its client. Raises UsageError where nobody stays.
    """
    stay = [one.name for one in roster(book, settled, day=day) if one.name != name]
    heirs = list(to) or stay
    if not heirs or name in heirs:
        raise UsageError(
            f"nobody is there to take over from {name}", next="clientbook associate add NAME, or name another with --to"
        )
    operation = record(book, command="associate leave", said=f"{name} leaves", now=now)
    promises = book.rows(_Promise, SQL["list-promises"], associate=name)
    owned = book.rows(_Owned, SQL["list-owned"], associate=name)
    heir_of = {one.client: heirs[place % len(heirs)] for place, one in enumerate(owned)}
    for client, heir in heir_of.items():
        book.run(SQL["assign-client"], client=client, associate=heir, now=now, operation=operation)
    load = Counter(heir_of.values())
    for promise in promises:
        if promise.client not in heir_of:
            keeps = promise.owner if promise.owner in stay else min(heirs, key=lambda heir: (load[heir], heir))
            heir_of[promise.client] = keeps
            load[keeps] += 1
        book.run(
            SQL["add-handover"],
            follow_up=promise.follow_up,
            was=name,
            becomes=heir_of[promise.client],
            operation=operation,
        )
    book.run(SQL["hand-over"], operation=operation)
    _add_absence(book, name=name, kind="left", first=day, last=None, note=None, operation=operation)
    names = {one.client: one.name for one in promises} | {one.client: one.name for one in owned}
    return [
        Handed(client, names[client], heir, tuple(_said(one) for one in promises if one.client == client))
        for client, heir in heir_of.items()
    ]


def assign(book: Book, *, client: int, associate: str, now: dt.datetime) -> None:
    """The owner says who looks after a client."""
    said = f"C{client} to {associate}"
    operation = record(book, command="client assign", said=said, now=now)
    book.run(SQL["assign-client"], client=client, associate=associate, now=now, operation=operation)


def owner_of(book: Book, client: int) -> str | None:
    """Who looks after a client."""
    owner = book.value(SQL["find-owner"], client=client)
    return None if owner is None else str(owner)


def is_off(associate: Associate, day: dt.date) -> bool:
    """Whether a day is one of somebody's weekly days off."""
    return WEEKDAYS[day.weekday()] in {off.casefold() for off in associate.days_off}


def take_back(book: Book, *, operation: int) -> int:
    """An operation hired, excused, assigned and handed over nobody; how many rows of all that."""
    book.run(SQL["hand-back"], operation=operation)
    done = book.run(SQL["remove-handovers"], operation=operation)
    done += book.run(SQL["remove-assignments"], operation=operation)
    done += book.run(SQL["remove-absences"], operation=operation)
    return done + book.run(SQL["remove-associates"], operation=operation)


def _away(book: Book, day: dt.date) -> list[_Away]:
    return book.rows(_Away, SQL["list-away"], on_day=day)


def _said(promise: _Promise) -> str:
    return f"{written_day(promise.due)}" + (f": {promise.note}" if promise.note else "")


def _add_absence(
    book: Book,
    *,
    name: str,
    kind: str,
    first: dt.date,
    last: dt.date | None,
    note: str | None,
    operation: int,
) -> None:
    book.run(
        SQL["add-absence"],
        name=name,
        kind=kind,
        first_day=first,
        last_day=last,
        note=note,
        operation=operation,
    )
