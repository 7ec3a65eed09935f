"""A question that an owner types in SQL, and its answer.

One SELECT. It changes nothing where the book was opened to be read, and no book reaches the network or another file.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from clientbook_cli.book.connection import Book, Table
from clientbook_cli.book.queries import Query
from clientbook_cli.errors import InputError

_REMEDY = "docs/tables.md lists the tables and their columns"


def ask(book: Book, text: str) -> Table:
    """The answer to one SELECT. Raises InputError, with what DuckDB did not understand of it."""
    try:
        statements = duckdb.extract_statements(text)
        if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
            raise InputError(
                "this is not one SELECT", row=text.strip(), rule="it reads and never changes", next=_REMEDY
            )
        return book.table(Query("typed", statements[0].query, Path("typed")))
    except duckdb.Error as error:
        said, *more = str(error).partition("\n\nLINE ")[0].splitlines()
        raise InputError(
            said.partition("Error: ")[2] or said, row=text.strip(), rule=" ".join(more).strip(), next=_REMEDY
        ) from error
