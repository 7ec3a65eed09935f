"""Wishes: what a client would like to have, for themselves or for somebody else, until it is fulfilled or given up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number

SQL = queries(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wished for. `most`: the highest price that will do, in the store's currency."""

    item: str
    brand: str | None = None
    category: str | None = None
    most: Decimal | None = None
    for_client: int | None = None
    for_whom: str | None = None
    need_by: dt.date | None = None
    note: str | None = None
    associate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One wish. `done_on` and `done_why`: when and how it ended."""

    wish: int
    client: int
    name: str | None
    item: str
    brand: str | None
    category: str | None
    most: Decimal | None
    for_client: int | None
    for_whom: str | None
    need_by: dt.date | None
    note: str | None
    associate: str | None
    made_on: dt.date
    done_on: dt.date | None
    done_why: str | None


def add(
    book: Book,
    *,
    client: int,
    wanted: Wanted,
    today: dt.date,
    now: dt.datetime,
    source: str = "owner",
    content: int | None = None,
    operation: int | None = None,
) -> Wish:
    """Write a wish down, as a part of `operation` or as one of its own."""
    if operation is None:
        operation = record(book, command="wish", said=f"wish of {client_number(client)}: {wanted.item}", now=now)
    number = int(book.value(SQL["next-wish"]))
    book.run(
        SQL["add-wish"],
        wish=number,
        client=client,
        item=wanted.item,
        brand=wanted.brand,
        category=wanted.category,
        most=wanted.most,
        for_client=wanted.for_client,
        for_whom=wanted.for_whom,
        need_by=wanted.need_by,
        note=wanted.note,
        associate=wanted.associate,
        made_on=today,
        source=source,
        content=content,
        operation=operation,
    )
    return of(book, wish=number)


def is_listed(book: Book, *, content: int) -> bool:
    """Whether a list said this very wish before."""
    return bool(book.value(SQL["count-content"], content=content))


def meet_sold(book: Book, *, operation: int) -> int:
    """Close each open wish of which a matching thing was sold to the client since it was made; how many."""
    # Planning the search alone takes longer than all the rest of a small import.
    return book.run(SQL["meet-sold"], operation=operation) if book.value(SQL["count-open"]) else 0


def of(book: Book, *, wish: int) -> Wish:
    """One wish by its number. Raises UsageError."""
    found = book.row(Wish, SQL["find-wish"], wish=wish)
    if found is None:
        raise UsageError(f"there is no wish {wish}", next="clientbook wish list shows their numbers")
    return found


def listed(book: Book, *, client: int | None = None, with_done: bool = False) -> list[Wish]:
    """Wishes, of one client or of all, the newest first."""
    return book.rows(Wish, SQL["list-wishes"], client=client, with_done=with_done)


def close(book: Book, *, wish: int, why: str, today: dt.date, now: dt.datetime) -> Wish:
    """A wish is fulfilled or given up. Raises UsageError for one that is not open."""
    before = of(book, wish=wish)
    if before.done_on is not None:
        raise UsageError(
            f"wish {wish} is closed already, since {before.done_on}: {before.done_why}",
            next="clientbook wish list shows the open ones",
        )
    operation = record(book, command="wish done", said=f"wish {wish} done: {before.item}", now=now)
    book.run(SQL["close-wish"], wish=wish, why=why, done_on=today, operation=operation)
    return of(book, wish=wish)


def take_back(book: Book, *, operation: int) -> int:
    """An operation's wishes were never written, and those it closed are open again; how many."""
    return book.run(SQL["remove-wishes"], operation=operation) + book.run(SQL["reopen-wishes"], operation=operation)
