"""The exports of GoldBook, the shop's jewelry POS until autumn 2024: its sales and its client list.

A Windows program: UTF-8 with a byte order mark, CRLF, M/D/YYYY, `$1,250.00`; oldest first, no totals row. Owns the
returns, the repairs and the rows that are broken on purpose.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assortment import PIECES, REPAIRS
from entries import Entry, Till, entry, phone_as_typed
from names import ASSOCIATES
from people import Circle, Person
from season import FIRST_DAY, GOLDBOOK_LAST_DAY, busyness, days_between
from sheet import cells, clock_12, columns, dollars, written
from trade import Line, Sale

SALES_COLUMNS = columns(
    "Ticket,Date,Time,Salesperson,Customer No,Customer,Email,Phone,Department,Brand,Item No,Description,Qty,Price,"
    "Discount,Net,Tax,Type"
)
CLIENT_COLUMNS = columns(
    "Customer No,First Name,Last Name,Spouse,Email,Phone,Street,City,State,Zip,Birthday,Anniversary,Mailing,Associate"
)
BOM, CRLF = "\ufeff", "\r\n"

RETURNS = 26
REPAIR_TICKETS = 110
LOOKERS = 40  # on the client list without a purchase
TWICE_ON_FILE = 6  # clients with two numbers
NOT_AN_ADDRESS = ("N/A", "n/a", "NONE")
BROKEN: tuple[
    tuple[dict[str, str], int, date], ...
] = (  # what is wrong, in which month; a column's text replaced, or the row cut after so many cells
    ({"Date": "31/02/2024"}, 18, date(2024, 2, 29)),
    ({"Date": "2/30/2024"}, 18, date(2024, 3, 1)),
    ({"Price": "call", "Net": "call"}, 18, date(2023, 12, 20)),
    ({"Price": "call", "Net": "call"}, 18, date(2024, 5, 9)),
    ({"Qty": "one"}, 18, date(2024, 1, 17)),
    ({"Qty": "one"}, 18, date(2024, 6, 12)),
    ({}, 11, date(2024, 4, 4)),
    ({}, 5, date(2024, 8, 22)),
)


@dataclass(frozen=True, slots=True)
class Account:
    """A record of GoldBook's client list."""

    number: str
    person: Person
    known_as: Entry
    email: str
    phone: str

    @property
    def on_ticket(self) -> dict[str, str]:
        return {
            "Customer No": self.number,
            "Customer": self.known_as.name,
            "Email": self.email,
            "Phone": self.phone,
        }


@dataclass(frozen=True, slots=True)
class Ticket:
    """Rows rung up together; they get their ticket number when all tickets are in order."""

    day: date
    second: int
    rows: tuple[dict[str, str], ...]
    cells_kept: int = len(SALES_COLUMNS)


def make_goldbook(rng: random.Random, people: Sequence[Person], all_sales: Sequence[Sale]) -> dict[str, str]:
    """The two files, by name."""
    sales = [sale for sale in all_sales if sale.till is Till.GOLDBOOK]
    accounts = _accounts(rng, people, sales)
    tickets = [_sale(sale, _account(accounts, sale, sales)) for sale in sales]
    tickets += _returns(rng, sales, accounts)
    tickets += _repairs(rng, sales, accounts)
    tickets += _broken(rng, accounts)
    tickets.sort(key=lambda ticket: (ticket.day, ticket.second))
    clients = sorted((account for records in accounts.values() for account in records), key=lambda each: each.number)
    return {
        "goldbook-sales.csv": BOM + written([SALES_COLUMNS, *_numbered(tickets)], newline=CRLF),
        "goldbook-clients.csv": BOM + written([CLIENT_COLUMNS, *map(_client, clients)], newline=CRLF),
    }


def _accounts(rng: random.Random, people: Sequence[Person], sales: Sequence[Sale]) -> dict[int, list[Account]]:
    """The records of each person's number; the last clients to be entered were on file already."""
    buyers = {sale.person.number: sale.person for sale in sales if sale.person}
    lookers = [person for person in people if person.circle is Circle.LOOKER][:LOOKERS]
    holders = [*buyers.values(), *lookers]
    rng.shuffle(holders)
    visits = {number: sum(sale.person is person for sale in sales) for number, person in buyers.items()}
    twice = [person for person in buyers.values() if visits[person.number] > 2 and not person.former_email]
    accounts: dict[int, list[Account]] = {}
    for place, person in enumerate([*holders, *twice[:TWICE_ON_FILE]]):
        records = accounts.setdefault(person.number, [])
        records.append(_record(rng, f"{2_118 + 3 * place:06}", person, records))
    return accounts


def _record(rng: random.Random, number: str, person: Person, earlier: Sequence[Account]) -> Account:
    if earlier:
        first = earlier[0]
        plain_name = Entry(person.first, person.last, first.known_as.email, first.known_as.phone)
        return Account(number, person, plain_name, first.email, first.phone)
    known_as = entry(person, Till.GOLDBOOK)
    no_email = rng.choice(NOT_AN_ADDRESS) if rng.random() < 0.3 else ""
    return Account(number, person, known_as, known_as.email or no_email, phone_as_typed(rng, known_as.phone))


