"""A copy of the whole book that is known to be good, and a book made again from one.

A copy is written beside its place, opened again, compared table by table with what it was made of, and only then put
there. The live book is read by DuckDB alone. Where copies lie, their names and how many stay is for `desk` to say.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from clientbook_cli.book.lock import patiently, writer
from clientbook_cli.book.queries import queries
from clientbook_cli.book.trouble import translated
from clientbook_cli.errors import BookError, InputError, UsageError

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
        with closing(duckdb.connect()) as connection, translated(to):
            patiently(source, lambda: _run(connection, "attach-source", file=str(source)))
            partial.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _run(connection, "attach-new", file=str(partial))
            partial.chmod(0o600)  # before anything is in it
            _run(connection, "copy-all")
            _run(connection, "detach-copy")
            _flush(partial)
            _run(connection, "attach-copy", file=str(partial))
            _prove(connection, to)
            _run(connection, "look-at-copy")
            made = Backup(to, _value(connection, "count-sales"), _value(connection, "count-clients"))
        partial.replace(to)
        _flush(to.parent)
    except BaseException:
        _remove(partial)
        raise
    return made


def restore(path: Path, backup: Path, *, replaced: Path, now: dt.datetime) -> Backup:
    """Put a copy of `backup` in the book's place; the book that was there moves to `replaced`.

    The new book notes that it was restored, so that nothing is sent from it without a person. Raises InputError where
    `backup` is no book, BookBusyError, BookError.
    """
    from clientbook_cli.book.connection import open_book

    if not backup.is_file():
        raise InputError("there is no such file", where=str(backup), next="clientbook backup makes one")
    if path.exists() and backup.samefile(path):
        raise UsageError("this is the book itself", where=str(backup), next="name a backup")
    fresh = path.with_name(path.stem + "-restored" + path.suffix)
    with writer(path, "restore"):
        with _no_book_said(backup):
            made = copy(backup, fresh)
            # Opened as any book: one of an earlier version is brought up to date, one of a newer version refused.
            with open_book(fresh, write=True, command="restore") as book, book.transaction():
                book.run(SQL["note-restored"], now=now, file=backup.name)
        fresh.with_suffix(".lock").unlink(missing_ok=True)
        if path.exists():
            # What was not yet written into the book's file lies beside it, under its name: they move together.
            _move(path.with_name(path.name + ".wal"), replaced.with_name(replaced.name + ".wal"))
            _move(path, replaced)
        _move(fresh, path)
        _flush(path.parent)
    return Backup(backup, made.sales, made.clients)


@contextmanager
def _no_book_said(backup: Path) -> Iterator[None]:
    """Errors of a file that is no good book, with what to do."""
    try:
        yield
    except BookError as error:
        raise InputError(
            f"cannot be restored: {error.said}", where=str(backup), rule="a backup is a whole and sound book",
            next="try another backup; nothing was changed",
        ) from error  # fmt: skip


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


def _flush(place: Path) -> None:
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


def _move(file: Path, to: Path) -> None:
    if file.exists():
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.replace(to)


def _remove(partial: Path) -> None:
    for file in (partial, partial.with_name(partial.name + ".wal")):
        with suppress(OSError):
            file.unlink(missing_ok=True)
