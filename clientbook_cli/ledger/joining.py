"""Sales whose rows several files hold between them, as when an export was cut in two: put together again.

Each file's telling stays a version of its own, so that an import can be taken back; what the parts make together is one
version more. That a telling is a part, its lines say: a till takes no line out of a sale that it told, so what one file
lacks was cut off, while what it tells differently was changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.intake.formats import Meaning
from clientbook_cli.ledger.gather import gather_staged

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file's tellings are to those that the book had."""

    rows: int = 0  # its rows that are all in a sale which the book has whole
    lines: int = 0
    pieces: int = 0  # sales that it and other files hold between them


def find(book: Book, *, source: str, meaning: Meaning) -> Found:
    """Note which tellings of `retold` are parts of others; which are pieces is left in a table for `stage`."""
    on_head = meaning.values in ("head", "repeated", "rows")
    by_rows = meaning.values == "rows"
    book.run(SQL["compare-tellings"], source=source, part=meaning.part, on_head=on_head, by_rows=by_rows)
    if not book.value(SQL["count-alike"]):
        return Found()
    book.run(SQL["find-edges"])
    book.run(SQL["find-parts"])
    book.run(SQL["find-pieces"])
    book.run(SQL["add-parts"])
    book.run(SQL["leave-pieces"])
    return book.rows(Found, SQL["count-found"])[0]


def stage(book: Book, *, meaning: Meaning, currency: str) -> None:
    """Lay the pieces out as if one file held them, in place of what was staged, and gather them."""
    book.run(
        SQL["stage-pieces"], with_figures=meaning.values != "own", summed=meaning.sums, by_rows=meaning.values == "rows"
    )
    gather_staged(book, meaning=meaning, currency=currency)
    if meaning.sums:
        book.run(SQL["prove-pieces"])


def note_made(book: Book) -> None:
    """The sales in `placed` were put together of the pieces."""
    book.run(SQL["add-made"])
    book.run(SQL["list-made"])
