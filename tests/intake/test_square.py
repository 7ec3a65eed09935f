"""Square item sales, as exported and as a spreadsheet saved them again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.exports import itemised

SALES = [
    *itemised("T3", ("1.0", "Mug", "$8.00"), ("2.0", "Print", "$24.00"), off="-$2.00", more={"Customer ID": "CUST1"}),
    *itemised("T2", ("-1.0", "Mug", "-$8.00"), refund=True, date="2026-06-29"),
    *itemised("T1", ("1.0", "Ring", "$1,240.00"), date="2026-06-28", more={"Customer ID": "CUST1"}),
]


@pytest.mark.parametrize("header", [exports.SQUARE_35, exports.SQUARE_33, exports.SQUARE_24], ids=len)
def test_every_layout_with_transactions_is_recognised(desk: Desk, header: tuple[str, ...]) -> None:
    receipt = desk.receipt(exports.write(header, SALES))
    assert receipt["format"] == "square-items"
    assert receipt["control"] == {
        "transactions": 3,
        "lines": 4,
        "gross": "1264.00",
        "discounts": "4.00",
        "net": "1260.00",
        "taxes": "100.80",
    }
    assert (receipt["sales_new"], receipt["sales_reconciled"], receipt["sales_flagged"]) == (3, 3, 0)
    assert (receipt["net_total"], receipt["refunds_total"]) == ("1260.00", "8.00")
    assert receipt["clients_new"] == 1


def test_a_refund_is_a_sale_of_its_own_kind_on_its_own_day(desk: Desk) -> None:
    desk.receipt(exports.write(exports.SQUARE_35, SALES))
    assert desk.rows("SELECT kind, day::VARCHAR, net FROM sale WHERE transaction_id = 'T2'") == [
        ("refund", "2026-06-29", Decimal(-8))
    ]


def test_an_australian_file_calls_gross_what_includes_tax(desk: Desk) -> None:
    rows = [{**row, "Gross Sales": "$99.00"} for row in itemised("", ("1.0", "Ring", "$90.00"))]
    control = desk.receipt(exports.write(exports.SQUARE_20_AU, rows))["control"]
    assert (control["gross"], control["net"]) == ("90.00", "90.00")


def test_lines_without_transactions_make_one_sale_a_day_and_client_and_place(desk: Desk) -> None:
    rows = [
        *itemised("", ("1.0", "Ring", "$90.00"), ("1.0", "Chain", "$20.00"), more={"Customer Name": "Ann Lee"}),
        *itemised("", ("1.0", "Ring", "$90.00"), more={"Customer Name": "Bo Dunne"}),
        *itemised("", ("1.0", "Ring", "$90.00"), date="2026-07-01", more={"Customer Name": "Ann Lee"}),
    ]
    receipt = desk.receipt(exports.write(exports.SQUARE_20_AU, rows))
    assert (receipt["sales_new"], receipt["rows_kept"], receipt["clients_new"]) == (3, 4, 2)
    assert "transactions" not in receipt["control"]


def test_seven_columns_without_money_or_ids_are_kept(desk: Desk) -> None:
    receipt = desk.receipt(exports.write(exports.SQUARE_7, [*SALES, *SALES[:2]]))
    assert (receipt["format"], receipt["rows_kept"], receipt["control"]) == ("square-items", 6, {"lines": 6})


def test_a_copy_saved_by_a_spreadsheet_is_the_same_export(desk: Desk) -> None:
    first = desk.receipt(exports.write(exports.SQUARE_35, SALES))
    resaved = []
    for row in SALES:
        year, month, day = row["Date"].split("-")
        money = {
            name: f"({row[name].replace('-', '')})" if row[name].startswith("-") else f"{row[name]} "
            for name in ("Gross Sales", "Discounts", "Net Sales", "Tax")
        }
        resaved.append({**row, **money, "Date": f"{int(month)}/{int(day)}/{year}", "Qty": row["Qty"].replace(".", ",")})
    text = exports.write(exports.SQUARE_35, resaved, end="\r\n").replace("Mug", "Potter’s mug")
    receipt = desk.receipt(text.encode("cp1252"), name="resaved.csv")
    assert (receipt["rows_set_aside"], receipt["control"]) == (0, first["control"])
    assert receipt["encoding"] == "cp1252"
    assert any("month first" in said for said in receipt["decided"])
    assert any("decimal comma" in said for said in receipt["decided"])
    # Only the renamed item tells two sales differently.
    assert (receipt["rows_already_there"], receipt["sales_new"], receipt["sales_changed"]) == (1, 0, 2)


def test_two_identical_lines_in_one_sale_stay_two(desk: Desk) -> None:
    receipt = desk.receipt(exports.write(exports.SQUARE_35, itemised("T", *[("1.0", "Mug", "$8.00")] * 2)))
    assert (receipt["lines_new"], receipt["control"]["gross"]) == (2, "16.00")


def test_times_of_another_zone_are_put_on_the_stores_day(desk: Desk) -> None:
    rows = itemised(
        "T", ("1.0", "Mug", "$8.00"), date="2026-07-01", time="00:30:00",
        more={"Time Zone": "Eastern Time (US & Canada)"},
    )  # fmt: skip
    assert desk.receipt(exports.write(exports.SQUARE_35, rows))["first_day"] == "2026-06-30"


def test_card_data_is_nowhere_in_the_store(desk: Desk) -> None:
    rows = [{**row, "PAN Suffix": "9753", "Card Brand": "Mastercard"} for row in SALES]
    rows[0]["Qty"] = "one"
    receipt = desk.receipt(exports.write(exports.SQUARE_35, rows))
    assert receipt["rows_set_aside"] == 1
    aside = (desk.till.store / "imports" / "export.set-aside.csv").read_text(encoding="utf-8-sig")
    held = aside + str(desk.rows("SELECT * FROM set_aside_row")) + str(desk.rows("SELECT receipt FROM import_batch"))
    assert "9753" not in held
    assert "Mastercard" not in held
    assert "PAN Suffix" not in aside
