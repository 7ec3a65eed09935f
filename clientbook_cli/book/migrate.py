"""Numbered migrations: each file of `schema/` runs once, in one transaction with the record that it ran."""

from __future__ import annotations

from pathlib import Path

import duckdb

from clientbook_cli.book.queries import queries
from clientbook_cli.errors import BookError

SQL = queries(__file__)
SCHEMA = Path(__file__).with_name("schema")


def migrations() -> dict[int, Path]:
    """Every migration this version knows, by number, in order."""
    return {int(file.name[:4]): file for file in sorted(SCHEMA.glob("[0-9][0-9][0-9][0-9]_*.sql"))}


def is_behind(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Whether an open book lacks a migration. Raises BookError when a newer version made it."""
    return version(connection, path) < max(migrations())


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Bring an open book up to date; how many migrations ran."""
    known = version(connection, path)
    waiting = {number: file for number, file in migrations().items() if number > known}
    for number, file in waiting.items():
        connection.begin()
        try:
            connection.execute(SQL["make-record"].text)
            connection.execute(file.read_text(encoding="utf-8"))
            connection.execute(SQL["record-migration"].text, {"number": number, "name": file.stem[5:]})
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
    return len(waiting)


def version(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """The last migration of an open book; 0: it is empty. Raises BookError when a newer version made it."""
    try:
        last = connection.execute(SQL["last-migration"].text).fetchall()[0][0]
    except duckdb.CatalogException:
        last = 0  # a book without a record is an empty one; asking DuckDB for its tables first takes 5 ms
    if last > max(migrations()):
        raise BookError(
            f"the book was written by a newer version of clientbook (its version {last}, ours {max(migrations())})",
            where=str(path),
            next="install the newer clientbook again; nothing was changed",
        )
    return int(last)
