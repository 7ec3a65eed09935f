"""A run over real sales: what counts, what is kept, and when it is the same run."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from clientbook_cli.book.connection import create_book
from clientbook_cli.errors import NoStoreError
from clientbook_cli.score import ranking, snapshot
from clientbook_cli.score.ranking import Ranked
from clientbook_cli.score.snapshot import ScoreRun
from clientbook_cli.settings import AxisSettings, ScoreSettings
from tests.conftest import Till
from tests.shop import NOW, TODAY, Shop, open_shop


def run(shop: Shop, as_of: dt.date = TODAY, settings: ScoreSettings | None = None) -> ScoreRun:
    return snapshot.run(shop.book, settings=settings or ScoreSettings(), currency="USD", as_of=as_of, now=NOW)


def ranked(shop: Shop, today: dt.date = TODAY) -> dict[int, Ranked]:
    return {entry.client: entry for entry in ranking.ranked(shop.book, today=today)}


def test_figures_are_days_purchases_and_net_merchandise(shop: Shop) -> None:
    ann = shop.client("Ann Lee")
    shop.sale(ann, "2026-01-10", "100.05")
    shop.sale(ann, "2026-11-03", "200.00")
    shop.sale(ann, "2026-11-05", "-50.00", kind="refund")
    run(shop)
    found = ranked(shop)[ann]
    assert (found.recency_days, found.frequency, found.monetary) == (10, 2, Decimal("250.05"))


def test_refunds_cancelled_and_fully_returned_sales_are_no_purchases(shop: Shop) -> None:
    ann, ben, cy = shop.client("Ann"), shop.client("Ben"), shop.client("Cy")
    shop.sale(ann, "2026-01-10", 100)
    shop.sale(ann, "2026-11-01", 0)
    shop.sale(ann, "2026-11-02", 300, kind="cancelled")
    shop.sale(ben, "2026-11-02", -20, kind="refund")
    shop.sale(cy, "2026-11-02", 90, kind="cancelled")
    made = run(shop)
    assert made.clients == 1
    assert ranked(shop)[ann].frequency == 1
    assert ranked(shop)[ann].last_purchase == dt.date(2026, 1, 10)


def test_two_equal_sales_on_one_day_are_two_purchases(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.sale(ann, "2026-01-10", "100.05")
    shop.sale(ann, "2026-01-10", "100.05")
    run(shop)
    assert (ranked(shop)[ann].frequency, ranked(shop)[ann].monetary) == (2, Decimal("200.10"))


def test_returns_may_leave_less_than_nothing(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.sale(ann, "2026-01-10", 100)
    shop.sale(ann, "2026-02-10", -180, kind="refund")
    run(shop)
    assert ranked(shop)[ann].monetary == Decimal(-80)
    assert ranked(shop)[ann].m == 1


def test_a_day_in_the_past_knows_only_the_sales_until_then(shop: Shop) -> None:
    ann, ben = shop.client("Ann"), shop.client("Ben")
    shop.sale(ann, "2025-01-10", 100)
    shop.sale(ann, "2026-01-10", 900)
    shop.sale(ben, "2026-01-11", 50)
    earlier = run(shop, as_of=dt.date(2025, 12, 31))
    assert (earlier.clients, earlier.as_of) == (1, dt.date(2025, 12, 31))
    found = ranked(shop, dt.date(2025, 12, 31))[ann]
    assert (found.recency_days, found.frequency, found.monetary) == (355, 1, Decimal(100))


def test_an_old_run_made_late_does_not_hide_the_newest(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.sale(ann, "2025-01-10", 100)
    now = run(shop)
    run(shop, as_of=dt.date(2025, 12, 31))
    assert snapshot.newest(shop.book, today=TODAY).run == now.run


def test_the_same_day_settings_and_sales_are_the_same_run(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.sale(ann, "2025-01-10", 100)
    first, second = run(shop), run(shop)
    assert (first.new, second.new) == (True, False)
    assert dataclasses.replace(second, new=True) == first
    shop.sale(ann, "2025-02-10", 100)
    assert run(shop).run == first.run + 1
    other = ScoreSettings(frequency=AxisSettings(cuts=(1, 2, 3, 4)))
    assert run(shop, settings=other).run == first.run + 2
    assert run(shop, as_of=dt.date(2026, 11, 12)).run == first.run + 3


def test_merged_clients_are_scored_as_one(shop: Shop) -> None:
    ann, anna = shop.client("Ann"), shop.client("Anna")
    shop.sale(ann, "2026-01-10", 100)
    shop.sale(anna, "2026-02-10", 50)
    shop.merge(anna, into=ann)
    run(shop)
    assert list(ranked(shop)) == [ann]
    assert ranked(shop)[ann].frequency == 2


def test_no_figure_adds_two_currencies(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.sale(ann, "2026-01-10", 100)
    shop.sale(ann, "2026-11-01", 700, currency="CAD")
    shop.sale(None, "2026-11-01", 700)
    made = run(shop)
    assert [(other.currency, other.sales, other.net) for other in made.other_currencies] == [("CAD", 1, Decimal(700))]
    assert made.nameless_sales == 1
    assert ranked(shop)[ann].monetary == Decimal(100)


def test_scores_do_not_depend_on_the_order_in_which_sales_came(
    shop: Shop, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [(number % 17, f"2026-{1 + number % 9:02}-11", 10 + number * 7 % 90) for number in range(120)]
    with create_book(tmp_path_factory.mktemp("other") / "book.duckdb") as book:
        turned = Shop(book)
        for place, order in ((shop, rows), (turned, rows[::-1])):
            for number in range(17):
                place.client(f"Client {number}")
            for client, day, net in order:
                place.sale(client + 1, day, net)
            run(place)
        assert ranked(shop) == ranked(turned)


def test_a_book_without_sales_says_what_to_do(shop: Shop) -> None:
    with pytest.raises(NoStoreError, match="no sales to score"):
        run(shop)
    shop.sale(None, "2026-01-10", 100)
    with pytest.raises(NoStoreError, match="names a client"):
        run(shop)
    shop.sale(shop.client("Ann"), "2026-01-10", 100, currency="CAD")
    with pytest.raises(NoStoreError) as caught:
        run(shop)
    assert "1 in CAD" in caught.value.rule


def test_score_and_score_show_have_the_keys_of_the_contract(till: Till) -> None:
    with open_shop(till.store) as shop:
        shop.sale(shop.client("Ann Lee", email="ann@example.com"), "2026-11-03", "1234.50")
    scored = till.type("score", "--json").json
    assert scored["as_of"] == "2026-11-13"
    assert scored["clients"] == 1
    assert scored["cuts"]["recency"] == [180, 365, 730, 1095]
    assert scored["cuts"]["monetary"] == ["1234.50"] * 4
    assert scored["tiers"] == {"top": 0, "mid": 0, "base": 1}
    assert sum(scored["segments"].values()) == 1
    shown = till.type("score", "show", "--tier", "BASE", "--json").json
    assert shown["clients"] == [
        {
            "client": "C1",
            "name": "Ann Lee",
            "email": "ann@example.com",
            "last_purchase": "2026-11-03",
            "recency_days": 10,
            "frequency": 1,
            "monetary": "1234.50",
            "r": 5,
            "f": 1,
            "m": 1,
            "tier": "base",
            "segment": "New",
        }
    ]


def test_both_commands_print_the_cuts_they_used(till: Till) -> None:
    with open_shop(till.store) as shop:
        shop.sale(shop.client("Ann Lee"), "2026-11-03", "1234.50")
    for words in (("score",), ("score", "show")):
        typed = till.type(*words)
        assert typed.code == 0
        assert "731 to 1,095 days" in typed.out
        assert "10 or more" in typed.out
        assert "up to $1,234.50" in typed.out


def test_wrong_use_is_said(till: Till) -> None:
    assert till.type("score").code == 4
    assert till.type("score", "show").code == 4
    with open_shop(till.store) as shop:
        shop.sale(shop.client("Ann Lee"), "2026-11-03", "1234.50")
    till.type("score")
    typed = till.type("score", "show", "--segment", "champion")
    assert typed.code == 2
    assert "did you mean 'Champions'?" in typed.err
    assert till.type("score", "--as-of", "2027-01-01").code == 2
    assert "show" in till.type("score", "--help").out


def test_an_option_before_show_is_not_passed_over(till: Till) -> None:
    typed = till.type("score", "--json", "show")
    assert typed.code == 2
    assert "clientbook score show --json" in typed.err


def test_a_table_in_the_settings_that_leaves_codes_out_is_refused_by_name(till: Till) -> None:
    with open_shop(till.store) as shop:
        shop.sale(shop.client("Ann Lee"), "2026-11-03", "1234.50")
    with (till.store / "clientbook.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[score.segments]\nBest = ["555", "554"]\n')
    typed = till.type("score")
    assert typed.code == 2
    assert "123" in typed.err
    assert "[score.segments]" in typed.err
