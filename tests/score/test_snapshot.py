"""A run over real sales: what counts, what is kept, and when it is the same run."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from clientbook_cli.book.connection import create_book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import NoStoreError
from clientbook_cli.score import ranking, snapshot
from clientbook_cli.score.ranking import Ranked
from clientbook_cli.score.snapshot import ScoreRun
from clientbook_cli.settings import AxisSettings, ScoreSettings
from tests.conftest import Till
from tests.shop import NOW, TODAY, Shop, open_shop

SQL = queries(__file__)


def run(shop: Shop, as_of: dt.date = TODAY, settings: ScoreSettings | None = None) -> ScoreRun:
    return snapshot.run(
        shop.book, settings=settings or ScoreSettings(), currency="USD", as_of=as_of, today=as_of, now=NOW
    )


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


def figures(shop: Shop, client: int, today: dt.date = TODAY) -> tuple[int, int, Decimal]:
    found = ranked(shop, today)[client]
    return found.recency_days, found.frequency, found.monetary


def test_a_full_return_takes_its_sale_back_from_the_day_of_the_return(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.sale(ann, "2026-01-10", 100, item="Studs")
    shop.sale(ann, "2026-11-03", 250, item="Ring")
    shop.sale(ann, "2026-11-05", -250, item="Ring", kind="refund")
    run(shop)
    assert figures(shop, ann) == (307, 1, Decimal(100))
    run(shop, as_of=dt.date(2026, 11, 4))
    assert figures(shop, ann, dt.date(2026, 11, 4)) == (1, 2, Decimal(350))


@pytest.mark.parametrize(
    ("amount", "item", "whose", "day"),
    [
        ("-249.99", "Ring", "Ann", "2026-11-05"),
        ("-250", "Studs", "Ann", "2026-11-05"),
        ("-250", "Ring", "Ben", "2026-11-05"),
        ("-250", "Ring", "Ann", "2026-11-02"),
    ],
)
def test_a_return_of_another_amount_thing_client_or_earlier_day_takes_nothing_back(
    shop: Shop, amount: str, item: str, whose: str, day: str
) -> None:
    people = {"Ann": shop.client("Ann"), "Ben": shop.client("Ben")}
    shop.sale(people["Ben"], "2026-01-01", 5)
    shop.sale(people["Ann"], "2026-11-03", 250, item="Ring")
    shop.sale(people[whose], day, amount, item=item, kind="refund")
    run(shop)
    assert figures(shop, people["Ann"])[:2] == (10, 1)


def test_a_sale_whose_client_another_file_tells_is_taken_back_too(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.sale(ann, "2026-01-10", 100)
    nameless = shop.sale(None, "2026-11-03", 250, item="Ring")
    payment = shop.sale(ann, "2026-11-03", 250)
    shop.book.run(SQL["tell-beside"], sale=payment, beside=nameless)
    run(shop)
    assert figures(shop, ann) == (10, 2, Decimal(350))
    shop.sale(ann, "2026-11-05", -250, item="Ring", kind="refund")
    run(shop)
    assert figures(shop, ann) == (307, 1, Decimal(100))


def test_each_return_takes_one_sale_back_the_newest_before_it(shop: Shop) -> None:
    ann = shop.client("Ann")
    for day in ("2026-03-01", "2026-05-01", "2026-09-01"):
        shop.sale(ann, day, 80)
    shop.sale(ann, "2026-06-01", -80, kind="refund")
    run(shop)
    assert figures(shop, ann) == (73, 2, Decimal(160))
    shop.sale(ann, "2026-09-02", -80, kind="refund")
    run(shop)
    assert figures(shop, ann) == (257, 1, Decimal(80))
    shop.sale(ann, "2026-09-03", -80, kind="refund")
    shop.sale(ann, "2026-09-04", -80, kind="refund")
    shop.sale(ann, "2026-10-04", 10)
    run(shop)
    assert figures(shop, ann) == (40, 1, Decimal(-70))


def test_several_receipts_on_one_day_are_one_purchase_when_the_settings_say_so(shop: Shop) -> None:
    ann = shop.client("Ann")
    for day, net in (("2026-01-10", 100), ("2026-01-10", 50), ("2026-02-10", 20)):
        shop.sale(ann, day, net)
    run(shop, settings=ScoreSettings(one_purchase_a_day=True))
    assert figures(shop, ann) == (276, 2, Decimal(170))


def test_sales_under_an_amount_or_before_a_day_do_not_count(shop: Shop) -> None:
    ann, ben = shop.client("Ann"), shop.client("Ben")
    shop.sale(ann, "2024-12-31", 900)
    shop.sale(ann, "2025-01-01", 100)
    shop.sale(ann, "2025-06-01", "19.99")
    shop.sale(ann, "2025-06-02", "20.00")
    shop.sale(ann, "2026-02-01", -30, kind="refund")
    shop.sale(ben, "2026-11-01", 15)
    settings = ScoreSettings(since=dt.date(2025, 1, 1), floor=20)
    made = run(shop, settings=settings)
    assert figures(shop, ann) == (529, 2, Decimal(90))
    assert (made.clients, made.sales_left_out) == (1, 3)
    assert made.recipe.settings == settings
    with pytest.raises(NoStoreError, match="no sale up to 2026-11-13 counts"):
        run(shop, settings=ScoreSettings(floor=1000))


def test_a_window_moves_with_the_day(shop: Shop) -> None:
    ann = shop.client("Ann")
    for day in ("2025-11-12", "2025-11-13", "2026-11-01"):
        shop.sale(ann, day, 100)
    run(shop, settings=ScoreSettings(window_days=365))
    assert figures(shop, ann) == (12, 2, Decimal(200))
    run(shop, settings=ScoreSettings(window_days=365), as_of=dt.date(2025, 12, 1))
    assert figures(shop, ann, dt.date(2025, 12, 1)) == (18, 2, Decimal(200))


def test_a_sale_that_was_brought_back_is_left_out_with_its_return(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.sale(ann, "2024-12-30", 900, item="Ring")
    shop.sale(ann, "2025-02-01", -900, item="Ring", kind="refund")
    shop.sale(ann, "2025-03-01", 100)
    run(shop, settings=ScoreSettings(since=dt.date(2025, 1, 1)))
    assert figures(shop, ann) == (622, 1, Decimal(100))


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
