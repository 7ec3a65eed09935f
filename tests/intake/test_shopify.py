"""Shopify orders, in every layout the export has had."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.exports import order

ORDERS = [
    *order("#1003", ("1", "Gold Ring - 6 / Yellow", "300.00"), ("2", "Silver Chain", "50.00"), tax="32.00"),
    *order("#1002", ("1", "Pearl Studs", "120.00"), ("1", "Tip", "10.00"), off="20.00", shipping="5.00", tax="8.00"),
    *order("#1001", ("1", "Charm", "80.00"), ("1", "Charm", "80.00"), refunded="160.00", status="refunded"),
    *order("#1000", ("1", "Watch", "900.00"), status="voided", head={"Cancelled at": "2026-03-01 10:00:00 -0800"}),
]
ALL = (
    exports.SHOPIFY_79,
    exports.SHOPIFY_78,
    exports.SHOPIFY_75,
    exports.SHOPIFY_73,
    exports.SHOPIFY_71,
    exports.SHOPIFY_47,
    exports.SHOPIFY_34,
    exports.SHOPIFY_10,
)
_COLUMNS = {
    "subtotal": "Subtotal",
    "shipping": "Shipping",
    "taxes": "Taxes",
    "total": "Total",
    "refunded": "Refunded Amount",
}


def sums(text: str) -> dict[str, str]:
    """The file's own figures, the plain way: column sums, blank cells being nothing."""
    rows = list(csv.DictReader(io.StringIO(text)))
    made = {
        name: f"{sum((Decimal(row[column] or 0) for row in rows), Decimal(0)):.2f}"
        for name, column in _COLUMNS.items()
        if column in rows[0]
    }
    tips = [row for row in rows if row["Lineitem name"] == "Tip"]
    made["tips"] = (
        f"{sum((Decimal(row['Lineitem price']) * Decimal(row['Lineitem quantity']) for row in tips), Decimal(0)):.2f}"
    )
    return made


@pytest.mark.parametrize("header", ALL, ids=len)
def test_every_layout_is_recognised_and_its_control_figures_are_the_columns_sums(
    desk: Desk, header: tuple[str, ...]
) -> None:
    text = exports.write(header, ORDERS)
    receipt = desk.receipt(text)
    assert receipt["format"] == "shopify-orders"
    assert (receipt["rows_read"], receipt["rows_kept"], receipt["rows_set_aside"]) == (7, 7, 0)
    assert receipt["sales_new"] == 4
    assert receipt["control"] == {"orders": 4, "lines": 7, **sums(text)}
    assert (receipt["first_day"], receipt["last_day"]) == ("2026-03-14", "2026-03-14")


def test_net_is_merchandise_after_discounts_and_refunds_without_tip_tax_and_shipping(desk: Desk) -> None:
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, ORDERS))
    assert receipt["net_total"] == "500.00"  # 400 + (120 - 20) + 0 given back; cancelled not counted
    assert receipt["refunds_total"] == "160.00"
    assert (receipt["sales_reconciled"], receipt["sales_flagged"]) == (4, 0)
    nets = desk.rows("SELECT transaction_id, kind, net FROM sale ORDER BY transaction_id")
    assert nets == [
        ("#1000", "cancelled", Decimal(900)),
        ("#1001", "sale", Decimal(0)),
        ("#1002", "sale", Decimal(100)),
        ("#1003", "sale", Decimal(400)),
    ]


def test_tax_inside_the_price_is_taken_out_where_the_identity_says_so(desk: Desk) -> None:
    rows = [
        *order("#1", ("1", "Ring", "120.00"), tax="20.00", inclusive=True),
        *order("#2", ("1", "Ring", "120.00"), tax="9.60"),
    ]
    desk.receipt(exports.write(exports.SHOPIFY_79, rows))
    assert desk.rows("SELECT transaction_id, net, reconciled FROM sale ORDER BY 1") == [
        ("#1", Decimal(100), True),
        ("#2", Decimal(120), True),
    ]


def test_a_shipping_discount_inside_the_order_discount_does_not_lower_the_goods(desk: Desk) -> None:
    rows = order("#1", ("1", "Ring", "100.00"), shipping="15.00", head={"Discount Amount": "15.00", "Total": "100.00"})
    desk.receipt(exports.write(exports.SHOPIFY_79, rows))
    assert desk.rows("SELECT net, reconciled FROM sale") == [(Decimal(100), True)]


