"""The exports of the Square reader the store takes to fairs: items sold, and the customer directory.

Owns Square's two layouts and its refunds: newest first, `$8.00` and `-$7.00`, an empty text is `""`. The card columns
are invented like the rest.
"""

from __future__ import annotations

import random
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from entries import Till, entry, is_instant_profile, phone_international
from people import Person
from season import FAIR_ON, SQUARE_BEFORE, SQUARE_FROM
from sheet import cells, clock_24, columns, dollars, written_with_quoted_blanks
from trade import Line, Sale

ITEM_COLUMNS = columns(
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,"
    "Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,"
    "Customer Reference ID,Unit,Count,GTIN,Itemization Type,Commission,Employee,Fulfillment Note,Channel,Token,"
    "Card Brand,PAN Suffix"
)
CUSTOMER_COLUMNS = columns(
    "Reference ID,First Name,Last Name,Email Address,Phone Number,Nickname,Company Name,Street Address 1,"
    "Street Address 2,City,State,Postal Code,Birthday,Memo,Square Customer ID,Creation Source,First Visit,Last Visit,"
    "Transaction Count,Lifetime Spend,Email Subscription Status,Instant Profile,Blocked from online booking"
)
REFUNDS = 9
_ID_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Event:
    """A payment (`sign` 1) or a refund (`sign` -1) with an id of its own."""

    day: date
    second: int
    sale: Sale
    lines: tuple[Line, ...]
    sign: int
    transaction: str

    @property
    def collected(self) -> int:
        """Cents that changed hands, tax included."""
        return self.sign * sum(line.net + _tax(self.sale, line) for line in self.lines)


def make_square(rng: random.Random, all_sales: Sequence[Sale]) -> dict[str, str]:
    """The two files, by name."""
    sales = [sale for sale in all_sales if sale.till is Till.SQUARE]
    events = [Event(sale.day, sale.second, sale, sale.lines, 1, _id(rng)) for sale in sales]
    events += _refunds(rng, sales)
    events.sort(key=lambda event: (event.day, event.second), reverse=True)
    people = {sale.person.number: sale.person for sale in sales if sale.person}
    items = [cells(ITEM_COLUMNS, row) for event in events for row in _items(rng, event)]
    directory = [
        cells(CUSTOMER_COLUMNS, _customer(person, [event for event in events if event.sale.person is person]))
        for _, person in sorted(people.items(), key=lambda item: customer_id(item[1]))
    ]
    return {
        f"items-{SQUARE_FROM}-{SQUARE_BEFORE}.csv": written_with_quoted_blanks([ITEM_COLUMNS, *items]),
        "square-customers.csv": written_with_quoted_blanks([CUSTOMER_COLUMNS, *directory]),
    }


def _refunds(rng: random.Random, sales: Sequence[Sale]) -> Iterable[Event]:
    """One article taken back at the stall or, later, from the shop's back office."""
    for sale in rng.sample([sale for sale in sales if sale.day.month < 10], REFUNDS):
        day = sale.day + timedelta(days=rng.randrange(1, 12))
        line = rng.choice(sale.lines)
        yield Event(day, rng.randrange(36_000, 64_800), sale, (line,), -1, _id(rng))


def _items(rng: random.Random, event: Event) -> Iterable[dict[str, str]]:
    sale, sign = event.sale, event.sign
    paid_by_card = rng.random() < 0.85
    common = {
        "Date": str(event.day),
        "Time": clock_24(event.second),
        "Time Zone": "Pacific Time (US & Canada)",
        "Transaction ID": event.transaction,
        "Payment ID": _id(rng),
        "Device Name": "Stall iPad",
        "Details": f"https://example.com/sales/transactions/{event.transaction}",
        "Event Type": "Payment" if sign > 0 else "Refund",
        "Location": "Harlow & Finch Pop-up",
        "Unit": "ea",
        "Itemization Type": "Physical Good",
        "Employee": sale.associate if rng.random() < 0.9 else "",
        "Channel": FAIR_ON[sale.day].place,
        "Card Brand": rng.choice(("Visa", "Mastercard", "American Express")) if paid_by_card else "",
        "PAN Suffix": f"{rng.randrange(10_000):04}" if paid_by_card else "",
    }
    if sale.person:
        common["Customer ID"] = customer_id(sale.person)
        common["Customer Name"] = entry(sale.person, Till.SQUARE).name if rng.random() < 0.12 else ""
    for line in event.lines:
        yield common | {
            "Category": "None" if line.piece.brand == "House" and line.piece.price < 10_000 else line.piece.category,
            "Item": line.piece.title,
            "Qty": f"{sign * line.quantity}.0",
            "Price Point Name": line.variant if len(line.piece.variants) > 1 else "Regular",
            "SKU": line.piece.sku,
            "Gross Sales": dollars(sign * line.gross),
            "Discounts": dollars(-sign * line.discount),
            "Net Sales": dollars(sign * line.net),
            "Tax": dollars(sign * _tax(sale, line)),
            "Count": str(sign * line.quantity),
            "Token": _steady_id(f"token {line.piece.sku}", 24),
        }


def _customer(person: Person, events: Sequence[Event]) -> dict[str, str]:
    """The totals are those of the items file."""
    rng = random.Random(f"square customer {person.number}")
    known_as = entry(person, Till.SQUARE)
    instant = is_instant_profile(person)
    visits = [event.day for event in events if event.sign > 0]
    address = person if rng.random() < 0.35 and not instant else None
    knows_birthday = person.birthday and not instant and rng.random() < 0.6
    answer = {True: "subscribed", False: "unsubscribed", None: ""}[person.said_yes_to_mail]
    return {
        "First Name": known_as.first,
        "Last Name": known_as.last,
        "Email Address": known_as.email,
        "Phone Number": phone_international(known_as.phone),
        "Street Address 1": address.street if address else "",
        "City": address.town[0] if address else "",
        "State": address.town[1] if address else "",
        "Postal Code": address.town[2] if address else "",
        "Birthday": str(person.birthday) if knows_birthday else "",
        "Square Customer ID": customer_id(person),
        "Creation Source": "Instant Profile" if instant else "Directory",
        "First Visit": str(min(visits)),
        "Last Visit": str(max(visits)),
        "Transaction Count": str(len(visits)),
        "Lifetime Spend": dollars(sum(event.collected for event in events)),
        "Email Subscription Status": answer if known_as.email else "",
        "Instant Profile": "Yes" if instant else "No",
        "Blocked from online booking": "No",
    }


def customer_id(person: Person) -> str:
    """Square's own id of a client: 26 capitals and digits."""
    return _steady_id(f"customer {person.number}", 26).upper()


def _tax(sale: Sale, line: Line) -> int:
    """Oregon has none; across the river in Vancouver it comes on top."""
    return (line.net * FAIR_ON[sale.day].tax_per_mille + 500) // 1000


def _id(rng: random.Random) -> str:
    return "".join(rng.choices(_ID_LETTERS, k=25))


def _steady_id(seed: str, length: int) -> str:
    return "".join(random.Random(seed).choices(_ID_LETTERS, k=length))
