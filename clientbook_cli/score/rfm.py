"""Recency, frequency and monetary into scores: the cut points, and what falls between them.

Pure, in Polars. Equal figures always share a score, whatever the order of the rows; more recent, more often and more
money never score lower. Knows nothing of sales or of who a client is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from clientbook_cli.score.cuts import Cuts
from clientbook_cli.settings import AxisSettings, ScoreSettings

if TYPE_CHECKING:
    import polars

_CENT = Decimal("0.01")
_FINEST = Decimal("0.0001")  # the finest step of an amount in the book
_LARGEST = Decimal(10) ** 14 - _FINEST  # the largest amount in the book
_MOST = 2**31 - 1  # days or purchases


def cut_points(figures: polars.DataFrame, settings: ScoreSettings) -> Cuts:
    """The cut points to score these clients with: the fixed ones, or quantiles of the clients themselves.

    `figures` has the columns recency_days, frequency and monetary, one row a client, at least one row.
    """
    return Cuts(
        recency=_axis(settings.recency, figures["recency_days"]),
        frequency=_axis(settings.frequency, figures["frequency"]),
        monetary=_axis(settings.monetary, figures["monetary"]),
    )


def score(figures: polars.DataFrame, cuts: Cuts) -> polars.DataFrame:
    """`figures` with the columns r, f and m: 1 is worst; the best is one more than the axis has cuts."""
    import polars as pl

    def above(column: str, points: Iterable[polars.Expr]) -> polars.Expr:
        return pl.sum_horizontal((pl.col(column) > point).cast(pl.Int8) for point in points)

    # Compared in the column's own type, which is seven times as fast as widening a column of a million. An amount goes
    # in as text: for a Decimal Polars loads numpy, which takes longer than all of this.
    days = [pl.lit(cut, dtype=pl.Int32()) for cut in _whole(cuts.recency)]
    times = [pl.lit(cut, dtype=pl.Int32()) for cut in _whole(cuts.frequency)]
    amounts = [pl.lit(f"{min(cut, _LARGEST):f}").cast(pl.Decimal(18, 4)) for cut in cuts.monetary]
    return figures.with_columns(
        # Many days since the last purchase are bad: this axis counts down.
        r=(len(cuts.recency) + 1 - above("recency_days", days)).cast(pl.Int8),
        f=(above("frequency", times) + 1).cast(pl.Int8),
        m=(above("monetary", amounts) + 1).cast(pl.Int8),
    )


def quantile_cuts(rising: Sequence[int | Decimal], bins: int) -> tuple[Decimal, ...]:
    """The bins - 1 points that part sorted values into equal shares: sample quantiles of type 7.

    Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996); the default of R
    and numpy. Worked out in fractions, then written with two decimals where that moves no value across the point.
    """
    return tuple(_quantile(rising, Fraction(number, bins)) for number in range(1, bins))


def _whole(points: Sequence[Decimal]) -> list[int]:
    """Days and purchases are whole: above 296.4 is above 296."""
    return [min(int(point.to_integral_value(ROUND_FLOOR)), _MOST) for point in points]


def _quantile(rising: Sequence[int | Decimal], share: Fraction) -> Decimal:
    place = (len(rising) - 1) * share
    lower = rising[int(place)]
    upper = rising[min(int(place) + 1, len(rising) - 1)]
    point = Fraction(lower) + (place - int(place)) * (Fraction(upper) - Fraction(lower))
    exact = Decimal(point.numerator * 10_000 // point.denominator).scaleb(-4)
    short = exact.quantize(_CENT, ROUND_HALF_EVEN)
    return short if lower <= short < upper else exact.quantize(_FINEST, ROUND_FLOOR)


def _axis(axis: AxisSettings, values: polars.Series) -> tuple[Decimal, ...]:
    if axis.method == "fixed":
        return tuple(Decimal(str(cut)).quantize(_FINEST, ROUND_FLOOR) for cut in axis.cuts)
    return quantile_cuts(values.sort(), axis.bins)  # type: ignore[arg-type]  # a Series is read by place
