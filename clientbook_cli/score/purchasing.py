"""How often clients will buy, and whether they still do: the BG/NBD model, fitted by maximum likelihood.

P. Fader, B. Hardie, K. L. Lee, "'Counting Your Customers' the Easy Way: An Alternative to the Pareto/NBD Model",
Marketing Science 24 (2005) 275–284. While active a client buys at random at a rate of their own (gamma over clients: r,
alpha); after each purchase they may leave for good (beta over clients: a, b). Pure; any unit of time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

# Logarithms of the parameters, in units of the longest history: past these a model says "never" or "always".
_NARROWEST, _WIDEST = -8.0, 8.0
_NUDGE = 1e-6
_FLAT = 1e-5  # a slope that no longer moves the third decimal of a parameter


@dataclass(frozen=True, slots=True)
class Histories:
    """Distinct histories: repeat purchases `x`, time of the last one since the first `t_x`, time since the first `T`,
    and how many clients have this history."""

    x: Numbers
    t_x: Numbers
    T: Numbers
    weight: Numbers


@dataclass(frozen=True, slots=True)
class Purchasing:
    """A fitted model. `log_likelihood`: of all clients together, in the unit of time of their histories."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def active(self, x: Numbers, t_x: Numbers, T: Numbers) -> Numbers:  # noqa: N803 - the papers' letters
        """The chance that a client is still active. Of one purchase only the model cannot tell, and says 1."""
        import numpy as np
        from scipy.special import expit

        odds_to_have_left = (
            np.log(self.a)
            - np.log(self.b + np.maximum(x, 1) - 1)
            + (self.r + x) * (np.log(self.alpha + T) - np.log(self.alpha + t_x))
        )
        return np.where(x > 0, expit(-odds_to_have_left), 1.0)

    def buys(self, span: float, x: Numbers, t_x: Numbers, T: Numbers) -> Numbers:  # noqa: N803
        """The chance of at least one purchase within `span` from now: active, and not idle all that time."""
        idle = ((self.alpha + T) / (self.alpha + T + span)) ** (self.r + x)
        return self.active(x, t_x, T) * (1 - idle)

    def expected(self, span: float, x: Numbers, t_x: Numbers, T: Numbers) -> Numbers:  # noqa: N803
        """Expected purchases within `span` from now: equation 10 of the paper.

        Its Gaussian hypergeometric function overflows for clients of many purchases; by Euler's transformation the same
        value has arguments that do not grow with them. For each client the form is taken that stays small.
        """
        import numpy as np
        from scipy.special import hyp2f1

        a = self.a if abs(self.a - 1) > _NUDGE else 1 + _NUDGE  # the formula has a gap, not the model
        c = a + self.b + x - 1
        c = np.where(np.abs(c) < _NUDGE, _NUDGE, c)
        z = span / (self.alpha + T + span)
        many = self.r + x > a - 1
        first = np.where(many, a - 1, self.r + x)
        second = np.where(many, a + self.b - 1 - self.r, self.b + x)
        bracket = 1 - (1 - z) ** first * hyp2f1(first, second, c, z)
        expected: Numbers = c / (a - 1) * bracket * self.active(x, t_x, T)
        return expected


def fit(histories: Histories) -> Purchasing | None:
    """The parameters under which these histories are most likely; None where the search does not end."""
    import numpy as np

    longest = float(histories.T.max(initial=0))
    if longest <= 0:
        return None
    scaled = _Likelihood(histories, longest)
    place = most_likely(scaled.loss, np.zeros(4))
    if place is None:
        return None
    r, alpha, a, b = map(float, np.exp(place))
    # A density of times: in another unit it differs by that unit for each repeat purchase.
    likelihood = -scaled.loss(place)[0] * scaled.clients - float((histories.weight * histories.x).sum()) * np.log(
        longest
    )
    return Purchasing(r, alpha * longest, a, b, float(likelihood))


def most_likely(loss: Callable[[Numbers], tuple[float, Numbers]], start: Numbers) -> Numbers | None:
    """The logarithms of parameters at which `loss`, given with its gradient, is least; None where no place is found."""
    import numpy as np
    from scipy.optimize import minimize

    # As near as doubles go: the search then often ends for want of a better place, no failure where it is flat.
    options = {"ftol": 1e-14, "gtol": 1e-9, "maxiter": 1000}
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[(_NARROWEST, _WIDEST)] * len(start), options=options
    )
    inside = np.abs(found.x) < _WIDEST
    flat = bool(np.all(np.abs(np.asarray(found.jac)[inside]) < _FLAT))
    place: Numbers = found.x
    return place if np.isfinite(found.fun) and (found.success or flat) else None


class _Likelihood:
    """Minus the mean log-likelihood and its gradient, in the logarithms of r, alpha, a, b."""

    def __init__(self, histories: Histories, longest: float) -> None:
        import numpy as np

        # Functions of x alone are worked out once for each x that occurs.
        self._xs, self._place = np.unique(histories.x.astype(float), return_inverse=True)
        self._t_x, self._T = histories.t_x / longest, histories.T / longest
        self._weight = histories.weight.astype(float)
        self._repeated = histories.x > 0
        self.clients = float(self._weight.sum())

    def loss(self, logarithms: Numbers) -> tuple[float, Numbers]:
        import numpy as np
        from scipy.special import gammaln, psi

        r, alpha, a, b = parameters = np.exp(logarithms)
        xs, place = self._xs, self._place
        x = xs[place]
        of_x = (
            gammaln(r + xs) - gammaln(r) + r * np.log(alpha)
            + gammaln(a + b) + gammaln(b + xs) - gammaln(b) - gammaln(a + b + xs)
        )  # fmt: skip
        log_all, log_last = np.log(alpha + self._T), np.log(alpha + self._t_x)
        still = -(r + x) * log_all
        after = np.maximum(b + x - 1, np.finfo(float).tiny)
        left = np.where(self._repeated, np.log(a) - np.log(after) - (r + x) * log_last, -np.inf)
        either = np.logaddexp(still, left)
        p_still, p_left = np.exp(still - either), np.exp(left - either)
        likelihood = of_x[place] + either
        gradient = (
            (psi(r + xs) - psi(r) + np.log(alpha))[place] - p_still * log_all - p_left * log_last,
            r / alpha - (r + x) * (p_still / (alpha + self._T) + p_left / (alpha + self._t_x)),
            (psi(a + b) - psi(a + b + xs))[place] + p_left / a,
            (psi(a + b) + psi(b + xs) - psi(b) - psi(a + b + xs))[place] - p_left / after,
        )
        mean = self._weight / self.clients
        slopes = np.array([float((mean * part).sum()) for part in gradient])
        return -float((mean * likelihood).sum()), -slopes * parameters
