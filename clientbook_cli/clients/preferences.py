"""What a client likes, what fits, and the tags a store gives: pairs of a kind and a value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number

SQL = queries(__file__)
TAG = "tag"


@dataclass(frozen=True, slots=True)
class Preference:
    """One of them: ("brand", "Solenne"), ("size ring", "6.5"), ("tag", "vip")."""

    preference: int
    client: int
    kind: str
    value: str
    made_on: dt.date
    source: str


def add(
    book: Book,
    *,
    client: int,
    kind: str,
    value: str,
    today: dt.date,
    now: dt.datetime,
    source: str = "owner",
    operation: int | None = None,
) -> Preference:
    """Write one down, as a part of `operation` or as one of its own; what is known already is not written twice."""
    kind, value = _folded(kind, value)
    known = _known(book, client=client, kind=kind, value=value)
    if known is not None:
        return known
    if operation is None:
        said = f"{client_number(client)}: {kind} {value}"
        operation = record(book, command="client prefers", said=said, now=now)
    number = int(book.value(SQL["next-preference"]))
    book.run(
        SQL["add-preference"],
        preference=number,
        client=client,
        kind=kind,
        value=value,
        made_on=today,
        source=source,
        operation=operation,
    )
    return Preference(number, client, kind, value, today, source)


def of_client(book: Book, *, client: int) -> list[Preference]:
    """What is known of a client, by kind."""
    return book.rows(Preference, SQL["list-preferences"], client=client)


def end(book: Book, *, client: int, kind: str, value: str, today: dt.date, now: dt.datetime) -> Preference:
    """It is so no more. Raises UsageError when it was never written."""
    kind, value = _folded(kind, value)
    known = _known(book, client=client, kind=kind, value=value)
    if known is None:
        raise UsageError(
            f"{client_number(client)} has no {kind} {value!r}", next=f"clientbook client show {client_number(client)}"
        )
    said = f"{client_number(client)}: {kind} {value} no more"
    operation = record(book, command="client prefers", said=said, now=now)
    book.run(SQL["end-preference"], preference=known.preference, ended_on=today, operation=operation)
    return known


def take_back(book: Book, *, operation: int) -> int:
    """An operation's preferences were never written, and those it ended hold again; how many."""
    removed = book.run(SQL["remove-preferences"], operation=operation)
    return removed + book.run(SQL["reopen-preferences"], operation=operation)


def _folded(kind: str, value: str) -> tuple[str, str]:
    return " ".join(kind.split()).casefold(), " ".join(value.split())


def _known(book: Book, *, client: int, kind: str, value: str) -> Preference | None:
    """What is written of a client already, however its value is capitalised."""
    for one in of_client(book, client=client):
        if one.kind == kind and one.value.casefold() == value.casefold():
            return one
    return None
