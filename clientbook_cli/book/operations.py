"""What was done to the book: one row an operation, so that it can be shown and taken back."""

from __future__ import annotations

import datetime as dt

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


def record(book: Book, *, command: str, said: str, now: dt.datetime) -> int:
    """Note an operation inside the caller's transaction; its id, which the rows it writes carry."""
    operation = int(book.value(SQL["next-operation"]))
    book.run(SQL["record-operation"], operation=operation, done_at=now, command=command, said=said)
    return operation
