"""Gifts, and what must not come to the ears of whom they are for before the day.

Every stage that writes or speaks to a client asks `kept_from` what it must not mention; the rule itself is the shared
macro `surprises`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.figures import client_number
from clientbook_cli.ledger.identity import fold

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Surprise:
    """Something that `client` must not hear of before the day after `until`.

    `channel`: 'all', or 'phone' or 'email' where the client shares that with the person it is kept from.
    """

    client: int
    channel: str
    kept_from: int
    giver: int
    giver_name: str | None
    item: str | None
    brand: str | None
    until: dt.date
    note: str | None


@dataclass(frozen=True, slots=True)
class Gift:
    """What a client gives or gave to somebody."""

    gift: int
    client: int
    other: int | None
    name: str | None
    item: str | None
    until: dt.date
    note: str | None


@dataclass(frozen=True, slots=True)
class Bought:
    """One line of a sale."""

    sale: int
    line: int
    item: str | None


def kept_from(book: Book, clients: Sequence[int], *, day: dt.date) -> dict[int, list[Surprise]]:
    """What each of these clients must not hear of on a day, by client; those for whom there is nothing are left out."""
    found: dict[int, list[Surprise]] = {}
    for surprise in book.rows(Surprise, SQL["list-surprises"], clients=list(clients), on_day=day):
        found.setdefault(surprise.client, []).append(surprise)
    return found


def add(
    book: Book,
    *,
    client: int,
    other: int | None,
    name: str | None,
    item: str | None,
    until: dt.date,
    note: str | None,
    today: dt.date,
    now: dt.datetime,
    sale: int | None = None,
    line: int | None = None,
) -> Gift:
    """A client gives something: to another client, who must not hear of it until the day, or to somebody by name."""
    whom = client_number(other) if other is not None else name
    operation = record(book, command="client gift", said=f"gift of {client_number(client)} for {whom}", now=now)
    number = int(book.value(SQL["next-gift"]))
    book.run(
        SQL["add-gift"],
        gift=number,
        client=client,
        other=other,
        name=name,
        sale=sale,
        line=line,
        item=item,
        until=until,
        note=note,
        made_on=today,
        operation=operation,
    )
    return Gift(number, client, other, name, item, until, note)


def last_bought(book: Book, *, client: int, item: str | None, today: dt.date) -> Bought | None:
    """The last thing that a client bought, or the last of which the words of `item` are said."""
    words = list(fold(item)) if item else []
    return book.row(Bought, SQL["find-last-bought"], client=client, words=words, today=today)


def given(book: Book, *, client: int) -> list[Gift]:
    """What a client gave or is about to give, the newest first."""
    return book.rows(Gift, SQL["list-gifts"], client=client)


def take_back(book: Book, *, operation: int) -> int:
    """An operation's gifts were never written; how many there were."""
    return book.run(SQL["remove-gifts"], operation=operation)
