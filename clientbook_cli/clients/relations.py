"""Who belongs to whom: partners are one household of two clients, each with a consent and history of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number

SQL = queries(__file__)
KINDS = ("partner", "child", "parent", "sibling", "friend", "colleague", "household")


@dataclass(frozen=True, slots=True)
class Relation:
    """What `other` is to `client`. `name` is the other's, client or not; `giver`: who is reminded of shared days."""

    relation: int
    client: int
    other: int | None
    name: str | None
    kind: str
    giver: int | None


def add(
    book: Book,
    *,
    client: int,
    kind: str,
    other: int | None = None,
    name: str | None = None,
    giver: int | None = None,
    note: str | None = None,
    today: dt.date,
    now: dt.datetime,
    source: str = "owner",
) -> Relation:
    """Write down that `other`, or somebody of that name, is the client's partner, child, … Raises UsageError."""
    if kind not in KINDS:
        raise UsageError(f"{kind!r} is no relation", rule=f"one of: {', '.join(KINDS)}", next="type one of these")
    if other == client:
        raise UsageError("both are the same client", next="name the other one")
    known = [one for one in of_client(book, client=client) if one.kind == kind]
    if other is not None and any(one.other == other for one in known):
        raise UsageError(f"that is written already: {kind}", next=f"clientbook client show {client_number(client)}")
    whom = client_number(other) if other is not None else name
    operation = record(book, command="client relation", said=f"{client_number(client)}: {kind} {whom}", now=now)
    number = int(book.value(SQL["next-relation"]))
    book.run(
        SQL["add-relation"],
        relation=number,
        client=client,
        other=other,
        name=name,
        kind=kind,
        giver=giver,
        note=note,
        made_on=today,
        source=source,
        operation=operation,
    )
    return Relation(number, client, other, name, kind, giver)


def of_client(book: Book, *, client: int) -> list[Relation]:
    """Everybody who belongs to a client, partners first."""
    return book.rows(Relation, SQL["list-relations"], client=client)


def end(book: Book, *, relation: int, today: dt.date, now: dt.datetime) -> None:
    """They belong together no more. Raises UsageError."""
    operation = record(book, command="client relation", said=f"relation {relation} ended", now=now)
    if not book.run(SQL["end-relation"], relation=relation, ended_on=today, operation=operation):
        raise UsageError(f"there is no relation {relation}", next="clientbook client show CLIENT shows their numbers")


def take_back(book: Book, *, operation: int) -> int:
    """An operation's relations were never written, and those it ended hold again; how many."""
    removed = book.run(SQL["remove-relations"], operation=operation)
    return removed + book.run(SQL["reopen-relations"], operation=operation)
