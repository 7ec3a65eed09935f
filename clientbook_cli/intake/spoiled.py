"""Numbers that a spreadsheet wrote as powers of ten (2.12556E+09), which nobody can mend from the file alone.

What a number of a sale or a person needs is decided where those are staged; here are phones and stock numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.intake.formats import Matched

SQL = queries(__file__)
_STOCK_NUMBER = r"\d(\.\d+)?E\+\d+"


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
    count, cell = book.table(SQL["count-skus"], spoiled=_STOCK_NUMBER).rows[0]
    if not count:
        return Lost()
    book.run(SQL["leave-out-skus"], spoiled=_STOCK_NUMBER)
    return Lost(("sku",), (left_out(matched, count, cell),))


def is_stock_number(cell: str) -> bool:
    """Whether a cell was a stock number, and is none any more."""
    return re.fullmatch(_STOCK_NUMBER, cell) is not None


def left_out(matched: Matched, count: int, cell: str) -> str:
    """What is said of so many stock numbers, of which `cell` is one."""
    return f"{matched.column_of('sku')}: {count:,} spoiled by a spreadsheet, as {cell}; left out"
