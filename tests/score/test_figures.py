"""Every client's figures against a computation of our own, over shops of random sales."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from clientbook_cli.book.connection import create_book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import NoStoreError
from clientbook_cli.score import ranking, snapshot
from clientbook_cli.settings import ScoreSettings
from tests.shop import NOW, Shop

SQL = queries(__file__)
SALES = st.tuples(
    st.sampled_from([1, 2, 3, 4, None]),
    st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
    st.decimals("-60", "400", places=4),
    st.sampled_from(["sale", "sale", "sale", "refund", "cancelled"]),
    st.sampled_from(["USD", "USD", "USD", "CAD"]),
)


def test_figures_equal_an_independent_computation_to_the_last_decimal(tmp_path: Path) -> None:
    with create_book(tmp_path / "random.duckdb") as book:
        shop = Shop(book)
        for number in range(4):
            shop.client(f"Client {number}")

        @settings(max_examples=40, deadline=None)
        @given(sales=st.lists(SALES, max_size=14), as_of=st.dates(dt.date(2026, 2, 1), dt.date(2026, 4, 30)))
        def agree(sales: list[tuple[int | None, dt.date, Decimal, str, str]], as_of: dt.date) -> None:
            for everything in ("clear-sales", "clear-runs", "clear-scores"):
                book.run(SQL[everything])
            days: defaultdict[int, list[dt.date]] = defaultdict(list)
            spent: defaultdict[int, Decimal] = defaultdict(Decimal)
            for client, day, net, kind, currency in sales:
                shop.sale(client, day, net, kind=kind, currency=currency)
                if client and day <= as_of and kind != "cancelled" and currency == "USD":
                    spent[client] += net
                    if kind == "sale" and net > 0:
                        days[client].append(day)
            expected = {
                client: ((as_of - max(bought)).days, len(bought), spent[client]) for client, bought in days.items()
            }
            try:
                snapshot.run(book, settings=ScoreSettings(), currency="USD", as_of=as_of, now=NOW)
            except NoStoreError:
                assert not expected
                return
            found = {
                entry.client: (entry.recency_days, entry.frequency, entry.monetary)
                for entry in ranking.ranked(book, today=as_of)
            }
            assert found == expected

        agree()
