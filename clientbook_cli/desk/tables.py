"""The tables that an owner may read: what each holds, and one of them as a file for a spreadsheet.

They are the views of `book/schema/0010_tables.sql`.
"""

from __future__ import annotations

import difflib
import io
from pathlib import Path

from clientbook_cli import paper
from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError

SQL = queries(__file__)

TABLES = {
    "clients": "everybody, with tier, purchases, spend and the last contact",
    "sales": "every sale and refund that counts, its amounts as the till gave them",
    "sale_lines": "what was on each of them",
    "scores": "each client in each score",
    "contacts": "every call, and every mail that left",
    "calls": "what came of each call, and the sale it led to",
    "mails": "each mail of each campaign, and what became of it",
    "consents": "what counts for each client on each channel",
    "visits": "who was in the store, and whether they bought that day",
    "wishes": "what clients would like to have, and what was fulfilled",
    "occasions": "birthdays, anniversaries and other days",
    "follow_ups": "what was promised, and when it was done",
    "preferences": "what clients like, what fits, and your tags",
    "notes": "what was written down of them",
    "products": "what is in stock, by the last list of each source",
    "imports": "which files were taken in, and how many rows of each",
}


def export(book: Book, name: str, file: Path) -> int:
    """Write one table to a file, by its ending .csv, .xlsx or .parquet; how many rows it has.

    A cell that a spreadsheet could take for a formula stays text. Raises UsageError (no such table, another ending),
    InputError (the file cannot be written).
    """
    ending = file.suffix.lower()
    if ending not in (".csv", ".xlsx", ".parquet"):
        raise UsageError(
            f"--to {file}: this ending is none of .csv, .xlsx, .parquet",
            rule="the file's ending says what is written",
            next=f"--to {file.with_suffix('.csv').name}",
        )
    if ending == ".parquet":
        frame, content = book.frame(SQL["read-table"], table_name=known(name)), io.BytesIO()
        frame.write_parquet(content)
        paper.write(file, content.getvalue())
        return frame.height
    table = book.table(SQL["read-table"], table_name=known(name))
    write = paper.workbook if ending == ".xlsx" else paper.table
    write(table.columns, table.rows, file)
    return len(table.rows)


def columns(book: Book, name: str) -> list[tuple[str, str]]:
    """A table's columns and their types, in their order."""
    return [(column, kind) for column, kind in book.table(SQL["list-columns"], table_name=known(name)).rows]


def known(name: str) -> str:
    """A table's name, when there is such a table. Raises UsageError."""
    if name in TABLES:
        return name
    near = difflib.get_close_matches(name.lower(), TABLES, n=1)
    raise UsageError(
        f"there is no table {name!r}",
        rule=f"one of {', '.join(TABLES)}",
        next=f"did you mean {near[0]}?" if near else "clientbook export clients --to clients.csv",
    )
