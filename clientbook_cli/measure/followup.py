"""Who follows up and who does not: calls that were due, made, made in time, and what came of them, by associate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.calls.codes import CODES
from clientbook_cli.errors import UsageError

SQL = queries(__file__)
APPOINTMENT = "A"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One associate's calls in a span. A client counts once a day, with the day's last outcome.

    `due`: clients on the sheets. `on_time`: of these, called on the sheet's day. `logged`: of these, with any outcome.
    `made`: clients called, on a sheet or not. `outcomes`: how many of `made` ended in each code; an associate without a
    name is whoever logged a call for nobody.
    """

    associate: str
    due: int
    on_time: int
    logged: int
    made: int
    outcomes: Mapping[str, int]

    @property
    def reached(self) -> int:
        """Clients who answered."""
        return sum(calls for letter, calls in self.outcomes.items() if CODES[letter].reached)

    @property
    def appointments(self) -> int:
        return self.outcomes[APPOINTMENT]


@dataclass(frozen=True, slots=True)
class _Tasks:
    associate: str
    due: int
    on_time: int
    logged: int


@dataclass(frozen=True, slots=True)
class _Outcome:
    associate: str
    outcome: str
    calls: int


def followup(book: Book, *, first: dt.date, last: dt.date, today: dt.date, associates: Sequence[str]) -> list[FollowUp]:
    """Each associate's calls from `first` to `last`, both included, as known `today`: those named, who may have made
    none, and then whoever else stands on a sheet or made a call. Raises UsageError for a span that runs backwards."""
    if last < first:
        raise UsageError(f"{first} is after {last}", rule="--from is the first day, --to the last", next="swap them")
    tasks = {row.associate: row for row in book.rows(_Tasks, SQL["count-tasks"], first=first, last=last, today=today)}
    outcomes: dict[str, dict[str, int]] = {}
    for row in book.rows(_Outcome, SQL["count-outcomes"], first=first, last=last, today=today):
        outcomes.setdefault(row.associate, {})[row.outcome] = row.calls
    found = []
    for name in dict.fromkeys((*associates, *sorted({*tasks, *outcomes}))):
        task = tasks.get(name, _Tasks(name, 0, 0, 0))
        ended = {letter: outcomes.get(name, {}).get(letter, 0) for letter in CODES}
        found.append(FollowUp(name, task.due, task.on_time, task.logged, sum(ended.values()), ended))
    return found
