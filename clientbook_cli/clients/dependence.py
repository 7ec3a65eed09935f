"""What in the book rests on a client number, so that a person written by mistake goes only when nothing does."""

from __future__ import annotations

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number
from clientbook_cli.ledger import by_hand

SQL = queries(__file__)


def take_back_person(book: Book, *, operation: int) -> int:
    """The person whom an operation made was never written. Raises UsageError where something came to rest on them."""
    rests = book.table(SQL["list-dependents"], operation=operation).rows
    if rests:
        client, what = rests[0]
        raise UsageError(
            f"{client_number(client)} has a {what} since",
            rule="a person is taken back when nothing rests on them",
            next=f"take that back first; clientbook client show {client_number(client)}",
        )
    return by_hand.take_back(book, operation=operation)
