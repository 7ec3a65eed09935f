"""Notes on a client: jobs, children, pets, what was talked of. Kept as they were written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Note:
    """One note."""

    note: int
    client: int
    text: str
    associate: str | None
    day: dt.date


def add(book: Book, *, client: int, text: str, associate: str | None, today: dt.date, now: dt.datetime) -> Note:
    """Write a note down."""
    operation = record(book, command="client note", said=f"note on {client_number(client)}", now=now)
    number = int(book.value(SQL["next-note"]))
    book.run(
        SQL["add-note"],
        note=number,
        client=client,
        text=text,
        associate=associate,
        on_day=today,
        now=now,
        operation=operation,
    )
    return Note(number, client, text, associate, today)


def of_client(book: Book, *, client: int) -> list[Note]:
    """A client's notes, the newest first."""
    return book.rows(Note, SQL["list-notes"], client=client)


def end(book: Book, *, note: int, client: int, today: dt.date, now: dt.datetime) -> Note:
    """A client's note holds no more. Raises UsageError."""
    found = book.row(Note, SQL["find-note"], note=note)
    if found is None or found.client != client:
        raise UsageError(
            f"{client_number(client)} has no note {note}", next=f"clientbook client show {client_number(client)}"
        )
    operation = record(book, command="client note", said=f"note {note} taken off", now=now)
    book.run(SQL["end-note"], note=note, ended_on=today, operation=operation)
    return found


def take_back(book: Book, *, operation: int) -> int:
    """An operation's notes were never written, and those it took off hold again; how many."""
    return book.run(SQL["remove-notes"], operation=operation) + book.run(SQL["reopen-notes"], operation=operation)
