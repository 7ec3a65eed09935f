"""Small exports in the layouts of real tills, written cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal

from tests.bench.till import SHOPIFY, SQUARE


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


SHOPIFY_79 = _columns(SHOPIFY)
SHOPIFY_78 = SHOPIFY_79[:-1]
SHOPIFY_75 = tuple(
    name for name in SHOPIFY_78 if name not in ("Payment ID", "Payment Terms Name", "Next Payment Due At")
)
_STORE_ONLY = ("Outstanding Balance", "Employee", "Location", "Device ID")
SHOPIFY_71 = tuple(name for name in SHOPIFY_75 if name not in _STORE_ONLY)
SHOPIFY_73 = (*SHOPIFY_71, "Payment Terms Name", "Next Payment Due At")
SHOPIFY_47 = SHOPIFY_79[: SHOPIFY_79.index("Cancelled at") + 1]
SHOPIFY_34 = tuple(
    name
    for name in SHOPIFY_79
    if not name.startswith(
        ("Tax ", "Shipping ", "Payment", "Device", "Duties", "Risk", "Receipt", "Next", "Outstanding")
    )
    and not name.endswith("Province Name")
)[:34]
SHOPIFY_10 = (
    *("Name", "Email", "Financial Status", "Total", "Created at", "Lineitem quantity", "Lineitem name"),
    *("Lineitem price", "Billing Name", "Vendor"),
)

SQUARE_35 = _columns(SQUARE)
SQUARE_33 = tuple(name for name in SQUARE_35 if name not in ("Commission", "Employee"))
SQUARE_24 = SQUARE_35[:24]
SQUARE_20_AU = (
    *("Date", "Category", "Item", "Qty", "Price Point Name", "SKU", "Modifiers Applied", "Product Sales", "Discounts"),
    *("Net Sales", "Tax", "Gross Sales", "Location", "Dining Option", "Customer ID", "Customer Name"),
    *("Customer Reference ID", "Unit", "Count", "Channel"),
)
SQUARE_7 = ("Date", "Time", "Category", "Item", "Qty", "Price Point Name", "Location")

SHOPIFY_CUSTOMERS = (
    "Customer ID",
    "First Name",
    "Last Name",
    "Email",
    "Accepts Email Marketing",
    "Default Address Company",
    "Default Address Address1",
    "Default Address Address2",
    "Default Address City",
    "Default Address Province Code",
    "Default Address Country Code",
    "Default Address Zip",
    "Default Address Phone",
    "Phone",
    "Accepts SMS Marketing",
    "Total Spent",
    "Total Orders",
    "Note",
    "Tax Exempt",
    "Tags",
)
SHOPIFY_CUSTOMERS_2022 = (
    "First Name",
    "Last Name",
    "Email",
    "Accepts Email Marketing",
    "Company",
    "Address1",
    "Address2",
    "City",
    "Province",
    "Province Code",
    "Country",
    "Country Code",
    "Zip",
    "Phone",
    "Accepts SMS Marketing",
    "Total Spent",
    "Total Orders",
    "Tags",
    "Note",
    "Tax Exempt",
)
SHOPIFY_CUSTOMERS_2018 = (
    "First Name",
    "Last Name",
    "Email",
    "Company",
    "Address1",
    "Address2",
    "City",
    "Province",
    "Province Code",
    "Country",
    "Country Code",
    "Zip",
    "Phone",
    "Accepts Marketing",
    "Total Spent",
    "Total Orders",
    "Tags",
    "Note",
    "Tax Exempt",
)
SQUARE_CUSTOMERS = (
    "Reference ID",
    "First Name",
    "Last Name",
    "Email Address",
    "Phone Number",
    "Nickname",
    "Company Name",
    "Street Address 1",
    "Street Address 2",
    "City",
    "State",
    "Postal Code",
    "Birthday",
    "Memo",
    "Square Customer ID",
    "Creation Source",
    "First Visit",
    "Last Visit",
    "Transaction Count",
    "Lifetime Spend",
    "Email Subscription Status",
    "Instant Profile",
    "Blocked from online booking",
)

Row = Mapping[str, str]


def write(header: Sequence[str], rows: Sequence[Row], *, delimiter: str = ",", end: str = "\n") -> str:
    """CSV text of these rows; a cell that the layout has no column for is left out, as a trimmed export does."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, restval="", extrasaction="ignore", delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def order(
    name: str,
    *lines: tuple[str, str, str],
    at: str = "2026-03-14 10:30:00 -0700",
    head: Row | None = None,
    who: str = "Ann Lee",
    email: str = "ann@example.com",
    phone: str = "",
    tax: str = "0.00",
    shipping: str = "0.00",
    off: str = "0.00",
    refunded: str = "0.00",
    status: str = "paid",
    inclusive: bool = False,
) -> list[Row]:
    """The rows of one Shopify order. Each line is (quantity, name, price); `head` overrides cells of the first row."""
    goods = sum((Decimal(q) * Decimal(p) for q, n, p in lines if n != "Tip"), Decimal(0))
    tips = sum((Decimal(q) * Decimal(p) for q, n, p in lines if n == "Tip"), Decimal(0))
    subtotal = goods - Decimal(off)
    total = subtotal + Decimal(shipping) + (0 if inclusive else Decimal(tax)) + tips
    rows: list[Row] = []
    for place, (quantity, item, price) in enumerate(lines):
        row = {
            "Name": name,
            "Email": email,
            "Created at": at,
            "Lineitem quantity": quantity,
            "Lineitem name": item,
            "Lineitem price": price,
            "Lineitem requires shipping": "true",
            "Lineitem taxable": "true",
            "Lineitem fulfillment status": "not_eligible" if item == "Tip" else "fulfilled",
            "Lineitem discount": "0.00",
            "Vendor": "" if item == "Tip" else "Meridian",
        }
        if not place:
            row |= {
                "Financial Status": status,
                "Paid at": at,
                "Accepts Marketing": "no",
                "Currency": "USD",
                "Subtotal": f"{subtotal:.2f}",
                "Shipping": shipping,
                "Taxes": tax,
                "Total": f"{total:.2f}",
                "Discount Amount": off,
                "Billing Name": who,
                "Billing Phone": phone,
                "Billing Address1": "1 Pearl Street",
                "Billing City": "Portland",
                "Billing Zip": "'02101",
                "Refunded Amount": refunded,
                "Employee": "Maya Ortiz",
                "Location": "Main Street",
                "Id": f"49{name.strip('#')}",
                "Payment Method": "Shopify Payments",
                **(head or {}),
            }
        rows.append(row)
    return rows


