"""Who was erased on their own wish: keyed hashes alone, by which nobody can be named and by which they are known again.

An import leaves out whoever is among them; the rule is the shared macro `is_forgotten`.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Hash:
    """One particular of somebody who was erased."""

    kind: str
    hash: str
    forgotten_on: dt.date


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Everybody who was erased, as one book knows them. Hashes made with another key cannot be compared with these."""

    key: str | None
    hashes: Sequence[Hash] = ()


def remember(book: Book, *, clients: Sequence[int], today: dt.date, operation: int) -> int:
    """Keep the hashes of all by which these numbers of one person are known; how many.

    A mailbox or a phone that somebody else in the book has too is kept together with the name, and a name alone only
    where a till knows nothing else.
    """
    if book.value(SQL["count-keys"]) == 0:
        book.run(SQL["make-key"], key=secrets.token_hex(32))
    return book.run(SQL["add-hashes"], clients=list(clients), today=today, operation=operation)


def everybody(book: Book) -> Forgotten:
    """All whom this book knows to be erased."""
    return Forgotten(book.value(SQL["find-key"]), book.rows(Hash, SQL["list-hashes"]))


def take_over(book: Book, forgotten: Forgotten, *, operation: int) -> bool:
    """Let a copy of a book know whom the book knows to be erased; false where their keys differ."""
    if not forgotten.hashes:
        return True
    if book.value(SQL["count-keys"]) == 0:
        book.run(SQL["make-key"], key=forgotten.key)
    if book.value(SQL["find-key"]) != forgotten.key:
        return False
    book.run(SQL["add-known"], hashes=[asdict(one) for one in forgotten.hashes], operation=operation)
    return True


def still_there(book: Book) -> list[int]:
    """Clients of a book who were erased, and came back with a copy that had them."""
    return [row[0] for row in book.table(SQL["list-still-there"]).rows]


def stopped(book: Book, *, email: str | None, phone: str | None) -> list[str]:
    """Channels that somebody with this email or phone had stopped before they were erased."""
    return [str(row[0]) for row in book.table(SQL["list-stopped"], email=email, phone=phone).rows]
