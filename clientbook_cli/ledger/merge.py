"""Two numbers that the owner says are one person, and the same taken back, exactly.

Nothing is moved: purchases, touches and words stay with the number they were told of, and shared views count them for
the lowest of all numbers that are tied. What the owner took apart stays apart, whatever a later import finds.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number
from clientbook_cli.ledger import people

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Merge:
    """Two numbers that are tied. `stands`: the number that counts for both."""

    merge: int
    client: int
    into_client: int
    because: str
    stands: int


def merge(book: Book, *, one: int, other: int, now: dt.datetime) -> Merge:
    """Tie two clients. Raises UsageError where they are one already."""
    first, second = sorted((one, other))
    if first == second:
        raise UsageError(
            f"both are {client_number(first)} already", next=f"clientbook client show {client_number(first)}"
        )
    said = f"merge {client_number(second)} into {client_number(first)}"
    operation = record(book, command="merge", said=said, now=now)
    number = int(book.value(SQL["next-merge"]))
    book.run(SQL["add-merge"], merge=number, client=second, into_client=first, operation=operation)
    people.renew(book, [first, second])
    return of(book, merge=number)


def of(book: Book, *, merge: int) -> Merge:
    """A merge that stands. Raises UsageError."""
    found = book.row(Merge, SQL["find-merge"], merge=merge)
    if found is None:
        raise UsageError(
            f"there is no merge {merge}", next="clientbook client show CLIENT shows the merges of a client"
        )
    return found


def of_client(book: Book, *, client: int) -> list[Merge]:
    """The merges that made a client one person."""
    return book.rows(Merge, SQL["list-merges"], client=client)


def unmerge(book: Book, *, merge: int, now: dt.datetime) -> Merge:
    """Take two apart again; each is as if they had never been merged. Raises UsageError."""
    found = of(book, merge=merge)
    said = f"unmerge {client_number(found.client)} from {client_number(found.into_client)}"
    operation = record(book, command="unmerge", said=said, now=now)
    book.run(SQL["part-merge"], merge=merge, now=now, operation=operation)
    people.renew(book, [found.client, found.into_client, found.stands])
    return found


def take_back(book: Book, *, operation: int) -> int:
    """An operation's merge was never made, or its parting never said; how many."""
    clients = [
        client for row in book.table(SQL["list-clients-of-operation"], operation=operation).rows for client in row
    ]
    removed = book.run(SQL["remove-merges"], operation=operation)
    removed += book.run(SQL["reopen-merges"], operation=operation)
    people.renew(book, clients)
    return removed
