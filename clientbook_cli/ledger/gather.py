"""Make sales of staged lines, in the temporary table `gathered`: what an order's figures mean, and what it is worth.

Writes nothing in the book. Which identity closes decides, sale by sale, where tax and discounts are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.intake.formats import Meaning

SQL = queries(__file__)
# Records of a file whose sales are made at once: of so many, nothing has to be put on disk.
_AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of a file's sales."""

    first_day: dt.date | None
    last_day: dt.date | None
    has_times: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """Staged records from `first` to `last`: of sales that lie in there whole, or of those scattered over several."""

    first: int
    last: int
    scattered: bool


def gather_sales(book: Book, *, meaning: Meaning, currency: str) -> tuple[Days, int]:
    """Make sales of the staged lines, and of what the book has of them where a file is a part only.

    A block of records that stands in the file twice, as when an export was pasted under itself, counts once: how many
    records that left out is the second answer.
    """
    gather_staged(book, meaning=meaning, currency=currency)
    book.run(SQL["find-doubled"], one_head=meaning.values == "head")
    doubled = int(book.value(SQL["count-doubled"]))
    if book.run(SQL["drop-doubled"]):
        gather_staged(book, meaning=meaning, currency=currency)
    return book.rows(Days, SQL["count-gathered"])[0], doubled


def gather_staged(book: Book, *, meaning: Meaning, currency: str) -> None:
    """Make sales of the staged lines alone."""
    first, last = book.table(SQL["find-span"]).rows[0]
    book.run(SQL["find-scattered"], first=first, last=last, at_once=_AT_ONCE)
    book.run(SQL["make-gathered"])
    by_rows = meaning.values == "rows"
    for part in stretches(book):
        book.run(SQL["sum-lines"], first=part.first, last=part.last, scattered=part.scattered, sums=meaning.sums)
        book.run(
            SQL["sum-figures"],
            first=part.first,
            last=part.last,
            scattered=part.scattered,
            sums=meaning.sums,
            by_rows=by_rows,
        )
        book.run(
            SQL["gather-sales"],
            first=part.first,
            last=part.last,
            scattered=part.scattered,
            currency=currency,
            sums=meaning.sums,
            on_head=meaning.values in ("head", "repeated", "rows"),
            closes=meaning.closes,
            subtotal_before=meaning.subtotal_before_discounts,
            priced_after=meaning.prices_after_discounts,
            tips_outside=meaning.tips_outside_total,
            netted=meaning.refunds_netted,
            by_rows=by_rows,
        )
        book.run(SQL["drop-body"])
        book.run(SQL["drop-summed"])


def stretches(book: Book) -> Iterator[Stretch]:
    """The staged file, a stretch at a time, for which there is room in memory; what is scattered comes last."""
    first, last = book.table(SQL["find-span"]).rows[0]
    for start in range(first, last + 1, _AT_ONCE) if first is not None else ():
        yield Stretch(start, start + _AT_ONCE - 1, scattered=False)
    if book.value(SQL["count-scattered"]):
        yield Stretch(first, last, scattered=True)
