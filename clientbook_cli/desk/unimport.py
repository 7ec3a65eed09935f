"""An import taken back whole: its sales, its people, what it said of them; what other imports told stands as before.

With it go the mended copies of its set-aside rows, which are nothing without it. The file may be imported again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from clientbook_cli.book import operations
from clientbook_cli.book.connection import Book
from clientbook_cli.clients import dependence, products, unlist, wishes
from clientbook_cli.errors import UsageError
from clientbook_cli.intake import batch as batches
from clientbook_cli.ledger import unpost


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of an import."""

    batch: int
    file: str
    with_it: tuple[int, ...]  # imports of mended copies of its set-aside rows
    sales_gone: int
    sales_changed: int  # an earlier telling stands again
    clients_gone: int
    clients_kept: int  # somebody wrote something down of them
    stops_kept: int
    set_aside_file: str | None  # of no more use: the file's next import writes a new one

    @property
    def rows(self) -> int:
        """How much left or changed."""
        return self.sales_gone + self.sales_changed + self.clients_gone


def take_back(book: Book, *, batch: int, now: dt.datetime) -> TakenBack:
    """Take an import back, inside the caller's transaction.

    Raises UsageError where there is none of this number, or it was taken back before.
    """
    found = batches.find(book, batch)
    if found is None:
        raise UsageError(f"there is no import {batch}", next="clientbook imports lists them")
    if found.undone_at is not None:
        raise UsageError(f"import {batch} ({found.file}) was taken back before", next="clientbook imports")
    mended = batches.mended_copies(book, batch)
    parts = [_take_back_one(book, each, now) for each in (*mended, found)]
    aside = batches.receipt(book, batch).get("set_aside_file")
    return TakenBack(
        batch=batch,
        file=found.file,
        with_it=tuple(each.batch for each in mended),
        sales_gone=sum(part.sales_gone for part in parts),
        sales_changed=parts[-1].sales_changed,
        clients_gone=sum(part.clients_gone for part in parts),
        clients_kept=parts[-1].clients_kept,
        stops_kept=sum(part.stops_kept for part in parts),
        set_aside_file=aside if aside and Path(aside).exists() else None,
    )


def take_back_operation(book: Book, operation: int, now: dt.datetime) -> int:
    """Take back the import that an operation was; how much left or changed. For `clientbook undo`."""
    return take_back(book, batch=batches.of_operation(book, operation), now=now).rows


def _take_back_one(book: Book, found: batches.Found, now: dt.datetime) -> TakenBack:
    unpost.look(book, batch=found.batch)
    stops = unlist.take_back(book, batch=found.batch, operation=found.operation, now=now)
    gone, changed = unpost.take_back_sales(book, batch=found.batch, source=found.source)
    products.take_back(book, batch=found.batch)
    wishes.take_back(book, operation=found.operation)
    dependence.take_back_person(book, operation=found.operation)
    clients_gone, kept = unpost.take_back_people(book, operation=found.operation)
    unlist.loosen_stops(book, operation=found.operation)
    batches.mark_undone(book, batch=found.batch, now=now)
    operations.mark_undone(book, operation=found.operation, now=now)
    return TakenBack(found.batch, found.file, (), gone, changed, clients_gone, kept, stops, None)
