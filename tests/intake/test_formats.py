"""Recognising exports by their header names."""

from __future__ import annotations

import csv
import html
import json
import random

import pytest

from clientbook_cli.errors import InputError
from clientbook_cli.intake import format_file, recognise
from clientbook_cli.templates import Templates
from tests.conftest import Till
from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.test_golden import ASKED, FILES

KNOWN = format_file.presets(Templates())
LAYOUTS = [
    *(("shopify-orders", getattr(exports, f"SHOPIFY_{width}")) for width in (79, 78, 75, 73, 71, 47, 34, 10)),
    *(("square-items", header) for header in (exports.SQUARE_35, exports.SQUARE_33, exports.SQUARE_24)),
    *(("square-items", header) for header in (exports.SQUARE_20_AU, exports.SQUARE_7)),
    ("shopify-customers", exports.SHOPIFY_CUSTOMERS),
    ("shopify-customers", exports.SHOPIFY_CUSTOMERS_2022),
    ("shopify-customers", exports.SHOPIFY_CUSTOMERS_2018),
    (
        "shopify-customers",
        (*exports.SHOPIFY_CUSTOMERS, "Accepts WhatsApp Marketing", "Ring size (customer.metafields.a.b)"),
    ),
    ("square-customers", exports.SQUARE_CUSTOMERS),
]


@pytest.mark.parametrize(("name", "header"), LAYOUTS, ids=lambda value: value if isinstance(value, str) else len(value))
def test_a_layout_is_recognised_in_any_order_of_columns(name: str, header: tuple[str, ...]) -> None:
    for shuffled in (header, random.Random(1).sample(header, len(header))):
        assert recognise.identify(shuffled, KNOWN, where="x.csv").format.name == name


def test_case_accents_and_markup_of_names_do_not_matter() -> None:
    header = [name.upper().replace("E", "É") + "  " for name in exports.SHOPIFY_79]
    assert recognise.identify(header, KNOWN, where="x.csv").format.name == "shopify-orders"


def test_two_columns_of_one_name_are_read_by_the_first() -> None:
    matched = recognise.identify((*exports.SHOPIFY_79, "Total", "Email"), KNOWN, where="x.csv")
    assert matched.places["total"] == exports.SHOPIFY_79.index("Total")
    assert len(set(matched.names)) == 81


def test_an_opt_out_list_is_never_taken_for_one_unasked() -> None:
    with pytest.raises(InputError):
        recognise.identify(("Email Address", "Reason"), KNOWN, where="x.csv")


def test_formats_lists_every_preset_with_its_columns_and_evidence(till: Till) -> None:
    listed = {each["name"]: each for each in till.type("formats", "--json").json["formats"]}
    assert listed.keys() == {format_.name for format_ in KNOWN}
    assert "Lineitem name" in listed["shopify-orders"]["columns"]
    assert listed["square-customers"]["evidence"] == "from code"
    assert "shopify-orders" in till.type("formats").out


def test_imports_are_listed_and_shown_again(desk: Desk) -> None:
    rows = [*exports.order("#1", ("1", "Ring", "5.00")), *exports.order("#2", ("1", "Ring", "5.00"))]
    rows[1] = {**rows[1], "Lineitem quantity": "x"}
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, rows))
    (listed,) = desk.till.type("imports", "--json").json["imports"]
    assert (listed["batch"], listed["file"], listed["rows_set_aside"]) == (1, "export.csv", 1)
    assert desk.till.type("imports", "list", "--json").json["imports"] == [listed]
    shown = desk.till.type("imports", "show", "1", "--json").json
    assert shown["control"] == receipt["control"]
    assert shown["set_aside"] == [{"line": 3, "cause": "unreadable number", "field": "Lineitem quantity", "value": "x"}]
    printed = desk.till.type("imports", "show", "1")
    assert "1 × unreadable number in Lineitem quantity, first at line 3: x" in printed.out
    assert desk.till.type("imports", "show", "9").code == 2
    assert "export.csv" in desk.till.type("imports").out


def test_a_receipt_says_in_words_what_came_of_a_file(desk: Desk) -> None:
    rows = [
        *exports.order("#1", ("1", "Ring", "5.00")),
        *exports.order("#2", ("1", "Ring", "7.00"), head={"Currency": "EUR"}),
        *exports.order("#3", ("1", "Ring", "7.00"), who="", email=""),
    ]
    printed = desk.till.type("import", str(desk.file(exports.write(exports.SHOPIFY_79, rows))))
    assert printed.code == 0
    for said in ("3 read: 3 kept", "3 new", "1 sale names nobody", "$12.00", "1 sale in EUR", "3 of 3 sales add up"):
        assert said in printed.out
    assert printed.err.strip().endswith("score")
    again = desk.till.type("import", str(desk.folder / "export.csv"))
    assert "nothing was changed" in again.out


SUMMARIES = {
    "Item name,SKU,Category,Items sold,Gross sales,Refunds,Discounts,Net sales,Cost of goods,Margin,Taxes": (
        "Receipts by item"
    ),
    "Date,Gross sales,Refunds,Discounts,Net sales,Cost of goods,Gross profit,Margin,Taxes": "Receipts by item",
    "Menu,Menu Group,Item,Avg Price,Item Qty,Gross Amount,Net Amount": "ItemSelectionDetails",
    "SKU,Item Name,Summary Report Total Qty,Summary Report Total Amount": "Summary Report off",
    "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales": (
        "Advanced Order Export"
    ),
    "Order Date,Order ID,Invoice Number,Order Number,Currency,Tax Amount,Tip,Order Total,Payments Total": "Line items",
}


@pytest.mark.parametrize("header", SUMMARIES)
def test_a_summary_is_refused_with_what_to_export_instead(header: str) -> None:
    with pytest.raises(InputError) as refused:
        recognise.identify(header.split(","), KNOWN, where="x.csv")
    assert SUMMARIES[header] in str(refused.value.next)


SAMPLE_HEADERS = {
    file.stem: (json.loads(file.with_suffix(".expected.json").read_text(encoding="utf-8"))["receipt"]["format"], file)
    for file in sorted(FILES.glob("*.csv"))
    if file.stem not in ASKED and "set-aside" not in file.name
}


@pytest.mark.parametrize("sample", SAMPLE_HEADERS)
def test_a_sample_is_recognised_whatever_happened_to_its_names(sample: str) -> None:
    name, file = SAMPLE_HEADERS[sample]
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    first = next(csv.reader([text.splitlines()[0]], delimiter=max(",;\t", key=text.splitlines()[0].count)))
    for worn in (
        random.Random(2).sample(first, len(first)),
        [each.upper() for each in first],
        [html.escape(each).replace("/", "&#x2F;") for each in first],
        ["".join(c if c.isascii() else "\ufffd\ufffd" for c in each) for each in first],
        [*first, "Unnamed: 40", ""],
    ):
        assert recognise.identify(worn, KNOWN, where="x.csv").format.name == name
