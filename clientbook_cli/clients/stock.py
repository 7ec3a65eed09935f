"""What is in stock, as the last product list said, and whose wishes or likings it meets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Product:
    """A product that is there. `price` in `currency`; `since`: in stock from that day."""

    product: int
    item: str
    brand: str | None
    category: str | None
    price: Decimal | None
    currency: str
    since: dt.date


@dataclass(frozen=True, slots=True)
class _Match:
    wish: int
    product: int
    item: str
    brand: str | None
    category: str | None
    price: Decimal | None
    currency: str
    since: dt.date


def matches(book: Book, *, currency: str) -> dict[int, list[Product]]:
    """What is in stock for each open wish, the newest first; wishes without any are left out."""
    found: dict[int, list[Product]] = {}
    for one in book.rows(_Match, SQL["match-wishes"], currency=currency):
        found.setdefault(one.wish, []).append(
            Product(one.product, one.item, one.brand, one.category, one.price, one.currency, one.since)
        )
    return found


def for_wish(book: Book, *, wish: int, currency: str) -> list[Product]:
    """What is in stock for one open wish, the newest first."""
    return matches(book, currency=currency).get(wish, [])
