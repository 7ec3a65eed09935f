"""Credit: shared out, never given twice, never more than was sold, net of what came back, and checked by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientbook_cli.book.connection import create_book
from clientbook_cli.measure import attribution
from clientbook_cli.measure.attribution import View
from tests.conftest import Till
from tests.shop import TODAY, Shop, open_shop

FIRST, LAST = dt.date(2026, 9, 1), dt.date(2026, 10, 31)
MAYA, DANIEL = "Maya Ortiz", "Daniel Whitlock"


def views(shop: Shop, *, first: dt.date = FIRST, last: dt.date = LAST, today: dt.date = TODAY) -> dict[str, View]:
    found = attribution.attribute(shop.book, first=first, last=last, today=today, window_days=14, currency="USD")
    return {view.view: view for view in found}


def of_launch(shop: Shop, name: str = "launch") -> dict[str, View]:
    found = attribution.of_campaign(
        shop.book,
        name=name,
        since=dt.date(2026, 10, 1),
        until=dt.date(2026, 10, 15),
        today=TODAY,
        window_days=14,
        currency="USD",
    )
    return {view.view: view for view in found}


def test_a_sale_after_the_mail_alone_is_its_whole_credit(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.campaign("launch", {ann: "2026-10-01"}, started_on="2026-10-01")
    shop.sale(ann, "2026-10-15", "120.00")
    shop.sale(ann, "2026-10-16", "999.00")  # a day too late
    shop.sale(ann, "2026-09-30", "999.00")
    found = of_launch(shop)
    for view in ("any touch", "last touch"):
        assert (found[view].sales, found[view].clients, found[view].spend) == (1, 1, Decimal(120))
        assert "14 days" in found[view].rule
    assert found["by engagement"].sales == 0  # ten days after a mail that nobody answered


def test_a_call_in_between_shares_the_credit_and_takes_the_last_touch(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.campaign("launch", {ann: "2026-10-01"}, started_on="2026-10-01")
    shop.touch(ann, "2026-10-03", outcome="T")
    shop.sale(ann, "2026-10-05", "120.00")
    found = of_launch(shop)
    assert found["any touch"].spend == Decimal(60)
    assert (found["last touch"].sales, found["last touch"].spend) == (0, Decimal(0))


def test_a_talk_counts_for_thirty_days_and_a_voicemail_for_five(shop: Shop) -> None:
    ann, ben = shop.client("Ann"), shop.client("Ben")
    shop.touch(ann, "2026-09-10", outcome="A")
    shop.touch(ben, "2026-09-10", outcome="V")
    shop.sale(ann, "2026-10-10", "100.00")
    shop.sale(ben, "2026-09-16", "40.00")
    found = views(shop)
    assert (found["by engagement"].spend, found["any touch"].spend) == (Decimal(100), Decimal(40))


def test_who_answered_a_mail_is_engaged_for_thirty_days(shop: Shop) -> None:
    ann = shop.client("Ann")
    number = shop.campaign("launch", {ann: "2026-10-01"}, started_on="2026-10-01")
    shop.answer(ann, "2026-10-03", campaign=number)
    shop.sale(ann, "2026-11-01", "120.00")
    found = of_launch(shop)
    assert (found["by engagement"].spend, found["any touch"].spend) == (Decimal(120), Decimal(0))
    assert [touch.how for touch in found["by engagement"].credited[0].touches] == ["replied"]


def test_a_call_that_nobody_answered_takes_no_credit(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.campaign("launch", {ann: "2026-10-01"}, started_on="2026-10-01")
    shop.touch(ann, "2026-10-03", outcome="N")
    shop.touch(ann, "2026-10-03", outcome="W")
    shop.sale(ann, "2026-10-05", "120.00")
    assert {view.spend for view in of_launch(shop).values()} == {Decimal(120)}


def test_two_campaigns_never_share_out_more_than_was_sold(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.campaign("launch", {ann: "2026-10-01"}, started_on="2026-10-01")
    shop.campaign("again", {ann: "2026-10-04"}, started_on="2026-10-04")
    shop.sale(ann, "2026-10-05", "100.00")
    one, other = of_launch(shop), of_launch(shop, "again")
    for view in one:
        assert one[view].spend + other[view].spend == Decimal(100)


def test_a_return_takes_its_credit_back_whenever_it_comes(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.touch(ann, "2026-10-01", outcome="T")
    shop.sale(ann, "2026-10-02", "120.00")
    shop.sale(ann, "2026-11-09", "-50.00", kind="refund")
    assert views(shop)["any touch"].spend == Decimal(70)
    assert views(shop, today=dt.date(2026, 11, 1))["any touch"].spend == Decimal(120)


def test_a_return_comes_off_the_latest_sale_before_it_and_then_the_one_before(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.sale(ann, "2026-08-01", "100.00")
    shop.touch(ann, "2026-10-01", outcome="T")
    shop.sale(ann, "2026-10-02", "30.00")
    shop.sale(ann, "2026-10-20", "-50.00", kind="refund")
    shop.sale(ann, "2026-10-10", "10.00")
    found = views(shop)["any touch"]
    assert (found.sales, found.spend) == (0, Decimal(0))


def test_a_sale_that_came_back_whole_is_no_sale(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.touch(ann, "2026-10-01", outcome="T")
    shop.sale(ann, "2026-10-02", "120.00")
    shop.sale(ann, "2026-10-09", "-120.00", kind="refund")
    found = views(shop)["any touch"]
    assert (found.sales, found.spend) == (0, Decimal(0))


def test_a_credited_sale_is_listed_with_its_touches(till: Till) -> None:
    with open_shop(till.store) as shop:
        ann = shop.client("Ann")
        shop.campaign("launch", {ann: "2026-11-01"}, started_on="2026-11-01")
        shop.touch(ann, "2026-11-03", outcome="A", associate=MAYA)
        shop.sale(ann, "2026-11-05", "120.00")
    found = till.type("measure", "attribution", "--list", "--json").json["views"]
    assert [view["view"] for view in found] == ["any touch", "by engagement", "last touch"]
    assert found[0]["credited"] == [
        {
            "sale": "T1",
            "client": "C1",
            "day": "2026-11-05",
            "net": "120.00",
            "touches": [
                {"day": "2026-11-01", "channel": "email", "how": "accepted", "who": "launch"},
                {"day": "2026-11-03", "channel": "phone", "how": "A", "who": MAYA},
            ],
        }
    ]
    assert found[0]["credits"] == [
        {"who": MAYA, "sales": 1, "spend": "60.00"},
        {"who": "launch", "sales": 1, "spend": "60.00"},
    ]
    said = " ".join(till.type("measure", "attribution", "--list").out.split())
    assert "1 Nov email launch; 3 Nov phone appointment Maya Ortiz" in said
    assert "a sale goes whole to the last call or mail in the 14 days before it" in said


def test_the_baseline_is_what_clients_alike_bought_on_untouched_days(shop: Shop) -> None:
    clients = [shop.client(f"Client {number}") for number in range(4)]
    for client in clients:
        shop.sale(client, "2026-08-01", "50.00")
    shop.touch(clients[0], "2026-10-01", outcome="T")
    shop.sale(clients[0], "2026-10-05", "500.00")
    for client in clients[1:]:
        shop.sale(client, "2026-09-15", "60.00")
    found = views(shop)["any touch"].baseline
    # One client is covered for 15 of 61 days; on the 3 × 61 + 46 others three sales of 60.00 were made.
    assert found
    assert found.spend == (Decimal(180) * 15 / 229).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert found.sales == pytest.approx(3 * 15 / 229, abs=0.05)


def test_where_everybody_was_touched_all_the_time_there_is_no_baseline(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.sale(ann, "2026-08-01", "50.00")
    shop.touch(ann, "2026-10-01", outcome="T")
    day = dt.date(2026, 10, 2)
    assert views(shop, first=day, last=day)["any touch"].baseline is None


def test_sales_imported_since_are_said(till: Till) -> None:
    with open_shop(till.store) as shop:
        ann = shop.client("Ann")
        shop.touch(ann, "2026-11-01", outcome="T")
        shop.sale(ann, "2026-11-02", "10.00")
        shop.batch(1, imported_on="2026-11-12")
    assert till.type("measure", "attribution", "--json").json["learnt_since"]["sales"] == 0
    past = till.type("measure", "attribution", today="2026-11-10")
    assert "1 sale or return imported or told otherwise" in " ".join(past.out.split())


def test_of_two_calls_of_one_instant_the_later_written_is_the_last(shop: Shop) -> None:
    ann = shop.client("Ann")
    for associate in (DANIEL, MAYA, DANIEL, MAYA):
        shop.touch(ann, "2026-09-02", outcome="T", associate=associate)
    shop.sale(ann, "2026-09-03", "10.00")
    assert [credit.who for credit in views(shop)["last touch"].credits] == [MAYA]


@dataclass(frozen=True)
class Day:
    """Something that happened to a client, so many days after the first of September."""

    client: int
    day: int
    what: str
    cents: int


@st.composite
def histories(draw: st.DrawFn) -> list[Day]:
    what = st.sampled_from(["T", "V", "N", "A", "D", "mail", "sale", "sale", "sale", "refund"])
    return draw(
        st.lists(st.builds(Day, st.integers(0, 3), st.integers(0, 60), what, st.integers(1, 90_000)), max_size=25)
    )


@settings(max_examples=25, deadline=None)
@given(history=histories())
def test_an_independent_computation_of_each_view_agrees_to_the_cent(history: list[Day]) -> None:
    with TemporaryDirectory() as folder, create_book(Path(folder) / "book.duckdb") as book:
        shop = Shop(book)
        clients = [shop.client(f"Client {number}") for number in range(4)]
        for number, one in enumerate(history):
            day = FIRST + dt.timedelta(days=one.day)
            if one.what in ("sale", "refund"):
                net = Decimal(one.cents if one.what == "sale" else -one.cents) / 100
                shop.sale(clients[one.client], day, net, kind=one.what, item=f"Item {number}")
            elif one.what == "mail":
                shop.campaign(f"mail {number}", {clients[one.client]: day}, started_on=day)
            else:
                shop.touch(clients[one.client], day, outcome=one.what, associate=(MAYA, DANIEL)[number % 2])
        found = views(shop)
    sold = sum(Decimal(one.cents) / 100 for one in history if one.what == "sale")
    for view, days, last_only in (
        ("any touch", None, False),
        ("by engagement", (5, 30), False),
        ("last touch", None, True),
    ):
        total, shares = _by_hand(history, days, last_only)
        assert found[view].spend == total, view
        assert found[view].spend <= sold
        assert sum(credit.spend for credit in found[view].credits) == total
        for credit in found[view].credits:
            assert abs(Fraction(credit.spend) - shares[credit.who]) < Fraction(1, 100)
        sales = [one.sale.sale for one in found[view].credited]
        assert len(sales) == len(set(sales))


def _by_hand(
    history: Sequence[Day], days: tuple[int, int] | None, last_only: bool
) -> tuple[Decimal, dict[str, Fraction]]:
    """What a view credits, worked out sale by sale: in all, and to each."""
    left = {number: one.cents for number, one in enumerate(history) if one.what == "sale"}
    for one in sorted(history, key=lambda one: one.day):
        if one.what == "refund":
            back = one.cents
            earlier = [n for n in left if history[n].client == one.client and history[n].day <= one.day]
            for place in sorted(earlier, key=lambda n: (history[n].day, n), reverse=True):
                taken = min(back, left[place])
                left[place] -= taken
                back -= taken
    total, shares = Fraction(0), dict[str, Fraction]()
    for number, cents in left.items():
        sale = history[number]
        before = []
        for place, one in enumerate(history):
            engaged = one.what in "TAD"
            window = 14 if days is None else days[1] if engaged else days[0]
            if (
                one.client == sale.client
                and one.what in ("T", "A", "D", "V", "mail")
                and 0 <= sale.day - one.day <= window
            ):
                before.append((one.day, place, f"mail {place}" if one.what == "mail" else (MAYA, DANIEL)[place % 2]))
        if last_only:
            # Of one day's touches the clock decides; in this shop all stand at midnight, where mails come first.
            before = before and [max(before, key=lambda touch: (touch[0], not touch[2].startswith("mail"), touch[1]))]
        for _, _, who in before:
            shares[who] = shares.get(who, Fraction(0)) + Fraction(cents, 100) / len(before)
            total += Fraction(cents, 100) / len(before)
    return Decimal(round(total * 100)) / 100, shares