def test_a_line_discount_is_a_part_of_the_order_discount_and_the_rest_is_spread(desk: Desk) -> None:
    rows = [dict(row) for row in order("#1", ("1", "Ring", "100.00"), ("1", "Chain", "60.00"), off="40.00")]
    rows[0]["Lineitem discount"] = "10.00"
    desk.receipt(exports.write(exports.SHOPIFY_79, rows))
    lines = desk.rows("SELECT item, discount, net FROM sale_line ORDER BY line")
    assert lines == [("Ring", Decimal(10), Decimal(72)), ("Chain", Decimal(0), Decimal(48))]


def test_a_partial_refund_lowers_net_in_its_share_of_the_total(desk: Desk) -> None:
    rows = order("#1", ("1", "Ring", "100.00"), tax="10.00", refunded="55.00", status="partially_refunded")
    assert desk.receipt(exports.write(exports.SHOPIFY_79, rows))["net_total"] == "50.00"


def test_an_edited_order_that_does_not_add_up_is_kept_and_flagged(desk: Desk) -> None:
    rows = order("#1", ("1", "Ring", "100.00"), head={"Total": "175.00"})
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, rows))
    assert (receipt["rows_kept"], receipt["sales_reconciled"], receipt["sales_flagged"]) == (1, 0, 1)


def test_gift_cards_are_stored_and_marked_and_not_counted(desk: Desk) -> None:
    rows = order("#1", ("1", "Gift Card - $50", "50.00"), ("1", "Ring", "100.00"))
    assert desk.receipt(exports.write(exports.SHOPIFY_79, rows))["net_total"] == "100.00"
    assert desk.rows("SELECT kind FROM sale_line ORDER BY line") == [("gift card",), ("merchandise",)]


def test_the_day_is_the_day_of_the_shop_whatever_the_offset(desk: Desk) -> None:
    rows = order("#1", ("1", "Ring", "100.00"), at="2026-01-01 23:50:00 +1100")
    assert desk.receipt(exports.write(exports.SHOPIFY_79, rows))["first_day"] == "2026-01-01"


def test_money_without_decimals_of_another_currency_is_kept_and_never_added(desk: Desk) -> None:
    yen = order("#1", ("1", "Ring", "39440"), head={"Currency": "JPY"})
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, [*yen, *order("#2", ("1", "Ring", "10.00"))]))
    assert (receipt["currency"], receipt["net_total"], receipt["control"]["orders"]) == ("USD", "10.00", 1)
    (other,) = receipt["other_currencies"]
    assert (other["currency"], other["net_total"], other["control"]["orders"]) == ("JPY", "39440.00", 1)


def test_a_file_in_one_foreign_currency_says_so(desk: Desk) -> None:
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, order("#1", ("1", "Ring", "5"), head={"Currency": "EUR"})))
    assert (receipt["currency"], receipt["net_total"], receipt["other_currencies"]) == ("EUR", "5.00", [])


def test_order_rows_that_are_not_together_are_still_one_order(desk: Desk) -> None:
    one = order("#1", ("1", "Ring", "100.00"), ("1", "Chain", "40.00"))
    rows = [one[0], *order("#2", ("1", "Studs", "9.00")), one[1]]
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, rows))
    assert (receipt["sales_new"], receipt["sales_reconciled"]) == (2, 2)


def test_a_walk_in_sale_has_no_client_and_is_counted(desk: Desk) -> None:
    rows = [
        *order("#1", ("1", "Ring", "100.00"), who="", email=""),
        *order("#2", ("1", "Ring", "1.00"), who="Walk-In", email="N/A"),
    ]
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, rows))
    assert (receipt["clients_new"], receipt["sales_without_client"]) == (0, 2)


def test_a_receipt_of_one_speaks_of_one(desk: Desk) -> None:
    file = desk.file(exports.write(exports.SHOPIFY_79, order("#1", ("1", "Pin", "5.00"))))
    said = " ".join(desk.till.type("import", str(file)).out.split())
    assert "1 new; 1 line; 1 new client" in said
    assert "1 of 1 sale adds up" in said
