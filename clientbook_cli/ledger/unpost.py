"""Take back what one import told of sales and people: what it alone told leaves, what others told stands again.

A sale that several files contained leaves with the last of them. Of people of whom somebody wrote something down since
(a visit, a call, a note) the particulars stay, so that nothing written hangs in the air.
"""

from __future__ import annotations

from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.ledger import people, post, standing

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Unposted:
    """What left with an import."""

    sales_gone: int
    sales_changed: int  # an earlier telling stands again
    clients_gone: int
    clients_kept: int  # nothing tells of them any more, but somebody wrote something down of them


def look(book: Book, *, batch: int) -> None:
    """Note what an import told, before any of it goes: the other two functions work on that."""
    post.prepare(book)
    book.run(SQL["list-told"], batch=batch)
    book.run(SQL["list-taken"], batch=batch)
    book.run(SQL["list-concerned"])


def take_back_sales(book: Book, *, batch: int, source: str) -> tuple[int, int]:
    """How many sales leave, and of how many an earlier telling stands again."""
    book.run(SQL["drop-sightings"], batch=batch)
    book.run(SQL["drop-telling"], batch=batch)
    book.run(SQL["list-untold"], source=source)
    gone = int(book.value(SQL["count-untold"], source=source))
    book.run(SQL["drop-parts"])
    book.run(SQL["drop-lines"])
    book.run(SQL["drop-sales"])
    book.run(SQL["list-cut"], source=source)
    book.run(SQL["drop-cut-lines"])
    cut = book.run(SQL["sum-cut"])
    book.run(SQL["renew-first-told"], batch=batch)
    return gone, standing.restore(book, source=source) + cut


def take_back_people(book: Book, *, operation: int) -> tuple[int, int]:
    """How many clients leave, and how many stay since something was written down of them."""
    book.run(SQL["list-gone"])
    kept = int(book.value(SQL["count-kept"]))
    book.run(SQL["drop-identities"])
    book.run(SQL["renew-seen"])
    return people.regroup(book, operation=operation), kept
