"""The exports of GoldBook, the shop's jewelry POS until autumn 2024: its sales and its client list.

A Windows program: UTF-8 with a byte order mark, CRLF, M/D/YYYY, `$1,250.00`. Oldest first. Owns the returns, the
repairs and the rows that are broken on purpose; no totals row.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assortment import PIECES, REPAIRS
from entries import Entry, Till, entry, phone_as_typed
from names import ASSOCIATES
from people import Circle, Person
from season import FIRST_DAY, GOLDBOOK_LAST_DAY, busyness, days_between
from sheet import clock_12, dollars, written
from trade import Line, Sale

SALES_COLUMNS = (
    "Ticket,Date,Time,Salesperson,Customer No,Customer,Email,Phone,Department,Brand,Item No,Description,Qty,Price,"
    "Discount,Net,Tax,Type"
).split(",")
CLIENT_COLUMNS = (
    "Customer No,First Name,Last Name,Spouse,Email,Phone,Street,City,State,Zip,Birthday,Anniversary,Mailing,Associate"
).split(",")

RETURNS = 26
REPAIR_TICKETS = 110
TWICE_ON_FILE = 6  # clients with two numbers
TWIN_LINES = 2  # tickets with two equal lines that are both true
NOT_ADDRESSES = ("N/A", "n/a", "NONE")
BOM, CRLF = "\ufeff", "\r\n"

type_Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Account:
    """A record of GoldBook's client list."""

    number: str
    person: Person
    known_as: Entry
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket: a day, a second of it, and its rows without the ticket number."""

    day: date
    second: int
    rows: tuple[dict[str, str], ...]
