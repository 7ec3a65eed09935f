"""Give every set of particulars in a staged file its client: an old one, a new one, or two that turn out to be one.

Works on what a file brings and on those in the book who share a key with it, so that the order of imports does not
matter: everybody it could concern is thought over again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.intake import phones
from clientbook_cli.ledger import identity

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class People:
    """What became of a file's people."""

    clients_new: int
    clients_joined: int


@dataclass(frozen=True, slots=True)
class _Number:
    client: int
    standing: int


@dataclass(frozen=True, slots=True)
class _Merge:
    merge: int
    client: int
    into_client: int


def prepare(book: Book) -> None:
    """Make the macros that the queries of this room use, once an open book."""
    book.run(SQL["make-dialled"])
    book.run(SQL["make-shown"])
    book.run(SQL["make-called"])


def gather_buyers(book: Book, *, source: str, country: str) -> None:
    """The distinct particulars on gathered sales, without those of people who were erased."""
    plan = phones.plan(country)
    book.run(SQL["gather-buyers"], country_code=plan.country_code, trunk=plan.trunk, lengths=list(plan.lengths))
    _settle_phones(book, country)
    if book.value(SQL["count-forgotten"]):
        book.run(SQL["leave-out-erased"], source=source)
        book.run(SQL["renounce-sales"])


def gather_listed(book: Book, *, source: str, country: str) -> None:
    """The distinct particulars on a staged client list, without those of people who were erased."""
    plan = phones.plan(country)
    book.run(SQL["gather-listed"], country_code=plan.country_code, trunk=plan.trunk, lengths=list(plan.lengths))
    _settle_phones(book, country)
    if book.value(SQL["count-forgotten"]):
        book.run(SQL["leave-out-erased"], source=source)
        book.run(SQL["renounce-records"])


def place(book: Book, *, source: str, batch: int, operation: int) -> People:
    """Write the gathered particulars down, each with its client."""
    last_client = int(book.value(SQL["last-client"]))
    book.run(SQL["split-new"], source=source)
    if last_client:
        _reach(book)
    renewed = book.run(SQL["renew-known"])
    placed = _group(book)
    book.run(
        SQL["number-people"],
        identities=list(placed.client),
        anchors=[placed.anchor[each] for each in placed.client],
        clients=list(placed.client.values()),
        last_client=last_client,
    )
    book.run(SQL["add-identities"], source=source, batch=batch)
    joined = _settle_merges(book, placed, operation) if last_client else 0
    if last_client:
        book.run(SQL["move-identities"])
    book.run(SQL["list-touched"], any_renewed=renewed > 0)
    book.run(SQL["choose-particulars"])
    new = book.run(SQL["add-clients"], batch=batch)
    if last_client:
        _renew(book)
    book.run(SQL["drop-best"])
    return People(new, joined)


def regroup(book: Book, *, operation: int) -> int:
    """Think anew who is who, after particulars left the book; how many clients left with theirs.

    Works on the client numbers in `concerned`, and on everybody who shares a key with those.
    """
    book.run(SQL["reach-concerned"])
    _reach(book)
    placed = _group(book)
    book.run(
        SQL["number-people"],
        identities=list(placed.client),
        anchors=[placed.anchor[each] for each in placed.client],
        clients=list(placed.client.values()),
        last_client=int(book.value(SQL["last-client"])),
    )
    _settle_merges(book, placed, operation)
    book.run(SQL["move-identities"])
    book.run(SQL["list-regrouped"])
    gone = book.run(SQL["drop-clients"])
    book.run(SQL["drop-loose-merges"])
    book.run(SQL["choose-particulars"])
    book.run(SQL["add-clients"], batch=None)
    _renew(book)
    return gone


def renew(book: Book, clients: Sequence[int]) -> None:
    """Choose the best particulars of these clients anew, after somebody was joined, parted or written anew by hand."""
    prepare(book)
    book.run(SQL["name-touched"], clients=list(clients))
    book.run(SQL["choose-particulars"])
    _renew(book)


def _renew(book: Book) -> None:
    """Give the clients of the book their best particulars where those are others than before."""
    book.run(SQL["list-renewed"])
    if book.run(SQL["drop-renewed"]):
        book.run(SQL["add-renewed"])


def _reach(book: Book) -> None:
    """Bring into `reached` everybody in the book who may be one person with somebody in it, over others too."""
    last_round = 0
    while book.run(SQL["reach-further"], round=last_round):
        last_round += 1


def _group(book: Book) -> identity.Placed:
    """What becomes of the client numbers of everybody in `reached` who shares a key."""
    return identity.place(
        identity.group(book.rows(identity.Known, SQL["list-sharing"], most_names=identity.MOST_NAMES))
    )


def _settle_phones(book: Book, country: str) -> None:
    texts = [row[0] for row in book.table(SQL["list-odd-phones"]).rows]
    found = {text: phones.normalise(text, country=country) for text in texts}
    good = {text: number for text, number in found.items() if number}
    if good:
        book.run(SQL["settle-odd-phones"], texts=list(good), phones=list(good.values()))


def _settle_merges(book: Book, placed: identity.Placed, operation: int) -> int:
    """Write what turned out to be one person, and take back what an earlier import thought and no longer holds.

    A merge ties two numbers whatever else is tied: what the owner joined or parted in between changes nothing in it.
    """
    standing = {row.client: row.standing for row in book.rows(_Number, SQL["list-standings"])}
    tied = set()
    for merge in book.rows(_Merge, SQL["list-automatic-merges"]):
        if placed.owners.get(merge.client) != placed.owners.get(merge.into_client):
            book.run(SQL["drop-merge"], merge=merge.merge)
        else:
            tied.add(frozenset((merge.client, merge.into_client)))
    refused = {frozenset(row) for row in book.table(SQL["list-refused-merges"]).rows}
    joined = 0
    for client, into_client in placed.merges:
        if frozenset((client, into_client)) not in tied | refused:
            book.run(
                SQL["add-merge"],
                merge=int(book.value(SQL["next-merge"])),
                client=client,
                into_client=into_client,
                operation=operation,
            )
            joined += standing.get(client) != standing.get(into_client)
    return joined
