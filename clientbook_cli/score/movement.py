"""Who moved between tiers and segments from one run to another, and what the store stands to lose.

Worth is what a client spent in the 12 months up to the earlier run, before they moved. The biggest loss comes first:
who fell, by their worth; then who left the score; then who changed segment only; then who rose or came new.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.score.snapshot import ScoreRun

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Run:
    """Which run, and of which day."""

    run: int
    as_of: dt.date


@dataclass(frozen=True, slots=True)
class Moved:
    """A client of either run. A tier or segment of None: not scored in that run."""

    client: int
    name: str | None
    email: str | None
    tier_before: str | None
    tier_now: str | None
    segment_before: str | None
    segment_now: str | None
    spend: Decimal
    last_contact: dt.date | None
    contacted_by: str | None


@dataclass(frozen=True, slots=True)
class Flow:
    """So many clients went from one tier (or segment) to another; `spend`: their worth together."""

    before: str | None
    now: str | None
    clients: int
    spend: Decimal


@dataclass(frozen=True, slots=True)
class Movement:
    """Two runs compared. `matrix` has those who stayed too; `moves` and `segment_moves` only who moved. `oldest`: the
    first run there is, if it is older than the earlier one."""

    earlier: Run
    later: Run
    clients: tuple[Moved, ...]  # who moved, the biggest loss first
    matrix: tuple[Flow, ...]
    moves: tuple[Flow, ...]
    segment_moves: tuple[Flow, ...]
    oldest: Run | None


def compare(book: Book, *, later: ScoreRun, since: int | dt.date | None, today: dt.date) -> Movement:
    """The newest run against an earlier one: by its number, or the newest of a day; none said: the one before.

    Raises UsageError where there is no such earlier run.
    """
    earlier = _earlier(book, later, since, today)
    everybody = book.rows(
        Moved,
        SQL["compare-runs"],
        earlier=earlier.run,
        later=later.run,
        earlier_day=earlier.as_of,
        currency=later.recipe.currency,
        today=today,
    )
    ranks = {name: -place for place, name in enumerate(_best_first(later))}
    moved = [
        entry for entry in everybody if (entry.tier_before, entry.segment_before) != (entry.tier_now, entry.segment_now)
    ]
    matrix = _flows(everybody, lambda entry: (entry.tier_before, entry.tier_now), ranks)
    segments = _flows(moved, lambda entry: (entry.segment_before, entry.segment_now), {})
    return Movement(
        earlier=earlier,
        later=Run(later.run, later.as_of),
        clients=tuple(sorted(moved, key=lambda entry: (_kind(entry.tier_before, entry.tier_now, ranks), -entry.spend))),
        matrix=matrix,
        moves=tuple(flow for flow in matrix if flow.before != flow.now),
        segment_moves=tuple(flow for flow in segments if flow.before != flow.now),
        oldest=book.row(Run, SQL["oldest-run"], before=earlier.as_of, today=today),
    )


def _earlier(book: Book, later: ScoreRun, since: int | dt.date | None, today: dt.date) -> Run:
    if isinstance(since, int):
        found = book.row(Run, SQL["find-run"], run=since)
        said = f"there is no run {since}"
    else:
        on = since or later.as_of - dt.timedelta(days=1)
        found = book.row(Run, SQL["run-on"], on_day=on, today=today)
        said = f"nothing was scored as of {on} or before"
    if found and found.run != later.run and found.as_of <= later.as_of:
        return found
    if found:
        said = f"run {found.run}, as of {found.as_of}, is no earlier one"
    before = later.as_of - dt.timedelta(days=90)
    raise UsageError(
        said,
        rule=f"the newest run, {later.run} as of {later.as_of}, is compared with one before it",
        next=f"make one: clientbook score --as-of {before}, then: clientbook score movement --since {before}",
    )


def _best_first(run: ScoreRun) -> list[str]:
    tiers = run.recipe.settings.tiers
    return sorted(tiers, key=lambda name: -tiers[name][0])


def _kind(before: str | None, now: str | None, ranks: Mapping[str, int]) -> int:
    """Falls first, then who left, who changed segment only, and who rose or came."""
    if now is None:
        return 1
    if before is None:
        return 3
    lowest = -len(ranks)
    step = ranks.get(now, lowest) - ranks.get(before, lowest)
    return 0 if step < 0 else 2 if step == 0 else 3


def _flows(
    clients: Iterable[Moved], way: Callable[[Moved], tuple[str | None, str | None]], ranks: Mapping[str, int]
) -> tuple[Flow, ...]:
    sums: defaultdict[tuple[str | None, str | None], list[Decimal]] = defaultdict(list)
    for entry in clients:
        sums[way(entry)].append(entry.spend)
    flows = [Flow(before, now, len(each), sum(each, Decimal(0))) for (before, now), each in sums.items()]
    return tuple(sorted(flows, key=lambda flow: (_kind(flow.before, flow.now, ranks), -flow.spend)))
