"""Take back what one import said of people beyond their particulars; a stop stays, whatever file it came from."""

from __future__ import annotations

import datetime as dt

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


def take_back(book: Book, *, batch: int, operation: int, now: dt.datetime) -> int:
    """Take an import's words on consent, days and associates back; how many stops stay.

    What another list, which stands, says in the same words passes to that one.
    """
    book.run(SQL["list-listed-again"], batch=batch)
    for name in ("keep-consents", "keep-occasions", "keep-assignments"):
        book.run(SQL[name], operation=operation)
    book.run(SQL["drop-listing"], batch=batch)
    book.run(SQL["drop-permissions"], batch=batch)
    book.run(SQL["undo-consents"], operation=operation, now=now)
    for name in ("drop-occasions", "reopen-occasions", "drop-assignments"):
        book.run(SQL[name], operation=operation)
    return int(book.value(SQL["count-stops"], operation=operation))


def loosen_stops(book: Book, *, operation: int) -> None:
    """Keep stops of people who left the book with their address alone."""
    book.run(SQL["loosen-stops"], operation=operation)
