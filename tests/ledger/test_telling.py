"""What is told again changes nothing, what is told anew replaces, and what only lacks columns is no news."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.intake import exports
from tests.intake.exports import Row, itemised, order
from tests.ledger.store import Store

HISTORY = [
    *order("#3", ("1", "Ring", "300.00"), ("2", "Charm", "20.00"), at="2026-03-20 10:00:00 -0700", off="30.00"),
    *order("#2", ("1", "Studs", "90.00"), ("1", "Studs", "90.00"), at="2026-03-10 10:00:00 -0700", who="Bo Lee",
           email="bo@example.com", phone="503-555-0101"),
    *order("#1", ("1", "Charm", "50.00"), at="2026-03-01 10:00:00 -0700", who="", email="ann@example.com"),
]  # fmt: skip
ITEMS = [
    *itemised("T2", ("1", "Mug", "$8.00"), ("1", "Mug", "$8.00"), date="2026-06-29"),
    *itemised("T1", ("1", "Bowl", "$9.00"), ("1", "Cup", "$5.00"), date="2026-06-28"),
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def _write(store: Store, name: str, header: Sequence[str], rows: Sequence[Row]) -> Path:
    file = store.folder.path / name
    file.write_text(exports.write(header, rows), encoding="utf-8")
    return file


def _nothing_new(receipt: Any) -> None:
    assert receipt["rows_already_there"] == receipt["rows_read"]
    assert [receipt[key] for key in ("rows_kept", "sales_new", "sales_changed", "clients_new")] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("whole", "trimmed", "rows"),
    [
        (exports.SHOPIFY_79, exports.SHOPIFY_71, HISTORY),
        (exports.SHOPIFY_79, exports.SHOPIFY_34, HISTORY),
        (exports.SHOPIFY_79, exports.SHOPIFY_10, HISTORY),
        (exports.SQUARE_35, exports.SQUARE_33, ITEMS),
    ],
    ids=["71", "34", "10", "square"],
)
@pytest.mark.parametrize("later", [False, True], ids=["same days", "later export"])
def test_an_export_that_only_lacks_columns_tells_nothing_new(
    store: Store, tmp_path: Path, whole: Sequence[str], trimmed: Sequence[str], rows: list[Row], *, later: bool
) -> None:
    more = (
        order("#9", ("1", "Pin", "5.00"), at="2026-08-01 10:00:00 -0700")
        if "Name" in whole
        else itemised("T9", ("1", "Pin", "$5.00"), date="2026-08-01")
    )
    full = _write(store, "full.csv", whole, rows)
    less = _write(store, "less.csv", trimmed, [*more, *rows] if later else rows)
    store.take_in(full)
    before = store.state()["sales"]
    (receipt,) = store.take_in(less)
    assert receipt["rows_already_there"] == len(rows)
    assert receipt["sales_changed"] == 0
    assert [sale for sale in store.state()["sales"] if sale[1] not in ("#9", "T9")] == before
    other = Store(tmp_path / "other")
    other.take_in(less, full)
    assert other.state() == store.state()
    assert store.torn() == other.torn() == {}


def test_a_change_is_a_change_even_in_fewer_columns(store: Store) -> None:
    store.take_in(_write(store, "a.csv", exports.SHOPIFY_79, HISTORY))
    changed = [dict(row) for row in HISTORY]
    changed[0] |= {"Refunded Amount": "100.00", "Financial Status": "partially_refunded", "Total": "310.00"}
    (receipt,) = store.take_in(_write(store, "b.csv", exports.SHOPIFY_71, changed))
    assert (receipt["sales_changed"], receipt["rows_already_there"]) == (1, 3)


@pytest.mark.parametrize(("header", "rows"), [(exports.SHOPIFY_79, HISTORY), (exports.SQUARE_35, ITEMS)])
def test_an_export_pasted_under_itself_counts_once(store: Store, header: Sequence[str], rows: list[Row]) -> None:
    (receipt,) = store.take_in(_write(store, "twice.csv", header, [*rows, *rows]))
    assert (receipt["rows_kept"], receipt["rows_already_there"]) == (len(rows), len(rows))
    assert f"{len(rows)} rows stood in it a second time: counted once" in receipt["repaired"]
    _nothing_new(store.take_in(_write(store, "once.csv", header, rows))[0])


def test_the_end_of_one_export_pasted_over_the_start_of_another_counts_once(store: Store) -> None:
    (receipt,) = store.take_in(_write(store, "both.csv", exports.SHOPIFY_79, [*HISTORY[:4], *HISTORY[2:]]))
    assert (receipt["rows_kept"], receipt["rows_already_there"], receipt["sales_new"]) == (5, 2, 3)


def test_identical_lines_of_sales_in_a_sorted_file_stay(store: Store) -> None:
    rows = [
        *itemised("T1", ("1", "Mug", "$8.00"), ("1", "Mug", "$8.00")),
        *itemised("T2", ("1", "Mug", "$8.00"), ("1", "Mug", "$8.00")),
        *itemised("T3", ("1", "Pot", "$8.00")),
    ]
    (receipt,) = store.take_in(_write(store, "sorted.csv", exports.SQUARE_35, rows))
    assert (receipt["rows_kept"], receipt["rows_already_there"]) == (5, 0)
    apart = [rows[0], rows[4], rows[1], rows[2], *itemised("T4", ("1", "Pot", "$9.00")), rows[3]]
    other = Store(store.folder.path / "other")
    (receipt,) = other.take_in(_write(store, "apart.csv", exports.SQUARE_35, apart))
    assert (receipt["rows_kept"], receipt["rows_already_there"]) == (6, 0)


def test_a_copy_that_a_spreadsheet_saved_is_the_same(store: Store) -> None:
    """It drops seconds, trailing zeros, the zeros before a stock number and a postcode, and the plus before a phone."""
    rows = order(
        "#1", ("1", "Ring", "300.00"), at="2026-03-20 10:00:31", phone="+15035550101",
        head={"Lineitem sku": "00417", "Billing Zip": "02101"},
    )  # fmt: skip
    saved = [
        {**row, "Created at": "3/20/2026 10:00", "Lineitem sku": "417", "Billing Zip": "2101", "Subtotal": "300",
         "Total": "300", "Lineitem price": "300", "Billing Phone": "15035550101"}
        for row in rows
    ]  # fmt: skip
    store.take_in(_write(store, "a.csv", exports.SHOPIFY_79, rows))
    _nothing_new(store.take_in(_write(store, "b.csv", exports.SHOPIFY_79, saved))[0])


def test_lines_without_a_number_grow_into_one_sale_whatever_the_order(store: Store, tmp_path: Path) -> None:
    def walk_in(*items: str) -> list[Row]:
        return itemised("", *(("1", item, "$8.00") for item in items))

    texts = (walk_in("Mug", "Mug", "Cup"), walk_in("Mug", "Bowl"), walk_in("Cup", "Mug", "Pot"))
    files = [_write(store, f"{n}.csv", exports.SQUARE_20_AU, rows) for n, rows in enumerate(texts)]
    receipts = store.take_in(*files)
    assert [each["rows_kept"] for each in receipts] == [3, 2, 3]
    assert [each["lines_new"] for each in receipts] == [3, 4, 5]
    other = Store(tmp_path / "other")
    other.take_in(files[2], files[0], files[1], files[2])
    assert other.state() == store.state()
    assert [len(sale[-1]) for sale in store.state()["sales"]] == [5]
    assert store.torn() == other.torn() == {}


def test_two_shops_of_one_till_may_give_the_same_numbers(store: Store) -> None:
    here = _write(store, "here.csv", exports.SHOPIFY_79, order("#1", ("1", "Ring", "48.00")))
    there = _write(store, "there.csv", exports.SHOPIFY_79, order("#1", ("1", "Pin", "5.00")))
    store.take_in(here)
    (receipt,) = store.take_in(there, shop="Soho")
    assert (receipt["sales_new"], receipt["sales_changed"], receipt["clients_new"]) == (1, 0, 0)
    assert len(store.state()["sales"]) == 2
    _nothing_new(store.take_in(there, shop="Soho")[0])
