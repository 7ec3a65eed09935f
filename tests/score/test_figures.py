"""Every client's figures against a computation of our own, over shops of random sales and random rules."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from clientbook_cli.book.connection import create_book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import NoStoreError
from clientbook_cli.score import explain, ranking, snapshot
from clientbook_cli.score.history import PURCHASE
from clientbook_cli.settings import ScoreSettings
from tests.shop import NOW, Shop

SQL = queries(__file__)
ALSO_ONE = 4  # a number that was found to be client 1


@dataclass(frozen=True)
class Sold:
    client: int | None
    day: dt.date
    net: Decimal
    kind: str
    currency: str
    item: str
    named_aside: bool = False  # by another file of the till alone


SALES = st.builds(
    Sold,
    client=st.sampled_from([1, 2, 3, ALSO_ONE, None]),
    day=st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
    # Few amounts, so that some sales are brought back whole; and odd ones.
    net=st.one_of(st.sampled_from([Decimal(40), Decimal(90)]), st.decimals("-60", "400", places=4)),
    kind=st.sampled_from(["sale", "sale", "sale", "refund", "refund", "cancelled"]),
    currency=st.sampled_from(["USD", "USD", "USD", "CAD"]),
    item=st.sampled_from(["Ring", "Studs"]),
    named_aside=st.sampled_from([False, False, True]),
)
RULES = st.builds(
    ScoreSettings,
    since=st.one_of(st.none(), st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1))),
    window_days=st.sampled_from([0, 0, 30]),
    floor=st.sampled_from([0.0, 0.0, 39.99, 40.0]),
    one_purchase_a_day=st.booleans(),
)


def without_full_returns(sold: list[Sold]) -> list[Sold]:
    """Day by day: a return looks for the newest equal sale that is still there."""
    left: list[Sold] = []
    for entry in sorted(sold, key=lambda entry: (entry.day, entry.kind != "sale")):
        equal = [
            other
            for other in left
            if (other.kind, other.net, other.item) == ("sale", -entry.net, entry.item) and other.net > 0
        ]
        if entry.kind == "refund" and equal:
            newest = max(equal, key=lambda other: other.day)
            left = [other for other in left if other is not newest]
        else:
            left.append(entry)
    return left


def by_hand(sold: list[Sold], rules: ScoreSettings, as_of: dt.date) -> dict[int, tuple[int, int, Decimal]]:
    since = max(rules.since or dt.date.min, as_of - dt.timedelta(rules.window_days or 10_000))
    floor = Decimal(str(rules.floor))
    of: defaultdict[int, list[Sold]] = defaultdict(list)
    for entry in sold:
        if entry.client and entry.day <= as_of and entry.kind != "cancelled" and entry.currency == "USD":
            of[1 if entry.client == ALSO_ONE else entry.client].append(entry)
    found = {}
    for client, everything in of.items():
        counted = [
            entry
            for entry in without_full_returns(everything)
            if entry.day >= since and (entry.kind == "refund" or entry.net < 0 or entry.net >= floor)
        ]
        bought = [entry.day for entry in counted if entry.kind == "sale" and entry.net > 0]
        if bought:
            times = len(set(bought)) if rules.one_purchase_a_day else len(bought)
            found[client] = ((as_of - max(bought)).days, times, sum((entry.net for entry in counted), Decimal(0)))
    return found


def test_figures_equal_an_independent_computation_to_the_last_decimal(tmp_path: Path) -> None:
    with create_book(tmp_path / "random.duckdb") as book:
        shop = Shop(book)
        for number in range(ALSO_ONE):
            shop.client(f"Client {number}")
        shop.merge(ALSO_ONE, into=1)

        @settings(max_examples=40, deadline=None)
        @given(
            sales=st.lists(SALES, max_size=16),
            rules=RULES,
            as_of=st.dates(dt.date(2026, 2, 1), dt.date(2026, 4, 30)),
        )
        def agree(sales: list[Sold], rules: ScoreSettings, as_of: dt.date) -> None:
            for everything in ("clear-sales", "clear-lines", "clear-runs", "clear-scores"):
                book.run(SQL[everything])
            told = [dataclasses.replace(sold, net=-sold.net if sold.kind == "refund" else sold.net) for sold in sales]
            for entry in told:
                what = (entry.day, entry.net)
                more = {"kind": entry.kind, "currency": entry.currency, "item": entry.item}
                number = shop.sale(None if entry.named_aside else entry.client, *what, **more)
                if entry.named_aside:
                    book.run(SQL["tell-beside"], sale=shop.sale(entry.client, *what, **more), beside=number)
            expected = by_hand(told, rules, as_of)
            try:
                snapshot.run(book, settings=rules, currency="USD", as_of=as_of, today=as_of, now=NOW)
            except NoStoreError:
                assert not expected
                return
            found = {
                entry.client: (entry.recency_days, entry.frequency, entry.monetary)
                for entry in ranking.ranked(book, today=as_of)
            }
            assert found == expected
            # The same rules again, for one client at a time, as `score explain` has them.
            made = snapshot.newest(book, today=as_of)
            for client, (recency_days, frequency, monetary) in expected.items():
                one = explain.explain(book, client=client, run=made)
                assert not one.stale
                assert sum(entry.sold.net for entry in one.sales if entry.counts) == monetary
                assert sum(entry.counts_as == PURCHASE for entry in one.sales) == frequency
                assert one.scored.recency_days == recency_days

        agree()
