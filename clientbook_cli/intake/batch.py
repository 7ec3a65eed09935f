"""Imports on record: which file was read when, what came of it, and the records that were set aside."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PureWindowsPath
from typing import Any

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.intake.faults import Bad
from clientbook_cli.settings import StoreFolder

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Batch:
    """One import, as a list shows it."""

    batch: int
    imported_at: dt.datetime
    file: str
    format: str
    kind: str
    rows_read: int
    rows_kept: int
    rows_already_there: int
    rows_set_aside: int
    first_day: dt.date | None
    last_day: dt.date | None


@dataclass(frozen=True, slots=True)
class Aside:
    """One record that was set aside."""

    line: int
    cause: str
    field: str | None
    value: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """An import as it is looked up to be taken back."""

    batch: int
    operation: int
    file: str
    source: str
    undone_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Flagged:
    """A sale of an import whose own figures do not add up."""

    transaction_id: str
    day: dt.date
    total: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier import of the same bytes."""

    format: str
    rules: str
    receipt: str

    def told(self) -> dict[str, Any]:
        """Its receipt."""
        return dict(json.loads(self.receipt))


def same_bytes(book: Book, *, sha256: str) -> list[Before]:
    """Earlier imports of these very bytes, the newest first."""
    return book.rows(Before, SQL["list-same-bytes"], sha256=sha256)


def find_same(book: Book, *, sha256: str, rules: str) -> dict[str, Any] | None:
    """The receipt of an earlier import of the very same bytes, read by the same rules."""
    text = book.value(SQL["find-same-file"], sha256=sha256, rules=rules)
    return dict(json.loads(text)) if text else None


def begin(
    book: Book, *, operation: int, now: dt.datetime, file: str, sha256: str, rules: str, format: str, source: str,
    kind: str, shape: str, mends: int | None = None, told_on: dt.date | None = None,
) -> int:  # fmt: skip
    """Put an import on record, so that its rows can name it; its number."""
    batch = int(book.value(SQL["next-batch"]))
    book.run(
        SQL["add-batch"],
        batch=batch,
        operation=operation,
        now=now,
        file=file,
        sha256=sha256,
        rules=rules,
        format=format,
        source=source,
        kind=kind,
        mends=mends,
        told_on=told_on,
        shape=shape,
    )
    return batch


def is_known_shape(book: Book, *, shape: str) -> bool:
    """Whether files with these columns were imported by this format before, so that nobody need be asked again."""
    return bool(book.value(SQL["count-shape"], shape=shape))


def finish(book: Book, *, batch: int, receipt: Mapping[str, Any], text: str, bad: Sequence[Bad]) -> None:
    """Write down what came of an import: its receipt, `text` being the same as JSON, and what was set aside."""
    book.run(
        SQL["finish-batch"],
        batch=batch,
        rows_read=receipt["rows_read"],
        rows_kept=receipt["rows_kept"],
        rows_already_there=receipt["rows_already_there"],
        rows_set_aside=receipt["rows_set_aside"],
        first_day=receipt["first_day"],
        last_day=receipt["last_day"],
        receipt=text,
    )
    if bad:
        book.run(
            SQL["add-set-aside"],
            batch=batch,
            records=[each.record for each in bad],
            lines=[each.line for each in bad],
            causes=[each.cause for each in bad],
            fields=[each.field for each in bad],
            cells=[each.value for each in bad],
            texts=[each.text for each in bad],
        )


def imports(book: Book) -> list[Batch]:
    """Every import, the newest first."""
    return book.rows(Batch, SQL["list-batches"])


def receipt(book: Book, number: int) -> dict[str, Any]:
    """What an import printed. Raises UsageError when there is none of this number.

    The file of what was set aside is named where it lies today: a store's folder may have been moved since.
    """
    text = book.value(SQL["find-receipt"], batch=number)
    if text is None:
        raise UsageError(f"there is no import {number}", next="clientbook imports lists them")
    printed = dict(json.loads(text))
    if aside := printed.get("set_aside_file"):
        printed["set_aside_file"] = str(StoreFolder(book.path.parent).imports / PureWindowsPath(aside).name)
    return printed


def set_aside(book: Book, number: int) -> list[Aside]:
    """What an import set aside, in the order of the file."""
    return book.rows(Aside, SQL["list-set-aside"], batch=number)


def flagged(book: Book, number: int) -> list[Flagged]:
    """The sales of an import whose own figures do not add up, the newest first."""
    return book.rows(Flagged, SQL["list-flagged"], batch=number)


def find(book: Book, number: int) -> Found | None:
    """One import by its number."""
    return book.row(Found, SQL["find-batch"], batch=number)


def of_operation(book: Book, operation: int) -> int:
    """The number of the import that an operation was."""
    return int(book.value(SQL["find-of-operation"], operation=operation))


def mended_copies(book: Book, number: int) -> list[Found]:
    """Imports of mended copies of what an import set aside, the newest first: they are nothing without it."""
    return book.rows(Found, SQL["list-mended-copies"], batch=number)


def mark_undone(book: Book, *, batch: int, now: dt.datetime) -> None:
    """It was taken back: the same file may be imported again."""
    book.run(SQL["mark-batch-undone"], batch=batch, now=now)
