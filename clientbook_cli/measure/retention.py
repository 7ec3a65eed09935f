"""Who comes back: repeat rates by the year of the first purchase, the time between purchases, and what is at risk.

A client counts for a rate only when that much time has passed for them, so that the youngest do not look disloyal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import NoStoreError, UsageError
from clientbook_cli.score import movement, snapshot
from clientbook_cli.score.movement import Movement

SQL = queries(__file__)
# Months after the first purchase, and the days they stand for.
HORIZONS = {1: 30, 3: 91, 6: 183, 12: 365, 18: 548, 24: 730, 36: 1096}
LEAST_OBSERVED = 10  # clients
SHORTEST_RHYTHM = 30  # days: who came three times in a week is not overdue after two
GONE = 1096  # days: after three years nobody is at risk, they are gone


@dataclass(frozen=True, slots=True)
class First:
    """A client's first purchase, and the first on a later day, where there is one."""

    client: int
    first: dt.date
    second: dt.date | None


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `observed` clients, whom we know for so many `months`, so many came back within them."""

    months: int
    observed: int
    came_back: int

    @property
    def share(self) -> float | None:
        """None where so few have been known for so long that one of them would change it by a tenth."""
        return self.came_back / self.observed if self.observed >= LEAST_OBSERVED else None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Clients whose first purchase fell into one year, and how many of them came back so far."""

    year: int
    clients: int
    came_back: int
    rates: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Days between purchases of those who came back: a quarter of the gaps is as short as `quarter`, and so on."""

    gaps: int
    quarter: int | None
    half: int | None
    three_quarters: int | None
    nine_tenths: int | None


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A client who has been away for more than twice their own rhythm. `worth`: spent in their last 12 months."""

    client: int
    name: str | None
    tier: str | None
    last_purchase: dt.date
    rhythm_days: int
    silent_days: int
    worth: Decimal
    last_contact: dt.date | None


@dataclass(frozen=True, slots=True)
class Retention:
    """What a day knows of who comes back. `movement` is none where there are not two score runs to compare."""

    cohorts: tuple[Cohort, ...]
    gaps: Gaps
    at_risk: tuple[AtRisk, ...]
    movement: Movement | None

    @property
    def worth_at_risk(self) -> Decimal:
        """What all of those at risk spent in their last 12 months."""
        return sum((one.worth for one in self.at_risk), Decimal(0))


def retention(book: Book, *, today: dt.date, currency: str) -> Retention:
    """Cohorts, gaps, who is at risk and who moved between tiers, as known `today`."""
    gaps = book.row(Gaps, SQL["measure-gaps"], today=today, currency=currency)
    return Retention(
        cohorts=cohorts(book.rows(First, SQL["list-firsts"], today=today, currency=currency), today=today),
        gaps=gaps or Gaps(0, None, None, None, None),
        at_risk=tuple(
            book.rows(AtRisk, SQL["list-at-risk"], today=today, currency=currency, shortest=SHORTEST_RHYTHM, gone=GONE)
        ),
        movement=_movement(book, today),
    )


def cohorts(clients: Iterable[First], *, today: dt.date) -> tuple[Cohort, ...]:
    """Clients by the year of their first purchase, the oldest first."""
    years: dict[int, list[First]] = {}
    for one in clients:
        years.setdefault(one.first.year, []).append(one)
    return tuple(
        Cohort(
            year=year,
            clients=len(own),
            came_back=sum(one.second is not None for one in own),
            rates=tuple(_rate(own, months, days, today) for months, days in HORIZONS.items()),
        )
        for year, own in sorted(years.items())
    )


def _rate(clients: Sequence[First], months: int, days: int, today: dt.date) -> Rate:
    known = [one for one in clients if (today - one.first).days >= days]
    back = sum(one.second is not None and (one.second - one.first).days <= days for one in known)
    return Rate(months, len(known), back)


def _movement(book: Book, today: dt.date) -> Movement | None:
    """The newest score against the newest that is a quarter older, else against the oldest."""
    try:
        later = snapshot.newest(book, today=today)
    except NoStoreError:
        return None
    for since in (later.as_of - dt.timedelta(days=90), None):
        try:
            found = movement.compare(book, later=later, since=since, today=today)
        except UsageError:
            continue
        if since is None and found.oldest:
            return movement.compare(book, later=later, since=found.oldest.run, today=today)
        return found
    return None
