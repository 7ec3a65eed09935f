"""A copy of the whole book that is known to be good.

A copy is written beside its place, opened again, compared table by table with what it was made of, and only then put
there. The live book is read by DuckDB alone. Where copies lie, their names and how many stay is for `desk` to say.
"""

from __future__ import annotations

import os
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from clientbook_cli.book import log
from clientbook_cli.book.lock import patiently, writer
from clientbook_cli.book.queries import queries
from clientbook_cli.book.trouble import sound, translated
from clientbook_cli.errors import BookError, UsageError

SQL = queries(__file__)
PARTIAL = ".partial"  # the ending of a copy that is not known to be good


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was proved to hold what the book holds."""

    file: Path
    sales: int
    clients: int


def back_up(path: Path, to: Path, *, command: str = "backup") -> Backup:
    """Copy the book to a new file, and prove the copy.

    The book must not be open in this process. Raises UsageError where the file exists, BookBusyError, BookError.
    """
    if to.exists():
        raise UsageError("there is a file of this name already", where=str(to), next="name another file")
    with writer(path, command):
        return copy(path, to)


def copy(source: Path, to: Path) -> Backup:
    """Copy a book that nobody writes in to a new file, and prove it. Raises BookError."""
    partial = to.with_name(to.name + PARTIAL)
    _remove(partial)
    try:
        with closing(duckdb.connect()) as connection, translated(to), sound(source):
            patiently(source, lambda: _run(connection, "attach-source", file=str(source)))
            partial.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _run(connection, "attach-new", file=str(partial))
            partial.chmod(0o600)  # before anything is in it
            _run(connection, "copy-all")
            _run(connection, "detach-copy")
            flush(partial)
            _run(connection, "attach-copy", file=str(partial))
            _prove(connection, to)
            _run(connection, "look-at-copy")
            made = Backup(to, _value(connection, "count-sales"), _value(connection, "count-clients"))
        log.drop(to)  # of a copy that went before it here
        partial.replace(to)
        flush(to.parent)
    except BaseException:
        _remove(partial)
        raise
    return made


def _prove(connection: duckdb.DuckDBPyConnection, to: Path) -> None:
    for (name,) in _run(connection, "list-tables"):
        one, other = (_run(connection, "count-rows", table_name=f'{side}.main."{name}"') for side in ("source", "copy"))
        if one != other:
            raise BookError(
                f"the copy is not what the book is: its table {name} differs",
                where=str(to),
                rule="a backup is compared with the book, table by table, before it counts",
                next="look at the disk, then type the command again; nothing was changed",
            )


def _run(connection: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> list[tuple[object, ...]]:
    query = SQL[name]
    return connection.execute(query.text, parameters or None).fetchall()


def _value(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """A count; 0 of a book so early that it had no such table."""
    try:
        return int(str(_run(connection, name)[0][0]))
    except duckdb.CatalogException:
        return 0


def flush(place: Path) -> None:
    """Down to the disk: a file, or a folder with the names in it (which only POSIX can)."""
    try:
        handle = os.open(place, os.O_RDONLY if place.is_dir() else os.O_RDWR)
    except OSError:
        if place.is_dir():
            return
        raise
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(partial: Path) -> None:
    for file in (partial, partial.with_name(partial.name + ".wal")):
        with suppress(OSError):
            file.unlink(missing_ok=True)
