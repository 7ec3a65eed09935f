"""Credit: shared out, never given twice, never more than was sold."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from clientbook_cli.measure import attribution
from clientbook_cli.measure.attribution import TouchedSale, View
from tests.shop import TODAY, Shop


def views(shop: Shop, campaign: int, name: str = "launch") -> dict[str, View]:
    found = attribution.of_campaign(
        shop.book, campaign=campaign, name=name, window_days=14, currency="USD", today=TODAY
    )
    return {view.view: view for view in found}


def test_a_sale_after_the_mail_alone_is_its_whole_credit(shop: Shop) -> None:
    ann = shop.client("Ann")
    number = shop.campaign("launch", {ann: "2026-10-01"}, started_on="2026-10-01")
    shop.sale(ann, "2026-10-15", "120.00")
    shop.sale(ann, "2026-10-16", "999.00")  # a day too late
    shop.sale(ann, "2026-09-30", "999.00")
    for view in views(shop, number).values():
        assert (view.sales, view.clients, view.spend) == (1, 1, Decimal(120))
        assert "14 days" in view.rule


def test_a_call_in_between_shares_the_credit_and_takes_the_last_touch(shop: Shop) -> None:
    ann = shop.client("Ann")
    number = shop.campaign("launch", {ann: "2026-10-01"}, started_on="2026-10-01")
    shop.touch(ann, "2026-10-03", outcome="T")
    shop.sale(ann, "2026-10-05", "120.00")
    found = views(shop, number)
    assert found["any touch"].spend == Decimal(60)
    assert (found["last touch"].sales, found["last touch"].spend) == (0, Decimal(0))


def test_a_call_that_nobody_answered_takes_no_credit(shop: Shop) -> None:
    ann = shop.client("Ann")
    number = shop.campaign("launch", {ann: "2026-10-01"}, started_on="2026-10-01")
    shop.touch(ann, "2026-10-03", outcome="N")
    shop.touch(ann, "2026-10-03", outcome="W")
    shop.sale(ann, "2026-10-05", "120.00")
    assert {view.spend for view in views(shop, number).values()} == {Decimal(120)}


def test_two_campaigns_never_share_out_more_than_was_sold(shop: Shop) -> None:
    ann = shop.client("Ann")
    first = shop.campaign("launch", {ann: "2026-10-01"}, started_on="2026-10-01")
    second = shop.campaign("again", {ann: "2026-10-04"}, started_on="2026-10-04")
    shop.sale(ann, "2026-10-05", "100.00")
    one, other = views(shop, first), views(shop, second, "again")
    for view in one:
        assert one[view].spend + other[view].spend == Decimal(100)


def test_a_return_takes_its_credit_back(shop: Shop) -> None:
    ann = shop.client("Ann")
    number = shop.campaign("launch", {ann: "2026-10-01"}, started_on="2026-10-01")
    shop.sale(ann, "2026-10-02", "120.00")
    shop.sale(ann, "2026-10-09", "-120.00", kind="refund")
    found = views(shop, number)["any touch"]
    assert (found.sales, found.spend) == (0, Decimal(0))


@st.composite
def touched(draw: st.DrawFn) -> TouchedSale:
    touches = draw(st.integers(1, 6))
    ours = draw(st.integers(1, touches))
    net = draw(st.decimals("0.01", "9000", places=2))
    return TouchedSale(draw(st.integers()), draw(st.integers(1, 9)), net, True, touches, ours, draw(st.booleans()))


@given(sales=st.lists(touched(), max_size=12))
def test_no_view_credits_more_than_was_sold(sales: list[TouchedSale]) -> None:
    sold = sum((sale.net for sale in sales), Decimal(0))
    for view in attribution.views(sales, window_days=14):
        assert Decimal(0) <= view.spend <= sold + Decimal("0.0001")
        assert view.clients <= view.sales <= len(sales)
