"""The exports of Shopify, in the shop and on the web since October 2024: orders and customers.

Owns Shopify's two layouts: newest first, the order's own values on its head row only, clock times with Portland's
offset, an apostrophe before zips, ids and telephones.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date

from assortment import BANDS, ENGAGEMENT
from entries import Entry, Till, entry, phone_as_typed, phone_international
from names import STATE_NAMES
from orders import Order, make_orders
from people import Circle, Person
from season import offset
from sheet import cells, clock_24, columns, plain, written
from trade import Sale

ORDER_COLUMNS = columns(
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
    "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,"
    "Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,"
    "Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,Next Payment Due At,Payment References"
)
CUSTOMER_COLUMNS = columns(
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,"
    "Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,"
    "Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,"
    "Tags"
)
SIGNED_UP_ONLY = 24  # newsletter sign-ups who never ordered

GIFT_NOTES = (
    "Please gift wrap.\nCard: Happy anniversary, all my love",
    "Gift, no prices in the box please.\n\nCard: To many more summers",
    'Card to read:\n"For the best sister there is"',
    "Leave with the neighbor in no. 12, thank you.",
)
STAFF_NOTES = (
    "Liked the opal bangle too.\nRing size 6.5, prefers white gold.",
    "Shopping for a daughter's graduation.\nNeeds it by the 20th.",
    "Resize to 7, call when ready.",
)


def make_shopify(rng: random.Random, people: Sequence[Person], sales: Sequence[Sale]) -> dict[str, str]:
    """The two files, by name."""
    orders = make_orders(rng, sales)
    rows = [cells(ORDER_COLUMNS, row) for order in reversed(orders) for row in _order(order)]
    customers = [cells(CUSTOMER_COLUMNS, row) for row in _customers(people, orders)]
    return {
        "orders_export.csv": written([ORDER_COLUMNS, *rows]),
        "customers_export.csv": written([CUSTOMER_COLUMNS, *customers]),
    }


def _order(order: Order) -> Iterable[dict[str, str]]:
    """The head row, then one row for each further line."""
    every_row = {
        "Name": f"#{order.number}",
        "Email": order.client.email if order.client else "",
        "Created at": _stamp(order.sale.day, order.sale.second),
        "Phone": phone_international(order.client.phone) if order.client else "",
    }
    head = _head(order)
    for line in _lines(order):
        yield every_row | line | head
        head = {}


def _lines(order: Order) -> Iterable[dict[str, str]]:
    state = "fulfilled" if order.fulfilled_on else "pending"
    line_discounts_shown = order.number % 3 > 0  # else only in the order's Discount Amount, as older shops have it
    for line in order.lines:
        price_tag = {"Lineitem compare at price": plain(line.piece.price)} if line.discount else {}
        yield price_tag | {
            "Lineitem quantity": str(line.quantity),
            "Lineitem name": f"{line.piece.title} - {line.variant}",
            "Lineitem price": plain(line.piece.price),
            "Lineitem sku": line.piece.sku,
            "Lineitem requires shipping": "true",
            "Lineitem taxable": "true",
            "Lineitem fulfillment status": state,
            "Vendor": line.piece.brand,
            "Lineitem discount": plain(line.discount if line_discounts_shown else 0),
        }
    extra = {
        "Lineitem quantity": "1",
        "Lineitem requires shipping": "false",
        "Lineitem taxable": "false",
        "Lineitem discount": plain(0),
    }
    if order.gift_card:
        price, name = plain(order.gift_card), f"Harlow & Finch Gift Card - ${plain(order.gift_card)}"
        gift_card = {"Lineitem name": name, "Lineitem price": price, "Vendor": "Harlow & Finch Jewelers"}
        yield extra | gift_card | {"Lineitem fulfillment status": "fulfilled"}
    if order.tip:
        tip = {"Lineitem name": "Tip", "Lineitem price": plain(order.tip)}
        yield extra | tip | {"Lineitem fulfillment status": "not_eligible"}


def _head(order: Order) -> dict[str, str]:
    sale, fulfilled_on = order.sale, order.fulfilled_on
    rng = random.Random(f"shopify order {order.number}")
    is_paid = order.status not in {"pending", "voided"}
    payment = "r" + "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=23)) if is_paid else ""
    head = {
        "Financial Status": order.status,
        "Paid at": _stamp(sale.day, sale.second) if is_paid else "",
        "Fulfillment Status": "fulfilled" if fulfilled_on else "unfulfilled",
        "Fulfilled at": _stamp(fulfilled_on, 54_000 if sale.is_web else sale.second) if fulfilled_on else "",
        "Accepts Marketing": "yes" if sale.person and sale.person.said_yes_to_mail else "no",
        "Currency": "USD",
        "Subtotal": plain(order.subtotal),
        "Shipping": plain(order.shipping),
        "Taxes": plain(order.tax),
        "Total": plain(order.total),
        "Discount Code": order.code,
        "Discount Amount": plain(order.discount),
        "Shipping Method": _shipping_method(order),
        "Cancelled at": _stamp(order.cancelled_on, min(sale.second + 600, 86_000)) if order.cancelled_on else "",
        "Payment Method": _payment_method(rng, order),
        "Payment Reference": payment,
        "Refunded Amount": plain(order.refunded),
        "Outstanding Balance": plain(order.total if order.status == "pending" else 0),
        "Id": str(5_500_000_000_000 + 32_768 * order.number),
        "Risk Level": "Low",
        "Source": order.source,
        "Billing Name": sale.name_on_card,
        "Payment ID": payment,
        "Payment References": payment,
    }
    for place, (name, amount) in enumerate(order.taxes, start=1):
        head |= {f"Tax {place} Name": name, f"Tax {place} Value": plain(amount)}
    if not sale.is_web:
        head |= {"Employee": sale.associate, "Location": "Harlow & Finch Jewelers"}
    if order.source == "pos":
        head |= {"Device ID": "3", "Receipt Number": f"3-{order.number}"}
    if sale.person and order.client:
        head |= _client(rng, order, sale.person, order.client)
    return head


def _client(rng: random.Random, order: Order, person: Person, client: Entry) -> dict[str, str]:
    """Name and telephone always; an address only where something is sent or billed from afar."""
    known = {"Billing Name": client.name, "Billing Phone": phone_as_typed(rng, client.phone)}
    habit = rng.random()
    notes = GIFT_NOTES if order.sale.is_web else STAFF_NOTES
    if habit < 0.07:
        known["Notes"] = rng.choice(notes)
    if order.sale.is_web and habit > 0.94:
        known["Note Attributes"] = f"gift-wrap: yes\nengraving: {client.first[0]} + {(person.spouse or 'Bee')[0]}"
    if not order.sale.is_web:
        return known
    second_line = _second_address_line(person)
    city, state, zip_code = person.town
    address = {
        "Name": client.name,
        "Street": f"{person.street}, {second_line}" if second_line else person.street,
        "Address1": person.street,
        "Address2": second_line,
        "City": city,
        "Zip": f"'{zip_code}",
        "Province": state,
        "Country": "US",
        "Phone": known["Billing Phone"],
        "Province Name": STATE_NAMES[state],
    }
    sides = ("Billing", "Shipping") if order.is_shipped else ("Billing",)
    return known | {f"{side} {name}": text for side in sides for name, text in address.items()}


def _second_address_line(person: Person) -> str:
    if person.number % 60 == 7:
        return f"Apt {person.number % 40 + 1}\nring twice"
    return f"Apt {person.number % 40 + 1}" if person.number % 9 == 0 else ""


def _shipping_method(order: Order) -> str:
    if not order.sale.is_web:
        return ""
    return "Pick up in store" if order.is_pickup else "Insured Ground"


def _payment_method(rng: random.Random, order: Order) -> str:
    if order.status == "pending":
        return "Bank Deposit"
    if order.sale.is_web:
        methods = ("Shopify Payments", "PayPal Express Checkout", "Shop Cash + Shopify Payments")
        return rng.choices(methods, (75, 20, 5))[0]
    return rng.choices(("Shopify Payments", "Cash", "Gift Card + Shopify Payments"), (85, 12, 3))[0]


def _stamp(day: date, second: int) -> str:
    return f"{day} {clock_24(second)} {offset(day)}"


def _customers(people: Sequence[Person], orders: Sequence[Order]) -> Iterable[dict[str, str]]:
    """One record an email, else a telephone: two people of one mailbox are one customer to Shopify."""
    placed: dict[str, list[Order]] = {}
    holders: dict[str, Person] = {}
    for order in orders:
        if order.customer and order.sale.person:
            placed.setdefault(order.customer, []).append(order)
            holders.setdefault(order.customer, order.sale.person)
    lookers = [person for person in people if person.circle is Circle.LOOKER and person.email]
    holders |= {person.email: person for person in lookers[-SIGNED_UP_ONLY:]}
    phones_taken: set[str] = set()
    for place, (key, person) in enumerate(holders.items()):
        yield _customer(person, placed.get(key, []), number=7_000_000_000_001 + 131 * place, taken=phones_taken)


def _customer(person: Person, orders: Sequence[Order], *, number: int, taken: set[str]) -> dict[str, str]:
    """Spent is what the orders file says: totals less refunds. A telephone belongs to one customer only."""
    client = entry(person, Till.SHOPIFY)
    has_address = any(order.sale.is_web for order in orders)
    city, state, zip_code = person.town if has_address else ("", "", "")
    phone = f"'{phone_international(client.phone)}" if client.phone else ""
    own_phone = "" if phone in taken else phone
    taken.add(phone)
    bridal = any(line.piece.category in {ENGAGEMENT, BANDS} for order in orders for line in order.lines)
    tags = [tag for tag, is_due in (("bridal", bridal), ("vip", person.circle is Circle.TOP)) if is_due]
    return {
        "Customer ID": f"'{number}",
        "First Name": client.first,
        "Last Name": client.last,
        "Email": client.email,
        "Accepts Email Marketing": "yes" if person.said_yes_to_mail and client.email else "no",
        "Default Address Address1": person.street if has_address else "",
        "Default Address Address2": _second_address_line(person) if has_address else "",
        "Default Address City": city,
        "Default Address Province Code": state,
        "Default Address Country Code": "US" if has_address else "",
        "Default Address Zip": f"'{zip_code}" if zip_code.startswith("0") else zip_code,
        "Default Address Phone": phone,
        "Phone": own_phone,
        "Accepts SMS Marketing": "no",
        "Total Spent": plain(sum(order.total - order.refunded for order in orders)),
        "Total Orders": str(len(orders)),
        "Tax Exempt": "no",
        "Tags": ", ".join(tags),
    }
