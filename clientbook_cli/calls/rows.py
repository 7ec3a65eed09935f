"""Which row of which sheet is meant: numbered through all sheets of a day; another day's comes with its sheet's id."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import day as written_day

SQL = queries(__file__)
OPEN_DAYS = 7  # a row that was not written down for this long has lapsed


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet, and whom it means. `printed`: by which number it meant them then; `reasons`: as JSON."""

    sheet: int
    day: dt.date
    row: int
    client: int
    printed: int
    name: str | None
    phone: str | None
    associate: str
    reasons: str


@dataclass(frozen=True, slots=True)
class _SheetOfDay:
    sheet: int
    day: dt.date
    first_row: int
    last_row: int


def find(book: Book, *, row: int, sheet: int | None, today: dt.date) -> Row:
    """A row of today's sheets, or of the sheet that is named. Raises UsageError where there is none."""
    task = book.row(Row, SQL["find-task"], row=row, sheet=sheet, today=today)
    if task is not None:
        return task
    sheets = book.rows(_SheetOfDay, SQL["list-sheets"], today=today, open_days=OPEN_DAYS)
    listed = [f"sheet {one.sheet} for {written_day(one.day)}: rows {one.first_row} to {one.last_row}" for one in sheets]
    raise UsageError(
        f"sheet {sheet} has no row {row}" if sheet else f"no sheet of today ({written_day(today)}) has a row {row}",
        rule="; ".join(listed) or "no sheet has been made in the last week",
        next="look at the sheet's number and the row on paper; another day's sheet is named with --sheet"
        if listed
        else "clientbook calls sheet makes one",
    )
