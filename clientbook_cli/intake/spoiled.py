"""Numbers that a spreadsheet wrote as powers of ten (2.12556E+09), which nobody can mend from the file alone.

What a number of a sale or a person needs is decided where those are staged; here are phones and stock numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.intake.formats import Matched

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Lost:
    """What was left out of the staged records: of which fields, and how that is said."""

    fields: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


def phones(book: Book, matched: Matched) -> Iterator[str]:
    """What is said of phone numbers that are none any more; they stay as text."""
    count, cell = book.table(SQL["count-phones"]).rows[0]
    if count:
        column = matched.column_of(
            next((name for name in ("phone", "phone_2", "phone_3") if name in matched.places), "phone")
        )
        yield f"{column}: {count:,} spoiled by a spreadsheet, as {cell}; kept as text, and no phone numbers"


def leave_out(book: Book, matched: Matched) -> Lost:
    """Leave spoiled stock numbers out of staged sale lines: several may be one such number."""
    count, cell = book.table(SQL["count-skus"]).rows[0]
    if not count:
        return Lost()
    book.run(SQL["leave-out-skus"])
    return Lost(("sku",), (f"{matched.column_of('sku')}: {count:,} spoiled by a spreadsheet, as {cell}; left out",))
