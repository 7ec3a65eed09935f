"""The intervals hold what they promise, in stores whose truth is known.

Here in the size of a coffee break's hundredth. `COVERAGE_RUNS=1000 python -m tests.measure.test_coverage` prints the
figures of every store at full size, beside those of Welch's interval and of the plain bootstrap.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest

from clientbook_cli.measure import lift, spend_interval
from clientbook_cli.measure.interval import Difference, Side
from tests.measure.simulated import Store

RUNS = int(os.environ.get("COVERAGE_RUNS", "150"))
DRAWS = 399 if RUNS < 300 else 999
WINDOW = 14
SLACK = 3  # standard errors of the simulation itself: a right method fails one such test in several hundred
NOTHING = [
    Store(clients, share, tail) for clients, share, tail in ((300, 0.06, 1.5), (1000, 0.1, -2.2), (5000, 0.1, 1.3))
]
LIFTED = [replace(store, buyers=1.3, spend=spend) for store, spend in zip(NOTHING, (1.3, 1.0, 1.0), strict=True)]


@dataclass(frozen=True)
class Found:
    """Shares of runs, in a hundred."""

    buyers: float
    spend: float
    verdicts: Counter[str]
    spend_verdicts: Counter[str]


def found(store: Store, runs: int = RUNS) -> Found:
    """How often the intervals hold the truth, and what is said."""
    lot = np.random.default_rng([store.clients, int(store.share * 1000), int(abs(store.tail) * 10)])
    shares, money = store.truth()
    covered = np.zeros(2)
    verdicts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for _ in range(runs):
        mailed, held_out = store.trial(lot)
        buyers = lift.of_buyers(mailed, held_out, window_days=WINDOW)
        spend = lift.of_spend(mailed, held_out, window_days=WINDOW, draws=DRAWS)
        assert buyers.difference
        assert spend.difference
        covered += [_holds(buyers.difference, shares), _holds(spend.difference, money)]
        for said, counter in zip((buyers, spend), verdicts, strict=True):
            counter[said.verdict] += 1
    return Found(float(covered[0]) * 100 / runs, float(covered[1]) * 100 / runs, *verdicts)


def _holds(interval: Difference, truth: float) -> bool:
    return interval.low <= truth <= interval.high


def _slack(share: float) -> float:
    return float(SLACK * 100 * (share * (1 - share) / RUNS) ** 0.5)


@pytest.mark.parametrize("store", NOTHING, ids=lambda store: f"{store.clients}")
def test_with_no_effect_both_intervals_hold_nothing_and_seldom_is_more_said(store: Store) -> None:
    seen = found(store)
    assert 93 - _slack(0.93) <= seen.buyers <= 98 + _slack(0.98)
    assert seen.spend >= 93 - _slack(0.93)
    for said in (seen.verdicts, seen.spend_verdicts):
        assert (said["raised"] + said["lowered"]) * 100 / RUNS <= 5 + _slack(0.05)


@pytest.mark.parametrize("store", LIFTED, ids=lambda store: f"{store.clients}")
def test_with_a_lift_both_intervals_hold_it(store: Store) -> None:
    seen = found(store)
    assert 93 - _slack(0.93) <= seen.buyers <= 98 + _slack(0.98)
    assert seen.spend >= 90 - _slack(0.9)
    assert seen.verdicts["lowered"] * 100 / RUNS <= 2.5 + _slack(0.025)


def test_a_rise_by_30_of_100_among_5000_clients_is_found_in_most_stores(capsys: pytest.CaptureFixture[str]) -> None:
    share = found(LIFTED[-1]).verdicts["raised"] * 100 / RUNS
    with capsys.disabled():
        print(f"\na true lift of 30 % on 5,000 clients, 10 in 100 of whom buy: found in {share:.0f} of 100 stores")
    assert share > 50


def test_a_handful_of_buyers_is_never_called_lowered_or_raised() -> None:
    for reached, held_out in (((380, 4), (42, 4)), ((300, 9), (80, 9)), ((100, 0), (20, 9)), ((60, 9), (300, 4))):
        sides = (Side(clients, buyers, [50.0] * buyers) for clients, buyers in (reached, held_out))
        said = lift.of_buyers(*sides, window_days=WINDOW)
        assert said.verdict == "too few", (reached, held_out)
        assert said.enough


def test_the_same_figures_give_the_same_interval() -> None:
    mailed, held_out = LIFTED[0].trial(np.random.default_rng(1))
    assert spend_interval.difference(mailed, held_out) == spend_interval.difference(mailed, held_out)


def _welch(one: Side, other: Side, confidence: float = 0.95) -> Difference:
    from scipy.stats import ttest_ind

    spends = [np.pad(side.spends, (0, side.clients - len(side.spends))) for side in (one, other)]
    bounds = ttest_ind(*spends, equal_var=False).confidence_interval(confidence)
    return Difference(bounds.low, one.each - other.each, bounds.high)


def _bootstrap(one: Side, other: Side, lot: np.random.Generator, draws: int = 999) -> Difference:
    means = []
    for side in (one, other):
        # Of a sample with replacement only those who spent anything count: how many, and which.
        spends = np.array(side.spends or (0.0,))
        drawn = lot.binomial(side.clients, len(side.spends) / side.clients, size=draws)
        means.append(np.array([lot.choice(spends, size=size).sum() for size in drawn]) / side.clients)
    low, high = np.quantile(means[0] - means[1], (0.025, 0.975))
    return Difference(low, one.each - other.each, high)


def main() -> int:
    """Every store at full size; those of one number of clients, where it is typed behind the command."""
    sizes = [int(size) for size in sys.argv[1:]] or [300, 1000, 5000]
    print("clients share tail buyers spend | buyers spend | raised lowered (spend) | Welch bootstrap")
    for clients, share, tail, (buyers, spend) in product(
        sizes, (0.03, 0.1), (1.0, 1.5, -2.2), ((1, 1), (1.1, 1), (1.3, 1), (1.3, 1.3))
    ):
        store = Store(clients, share, tail, buyers, spend)
        seen = found(store)
        lot, money = np.random.default_rng(5), store.truth()[1]
        rivals = np.zeros(2)
        for _ in range(RUNS // 2):
            sides = store.trial(lot)
            if sides[0].spends and sides[1].spends:
                rivals += [_holds(_welch(*sides), money), _holds(_bootstrap(*sides, lot), money)]
        rivals *= 200 / RUNS
        said = [
            counter[word] * 100 / RUNS
            for counter in (seen.verdicts, seen.spend_verdicts)
            for word in ("raised", "lowered")
        ]
        print(
            f"{clients:5} {share:5} {tail:5} {buyers:5} {spend:5} | {seen.buyers:5.1f} {seen.spend:5.1f} | "
            f"{said[0]:4.1f} {said[1]:4.1f} ({said[2]:4.1f} {said[3]:4.1f}) | {rivals[0]:5.1f} {rivals[1]:5.1f}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
