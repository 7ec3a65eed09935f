"""Pairs of clients who may be one person: found by what both have, weighed by `likeness`, proposed to the owner.

Nobody is joined here. A pair that the owner took apart, or said to be two, is not proposed again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.figures import client_number
from clientbook_cli.ledger.likeness import Person, likeness

SQL = queries(__file__)
LEAST = 60  # of 100: below it a pair is family or chance more often than one person
MOST_SHARING = 40  # a thing that more clients have in common says nothing of any two


@dataclass(frozen=True, slots=True)
class Pair:
    """Two clients, how likely they are one (0 to 100), and why."""

    a: int
    b: int
    a_name: str | None
    b_name: str | None
    score: int
    because: tuple[str, ...]


def find(book: Book, *, least: int = LEAST) -> list[Pair]:
    """Pairs that may be one person, the likeliest first."""
    book.run(SQL["collect-particulars"])
    book.run(SQL["collect-pairs"], most=MOST_SHARING)
    people = {row[0]: _person(row) for row in book.table(SQL["list-people"]).rows}
    pairs = []
    for a, b in book.table(SQL["list-pairs"]).rows:
        found = likeness(people[a], people[b])
        if found.score >= least:
            pairs.append(Pair(a, b, people[a].name, people[b].name, found.score, found.because))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.a, pair.b))


def keep_apart(book: Book, *, one: int, other: int, now: dt.datetime) -> None:
    """The owner says that two are two: they are never proposed nor joined by an import again."""
    said = f"{client_number(one)} and {client_number(other)} are two"
    operation = record(book, command="duplicates", said=said, now=now)
    book.run(SQL["keep-apart"], one=max(one, other), other=min(one, other), now=now, operation=operation)


def take_back(book: Book, *, operation: int) -> int:
    """Nobody ever said that they are two."""
    return book.run(SQL["forget-parting"], operation=operation)


def _person(row: Sequence[object]) -> Person:
    client, name, first_name, emails, phones, street, postcode, city, birthday = row
    return Person(client, name, first_name, emails or (), phones or (), street, postcode, city, birthday)  # type: ignore[arg-type]
