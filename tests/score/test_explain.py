"""A score taken apart: what each sale counts as, the cuts around each figure, and how far the next tier is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientbook_cli.score import chance, segments
from clientbook_cli.score.cuts import Cuts
from clientbook_cli.score.history import Sold, figures, judge
from clientbook_cli.score.recipe import Recipe
from clientbook_cli.settings import ScoreSettings
from tests.conftest import Till
from tests.shop import TODAY, open_shop

CUTS = Cuts(
    recency=tuple(map(Decimal, (180, 365, 730, 1095))),
    frequency=tuple(map(Decimal, (1, 2, 4, 9))),
    monetary=tuple(map(Decimal, ("100", "250", "500", "1000"))),
)


def sold(day: str | dt.date, net: object, *, kind: str = "sale", currency: str = "USD") -> Sold:
    on = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return Sold(on, kind, Decimal(str(net)), currency)


def client(*sales: Sold, rules: ScoreSettings | None = None) -> chance.Client:
    chosen = rules or ScoreSettings()
    return chance.Client(sales, Recipe(chosen, "USD"), CUTS, segments.tables(chosen))


def test_each_sale_says_what_it_counts_as() -> None:
    rules = ScoreSettings(since=dt.date(2025, 1, 1), floor=20, one_purchase_a_day=True)
    sales = [
        sold("2024-12-31", 50),
        sold("2025-02-01", "19.99"),
        sold("2025-03-01", 50),
        sold("2025-03-01", 30),
        sold("2025-04-01", -10, kind="refund"),
        sold("2025-05-01", -5),
        sold("2025-06-01", 40, kind="cancelled"),
        sold("2025-07-01", 40, currency="CAD"),
    ]
    judged = judge(sales, recipe=Recipe(rules, "USD"), as_of=TODAY)
    assert [entry.counts_as for entry in judged] == [
        *(
            "too long ago",
            "too small",
            "purchase",
            "with the purchase above",
            "return",
            "exchange",
            "cancelled",
            "in CAD",
        )
    ]
    found = figures(sales, recipe=Recipe(rules, "USD"), as_of=TODAY)
    assert found is not None
    assert (found.frequency, found.monetary, found.last_purchase) == (1, Decimal(65), dt.date(2025, 3, 1))


def test_one_more_purchase_over_an_amount_is_the_next_tier() -> None:
    # R 4, F 2, M 3: 9, mid. Another purchase makes R 5 and F 3; top needs 12, so M 4: more than 500 in all.
    ann = client(sold("2026-01-01", 100), sold("2026-02-01", "220.50"))
    assert ann.tier(TODAY) == "mid"
    found = chance.climb(ann, as_of=TODAY)
    ways = [(1, Decimal("179.50")), (2, Decimal("89.75")), (3, Decimal(0))]
    assert found == chance.Climb("top", tuple(chance.Way(purchases, over, None) for purchases, over in ways))
    assert ann.tier(TODAY, [sold(TODAY, "179.50")]) == "mid"
    assert ann.tier(TODAY, [sold(TODAY, "179.51")]) == "top"


def test_the_best_tier_has_none_above() -> None:
    assert chance.climb(client(*[sold("2026-11-01", 500)] * 10), as_of=TODAY) is None


def test_a_client_who_buys_nothing_falls_on_the_day_recency_passes_a_cut() -> None:
    ann = client(sold("2026-11-01", 100), sold("2026-11-02", 160))
    assert ann.tier(TODAY) == "mid"
    found = chance.fall(ann, as_of=TODAY)
    assert found is not None
    assert found.tier == "base"
    assert ann.tier(found.on - dt.timedelta(days=1)) == "mid"
    assert chance.fall(client(sold("2026-11-01", 10)), as_of=TODAY) is None


def test_where_the_window_moves_a_purchase_must_come_in_time() -> None:
    rules = ScoreSettings(window_days=365)
    ann = client(*(sold(f"2026-0{month}-01", 240) for month in (1, 2)), rules=rules)
    found = chance.climb(ann, as_of=TODAY)
    assert found is not None
    # On 2 January the first purchase leaves the year; from then on one more of that price is not enough.
    assert found.ways[0] == chance.Way(1, Decimal("20.00"), dt.date(2027, 1, 1))


amounts = st.decimals("1", "600", places=2)


def entry(ago: int, net: Decimal, back: bool) -> Sold:
    return sold(TODAY - dt.timedelta(days=ago), -net if back else net, kind="refund" if back else "sale")


histories = st.lists(
    st.builds(entry, st.integers(0, 1500), amounts, st.sampled_from([False, False, False, True])),
    min_size=1,
    max_size=8,
)


@settings(deadline=None)
@given(history=histories, a_day=st.booleans(), window=st.sampled_from([0, 365]))
def test_every_way_that_is_told_does_reach_the_tier_and_a_cent_less_does_not(
    history: list[Sold], a_day: bool, window: int
) -> None:
    ann = client(*history, rules=ScoreSettings(one_purchase_a_day=a_day, window_days=window))
    now = ann.rank(ann.tier(TODAY))
    found = chance.climb(ann, as_of=TODAY)
    for way in found.ways if found else ():
        days = [TODAY - dt.timedelta(days=number if a_day else 0) for number in range(way.purchases)]
        enough = [sold(day, way.over + Decimal("0.01")) for day in days]
        assert found is not None
        assert ann.rank(ann.tier(TODAY, enough)) >= ann.rank(found.tier) > now
        if way.over:
            assert ann.rank(ann.tier(TODAY, [sold(day, way.over) for day in days])) < ann.rank(found.tier)
        assert way.until is None or way.until >= TODAY
    falls = chance.fall(ann, as_of=TODAY)
    if falls:
        assert ann.rank(ann.tier(falls.on)) < now
        assert ann.rank(ann.tier(falls.on - dt.timedelta(days=1))) >= now


def test_explain_shows_the_sales_the_cuts_and_the_next_tier(till: Till) -> None:
    with open_shop(till.store) as shop:
        ann = shop.client("Ann Lee")
        shop.sale(ann, "2026-01-10", "100.05", item="Studs")
        shop.sale(ann, "2026-09-01", 80, item="Ring")
        shop.sale(ann, "2026-09-05", -80, item="Ring", kind="refund")
        shop.sale(shop.client("Ben"), "2026-11-03", 700)
    till.type("score")
    told = till.type("score", "explain", "ann lee", "--json").json
    assert told["client"] == "C1"
    assert (told["recency_days"], told["frequency"], told["monetary"]) == (307, 1, "100.05")
    assert [(sale["net"], sale["counts_as"], sale["counts"]) for sale in told["sales"]] == [
        ("100.05", "purchase", True),
        ("80.00", "brought back Sat 5 Sep 2026", False),
        ("-80.00", "return of Tue 1 Sep 2026", False),
    ]
    assert told["figures"][0] == {"figure": "recency", "value": 307, "score": 4, "above": 180, "up_to": 365}
    assert told["figures"][2]["up_to"] == told["cuts"]["monetary"][0]
    assert told["next_tier"]["tier"] == "mid"
    assert told["stale"] is False
    shown = till.type("score", "explain", "C1").out
    assert "Next tier, mid: one more purchase" in shown
    assert "181 to 365 days" in shown
    assert max(map(len, shown.splitlines())) <= 120


def test_who_is_not_scored_is_told_why(till: Till) -> None:
    with open_shop(till.store) as shop:
        shop.sale(shop.client("Ann Lee"), "2026-01-10", 100)
        shop.sale(shop.client("Ben Ito"), "2026-01-10", 100, kind="cancelled")
        shop.client("Cy Kerr")
    till.type("score")
    typed = till.type("score", "explain", "Ben Ito")
    assert typed.code == 2
    assert "their sales are: cancelled" in typed.err
    assert "only who has bought is scored" in till.type("score", "explain", "Cy Kerr").err
    with open_shop(till.store) as shop:
        shop._clients, shop._sales = 3, 2
        shop.sale(3, "2026-01-11", 100)
    assert "not in run 1" in till.type("score", "explain", "Cy Kerr").err


def test_a_run_is_explained_by_its_own_rules_when_the_settings_have_changed(till: Till) -> None:
    with open_shop(till.store) as shop:
        ann = shop.client("Ann Lee")
        shop.sale(ann, "2026-01-10", 100)
        shop.sale(ann, "2026-02-10", 5)
    till.type("score")
    with (till.store / "clientbook.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[score]\nfloor = 20\n")
    told = till.type("score", "explain", "C1", "--json").json
    assert (told["frequency"], told["stale"]) == (2, False)
    till.type("score")
    told = till.type("score", "explain", "C1", "--json").json
    assert (told["frequency"], told["sales"][1]["counts_as"]) == (1, "too small")


@pytest.mark.parametrize("words", [("explain", "nobody"), ("explain",)])
def test_explain_asks_for_a_client_that_exists(till: Till, words: tuple[str, ...]) -> None:
    assert till.type("score", *words).code == 2
