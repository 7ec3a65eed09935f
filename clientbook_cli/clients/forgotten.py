"""Who was erased on their own wish: keyed hashes alone, by which nobody can be named and by which they are known again.

An import leaves out whoever is among them; the rule is the shared macro `is_forgotten`.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


def remember(book: Book, *, clients: Sequence[int], today: dt.date, operation: int) -> int:
    """Keep the hashes of all by which these numbers of one person are known; how many.

    A mailbox or a phone that somebody else in the book has too is kept together with the name, and a name alone only
    where a till knows nothing else.
    """
    if book.value(SQL["count-keys"]) == 0:
        book.run(SQL["make-key"], key=secrets.token_hex(32))
    return book.run(SQL["add-hashes"], clients=list(clients), today=today, operation=operation)


def stopped(book: Book, *, email: str | None, phone: str | None) -> list[str]:
    """Channels that somebody with this email or phone had stopped before they were erased."""
    return [str(row[0]) for row in book.table(SQL["list-stopped"], email=email, phone=phone).rows]
