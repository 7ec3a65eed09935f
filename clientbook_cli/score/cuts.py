"""The cut points of one run: where they lie, how they are stored, and how they read in the shop's words.

Pure. A value that equals a cut belongs below it, on every axis, so that a cut reads "up to". How the points are found
is `rfm`'s work.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from clientbook_cli.settings import AxisSettings, ScoreSettings

AXES = ("recency", "frequency", "monetary")
NOBODY = "–"  # two cuts that coincide leave no room for a score between them


@dataclass(frozen=True, slots=True)
class Cuts:
    """Rising upper bounds per axis: days since the last purchase, purchases, net merchandise."""

    recency: tuple[Decimal, ...]
    frequency: tuple[Decimal, ...]
    monetary: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What one score stands for; an axis with fewer scores has an empty text."""

    score: int
    recency: str
    frequency: str
    monetary: str


def axes(settings: ScoreSettings) -> tuple[AxisSettings, AxisSettings, AxisSettings]:
    """Recency, frequency and monetary, in this order everywhere."""
    return settings.recency, settings.frequency, settings.monetary


def axis_scores(axis: AxisSettings) -> int:
    """How many scores an axis gives."""
    return len(axis.cuts) + 1 if axis.method == "fixed" else axis.bins


def to_json(cuts: Cuts, settings: ScoreSettings) -> str:
    """As the run keeps them: method and exact points of each axis."""
    points = (cuts.recency, cuts.frequency, cuts.monetary)
    return json.dumps(
        {
            name: {"method": axis.method, "cuts": [f"{cut.normalize():f}" for cut in found]}
            for name, axis, found in zip(AXES, axes(settings), points, strict=True)
        }
    )


def from_json(text: str) -> Cuts:
    """The points that a run kept."""
    kept = json.loads(text)
    return Cuts(*(tuple(Decimal(cut) for cut in kept[axis]["cuts"]) for axis in AXES))


def bands(cuts: Cuts, *, money: Callable[[Decimal], str]) -> list[Band]:
    """Each score in words, the best one first. `money` writes an amount."""
    days = _ranges(0, _whole(cuts.recency), "up to {high} days", "{low} to {high} days", "over {below} days")
    times = _ranges(1, _whole(cuts.frequency), "{low} to {high}", "{low} to {high}", "{low} or more")
    columns = [days[::-1], times, _amounts(cuts.monetary, money)]  # each from score 1 upwards: few days score high
    return [
        Band(score, *(column[score - 1] if score <= len(column) else "" for column in columns))
        for score in range(max(map(len, columns)), 0, -1)
    ]


def _whole(cuts: tuple[Decimal, ...]) -> list[int]:
    """Days and purchases are whole numbers: a cut at 296.4 days lets 296 pass and 297 not."""
    return [int(cut.to_integral_value(ROUND_FLOOR)) for cut in cuts]


def _ranges(least: int, cuts: list[int], first: str, between: str, last: str) -> list[str]:
    """Ranges of whole numbers from `least` upwards."""
    said: list[str] = []
    for below, high in pairwise([least - 1, *cuts]):
        form = between if said else first
        text = form.format(low=f"{below + 1:,}", high=f"{high:,}")
        # "2 to 2" purchases is "2".
        said.append(NOBODY if high <= below else text.removeprefix(f"{high:,} to ") if high == below + 1 else text)
    said.append(last.format(below=f"{cuts[-1]:,}", low=f"{cuts[-1] + 1:,}"))
    return said


def _amounts(cuts: tuple[Decimal, ...], money: Callable[[Decimal], str]) -> list[str]:
    between = [f"over {money(low)} to {money(high)}" if high > low else NOBODY for low, high in pairwise(cuts)]
    return [f"up to {money(cuts[0])}", *between, f"over {money(cuts[-1])}"]
