"""Who moved from one run to another, the biggest loss first, with what they were worth and who spoke to them last."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from clientbook_cli.errors import UsageError
from clientbook_cli.score import movement, snapshot
from clientbook_cli.settings import AxisSettings, ScoreSettings
from tests.conftest import Till
from tests.shop import NOW, TODAY, Shop, open_shop

EARLIER = dt.date(2026, 5, 1)
# Fixed cuts: with five clients a quantile is a lottery.
SETTINGS = ScoreSettings(monetary=AxisSettings(cuts=(100, 500, 1000, 5000)))


def stock(shop: Shop) -> None:
    """Two who drift, one who stays, one who comes back, one who is new."""
    ann, ben, cy, di, eva = (shop.client(name) for name in ("Ann", "Ben", "Cy", "Di", "Eva"))
    for number in range(4):
        shop.sale(ann, f"2025-1{number % 3}-1{number}", 500)
        shop.sale(ben, f"2025-1{number % 3}-1{number}", 900)
        shop.sale(cy, f"2026-04-0{number + 1}", 500)
    shop.sale(cy, "2026-10-01", 500)
    shop.sale(di, "2023-01-10", 300)
    shop.sale(di, "2026-10-01", 800)
    shop.sale(di, "2026-10-02", 800)
    shop.sale(eva, "2026-11-01", 20)
    shop.touch(ann, "2026-06-01", associate="Maya Ortiz")
    shop.touch(ann, "2026-12-01", associate="too late")


def run(shop: Shop, as_of: dt.date) -> snapshot.ScoreRun:
    return snapshot.run(shop.book, settings=SETTINGS, currency="USD", as_of=as_of, today=as_of, now=NOW)


def test_the_biggest_loss_comes_first_with_worth_and_last_contact(shop: Shop) -> None:
    stock(shop)
    run(shop, EARLIER)
    later = run(shop, TODAY)
    found = movement.compare(shop.book, later=later, since=EARLIER, today=TODAY)
    fallen = [entry for entry in found.clients if entry.tier_before == "top" and entry.tier_now == "mid"]
    assert [entry.name for entry in fallen] == ["Ben", "Ann"]
    assert list(found.clients[:2]) == fallen
    assert (fallen[1].spend, fallen[1].last_contact, fallen[1].contacted_by) == (
        *(Decimal(2000), dt.date(2026, 6, 1), "Maya Ortiz"),
    )
    assert fallen[0].last_contact is None
    assert found.clients[-1].name == "Eva" or found.clients[-1].tier_before is None
    assert found.moves[0] == movement.Flow("top", "mid", 2, Decimal(5600))
    assert sum(flow.clients for flow in found.matrix) == 5


def test_the_run_before_is_taken_when_none_is_named(shop: Shop) -> None:
    stock(shop)
    first, later = run(shop, EARLIER), run(shop, TODAY)
    found = movement.compare(shop.book, later=later, since=None, today=TODAY)
    assert (found.earlier.run, found.later.run) == (first.run, later.run)
    assert movement.compare(shop.book, later=later, since=first.run, today=TODAY) == found


def test_nobody_moves_between_a_run_and_its_like(shop: Shop) -> None:
    stock(shop)
    run(shop, TODAY - dt.timedelta(days=1))
    found = movement.compare(shop.book, later=run(shop, TODAY), since=None, today=TODAY)
    assert found.clients == ()
    assert found.moves == ()
    assert found.oldest is None


def test_where_nobody_moved_an_older_score_is_named(till: Till) -> None:
    with open_shop(till.store) as shop:
        stock(shop)
    for day in ("2026-05-01", "2026-11-12", "2026-11-13"):
        till.type("score", "--as-of", day)
    shown = till.type("score", "movement").out
    assert "Nobody moved between tiers or segments. Further back: clientbook score movement --since 2026-05-01" in shown


def test_two_numbers_that_became_one_client_move_as_one(shop: Shop) -> None:
    stock(shop)
    run(shop, EARLIER)
    shop.merge(2, into=1)
    found = movement.compare(shop.book, later=run(shop, TODAY), since=None, today=TODAY)
    assert sum(flow.clients for flow in found.matrix) == 4


@pytest.mark.parametrize("since", [99, 1, dt.date(2020, 1, 1), None])
def test_without_an_earlier_run_it_says_how_to_make_one(shop: Shop, since: int | dt.date | None) -> None:
    stock(shop)
    later = run(shop, TODAY)
    with pytest.raises(UsageError) as caught:
        movement.compare(shop.book, later=later, since=since, today=TODAY)
    assert "clientbook score --as-of 2026-08-15" in caught.value.next


def test_movement_as_typed(till: Till) -> None:
    with open_shop(till.store) as shop:
        stock(shop)
    with (till.store / "clientbook.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[score.monetary]\nmethod = "fixed"\ncuts = [100, 500, 1000, 5000]\n')
    till.type("score", "--as-of", "2026-05-01")
    till.type("score")
    told = till.type("score", "movement", "--since", "1", "--json").json
    assert told["moves"][0] == {"from": "top", "to": "mid", "clients": 2, "spend": "5600.00"}
    assert told["clients"][0]["from"] == "top"
    assert {"from": None, "to": "base", "clients": 1, "spend": "0.00"} in told["moves"]
    assert till.type("score", "movement", "--since", "2026-05-01", "--json").json == told
    shown = till.type("score", "movement").out
    assert "was \\ is" in shown
    assert "top → mid" in shown
    assert "1 Jun 2026, Maya Ortiz" in shown
    assert till.type("score", "movement", "--since", "soon").code == 2
