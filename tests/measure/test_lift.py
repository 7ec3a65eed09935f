"""The interval agrees with its paper, is honest for small stores, and the verdict follows from it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientbook_cli.measure import enough, lift, spend_interval
from clientbook_cli.measure.buyer_interval import difference
from clientbook_cli.measure.interval import Side
from clientbook_cli.measure.lift import LEAST, Lift

WINDOW = 14


def compare(reached: Side, held_out: Side) -> Lift:
    return lift.of_buyers(reached, held_out, window_days=WINDOW)


# Table II of Newcombe (1998), method 10.
@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        (Side(70, 56), Side(80, 48), 0.0524, 0.3339),
        (Side(10, 9), Side(10, 3), 0.1705, 0.8090),
        (Side(7, 6), Side(7, 2), 0.0582, 0.8062),
        (Side(56, 5), Side(29, 0), -0.0381, 0.1926),
        (Side(10, 0), Side(20, 0), -0.1611, 0.2775),
        (Side(10, 0), Side(10, 0), -0.2775, 0.2775),
        (Side(10, 10), Side(20, 0), 0.6791, 1.0000),
        (Side(10, 10), Side(10, 0), 0.6075, 1.0000),
    ],
)
def test_the_interval_is_that_of_the_paper(one: Side, other: Side, low: float, high: float) -> None:
    found = difference(one, other, confidence=0.95)
    assert found.low == pytest.approx(low, abs=6e-5)
    assert found.high == pytest.approx(high, abs=6e-5)


@st.composite
def groups(draw: st.DrawFn) -> Side:
    clients = draw(st.integers(1, 5000))
    return Side(clients, draw(st.integers(0, clients)))


@given(mailed=groups(), held_out=groups())
def test_the_figure_lies_in_its_interval_and_the_sides_may_be_swapped(mailed: Side, held_out: Side) -> None:
    found, turned = difference(mailed, held_out), difference(held_out, mailed)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert found.low == pytest.approx(-turned.high)


@given(mailed=groups(), held_out=groups())
def test_the_verdict_never_says_more_than_the_interval(mailed: Side, held_out: Side) -> None:
    found = compare(mailed, held_out)
    assert found.difference is not None
    assert found.verdict != "raised" or found.difference.low > 0
    assert found.verdict != "lowered" or found.difference.high < 0
    assert (found.verdict == "too few") == bool(found.enough)


@pytest.mark.parametrize(
    ("mailed", "held_out", "verdict"),
    [
        (Side(4000, 1040), Side(1000, 200), "raised"),
        (Side(4000, 800), Side(1000, 260), "lowered"),
        (Side(4000, 800), Side(1000, 200), "no sign"),
        (Side(400, 40), Side(40, 4), "too few"),
    ],
)
def test_verdicts(mailed: Side, held_out: Side, verdict: str) -> None:
    assert compare(mailed, held_out).verdict == verdict


def test_too_few_says_what_would_be_enough() -> None:
    few = Side(400, 40), Side(40, 4)
    found = compare(*few).enough
    more = int(found.split()[1].replace(",", ""))
    times = (440 + more * 1.1) / 440  # a forecast, to two digits
    many = Side(round(400 * times), round(40 * times)), Side(round(40 * times), round(4 * times))
    assert compare(*many).verdict == "no sign"
    weeks = int(found.split(" more week")[0].split()[-1])
    share = 1 - 0.9 ** ((WINDOW + 7 * (weeks + 1)) / WINDOW)
    assert not enough.for_buyers(Side(400, round(400 * share)), Side(40, round(40 * share)), window_days=WINDOW)


def test_what_would_be_enough_never_asks_for_nothing() -> None:
    assert compare(Side(60, 0), Side(20, 0)).enough
    assert lift.of_spend(Side(60, 0), Side(20, 0), window_days=WINDOW).enough == "anything bought at all"
    assert "brought back" in lift.of_spend(Side(60, 0, [-20.0]), Side(20, 0), window_days=WINDOW).enough


def test_nothing_to_compare_is_too_few_and_not_a_figure() -> None:
    found = compare(Side(300, 30), Side(0, 0))
    assert (found.difference, found.verdict) == (None, "too few")
    assert "--hold-out" in found.enough


def test_one_held_out_client_proves_nothing() -> None:
    found = compare(Side(300, 250), Side(1, 0))
    assert found.verdict == "too few"
    assert f"{LEAST - 1} more clients held out" in found.enough


@st.composite
def spending(draw: st.DrawFn) -> Side:
    spends = draw(st.lists(st.floats(-50, 5000).filter(bool), min_size=1, max_size=40))
    buyers = sum(spend > 0 for spend in spends)
    return Side(draw(st.integers(max(LEAST, len(spends)), 200)), buyers, spends)


@settings(max_examples=60, deadline=None)
@given(mailed=spending(), held_out=spending())
def test_the_spend_lies_in_its_interval_whatever_was_spent(mailed: Side, held_out: Side) -> None:
    found = spend_interval.difference(mailed, held_out, draws=199)
    assert found.low <= found.value <= found.high
    assert found.value == pytest.approx(mailed.each - held_out.each)


@settings(max_examples=40, deadline=None)
@given(mailed=spending(), held_out=spending(), times=st.sampled_from([0.01, 100.0]))
def test_the_currency_does_not_matter(mailed: Side, held_out: Side, times: float) -> None:
    found = spend_interval.difference(mailed, held_out, draws=199)
    dearer = (Side(side.clients, side.buyers, [spend * times for spend in side.spends]) for side in (mailed, held_out))
    other = spend_interval.difference(*dearer, draws=199)
    assert other.low == pytest.approx(found.low * times, rel=1e-3, abs=1e-3 * times)
    assert other.high == pytest.approx(found.high * times, rel=1e-3, abs=1e-3 * times)


def test_one_huge_sale_proves_nothing() -> None:
    mailed = Side(240, 20, [100.0] * 19 + [50_000.0])
    held_out = Side(60, 5, [100.0] * 5)
    said = lift.of_spend(mailed, held_out, window_days=WINDOW)
    assert said.verdict == "too few"
    assert said.difference
    assert said.difference.low < 0 < said.difference.value
