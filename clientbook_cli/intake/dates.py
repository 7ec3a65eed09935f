"""How the dates of one column are written: decided from the whole column, never from one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LONG_YEAR = 4
_SHAPE = re.compile(r"^(0|A)(\D{1,30}?)(0|A)(\D{1,30}?)(0)(.*)$")


@dataclass(frozen=True, slots=True)
class Shape:
    """Cells that look alike: digits as 0, words as A; and in how many the first or the second number is no month."""

    shape: str
    high_first: int
    high_second: int
    longest_first: int
    cells: int


@dataclass(frozen=True, slots=True)
class Decision:
    """How to read a column of dates. `formats` empty: no shape we know; `order` empty: the column cannot tell."""

    formats: tuple[str, ...]
    order: str  # "day-first", "month-first", "" where a column cannot tell, "named" where it need not
    evidence: str


def decide(shapes: Iterable[Shape], *, wanted: str, otherwise: str) -> Decision:
    """Read a column's shapes. `wanted`: what the owner said; `otherwise`: what holds where the column cannot tell."""
    shapes = sorted(shapes, key=lambda shape: -shape.cells)
    numeric = [shape for shape in shapes if _is_numeric(shape)]
    if not numeric:
        return Decision(tuple(_formats(shapes, "month-first")), "named", "")
    day_first = sum(shape.high_first for shape in numeric)
    month_first = sum(shape.high_second for shape in numeric)
    cells = sum(shape.cells for shape in numeric)
    if wanted:
        order, evidence = wanted, "as was said"
    elif day_first > month_first:
        order, evidence = "day-first", f"the first number is above 12 in {day_first:,} of {cells:,}"
    elif month_first > day_first:
        order, evidence = "month-first", f"the second number is above 12 in {month_first:,} of {cells:,}"
    else:
        order, evidence = otherwise, "the column cannot tell" if otherwise else ""
    return Decision(tuple(_formats(shapes, order or "month-first")), order, evidence)


def _is_numeric(shape: Shape) -> bool:
    parts = _SHAPE.match(shape.shape)
    return bool(parts) and parts[1] == "0" and parts[3] == "0" and shape.longest_first < _LONG_YEAR  # type: ignore[index]


def _formats(shapes: Sequence[Shape], order: str) -> Iterable[str]:
    """strptime formats for these shapes, two-digit years before four-digit ones, which would swallow them."""
    made: dict[str, None] = {}
    for shape in shapes:
        parts = _SHAPE.match(shape.shape)
        if not parts:
            continue
        first, gap, second, other_gap, _, tail = parts.groups()
        clock = _clock(tail)
        if clock is None:
            continue
        if shape.longest_first == _LONG_YEAR and first == "0":
            made[f"%Y{gap}{'%b' if second == 'A' else '%m'}{other_gap}%d{clock}"] = None
            continue
        if first == "A":
            days = [f"{month}{gap}%d{other_gap}" for month in ("%b", "%B")]
        elif second == "A":
            days = [f"%d{gap}{month}{other_gap}" for month in ("%b", "%B")]
        elif order == "day-first":
            days = [f"%d{gap}%m{other_gap}"]
        else:
            days = [f"%m{gap}%d{other_gap}"]
        for day in days:
            made[f"{day}%y{clock}"] = None
            made[f"{day}%Y{clock}"] = None
    return made


def _clock(tail: str) -> str | None:
    tail = tail.rstrip()
    spaced = re.match(r"[\sT,]*", tail)
    gap = spaced.group() if spaced else ""
    match tail[len(gap) :]:
        case "":
            return ""
        case "0:0":
            return f"{gap}%H:%M"
        case "0:0:0":
            return f"{gap}%H:%M:%S"
        case "0:0 A":
            return f"{gap}%I:%M %p"
        case "0:0A":
            return f"{gap}%I:%M%p"
        case "0:0:0 A":
            return f"{gap}%I:%M:%S %p"
        case _:
            return None
