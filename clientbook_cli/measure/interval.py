"""Two sides that are compared, and a difference with what chance leaves open. Pure; knows no method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# What an interval promises, and what it is made with: at the few buyers that a store has, methods err by up to one in a
# hundred, and an owner reads two figures. The one in a hundred more keeps the promise (tests/measure/test_coverage.py).
PROMISED, MADE_WITH = 0.95, 0.96


@dataclass(frozen=True, slots=True)
class Side:
    """Clients, how many of them bought, and the net spend of each whose spend is not nothing (returns: below it)."""

    clients: int
    buyers: int
    spends: Sequence[float] = ()

    @property
    def each(self) -> float:
        """Net spend per client, buyer or not."""
        return sum(self.spends) / self.clients


@dataclass(frozen=True, slots=True)
class Difference:
    """Reached minus held out: the figure, and the bounds that hold the truth in 95 of 100 cases."""

    low: float
    value: float
    high: float


def normal(probability: float) -> float:
    """The quantile of the normal distribution."""
    from scipy.special import ndtri

    return float(ndtri(probability))
