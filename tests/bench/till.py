"""Exports as a till writes them, invented from a seed: messy line items of any length, quickly.

    python -m tests.bench.till shopify 300000 orders.csv

The same arguments give the same bytes. People are `example.com` and 555-01xx; nothing here is a real person.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Iterator
from pathlib import Path

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,"
    "Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,"
    "Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,"
    "Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,"
    "Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,"
    "Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,"
    "Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,"
    "Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,"
    "Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References"
)
SQUARE = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,"
    "Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,"
    "Customer Reference ID,Unit,Count,GTIN,Itemization Type,Commission,Employee,Fulfillment Note,Channel,Token,"
    "Card Brand,PAN Suffix"
)


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


_FIRST = _names(
    "Ana,Ben,Chloé,Daniel,Elena,Farid,Grace,Hugo,Ines,José,Kira,Liam,Maya,Noor,Olga,Pavel,Quinn,Rosa,Sam,Tove,Uma,"
    "Viktor,Wen,Xenia,Yusuf,Zoë"
)
_LAST = _names(
    "Alder,Birch,Castro,Dunne,Eklund,Fenn,Gómez,Hart,Ito,Joyce,Kerr,Lund,Marsh,Nunes,Okafor,Pike,Reyes,Stone,Tran,Ward"
)
_THINGS = _names("Ring,Pendant,Bracelet,Studs,Hoops,Chain,Brooch,Watch,Cufflinks,Anklet,Charm,Band")
_METALS = _names("14k Gold,18k Gold,Platinum,Sterling,Rose Gold,White Gold")
_MAKERS = _names("Alder & Vale,Meridian,Northlight,Casa Lume,Ferrow,Oriel Works")
_STREETS = _names("Pearl Street,Mill Road,Harbour Lane,Station Avenue,Orchard Way")
_TOWNS = (
    ("Portland", "97205", "OR", "Oregon"),
    ("Salem", "97301", "OR", "Oregon"),
    ("Seattle", "'02101", "WA", "Washington"),
)
_STAFF = ("Maya Ortiz", "Daniel Whitlock", "")
_LINES = (1, 1, 1, 2, 2, 3, 4)  # a sale has two lines on average
_START = dt.datetime(2023, 1, 2, 9, 0)  # noqa: DTZ001 - the till's own clock


def shopify(lines: int, *, seed: int = 7, like: int = 0, after: int = 0) -> Iterator[str]:
    """Text of an orders export of exactly `lines` records, in pieces; oldest order first.

    `like`: an export of the shop whose export of so many lines begins with the same orders. `after`: of its orders
    after so many lines.
    """
    pick, size = random.Random(seed), like or lines
    yield SHOPIFY + "\n"
    items = [_item(pick, number) for number in range(400)]
    span = dt.timedelta(days=3 * 365) / max(size, 1)
    written, number, moment, step = 0, 1000 + after, _START + span * after, span * 2
    while written < lines:
        number += 1
        moment += step * (0.5 + pick.random())
        wanted = min(pick.choice(_LINES), lines - written)
        yield _order(pick, number, moment, [pick.choice(items) for _ in range(wanted)], customers=max(size // 5, 3))
        written += wanted


def _item(pick: random.Random, number: int) -> tuple[str, int, str, str]:
    name = f"{pick.choice(_METALS)} {pick.choice(_THINGS)} - {pick.randrange(4, 12)} / {pick.choice(_METALS)}"
    if number % 11 == 0:
        name = f'"{name}, engraved ""Always"""'
    return name, pick.randrange(1900, 240000, 50), f"{pick.randrange(100, 999)}-{number:05d}", pick.choice(_MAKERS)


def _person(number: int) -> tuple[str, str, str, str, str, str, str, str]:
    """Name, email, phone, street, town, postcode, region of the customer with this number: always the same."""
    pick = random.Random(number)
    first, last = pick.choice(_FIRST), pick.choice(_LAST)
    town, postcode, region, long = pick.choice(_TOWNS)
    email = "" if number % 9 == 0 else f"{first.lower()}.{last.lower()}{number}@example.com"
    if not email:  # whoever is known by name alone has two of each, or five hundred names would be all such people
        first, last = f"{first} {pick.choice(_FIRST)}", f"{last} {pick.choice(_LAST)}"
    household = number - 1 if number % 25 == 0 else number  # a few share their phone with somebody else
    # Nobody else does, for which there are not phones enough: whoever comes too late has none.
    phone = "" if number % 3 == 0 or household >= 78_800 else f"({201 + household // 100}) 555-01{household % 100:02d}"
    return f"{first} {last}", email, phone, f"{number} {pick.choice(_STREETS)}", town, postcode, region, long


