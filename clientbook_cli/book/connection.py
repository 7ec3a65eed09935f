"""Opening the book: late, for as short as possible, one writer at a time.

Nothing but DuckDB ever touches the book's file while it is open. A book never reaches the network or a file that it was
not opened for. A book of an earlier version is copied before it is brought up to date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from clientbook_cli.book import backup, migrate
from clientbook_cli.book.lock import patiently, writer
from clientbook_cli.book.queries import Query, queries
from clientbook_cli.book.trouble import translated
from clientbook_cli.errors import BookError, NoStoreError

if TYPE_CHECKING:
    import polars

SQL = queries(__file__)
T = TypeVar("T")
# What was freed goes back to the system early: of ten million lines up to 80 MB less, and no second more.
_SPARING = {"allocator_flush_threshold": "32MB", "allocator_bulk_deallocation_flush_threshold": "64MB"}


@dataclass(frozen=True, slots=True)
class Table:
    """A result without a class of its own: column names, and rows in their order."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Book:
    """An open book. Every question is a named query with named parameters."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def table(self, query: Query, /, **parameters: object) -> Table:
        """All rows of a query."""
        with translated(self.path):
            cursor = self._connection.execute(query.text, parameters or None)
            # An unfinished result makes DuckDB refuse the next question: always fetch to the end.
            rows = cursor.fetchall()
            columns = tuple(column[0] for column in cursor.description or ())
        return Table(columns, rows)

    def rows(self, into: type[T], query: Query, /, **parameters: object) -> list[T]:
        """All rows, each as an `into` made by column names."""
        table = self.table(query, **parameters)
        return [into(**dict(zip(table.columns, row, strict=True))) for row in table.rows]

    def row(self, into: type[T], query: Query, /, **parameters: object) -> T | None:
        """The only row, or none."""
        rows = self.rows(into, query, **parameters)
        if len(rows) > 1:
            raise ValueError(f"{query.name} gave {len(rows)} rows, one at most was meant")
        return rows[0] if rows else None

    def value(self, query: Query, /, **parameters: object) -> Any:
        """The first column of the only row; None when there is no row."""
        rows = self.table(query, **parameters).rows
        return rows[0][0] if rows else None

    def run(self, query: Query, /, **parameters: object) -> int:
        """Carry a change out; how many rows it changed, 0 for a statement that does not count."""
        rows = self.table(query, **parameters).rows
        return rows[0][0] if rows and isinstance(rows[0][0], int) else 0

    def frame(self, query: Query, /, **parameters: object) -> polars.DataFrame:
        """All rows as a Polars frame."""
        import polars

        with translated(self.path):
            relation = self._connection.sql(query.text, params=parameters or None)
            # Polars remembers the class of what it is given; DuckDB then complains of leaks at exit about its own.
            return polars.DataFrame(_ArrowStream(relation))

    def progress(self) -> float:
        """How far the query is that runs now in another thread, from 0 to 1; 0 when none does or it cannot tell."""
        return max(self._connection.query_progress(), 0.0) / 100

    @contextmanager
    def lend(self, name: str, frame: polars.DataFrame) -> Iterator[None]:
        """Let queries read a Polars frame under this name while the block lasts."""
        self._connection.register(name, _ArrowStream(frame))
        try:
            yield
        finally:
            self._connection.unregister(name)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block, or nothing of it, also when it is interrupted."""
        self._connection.begin()
        try:
            yield
        except BaseException:
            # DuckDB itself has rolled back after a full disk, and says so by an error that must not hide the first.
            with suppress(duckdb.Error):
                self._connection.rollback()
            raise
        with translated(self.path):
            self._connection.commit()


class _ArrowStream:
    """A frame or a relation seen through the Arrow interface alone, which needs no pyarrow."""

    def __init__(self, frame: polars.DataFrame | duckdb.DuckDBPyRelation) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


@contextmanager
def create_book(path: Path) -> Iterator[Book]:
    """Make an empty book at `path` and open it for writing. Raises BookError where one exists already."""
    if path.exists():
        raise BookError("there is a book here already", where=str(path), next="use it, or move it away first")
    with writer(path, "init"):
        with translated(path):
            # Written so that DuckDB 1.5 opens it too: the newest major is a month old.
            connection = duckdb.connect(path, config={"storage_compatibility_version": "v1.5.0"})
        path.chmod(0o600)  # whatever the caller's umask is
        yield from _use(connection, path, ())


@contextmanager
def open_book(
    path: Path,
    *,
    write: bool = False,
    files: Sequence[Path] = (),
    command: str = "",
    small: bool = False,
    is_copy: bool = False,
    memory: str = "",
) -> Iterator[Book]:
    """Open the book, waiting up to ten seconds for another command to finish.

    `files` are the only other files that its queries may read or write. `command` is what others are told who wait.
    `small`: only small questions will be asked; starting no helpers for large ones makes opening twice as quick.
    `is_copy`: it is a copy of the book, of which no other is made before it is brought up to date.
    `memory`: its queries take at most so much (`1GB`) and put the rest on disk, beside the book; else they take most of
    the machine's.
    Raises NoStoreError (no book), BookBusyError, BookError.
    """
    check_there(path)
    if not write:
        connection = _connect(path, read_only=True, small=small)
        try:
            behind = migrate.is_behind(connection, path)
        except BaseException:
            connection.close()
            raise
        if not behind:
            yield from _use(connection, path, files, read_only=True)
            return
        connection.close()
    with writer(path, command):
        connection = _connect(path, read_only=False, memory=memory)
        try:
            behind = migrate.is_behind(connection, path)
            version = migrate.version(connection, path) if behind and not is_copy else 0
        except BaseException:
            connection.close()
            raise
        if version:
            connection.close()
            backup.copy(path, _free(path.parent / "backups", f"{path.stem}-version-{version}"))
            connection = _connect(path, read_only=False, memory=memory)
        yield from _use(connection, path, files)


def _use(
    connection: duckdb.DuckDBPyConnection, path: Path, files: Sequence[Path], *, read_only: bool = False
) -> Iterator[Book]:
    try:
        book = Book(connection, path)
        if not read_only:
            with translated(path):
                migrate.migrate(connection, path)
        shut_in(connection, files)
        yield book
    finally:
        connection.close()


def check_there(path: Path) -> None:
    """Raise NoStoreError where there is no book."""
    if not path.exists():
        raise NoStoreError(
            "there is no book here",
            where=str(path),
            next=f"clientbook restore FILE, with one of {path.parent / 'backups'}",
        )


def shut_in(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    """Keep a connection from the network and from every file but these, for good."""
    connection.execute(SQL["allow-files"].text, {"files": [str(file) for file in files]})
    for name in ("shut-network-and-disk", "no-extensions", "print-no-progress", "know-progress", "lock-settings"):
        connection.execute(SQL[name].text)


def _free(folder: Path, name: str) -> Path:
    """A name that no file has yet."""
    number, path = 1, folder / f"{name}.duckdb"
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.duckdb"
    return path


def _connect(path: Path, *, read_only: bool, small: bool = False, memory: str = "") -> duckdb.DuckDBPyConnection:
    config: dict[str, Any] = ({"threads": 1} if small else {}) | (_SPARING | {"memory_limit": memory} if memory else {})
    return patiently(path, lambda: duckdb.connect(path, read_only=read_only, config=config))
