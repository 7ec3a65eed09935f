"""Why a client has the scores they have: the sales behind each figure, the cuts it lies between, what comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.score import chance, segments
from clientbook_cli.score.chance import Climb, Fall
from clientbook_cli.score.cuts import AXES, Cuts
from clientbook_cli.score.history import Judged, Sold, figures, judge
from clientbook_cli.score.snapshot import ScoreRun

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Scored:
    """What the run wrote down of one client."""

    last_purchase: dt.date
    recency_days: int
    frequency: int
    monetary: Decimal
    r: int
    f: int
    m: int
    tier: str
    segment: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value, its score, and the cuts above and up to which that score reaches; None: no end there."""

    axis: str
    value: Decimal
    score: int
    above: Decimal | None
    up_to: Decimal | None


@dataclass(frozen=True, slots=True)
class Explained:
    """A client's score, taken apart. `stale`: the book has changed since the run, and its figures with it."""

    scored: Scored
    figures: tuple[Figure, ...]
    sales: tuple[Judged, ...]
    climb: Climb | None
    fall: Fall | None
    stale: bool


def explain(book: Book, *, client: int, run: ScoreRun) -> Explained:
    """A client's score in a run. Raises UsageError for a client whom the run did not score."""
    scored = book.row(Scored, SQL["find-score"], run=run.run, client=client)
    sales = tuple(book.rows(Sold, SQL["list-sales"], client=client, as_of=run.as_of))
    if scored is None:
        raise _not_scored(sales, run)
    now = figures(sales, recipe=run.recipe, as_of=run.as_of)
    trying = chance.Client(sales, run.recipe, run.cuts, segments.tables(run.recipe.settings))
    return Explained(
        scored=scored,
        figures=_figures(scored, run.cuts),
        sales=judge(sales, recipe=run.recipe, as_of=run.as_of),
        climb=chance.climb(trying, as_of=run.as_of),
        fall=chance.fall(trying, as_of=run.as_of),
        stale=now is None
        or (now.last_purchase, now.frequency, now.monetary)
        != (scored.last_purchase, scored.frequency, scored.monetary),
    )


def _figures(scored: Scored, cuts: Cuts) -> tuple[Figure, ...]:
    values = (Decimal(scored.recency_days), Decimal(scored.frequency), scored.monetary)
    found = []
    for axis, value, score in zip(AXES, values, (scored.r, scored.f, scored.m), strict=True):
        points: tuple[Decimal, ...] = getattr(cuts, axis)
        found.append(
            Figure(
                axis,
                value,
                score,
                above=max((cut for cut in points if cut < value), default=None),
                up_to=min((cut for cut in points if cut >= value), default=None),
            )
        )
    return tuple(found)


def _not_scored(sales: tuple[Sold, ...], run: ScoreRun) -> UsageError:
    if figures(sales, recipe=run.recipe, as_of=run.as_of):
        return UsageError(
            f"this client is not in run {run.run}",
            rule="their sales came into the book after it",
            next="clientbook score, then ask again",
        )
    why = sorted({entry.counts_as for entry in judge(sales, recipe=run.recipe, as_of=run.as_of)})
    return UsageError(
        f"this client has no purchase that counts up to {run.as_of}",
        rule=f"their sales are: {', '.join(why)}" if why else "only who has bought is scored",
        next="clientbook client find with another name, or import newer sales",
    )
