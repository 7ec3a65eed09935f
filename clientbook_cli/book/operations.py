"""What was done to the book: one row an operation, so that it can be shown and taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that was done, in words for a person; instants are UTC."""

    operation: int
    done_at: dt.datetime
    command: str
    said: str
    undone_at: dt.datetime | None


def record(book: Book, *, command: str, said: str, now: dt.datetime) -> int:
    """Note an operation inside the caller's transaction; its id, which the rows it writes carry."""
    operation = int(book.value(SQL["next-operation"]))
    book.run(SQL["record-operation"], operation=operation, done_at=now, command=command, said=said)
    return operation


def latest(book: Book, *, limit: int) -> list[Operation]:
    """The last operations that stand, the newest first."""
    return book.rows(Operation, SQL["list-operations"], limit=limit)


def find(book: Book, *, operation: int) -> Operation | None:
    """One operation by its id."""
    return book.row(Operation, SQL["find-operation"], operation=operation)


def mark_undone(book: Book, *, operation: int, now: dt.datetime) -> None:
    """It was taken back."""
    book.run(SQL["mark-undone"], operation=operation, now=now)