def _account(accounts: Mapping[int, Sequence[Account]], sale: Sale, sales: Sequence[Sale]) -> Account | None:
    """Whose ticket it is; a client with two numbers bought the last time under the newer one."""
    if sale.person is None:
        return None
    records = accounts[sale.person.number]
    last = max(other.day for other in sales if other.person is sale.person) if len(records) > 1 else None
    return records[-1] if sale.day == last else records[0]


def _row(day: date, second: int, associate: str, account: Account | None) -> dict[str, str]:
    stamp = {"Date": f"{day.month}/{day.day}/{day.year}", "Time": clock_12(second), "Salesperson": associate}
    return stamp | (account.on_ticket if account else {})


def _article(line: Line, *, sign: int = 1) -> dict[str, str]:
    """Qty times Price less Discount is Net, on returns too."""
    return {
        "Department": line.piece.category,
        "Brand": line.piece.brand,
        "Item No": line.piece.sku,
        "Description": f"{line.piece.title}, {line.variant}",
        "Qty": str(sign * line.quantity),
        "Price": dollars(line.piece.price),
        "Discount": dollars(sign * line.discount),
        "Net": dollars(sign * line.net),
        "Tax": dollars(0),
        "Type": "Sale" if sign > 0 else "Return",
    }


def _sale(sale: Sale, account: Account | None) -> Ticket:
    stamp = _row(sale.day, sale.second, sale.associate, account)
    return Ticket(sale.day, sale.second, tuple(stamp | _article(line) for line in sale.lines))


def _returns(rng: random.Random, sales: Sequence[Sale], accounts: Mapping[int, Sequence[Account]]) -> Iterable[Ticket]:
    """One article brought back within the month, on a ticket of its own."""
    eligible = [sale for sale in sales if sale.person and sale.day < GOLDBOOK_LAST_DAY - timedelta(days=30)]
    for sale in rng.sample(eligible, RETURNS):
        days = [
            day for day in days_between(sale.day + timedelta(days=2), sale.day + timedelta(days=27)) if busyness(day)
        ]
        day, second = rng.choice(days), rng.randrange(36_000, 64_800)
        stamp = _row(day, second, rng.choice(ASSOCIATES), _account(accounts, sale, sales))
        yield Ticket(day, second, (stamp | _article(rng.choice(sale.lines), sign=-1),))


def _repairs(rng: random.Random, sales: Sequence[Sale], accounts: Mapping[int, Sequence[Account]]) -> Iterable[Ticket]:
    """Bench work for people who bought here before: on the till, but not merchandise."""
    days = [day for day in days_between(FIRST_DAY, GOLDBOOK_LAST_DAY) if busyness(day)]
    for sale in rng.sample([sale for sale in sales if sale.person], REPAIR_TICKETS):
        day, second = rng.choice([day for day in days if day >= sale.day]), rng.randrange(36_000, 64_800)
        number = rng.randrange(len(REPAIRS))
        title, price = REPAIRS[number]
        work = {
            "Department": "Repair",
            "Item No": f"RP-{number + 1:02}",
            "Description": title,
            "Qty": "1",
            "Price": dollars(price),
            "Discount": dollars(0),
            "Net": dollars(price),
            "Tax": dollars(0),
            "Type": "Repair",
        }
        yield Ticket(day, second, (_row(day, second, sale.associate, _account(accounts, sale, sales)) | work,))


def _broken(rng: random.Random, accounts: Mapping[int, Sequence[Account]]) -> Iterable[Ticket]:
    """Rows no program can take in as they stand, each on a ticket of its own."""
    known = [records[0] for records in accounts.values() if records[0].person.circle is Circle.REGULAR]
    small = [piece for piece in PIECES if piece.price < 20_000]
    for wrong, cells_kept, day in BROKEN:
        piece, second = rng.choice(small), rng.randrange(36_000, 64_800)
        line = Line(piece, piece.variants[0], 1, 0)
        row = _row(day, second, rng.choice(ASSOCIATES), rng.choice(known)) | _article(line) | wrong
        yield Ticket(day, second, (row,), cells_kept)


def _numbered(tickets: Iterable[Ticket]) -> Iterable[list[str]]:
    for number, ticket in enumerate(tickets, start=20_417):
        for row in ticket.rows:
            yield cells(SALES_COLUMNS, row | {"Ticket": str(number)})[: ticket.cells_kept]


def _client(account: Account) -> list[str]:
    person, known_as = account.person, account.known_as
    rng = random.Random(f"goldbook client {account.number}")
    mailing = {True: "Y", False: "N", None: ""}[person.said_yes_to_mail]
    row = {
        "Customer No": account.number,
        "First Name": known_as.first,
        "Last Name": known_as.last,
        "Spouse": person.spouse,
        "Email": account.email,
        "Phone": account.phone,
        "Street": person.street,
        "City": person.town[0],
        "State": person.town[1],
        "Zip": person.town[2],
        "Birthday": _occasion(rng, person.birthday),
        "Anniversary": _occasion(rng, person.anniversary),
        "Mailing": mailing,
        "Associate": person.associate if rng.random() < 0.8 else "",
    }
    return cells(CLIENT_COLUMNS, row)


def _occasion(rng: random.Random, day: date | None) -> str:
    """Not everybody says the year."""
    if day is None:
        return ""
    return f"{day:%m/%d/%Y}" if rng.random() < 0.7 else f"{day:%m/%d}"
