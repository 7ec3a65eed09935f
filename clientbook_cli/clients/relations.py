"""Who belongs to whom: partners are one household of two clients, each with a consent and history of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.clients import search
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number
from clientbook_cli.ledger.identity import fold

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


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom something is: a client, or somebody in words."""

    client: int | None
    name: str | None


# What people call those of a kind when they speak of them.
_CALLED = {
    "partner": ("wife", "husband", "spouse", "fiance", "fiancee", "fiancé", "fiancée", "girlfriend", "boyfriend"),
    "child": ("son", "daughter", "kid"),
    "parent": ("mother", "father", "mom", "mum", "dad"),
    "sibling": ("brother", "sister"),
}


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
    names_oneself = other is None and name and search.is_contact(name)  # so `meant` tells of nobody but the client
    if other == client or names_oneself:
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


def meant(book: Book, *, client: int, text: str | None, today: dt.date) -> Whom:
    """For whom something is: a client by an id, an email or a phone; one of the household by what they are to the
    client, or by their first name; or whoever the words describe.
    """
    if not text or not text.strip():
        return Whom(None, None)
    text = " ".join(text.split())
    if search.is_contact(text):
        found = search.the_client(book, text, today=today)
        return Whom(None, text) if found.client == client else Whom(found.client, found.name or text)
    word = text.casefold().removeprefix("his ").removeprefix("her ").removeprefix("their ")
    family = [one for one in of_client(book, client=client) if one.other is not None]
    near = [one for one in family if word == one.kind or word in _CALLED.get(one.kind, ())]
    near = near or [one for one in family if fold(text) and set(fold(text)) <= set(fold(one.name))]
    return Whom(near[0].other, near[0].name or text) if len(near) == 1 else Whom(None, text)


def end(book: Book, *, client: int, kind: str, whom: Whom, today: dt.date, now: dt.datetime) -> Relation:
    """They belong together no more. Raises UsageError."""
    for one in of_client(book, client=client):
        if one.kind == kind and (one.other == whom.client if whom.client is not None else one.name == whom.name):
            said = f"{client_number(client)}: {kind} {whom.name} no more"
            operation = record(book, command="client relation", said=said, now=now)
            book.run(SQL["end-relation"], relation=one.relation, ended_on=today, operation=operation)
            return one
    raise UsageError(
        f"{whom.name} is not written as {kind} of {client_number(client)}",
        next=f"clientbook client show {client_number(client)}",
    )


def take_back(book: Book, *, operation: int) -> int:
    """An operation's relations were never written, and those it ended hold again; how many."""
    removed = book.run(SQL["remove-relations"], operation=operation)
    return removed + book.run(SQL["reopen-relations"], operation=operation)
