"""How the day went for each associate: rows they had, calls they made, whom they reached, and what got in the way.

A client counts once a day, with the last outcome, however often somebody dialled. What got in the way is kept as each
associate said it, once a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.calls.codes import CODES
from clientbook_cli.calls.share import Room

SQL = queries(__file__)


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


def tasks(book: Book, *, day: dt.date) -> tuple[Task, ...]:
    """The rows of a day's sheets, with what came of each."""
    return tuple(book.rows(Task, SQL["list-rows"], on_day=day))


def tallies(book: Book, *, day: dt.date, working: Sequence[Room]) -> tuple[Tally, ...]:
    """Of everybody who worked, had a row or made a call."""
    targets = {room.associate: room.target for room in working}
    listed: dict[str, int] = {}
    for task in tasks(book, day=day):
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


def answer(book: Book, *, day: dt.date, associate: str, said: str, now: dt.datetime) -> None:
    """Keep what got in somebody's way on a day, inside the caller's transaction."""
    operation = record(book, command="huddle evening", said=f"{associate} on {day}: {said}", now=now)
    book.run(SQL["add-answer"], on_day=day, associate=associate, said=said, operation=operation)


def take_back(book: Book, *, operation: int) -> int:
    """What an operation kept was not said; how many answers."""
    return book.run(SQL["remove-answers"], operation=operation)
