"""Stores whose truth is known: clients of whom 68 % bought once, heavy-tailed sales, a mailing that does so much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientbook_cli.measure.interval import Side

ONE_TIME = 0.68
HELD_OUT = 0.2


@dataclass(frozen=True)
class Store:
    """`share`: of all clients, how many buy within the window unmailed. `tail`: the standard deviation of the log of a
    sale, or with a minus the exponent of a Pareto tail. `buyers`, `spend`: by how much a mail multiplies each."""

    clients: int
    share: float
    tail: float
    buyers: float = 1.0
    spend: float = 1.0

    def _propensities(self, lot: np.random.Generator, clients: int) -> np.ndarray:
        again = lot.random(clients) > ONE_TIME
        each = np.where(again, 0.3 + 2.2 * lot.exponential(size=clients), 0.35)
        return np.minimum(self.share * each / (ONE_TIME * 0.35 + (1 - ONE_TIME) * 2.5), 0.9)

    def truth(self) -> tuple[float, float]:
        """What a mail adds to the share of buyers, and to the spend of each client."""
        each = self._propensities(np.random.default_rng(7), 1_000_000)
        usual, mailed = each.mean(), np.minimum(each * self.buyers, 1).mean()
        mean = 100 * np.exp(self.tail**2 / 2) if self.tail > 0 else 60 * self.tail / (self.tail + 1)
        return float(mailed - usual), float(mean * (mailed * self.spend - usual))

    def trial(self, lot: np.random.Generator) -> tuple[Side, Side]:
        """Mailed and held out, once over."""
        each = self._propensities(lot, self.clients)
        mailed = np.ones(self.clients, dtype=bool)
        mailed[: round(self.clients * HELD_OUT)] = False
        bought = lot.random(self.clients) < np.minimum(np.where(mailed, each * self.buyers, each), 1)
        sale = (
            100 * np.exp(lot.normal(0, self.tail, self.clients))
            if self.tail > 0
            else 60 * (1 + lot.pareto(-self.tail, self.clients))
        )
        spent = np.round(np.where(mailed, sale * self.spend, sale), 2)
        return tuple(_side(spent[group & bought], int(group.sum())) for group in (mailed, ~mailed))  # type: ignore[return-value]


def _side(spent: np.ndarray, clients: int) -> Side:
    return Side(clients, len(spent), spent.tolist())
