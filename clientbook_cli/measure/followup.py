"""Who follows up and who does not: calls that were due, made, made in time, what came of them, and what was sold after
them; each associate's, beside the time before."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.calls.codes import CODES
from clientbook_cli.measure import attribution
from clientbook_cli.measure.attribution import Credit

SQL = queries(__file__)
APPOINTMENT = "A"


@dataclass(frozen=True, slots=True)
class Tally:
    """One associate's calls in a span. A client counts once a day, with the day's last outcome.

    `due`: clients on the sheets. `on_time`: of these, called on the sheet's day. `logged`: of these, with any outcome.
    `made`: clients called, on a sheet or not. `outcomes`: how many of `made` ended in each code. `sales`, `spend`:
    sales in the store's window after this associate's calls, and the associate's part of their net. `visits`: visits
    that bought nothing; `visits_followed`: of these, followed up by now; `median_days`: how soon, half of them.
    """

    due: int
    on_time: int
    logged: int
    made: int
    outcomes: Mapping[str, int]
    sales: int
    spend: Decimal
    visits: int
    visits_followed: int
    median_days: float | None

    @property
    def reached(self) -> int:
        """Clients who answered."""
        return sum(calls for letter, calls in self.outcomes.items() if CODES[letter].reached)

    @property
    def appointments(self) -> int:
        return self.outcomes[APPOINTMENT]

    @property
    def logged_share(self) -> float | None:
        """Of what was due, how much has an outcome; none where nothing was due."""
        return self.logged / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One associate's span, and the span of the same length before it. Without a name: calls logged for nobody."""

    associate: str
    now: Tally
    before: Tally


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


@dataclass(frozen=True, slots=True)
class _Visit:
    associate: str
    visit: int
    days: int | None


def followup(
    book: Book,
    *,
    first: dt.date,
    last: dt.date,
    today: dt.date,
    associates: Sequence[str],
    window_days: int,
    currency: str,
) -> list[FollowUp]:
    """Each associate's calls from `first` to `last`, both included, as known `today`: those named, who may have made
    none, and then whoever else stands on a sheet or made a call."""
    # As much of the time before as has passed of this one: a half month is not held against a whole one.
    length = min(last, today) - first
    before = (first - length - dt.timedelta(days=1), first - dt.timedelta(days=1))
    tallies = [
        _tallies(book, first=start, last=end, today=today, window_days=window_days, currency=currency)
        for start, end in ((first, last), before)
    ]
    names = dict.fromkeys((*associates, *sorted(tallies[0])))
    return [FollowUp(name, *(found.get(name, _NOTHING) for found in tallies)) for name in names]


def _tallies(
    book: Book, *, first: dt.date, last: dt.date, today: dt.date, window_days: int, currency: str
) -> dict[str, Tally]:
    tasks = {row.associate: row for row in book.rows(_Tasks, SQL["count-tasks"], first=first, last=last, today=today)}
    outcomes: dict[str, dict[str, int]] = {}
    for row in book.rows(_Outcome, SQL["count-outcomes"], first=first, last=last, today=today):
        outcomes.setdefault(row.associate, {})[row.outcome] = row.calls
    visits: dict[str, list[_Visit]] = {}
    for visit in book.rows(_Visit, SQL["list-visits"], first=first, last=last, today=today):
        visits.setdefault(visit.associate, []).append(visit)
    any_touch, *_ = attribution.attribute(
        book, first=first, last=last, today=today, window_days=window_days, currency=currency
    )
    credits = {credit.who: credit for credit in any_touch.credits if credit.who in {*tasks, *outcomes}}
    return {
        name: _tally(
            tasks.get(name, _Tasks(name, 0, 0, 0)),
            {letter: outcomes.get(name, {}).get(letter, 0) for letter in CODES},
            credits.get(name, Credit(name, 0, Decimal(0))),
            visits.get(name, ()),
        )
        for name in {*tasks, *outcomes, *visits}
    }


def _tally(task: _Tasks, outcomes: Mapping[str, int], credit: Credit, visits: Sequence[_Visit]) -> Tally:
    days = [visit.days for visit in visits if visit.days is not None]
    return Tally(
        due=task.due,
        on_time=task.on_time,
        logged=task.logged,
        made=sum(outcomes.values()),
        outcomes=outcomes,
        sales=credit.sales,
        spend=credit.spend,
        visits=len(visits),
        visits_followed=len(days),
        median_days=statistics.median(days) if days else None,
    )


_NOTHING = _tally(_Tasks("", 0, 0, 0), dict.fromkeys(CODES, 0), Credit("", 0, Decimal(0)), ())
