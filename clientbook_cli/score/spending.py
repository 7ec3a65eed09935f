"""How much a client will spend at a time: the Gamma-Gamma model, fitted by maximum likelihood.

P. Fader, B. Hardie, "The Gamma-Gamma Model of Monetary Value", note 025, brucehardie.com (2013). A client's purchases
are spread about a mean of their own (gamma: p), whose scale is spread over clients (gamma: q, v). The mean of a client
with few purchases is drawn to the mean of all. Pure; any unit of money.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientbook_cli.score.purchasing import most_likely

if TYPE_CHECKING:
    from clientbook_cli.score.purchasing import Numbers


@dataclass(frozen=True, slots=True)
class Spending:
    """A fitted model."""

    p: float
    q: float
    v: float

    def mean(self, purchases: Numbers, spent_each: Numbers) -> Numbers:
        """Expected spend at a time of clients with so many purchases of this mean; with none, everybody's mean."""
        drawn: Numbers = self.p * (self.v + purchases * spent_each) / (self.p * purchases + self.q - 1)
        return drawn


def fit(purchases: Numbers, spent_each: Numbers, weight: Numbers | None = None) -> Spending | None:
    """Fit to clients with at least one purchase, by their number of purchases and mean spend, above 0.

    None where the search does not end, or ends where no mean exists (q of 1 and less).
    """
    import numpy as np
    from scipy.special import gammaln, psi

    if not len(purchases):
        return None
    share = np.ones(len(purchases)) if weight is None else weight.astype(float)
    share = share / share.sum()
    unit = float((share * spent_each).sum())
    x, z = purchases.astype(float), spent_each / unit
    log_z, log_x = np.log(z), np.log(x)

    def loss(logarithms: Numbers) -> tuple[float, Numbers]:
        p, q, v = parameters = np.exp(logarithms)
        log_sum = np.log(v + x * z)
        likelihood = (
            gammaln(p * x + q) - gammaln(p * x) - gammaln(q)
            + q * np.log(v) + (p * x - 1) * log_z + p * x * log_x - (p * x + q) * log_sum
        )  # fmt: skip
        slopes = (
            x * (psi(p * x + q) - psi(p * x) + log_z + log_x - log_sum),
            psi(p * x + q) - psi(q) + np.log(v) - log_sum,
            q / v - (p * x + q) / (v + x * z),
        )
        return (
            -float((share * likelihood).sum()),
            -np.array([float((share * slope).sum()) for slope in slopes]) * parameters,
        )

    place = most_likely(loss, np.array([1.0, 1.0, 0.0]))
    if place is None:
        return None
    p, q, v = map(float, np.exp(place))
    return Spending(p, q, v * unit) if q > 1 else None
