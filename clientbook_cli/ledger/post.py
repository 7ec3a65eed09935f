"""Post staged sale lines: every transaction once, in each version that an export told of it.

Idempotent: a telling that the book has already adds nothing but the fact that this file had it too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import InputError
from clientbook_cli.intake.formats import Meaning
from clientbook_cli.ledger import joining, people, standing
from clientbook_cli.ledger.gather import gather_sales, stretches

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a file holds, before it is posted."""

    first_day: dt.date | None
    last_day: dt.date | None
    mends: int | None  # the import whose set-aside rows it mends
    told_on: dt.date | None  # the last day its export knew of
    has_times: bool
    doubled: int  # records that stood in it a second time, and were left out


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a file's sales."""

    rows_kept: int
    rows_already_there: int
    sales: int
    sales_new: int
    sales_changed: int
    sales_in_pieces: int  # this file has a piece of them and others have the rest: `join` makes them whole
    sales_joined: int  # told by two files of the till, now one
    sales_without_client: int
    sales_reconciled: int
    sales_flagged: int
    lines_new: int
    clients_new: int
    clients_joined: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What the book now holds of one import, in one currency."""

    currency: str
    net: Decimal
    refunds: Decimal
    sales: int
    lines: int
    subtotal: Decimal
    discount: Decimal
    shipping: Decimal
    taxes: Decimal
    tips: Decimal
    total: Decimal
    refunded: Decimal
    line_gross: Decimal
    line_discount: Decimal
    line_net: Decimal
    line_tax: Decimal


@dataclass(frozen=True, slots=True)
class _Mended:
    batch: int | None
    told_on: dt.date | None
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class _Counts:
    rows_kept: int
    rows_already_there: int
    sales: int
    sales_new: int
    sales_without_client: int
    sales_reconciled: int
    sales_flagged: int


def gather(book: Book, *, source: str, meaning: Meaning, currency: str, country: str) -> Gathered:
    """Make sales and their buyers of the staged lines; nothing is written in the book yet.

    Raises InputError for a mended copy of an import that was taken back.
    """
    prepare(book)
    mended = _Mended(None, None)
    if book.value(SQL["count-partial"]):
        mended = book.rows(_Mended, SQL["find-mended"])[0]
        if mended.is_undone:
            raise InputError(
                f"is a mended copy of what import {mended.batch} set aside, and that import was taken back",
                rule="a mended copy holds a part of its sales: the other rows are those of its import",
                next="import the export itself again; what cannot be read is then set aside anew",
            )
        book.run(SQL["add-known-lines"], source=source, with_figures=meaning.values != "own")
    days, doubled = gather_sales(book, meaning=meaning, currency=currency)
    people.gather_buyers(book, source=source, country=country)
    told_on = max((day for day in (days.last_day, mended.told_on) if day), default=None)
    return Gathered(days.first_day, days.last_day, mended.batch, told_on, days.has_times, doubled)


def prepare(book: Book) -> None:
    """Make the macros that the queries of this room use, once an open book."""
    people.prepare(book)
    book.run(SQL["make-told"])
    book.run(SQL["make-content"])


def post(book: Book, *, source: str, meaning: Meaning, batch: int, operation: int, lacks: Sequence[str]) -> Posted:
    """Write the gathered sales and their buyers, once their import is on record.

    `lacks`: what the file cannot tell of any sale (`standing.lacking`).
    """
    placed = people.place(book, source=source, batch=batch, operation=operation)
    lines = _add(book, source=source, meaning=meaning, batch=batch)
    book.run(SQL["add-sightings"], batch=batch)
    book.run(SQL["add-partial-sightings"], batch=batch)
    standing.note(book, batch=batch, lacks=lacks)
    renewed, covered, found = standing.Renewed(0, 0), 0, joining.Found()
    book.run(SQL["list-retold"])
    if book.value(SQL["count-retold"]):
        book.run(SQL["list-grown"], source=source, part=meaning.part)
        book.run(SQL["move-sightings"])
        book.run(SQL["drop-grown-lines"])
        grown = book.run(SQL["drop-grown-sales"])
        found = joining.find(book, source=source, meaning=meaning)
        renewed = standing.renew(book, source=source, grown=grown)
        covered = found.rows + standing.covered_rows(book, batch=batch)
    counts = book.rows(_Counts, SQL["count-posted"])[0]
    return Posted(
        rows_kept=counts.rows_kept - covered,
        rows_already_there=counts.rows_already_there + covered,
        sales=counts.sales,
        sales_new=counts.sales_new,
        sales_changed=renewed.changed,
        sales_in_pieces=found.pieces,
        sales_joined=renewed.joined,
        sales_without_client=counts.sales_without_client,
        sales_reconciled=counts.sales_reconciled,
        sales_flagged=counts.sales_flagged,
        lines_new=lines - found.lines if meaning.part == "lines" else 0,
        clients_new=placed.clients_new,
        clients_joined=placed.clients_joined,
    )


def join(book: Book, *, source: str, meaning: Meaning, currency: str, batch: int) -> int:
    """Put sales together that this file and others hold between them; how many of them changed by it.

    Last of all, for it takes the place of what was staged.
    """
    joining.stage(book, meaning=meaning, currency=currency)
    _add(book, source=source, meaning=meaning, batch=batch)
    joining.note_made(book)
    return standing.renew(book, source=source).changed


def _add(book: Book, *, source: str, meaning: Meaning, batch: int) -> int:
    """Add the tellings that the book does not have, with their lines; how many lines."""
    book.run(SQL["find-known"], source=source)
    book.run(SQL["number-sales"], last_sale=int(book.value(SQL["last-sale"])))
    book.run(SQL["place-sales"])
    if not book.run(SQL["add-sales"], source=source, part=meaning.part, batch=batch):
        return 0
    return sum(
        book.run(SQL["add-lines"], first=part.first, last=part.last, scattered=part.scattered)
        for part in stretches(book)
    )


def sums(book: Book, *, batch: int) -> list[Sums]:
    """The plain sums of what the book holds of an import, by currency, the one with most sales first."""
    return book.rows(Sums, SQL["sum-import"], batch=batch)