def itemised(
    transaction: str,
    *lines: tuple[str, str, str],
    date: str = "2026-06-30",
    time: str = "12:56:37",
    off: str = "$0.00",
    refund: bool = False,
    more: Row | None = None,
) -> list[Row]:
    """The rows of one Square sale. Each line is (quantity, item, gross), money as Square writes it."""
    rows: list[Row] = []
    for quantity, item, gross in lines:
        worth = _plain(gross) + _plain(off)
        rows.append(
            {
                "Date": date,
                "Time": time,
                "Time Zone": "Pacific Time (US & Canada)",
                "Category": "None",
                "Item": item,
                "Qty": quantity,
                "Price Point Name": "Regular",
                "Gross Sales": gross,
                "Product Sales": gross,
                "Discounts": off,
                "Net Sales": _dollars(worth),
                "Tax": _dollars(worth * Decimal("0.08")),
                "Transaction ID": transaction,
                "Payment ID": f"p{transaction}",
                "Event Type": "Refund" if refund else "Payment",
                "Location": "Main Street",
                "Itemization Type": "Physical Good",
                "Employee": "Maya Ortiz",
                "Card Brand": "Visa",
                "PAN Suffix": "4242",
                **(more or {}),
            }
        )
    return rows


def _plain(money: str) -> Decimal:
    return Decimal(money.replace("$", "").replace(",", ""))


def _dollars(amount: Decimal) -> str:
    return f"{'-' if amount < 0 else ''}${abs(amount):.2f}"
