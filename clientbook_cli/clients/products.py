"""The store's product list: what is in stock, and what a newer list of the same source no longer has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One product of a list. `since`: the day from which it is in stock; none: the day of the import.

    `any_sku`: its number was lost, so that it is the product of this name, brand and price, whatever number that has.
    """

    item: str
    sku: str | None = None
    brand: str | None = None
    category: str | None = None
    price: Decimal | None = None
    since: dt.date | None = None
    any_sku: bool = False


@dataclass(frozen=True, slots=True)
class Stocked:
    """What became of a list."""

    new: int
    already_there: int
    gone: int


def post(book: Book, listed: Sequence[Listed], *, source: str, batch: int, currency: str, today: dt.date) -> Stocked:
    """Write a list down: what it has is in stock, what an earlier list of this source had and it has not is gone."""
    book.run(SQL["make-same"])
    book.run(SQL["gather-products"], products=[asdict(one) for one in listed])
    there = int(book.value(SQL["count-there"], source=source))
    gone = book.run(SQL["close-gone"], source=source, today=today, batch=batch)
    new = book.run(SQL["add-products"], source=source, batch=batch, currency=currency, today=today)
    return Stocked(new, there, gone)


def take_back(book: Book, *, batch: int) -> int:
    """An import of products was never made; what it had closed is in stock again; how many rows."""
    return book.run(SQL["remove-products"], batch=batch) + book.run(SQL["reopen-products"], batch=batch)