def _order(
    pick: random.Random,
    number: int,
    moment: dt.datetime,
    items: list[tuple[str, int, str, str]],
    *,
    customers: int,
) -> str:
    name, email, phone, street, town, postcode, region, long = _person(int(customers * pick.random() ** 2))
    subtotal = sum(price for _, price, _, _ in items)
    discount = subtotal // 10 if pick.random() < 0.15 else 0
    shipping = 0 if pick.random() < 0.7 else 995
    taxes = round((subtotal - discount) * 0.08)
    tip = 500 if pick.random() < 0.03 and len(items) > 1 else 0
    if tip:
        subtotal -= items[-1][1]
        items[-1] = ("Tip", tip, "", "")
        discount = min(discount, subtotal)
    total = subtotal - discount + shipping + taxes + tip
    luck = pick.random()
    status, refunded, cancelled = "paid", 0, ""
    if luck < 0.04:
        status, refunded = "refunded", total
    elif luck < 0.07:
        status, refunded = "partially_refunded", total // 3
    elif luck < 0.08:
        status, cancelled = "voided", f"{moment:%Y-%m-%d %H:%M:%S} -0700"
    at = f"{moment:%Y-%m-%d %H:%M:%S} -0700"
    note = '"left at the door\nring twice"' if luck > 0.9 else ""
    rows = []
    for place, (thing, price, sku, maker) in enumerate(items):
        item = f"{at},1,{thing},{price / 100:.2f},,{sku},true,true,fulfilled"
        if place:
            rows.append(f"#{number},{email},,,,,,,,,,,,,,{item}{',' * 27}{maker}{',' * 9}0.00{',' * 19}\n")
            continue
        head = (
            f"#{number},{email},{status},{at},fulfilled,{at},{'yes' if number % 2 else 'no'},USD,"
            f"{(subtotal - discount) / 100:.2f},{shipping / 100:.2f},{taxes / 100:.2f},{total / 100:.2f},"
            f"{'SPRING' if discount else ''},{discount / 100:.2f},Standard"
        )
        where = f"{name},{street},{street},,,{town},{postcode},{region},US,{phone}"
        rows.append(
            f"{head},{item},{where},{where},{note},,{cancelled},Shopify Payments,c{number}.1,{refunded / 100:.2f},"
            f"{maker},0.00,{pick.choice(_STAFF)},Main Street,,{4_900_000_000_000 + number},,Low,web,0.00,"
            f"State Tax 8%,{taxes / 100:.2f},,,,,,,,,,,,{long},{long},r{number},,,r{number}\n"
        )
    return "".join(rows)


def square(lines: int, *, seed: int = 7) -> Iterator[str]:
    """Text of an item sales export of exactly `lines` records, in pieces; newest first, as Square writes it."""
    pick = random.Random(seed)
    yield SQUARE + "\n"
    items = [_item(pick, number) for number in range(400)]
    written, moment = 0, _START + dt.timedelta(days=3 * 365)
    step = dt.timedelta(days=3 * 365) / max(lines, 1) * 2
    while written < lines:
        moment -= step * (0.5 + pick.random())
        wanted = min(pick.choice(_LINES), lines - written)
        person = int(max(lines // 5, 3) * pick.random() ** 2) if pick.random() < 0.7 else None
        yield "".join(_itemised(pick, moment, [pick.choice(items) for _ in range(wanted)], person))
        written += wanted


def _itemised(
    pick: random.Random, moment: dt.datetime, items: list[tuple[str, int, str, str]], person: int | None
) -> Iterator[str]:
    sale, staff = f"{pick.getrandbits(64):016x}", pick.choice(_STAFF)
    sign = -1 if pick.random() < 0.02 else 1
    name = "" if person is None or person % 10 else _person(person)[0]
    who = f"{'' if person is None else f'CUST{person:08d}'},{name},"
    for thing, price, sku, maker in items:
        off = price // 10 if pick.random() < 0.1 else 0
        net = price - off
        money = ",".join(_dollars(sign * cents) for cents in (price, -off, net, net * 8 // 100))
        yield (
            f"{moment:%Y-%m-%d},{moment:%H:%M:%S},Pacific Time (US & Canada),{maker},{thing},{sign}.0,Regular,{sku},"
            f'"",{money},{sale},p{sale},Counter,,https://example.com/{sale},{"Payment" if sign > 0 else "Refund"},'
            f'Main Street,"",{who},ea,1,,Physical Good,,{staff},,Main Street,t{sku},Visa,4242\n'
        )


def _dollars(cents: int) -> str:
    money = f"{'-' if cents < 0 else ''}${abs(cents) / 100:,.2f}"
    return f'"{money}"' if "," in money else money


def write_shopify(path: Path, *, lines: int, seed: int = 7, like: int = 0, after: int = 0) -> Path:
    """Write a Shopify orders export of so many lines."""
    return _write(path, shopify(lines, seed=seed, like=like, after=after))


def write_square(path: Path, *, lines: int, seed: int = 7) -> Path:
    """Write a Square items export of so many lines."""
    return _write(path, square(lines, seed=seed))


def _write(path: Path, pieces: Iterator[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(pieces)
    return path


if __name__ == "__main__":
    {"shopify": write_shopify, "square": write_square}[sys.argv[1]](Path(sys.argv[3]), lines=int(sys.argv[2]))
