"""Every preset against plain sums of its sample's columns, and two files of one sale in either order."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from clientbook_cli.intake import format_file
from clientbook_cli.settings import StoreFolder
from clientbook_cli.templates import Templates
from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.test_golden import FILES, imported
from tests.source import ROOT

KNOWN = {format_.name: format_ for format_ in format_file.presets(Templates())}

# What a person adds up in a spreadsheet: control figure -> column; after @, the order it stands once for; after ?, the
# rows that alone have it.
SUMS: Mapping[str, Mapping[str, str]] = {
    "shopify-orders-79": {
        "subtotal": "Subtotal",
        "shipping": "Shipping",
        "taxes": "Taxes",
        "total": "Total",
        "refunded": "Refunded Amount",
    },
    "square-items-35": {"gross": "Gross Sales", "discounts": "-Discounts", "net": "Net Sales", "taxes": "Tax"},
    "square-items-20-australia": {
        "gross": "Product Sales",
        "discounts": "-Discounts",
        "net": "Net Sales",
        "taxes": "Tax",
    },
    "square-transactions-55": {
        "gross": "Gross Sales",
        "discounts": "-Discounts",
        "net": "Net Sales",
        "taxes": "Tax",
        "tips": "Tip",
        "total": "Total Collected",
        "refunded": "-Partial Refunds",
    },
    "square-transactions-44-resaved": {"gross": "Gross Sales", "net": "Net Sales", "total": "Total Collected"},
    "etsy-items": {"gross": "Item Total", "discounts": "Discount Amount", "taxes": "Order Sales Tax"},
    "etsy-orders": {"subtotal": "Order Value", "shipping": "Shipping", "taxes": "Sales Tax", "total": "Order Total"},
    "etsy-orders-tabs": {"subtotal": "Order Value", "shipping": "Shipping", "total": "Order Total"},
    "loyverse-items": {"gross": "Gross sales", "discounts": "Discounts", "net": "Net sales", "taxes": "Taxes"},
    "loyverse-items-spanish": {"gross": "Ventas brutas", "discounts": "Descuentos", "net": "Ventas netas"},
    "loyverse-receipts": {
        "gross": "Gross sales",
        "discounts": "Discounts",
        "net": "Net sales",
        "taxes": "Taxes",
        "tips": "Tips",
        "total": "Total collected",
    },
    "stripe-payments-15-semicolons": {"total": "Amount"},
    "stripe-payments-23": {"total": "Amount ?Currency=usd", "refunded": "Amount Refunded ?Currency=usd"},
    "vend-sales": {"total": "Total ?Line Type=Sale", "taxes": "Tax ?Line Type=Sale"},
    "squarespace-orders": {"subtotal": "Subtotal", "taxes": "Taxes", "total": "Total", "refunded": "Amount Refunded"},
    "tiendanube-orders": {"subtotal": "Subtotal de productos", "total": "Total"},
    "gumroad-sales": {
        "gross": "Subtotal ($)",
        "taxes": "Taxes ($)",
        "shipping": "Shipping ($)",
        "total": "Sale Price ($)",
    },
    "clover-items": {
        "gross": "Total Revenue",
        "discounts": "-Order Discount Proportion",
        "net": "Item Total",
        "taxes": "Tax Amount",
    },
    "clover-payments": {"total": "Amount", "taxes": "Tax Amount", "tips": "Tip Amount", "refunded": "Refund Amount"},
    "woocommerce-export": {
        "subtotal": "Order Subtotal Amount @Order Number",
        "shipping": "Order Shipping Amount @Order Number",
        "taxes": "Order Total Tax Amount @Order Number",
        "total": "Order Total Amount @Order Number",
        "refunded": "Order Refund Amount @Order Number",
    },
    "woocommerce-webtoffee": {
        "subtotal": "order_subtotal",
        "shipping": "shipping_total",
        "taxes": "tax_total",
        "total": "order_total",
    },
    "lightspeed-lines": {"gross": "Subtotal", "discounts": "Discount", "taxes": "Tax"},
    "sumup-sales": {"net": "Price (Net)", "taxes": "Tax"},
    "toast-items": {"gross": "Gross Price", "discounts": "Discount", "net": "Net Price", "taxes": "Tax"},
}
ORDERS = {
    "shopify-orders-79": "Name",
    "square-items-35": "Transaction ID",
    "etsy-items": "Order ID",
    "loyverse-items": "Receipt number",
    "clover-payments": "Order ID",
    "woocommerce-export": "Order Number",
    "woocommerce-webtoffee": "order_id",
    "vend-sales": "Invoice Number",
}


def _number(cell: str) -> Decimal:
    """A cell as a spreadsheet would count it."""
    plain = cell.strip().removeprefix("'").replace("$", "").replace("(", "-").rstrip(")")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    return Decimal(plain.replace(",", "") or 0)


def _records(sample: str) -> list[dict[str, str]]:
    text = (FILES / f"{sample}.csv").read_text(encoding="utf-8-sig")
    delimiter = max(",;\t", key=text.splitlines()[0].count)
    return list(csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter))


def _twin(sample: str) -> Any:
    return json.loads((FILES / f"{sample}.expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("sample", SUMS)
def test_control_is_the_plain_sum_of_the_columns(sample: str) -> None:
    twin, records = _twin(sample), _records(sample)
    aside = {int(row[0]) for row in twin.get("set_aside", [])}
    records = [record for line, record in enumerate(records, start=2) if line not in aside]
    for figure, told in SUMS[sample].items():
        sign = -1 if told.startswith("-") else 1
        place, _, only = told.removeprefix("-").partition(" ?")
        column, _, key = place.partition(" @")
        where, _, value = only.partition("=")
        rows = [record for record in records if not only or record[where] == value]
        rows = list({record[key]: record for record in rows}.values()) if key else rows
        summed = sign * sum((_number(record[column] or "") for record in rows), Decimal(0))
        assert Decimal(twin["receipt"]["control"][figure]) == round(summed, 2), figure


def test_control_of_a_json_file_is_the_plain_sum_of_its_lines() -> None:
    sales = json.loads((FILES / "edge-sales.json").read_text(encoding="utf-8"))["Transaction"]
    lists = [sale["SaleLines"]["SaleLine"] if "SaleLine" in sale["SaleLines"] else sale["SaleLines"] for sale in sales]
    lines = [line for each in lists for line in each]
    control = _twin("edge-sales")["receipt"]["control"]
    assert (control["transactions"], control["lines"]) == (len(sales), len(lines))
    assert Decimal(control["gross"]) == sum(Decimal(str(line["SalelineAmount"])) for line in lines)


@pytest.mark.parametrize("sample", ORDERS)
def test_control_counts_each_order_once(sample: str) -> None:
    control, wanted = _twin(sample)["receipt"]["control"], {record[ORDERS[sample]] for record in _records(sample)}
    assert control.get("orders", control.get("transactions")) == len(wanted)


@pytest.mark.parametrize("twin", sorted(FILES.glob("*.expected.json")), ids=lambda file: file.stem.split(".")[0])
def test_every_record_is_kept_or_there_or_set_aside(twin: Path) -> None:
    receipt = json.loads(twin.read_text(encoding="utf-8"))["receipt"]
    assert receipt["rows_read"] == sum(receipt[f"rows_{what}"] for what in ("kept", "already_there", "set_aside"))


def test_every_preset_says_where_its_evidence_stands() -> None:
    page = (ROOT / "docs" / "import-formats.md").read_text(encoding="utf-8")
    for format_ in (each for each in KNOWN.values() if each.kind in ("sales", "clients")):
        assert f"### {format_.section}\n" in page, format_.name
        assert format_.doubts or format_.evidence in ("measured", "documented") or format_.kind == "clients"
        assert format_.evidence != "yours"


PAIRS = (("etsy-items", "etsy-orders"), ("loyverse-items", "loyverse-receipts"), ("clover-items", "clover-payments"),
         ("square-items-35", "square-transactions-55"))  # fmt: skip
_NOW = """SELECT transaction_id, part, kind, day, tips, tender, associate, given_back, net,
    (SELECT count(*) FROM sale_line WHERE sale_line.sale = sale_now.sale) AS lines, client_now.name
    FROM sale_now LEFT JOIN client_now USING (client) ORDER BY transaction_id"""


def _book(folder: Path, files: Sequence[bytes]) -> tuple[list[tuple[Any, ...]], list[Mapping[str, Any]]]:
    """What the book holds once these files were imported into an empty one, and their receipts."""
    store, receipts = StoreFolder(folder), []
    for number, content in enumerate(files):
        path = folder / f"{len(list(folder.iterdir()))}-{number}.csv"
        path.write_bytes(content)
        receipts.append(imported(path, store))
    with duckdb.connect(store.book, read_only=True) as connection:
        return connection.execute(_NOW).fetchall(), receipts


def _bytes(sample: str) -> bytes:
    return (FILES / f"{sample}.csv").read_bytes()


@pytest.mark.parametrize("pair", PAIRS, ids="+".join)
def test_it_does_not_matter_which_of_two_files_comes_first(tmp_path: Path, pair: tuple[str, str]) -> None:
    files, folders = [_bytes(sample) for sample in pair], [tmp_path / "one", tmp_path / "other"]
    for folder in folders:
        folder.mkdir()
    assert _book(folders[0], files)[0] == _book(folders[1], files[::-1])[0]


def _told(sample: str) -> set[str]:
    return {row[0] for row in _twin(sample)["sales"]}


@pytest.mark.parametrize("pair", [*PAIRS, *(pair[::-1] for pair in PAIRS)], ids="+".join)
def test_two_files_of_one_sale_are_one_sale(tmp_path: Path, pair: tuple[str, str]) -> None:
    sales, receipts = _book(tmp_path, [_bytes(sample) for sample in pair])
    both, all_of_them = _told(pair[0]) & _told(pair[1]), _told(pair[0]) | _told(pair[1])
    assert both
    assert [row[0] for row in sales] == sorted(all_of_them)
    assert {row[1] for row in sales if row[0] in both} == {"lines"}
    assert receipts[1]["sales_joined"] == len(both)
    assert receipts[1]["sales_new"] == len(all_of_them) - receipts[0]["sales_new"]
    assert receipts[1]["sales_changed"] == 0
    again, repeated = _book(tmp_path, [_bytes(sample) + b"\n" for sample in pair])
    for receipt in repeated:
        assert (receipt["sales_new"], receipt["sales_changed"], receipt["sales_joined"]) == (0, 0, 0)
        assert receipt["rows_kept"] == 0
    assert again == sales


def test_what_payments_know_is_joined_to_the_lines(tmp_path: Path) -> None:
    sales, _ = _book(tmp_path, [_bytes("clover-payments"), _bytes("clover-items")])
    first = next(row for row in sales if row[0] == "O1")
    assert first[4:6] == (Decimal(3), "Cash + Credit Card")
    assert (first[8], first[9]) == (Decimal("22.5"), 3)


def test_a_refund_that_only_the_orders_know_lowers_the_items(tmp_path: Path) -> None:
    sales, _ = _book(tmp_path, [_bytes("etsy-items"), _bytes("etsy-orders")])
    third = next(row for row in sales if row[0] == "3003")
    assert third[8] == Decimal("19.44")
    assert [row[10] for row in sales if row[0] in ("3001", "3002")] == ["Ann Lee", "Bo Dunne"]
    with duckdb.connect(tmp_path / "book.duckdb", read_only=True) as connection:
        names = connection.execute("SELECT name FROM client_now ORDER BY name").fetchall()
    assert names == [("Ann Lee",), ("Bo Dunne",), ("Eve Roe",)]


def test_a_stop_in_a_file_of_sales_is_heeded(tmp_path: Path) -> None:
    text = _bytes("vend-sales").replace(b"ann@example.com,,,,,,,,,", b"ann@example.com,,,,,,,,1,")
    _, (receipt,) = _book(tmp_path, [text])
    with duckdb.connect(tmp_path / "book.duckdb", read_only=True) as connection:
        said = connection.execute("SELECT channel, state, address FROM consent").fetchall()
    assert (receipt["consents"], said) == (1, [("email", "stopped", "ann@example.com")])


def test_what_a_list_says_was_spent_is_compared_with_the_book(desk: Desk) -> None:
    orders = [
        *exports.order("#1", ("1", "Ring", "50.00")),
        *exports.order("#2", ("1", "Ring", "40.00"), refunded="40.00"),
        *exports.order("#3", ("1", "Ring", "30.00"), who="Bo Dunne", email="bo@example.com"),
        *exports.order("#4", ("1", "Ring", "30.00"), head={"Currency": "EUR"}),  # no figure adds two currencies
    ]
    desk.receipt(exports.write(exports.SHOPIFY_79, orders))
    people = [
        {"First Name": "Ann", "Last Name": "Lee", "Email": "ann@example.com", "Total Spent": "50.00"},
        {"First Name": "Bo", "Last Name": "Dunne", "Email": "bo@example.com", "Total Spent": "31.00"},
        {"First Name": "Eve", "Last Name": "Roe", "Email": "eve@example.com", "Total Spent": "0.00"},
    ]
    receipt = desk.receipt(exports.write(exports.SHOPIFY_CUSTOMERS, people), name="customers.csv")
    assert (receipt["spent_equal"], receipt["spent_compared"]) == (1, 2)


def test_a_spouse_by_number_is_a_partner(tmp_path: Path) -> None:
    files = [(FILES / "edge-customers.json").read_bytes()]
    _book(tmp_path, files)
    with duckdb.connect(tmp_path / "book.duckdb", read_only=True) as connection:
        said = connection.execute(
            """SELECT one.name, two.name, kind FROM relation JOIN client AS one ON one.client = relation.client
            JOIN client AS two ON two.client = relation.other"""
        ).fetchall()
    assert said == [("Ann Lee", "Bo Lee", "partner")]


def test_rows_that_leave_their_day_to_the_first_row_of_the_order_have_its_day(tmp_path: Path) -> None:
    text = re.sub(rb"(?m)^,2026-03-0\d, ?[\d:]+,", b",,,", _bytes("vend-sales"))
    sales, (receipt,) = _book(tmp_path, [text])
    assert (receipt["rows_kept"], receipt["rows_set_aside"]) == (10, 0)
    assert [str(row[3]) for row in sales] == ["2026-03-07", "2026-03-08", "2026-03-09"]
    (tmp_path / "other").mkdir()
    orphans = b"\n".join(line for line in text.splitlines() if b",Sale,LEE" not in line) + b"\n"
    _, (alone,) = _book(tmp_path / "other", [orphans])
    assert (alone["rows_kept"], alone["rows_set_aside"]) == (2, 6)


def test_a_cell_that_holds_no_line_sets_its_whole_order_aside(tmp_path: Path) -> None:
    text = _bytes("woocommerce-webtoffee").replace(
        b"name:Chain|product_id:12|sku:C-1|quantity:2|total:18.00", b"spoilt"
    )
    text = text.replace(b"|sub_total:20.00|tax:1.33|refunded:0", b"")
    sales, (receipt,) = _book(tmp_path, [text])
    assert (receipt["rows_read"], receipt["rows_kept"], receipt["rows_set_aside"]) == (4, 3, 1)
    assert "7003" not in [row[0] for row in sales]
