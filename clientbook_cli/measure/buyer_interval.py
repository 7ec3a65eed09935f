"""The difference of two shares of buyers, with an interval that holds for small groups and rare buyers. Pure."""

from __future__ import annotations

import math

from clientbook_cli.measure.interval import MADE_WITH, Difference, Side, normal

METHOD = "Newcombe's hybrid of two score intervals (Statistics in Medicine 17, 1998, method 10)"


def difference(reached: Side, held_out: Side, *, confidence: float = MADE_WITH) -> Difference:
    """Share of buyers reached minus share held out, from -1 to 1; both sides have at least one client.

    R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven
    methods", Statistics in Medicine 17 (1998), 873-890, method 10.
    """
    share, low, high = _score_interval(reached, confidence)
    other, other_low, other_high = _score_interval(held_out, confidence)
    value = share - other
    return Difference(
        low=max(-1.0, value - math.hypot(share - low, other_high - other)),
        value=value,
        high=min(1.0, value + math.hypot(high - share, other - other_low)),
    )


def _score_interval(side: Side, confidence: float) -> tuple[float, float, float]:
    """The share of buyers and Wilson's score interval for it."""
    z, n, share = normal(0.5 + confidence / 2), side.clients, side.buyers / side.clients
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return share, max(0.0, middle - reach), min(1.0, middle + reach)
