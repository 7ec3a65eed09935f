"""The interval agrees with its paper, is honest for small stores, and the verdict follows from it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientbook_cli.measure.lift import LEAST, Group, compare, interval


# Table II of Newcombe (1998), method 10.
@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        (Group(70, 56), Group(80, 48), 0.0524, 0.3339),
        (Group(10, 9), Group(10, 3), 0.1705, 0.8090),
        (Group(7, 6), Group(7, 2), 0.0582, 0.8062),
        (Group(56, 5), Group(29, 0), -0.0381, 0.1926),
        (Group(10, 0), Group(20, 0), -0.1611, 0.2775),
        (Group(10, 0), Group(10, 0), -0.2775, 0.2775),
        (Group(10, 10), Group(20, 0), 0.6791, 1.0000),
        (Group(10, 10), Group(10, 0), 0.6075, 1.0000),
    ],
)
def test_the_interval_is_that_of_the_paper(one: Group, other: Group, low: float, high: float) -> None:
    found = interval(one, other)
    assert found.low == pytest.approx(low, abs=6e-5)
    assert found.high == pytest.approx(high, abs=6e-5)


@st.composite
def groups(draw: st.DrawFn) -> Group:
    clients = draw(st.integers(1, 5000))
    return Group(clients, draw(st.integers(0, clients)))


@given(mailed=groups(), held_out=groups())
def test_the_figure_lies_in_its_interval_and_the_sides_may_be_swapped(mailed: Group, held_out: Group) -> None:
    found, turned = interval(mailed, held_out), interval(held_out, mailed)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert found.low == pytest.approx(-turned.high)


@given(mailed=groups(), held_out=groups())
def test_the_verdict_never_says_more_than_the_interval(mailed: Group, held_out: Group) -> None:
    found = compare(mailed, held_out)
    assert found.difference is not None
    assert found.verdict != "raised" or found.difference.low > 0
    assert found.verdict != "lowered" or found.difference.high < 0
    assert (found.verdict == "too few") == bool(found.enough)


@pytest.mark.parametrize(
    ("mailed", "held_out", "verdict"),
    [
        (Group(4000, 1040), Group(1000, 200), "raised"),
        (Group(4000, 800), Group(1000, 260), "lowered"),
        (Group(4000, 800), Group(1000, 200), "no sign"),
        (Group(400, 40), Group(40, 4), "too few"),
    ],
)
def test_verdicts(mailed: Group, held_out: Group, verdict: str) -> None:
    assert compare(mailed, held_out).verdict == verdict


def test_too_few_says_what_would_be_enough() -> None:
    few = Group(400, 40), Group(40, 4)
    more = int(compare(*few).enough.split()[1].replace(",", ""))
    times = (440 + more * 1.1) / 440  # a forecast, to two digits
    enough = Group(round(400 * times), round(40 * times)), Group(round(40 * times), round(4 * times))
    assert compare(*enough).verdict == "no sign"


def test_nothing_to_compare_is_too_few_and_not_a_figure() -> None:
    found = compare(Group(300, 30), Group(0, 0))
    assert (found.difference, found.verdict) == (None, "too few")
    assert "--hold-out" in found.enough


def test_one_held_out_client_proves_nothing() -> None:
    found = compare(Group(300, 250), Group(1, 0))
    assert found.verdict == "too few"
    assert f"{LEAST - 1} more clients held out" in found.enough


@pytest.mark.parametrize("share", [0.03, 0.1, 0.3])
@pytest.mark.parametrize(("clients", "held"), [(300, 60), (1200, 240)])
def test_two_like_groups_are_told_apart_in_at_most_5_of_100(share: float, clients: int, held: int) -> None:
    draw = random.Random(f"{share} {clients}")
    runs, wrong = 1500, 0
    for _ in range(runs):
        buyers = [draw.random() < share for _ in range(clients)]
        found = compare(Group(clients - held, sum(buyers[held:])), Group(held, sum(buyers[:held])))
        wrong += found.verdict in ("raised", "lowered")
    assert wrong / runs <= 0.05 + 2 * (0.05 * 0.95 / runs) ** 0.5
