"""Who comes back, how soon, and who is away for longer than they use to be."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from clientbook_cli.measure import retention
from clientbook_cli.measure.retention import HORIZONS, First, Retention, cohorts
from tests.conftest import Till
from tests.shop import TODAY, Shop, open_shop


def found(shop: Shop, *, today: dt.date = TODAY) -> Retention:
    return retention.retention(shop.book, today=today, currency="USD")


def shares(shop: Shop, year: int, *, today: dt.date = TODAY) -> dict[int, tuple[int, int]]:
    cohort = next(entry for entry in found(shop, today=today).cohorts if entry.year == year)
    return {rate.months: (rate.came_back, rate.observed) for rate in cohort.rates}


def test_a_client_counts_once_so_much_time_has_passed_for_them(shop: Shop) -> None:
    ann, ben = shop.client("Ann"), shop.client("Ben")
    shop.sale(ann, "2026-01-10", "10.00")
    shop.sale(ann, "2026-03-10", "10.00")
    shop.sale(ben, "2026-09-10", "10.00")
    assert {months: seen for months, seen in shares(shop, 2026).items() if months <= 6} == {
        1: (0, 2),
        3: (1, 1),
        6: (1, 1),
    }
    assert shares(shop, 2026, today=dt.date(2026, 2, 1))[1] == (0, 0)


def test_two_receipts_of_one_day_are_one_visit(shop: Shop) -> None:
    ann = shop.client("Ann")
    for _ in range(2):
        shop.sale(ann, "2026-01-10", "10.00")
    assert found(shop).cohorts[0].came_back == 0
    assert found(shop).gaps.gaps == 0


def test_a_share_of_a_handful_is_not_told(shop: Shop) -> None:
    for number in range(9):
        shop.sale(shop.client(f"Client {number}"), "2024-01-10", "10.00")
    assert found(shop).cohorts[0].rates[0].share is None
    shop.sale(shop.client("One more"), "2024-01-10", "10.00")
    assert found(shop).cohorts[0].rates[0].share == 0


def test_the_time_between_purchases_in_quarters(shop: Shop) -> None:
    ann = shop.client("Ann")
    for day in ("2026-01-01", "2026-01-11", "2026-01-31", "2026-03-02", "2026-04-11"):  # 10, 20, 30, 40 days
        shop.sale(ann, day, "10.00")
    gaps = found(shop).gaps
    assert (gaps.gaps, gaps.quarter, gaps.half, gaps.three_quarters, gaps.nine_tenths) == (4, 10, 20, 30, 40)


def test_at_risk_is_who_is_away_for_twice_their_own_rhythm_and_not_yet_gone(shop: Shop) -> None:
    ann, ben, cy, dee = (shop.client(name) for name in ("Ann", "Ben", "Cy", "Dee"))
    for client, days in (
        (ann, ("2025-05-01", "2026-01-01", "2026-03-02", "2026-05-01")),  # every 122 days, away for 196
        (ben, ("2026-04-01", "2026-05-01")),  # every 30 days, away for 196
        (cy, ("2022-01-01", "2022-02-01")),  # gone
    ):
        for day in days:
            shop.sale(client, day, "100.00")
    shop.sale(dee, "2024-01-01", "900.00")  # once: no rhythm
    risk = found(shop).at_risk
    assert [(one.client, one.rhythm_days, one.silent_days, one.worth) for one in risk] == [(ben, 30, 196, Decimal(200))]
    assert found(shop, today=dt.date(2026, 5, 20)).at_risk == ()


def test_worth_is_net_of_what_came_back_since(shop: Shop) -> None:
    ben = shop.client("Ben")
    for day in ("2026-04-01", "2026-05-01"):
        shop.sale(ben, day, "100.00")
    shop.sale(ben, "2026-06-01", "-30.00", kind="refund")
    assert found(shop).worth_at_risk == Decimal(170)


def test_movement_is_in_dollars_where_there_are_two_scores(till: Till) -> None:
    with open_shop(till.store) as shop:
        for number in range(5):
            shop.sale(shop.client(f"Client {number}"), "2023-10-10", 100 + number)
    for day in ("2023-11-01", "2026-11-13"):
        till.type("score", "--as-of", day)
    moved = till.type("measure", "retention", "--json").json["movement"]
    assert (moved["since"], moved["as_of"]) == ("2023-11-01", "2026-11-13")
    assert sum(Decimal(flow["spend"]) for flow in moved["moves"]) > 0
    assert "→" in till.type("measure", "retention").out


def test_a_score_of_yesterday_does_not_hide_who_moved_before(till: Till) -> None:
    with open_shop(till.store) as shop:
        shop.sale(shop.client("Ann"), "2026-01-02", "50.00")
    for day in ("2026-09-20", "2026-11-12", "2026-11-13"):
        till.type("score", "--as-of", day)
    assert till.type("measure", "retention", "--json").json["movement"]["since"] == "2026-09-20"


@st.composite
def firsts(draw: st.DrawFn) -> First:
    first = draw(st.dates(dt.date(2020, 1, 1), TODAY))
    wait = draw(st.none() | st.integers(1, 2000))
    second = first + dt.timedelta(days=wait) if wait else None
    return First(1, first, second if second and second <= TODAY else None)


@given(clients=st.lists(firsts(), max_size=30))
def test_rates_count_everybody_once(clients: list[First]) -> None:
    made = cohorts(clients, today=TODAY)
    assert sum(cohort.clients for cohort in made) == len(clients)
    for cohort in made:
        assert [rate.months for rate in cohort.rates] == list(HORIZONS)
        observed = [rate.observed for rate in cohort.rates]
        assert observed == sorted(observed, reverse=True)
        assert all(0 <= rate.came_back <= rate.observed <= cohort.clients for rate in cohort.rates)


def test_the_command_tells_cohorts_gaps_and_risk(till: Till) -> None:
    with open_shop(till.store) as shop:
        ben = shop.client("Ben")
        for day in ("2026-04-01", "2026-05-01"):
            shop.sale(ben, day, "100.00")
    answer = till.type("measure", "retention", "--json").json
    assert answer["cohorts"][0]["repeat"][1] == {"months": 3, "observed": 1, "came_back": 1, "share": None}
    assert answer["days_between"]["half"] == 30
    assert answer["movement"] is None
    assert answer["at_risk"]["spend"] == "200.00"
    assert answer["at_risk"]["biggest"][0]["client"] == "C1"
    said = till.type("measure", "retention")
    assert "1 client at risk" in said.out
    assert till.type("measure", "retention", today="2020-01-01").code == 0
