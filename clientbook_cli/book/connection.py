"""Opening the book: late, for as short as possible, one writer at a time.

DuckDB's own lock is dropped when its process merely opens and closes the file, so every writer holds a lock file of
ours round it (`reliability.md`: a second writer's committed row was lost without it). Nothing but DuckDB ever touches
the book's file while it is open. A book never reaches the network or a file that it was not opened for.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
from filelock import FileLock, Timeout

from clientbook_cli.book import migrate
from clientbook_cli.book.queries import Query, queries
from clientbook_cli.errors import BookBusyError, BookError, NoStoreError

if TYPE_CHECKING:
    import polars

SQL = queries(__file__)
WAIT_SECONDS = 10.0
_POLL_SECONDS = 0.05

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Table:
    """A result without a class of its own: column names, and rows in their order."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def as_dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Book:
    """An open book. Every question is a named query with named parameters."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def table(self, query: Query, /, **parameters: object) -> Table:
        """All rows of a query."""
        try:
            cursor = self._connection.execute(query.text, parameters or None)
            # An unfinished result makes DuckDB refuse the next question: always fetch to the end.
            rows = cursor.fetchall()
            columns = tuple(column[0] for column in cursor.description or ())
        except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException) as error:
            raise _unusable(self.path, error) from error
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

        relation = self._connection.sql(query.text, params=parameters or None)
        return polars.DataFrame(relation)

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
            self._connection.rollback()
            raise
        try:
            self._connection.commit()
        except (duckdb.IOException, duckdb.FatalException) as error:
            raise _unusable(self.path, error) from error


class _ArrowStream:
    """A Polars frame seen by DuckDB through the Arrow interface alone, which needs no pyarrow."""

    def __init__(self, frame: polars.DataFrame) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


@contextmanager
def create_book(path: Path) -> Iterator[Book]:
    """Make an empty book at `path` and open it for writing. Raises BookError where one exists already."""
    if path.exists():
        raise BookError("there is a book here already", where=str(path), next="use it, or move it away first")
    with _writer(path, "init"):
        # Written so that DuckDB 1.5 opens it too: the newest major is a month old.
        connection = duckdb.connect(path, config={"storage_compatibility_version": "v1.5.0"})
        yield from _use(connection, path, ())


@contextmanager
def open_book(path: Path, *, write: bool = False, files: Sequence[Path] = (), command: str = "") -> Iterator[Book]:
    """Open the book, waiting up to ten seconds for another command to finish.

    `files` are the only other files that its queries may read or write. `command` is what others are told who wait.
    Raises NoStoreError (no book), BookBusyError, BookError.
    """
    if not path.exists():
        raise NoStoreError(
            "there is no book here", where=str(path), next=f"clientbook init {path.parent}, or restore a backup"
        )
    if not write:
        connection = _connect(path, read_only=True)
        if not migrate.is_behind(connection, path):
            yield from _use(connection, path, files, read_only=True)
            return
        connection.close()
    with _writer(path, command):
        yield from _use(_connect(path, read_only=False), path, files)


def _use(
    connection: duckdb.DuckDBPyConnection, path: Path, files: Sequence[Path], *, read_only: bool = False
) -> Iterator[Book]:
    try:
        book = Book(connection, path)
        if not read_only:
            migrate.migrate(connection, path)
        book.run(SQL["allow-files"], files=[str(file) for file in files])
        for name in ("shut-network-and-disk", "no-extensions", "no-progress-bar", "lock-settings"):
            book.run(SQL[name])
        yield book
    finally:
        connection.close()


def _connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection, once nobody else has the file in a way that excludes us."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return duckdb.connect(path, read_only=read_only)
        except duckdb.IOException as error:
            if "lock" not in str(error).lower():
                raise _unusable(path, error) from error
            if time.monotonic() > until:
                raise _busy(path) from error
            time.sleep(_POLL_SECONDS)
        except duckdb.Error as error:
            raise _unusable(path, error) from error


@contextmanager
def _writer(path: Path, command: str) -> Iterator[None]:
    """Hold the lock file, and say in a file beside it who does."""
    lock = FileLock(path.with_suffix(".lock"), timeout=WAIT_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise _busy(path) from error
    except OSError as error:
        raise BookError(
            f"cannot write in this folder: {error.strerror}",
            where=str(path.parent),
            next="give yourself the right to write there, or move the store folder",
        ) from error
    holder = _holder(path)
    try:
        holder.write_text(f"clientbook {command}".strip() + f" (process {os.getpid()})", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(path: Path) -> Path:
    return path.with_suffix(".holder")


def _busy(path: Path) -> BookBusyError:
    try:
        who = _holder(path).read_text(encoding="utf-8")
    except OSError:
        who = "another program"
    return BookBusyError(
        f"the book is in use: {who}",
        where=str(path),
        rule=f"one command at a time may write in the book; this one waited {WAIT_SECONDS:.0f} seconds",
        next="wait until the other one has finished, then type the command again",
    )


def _unusable(path: Path, error: duckdb.Error) -> BookError:
    return BookError(
        "the book cannot be used: " + str(error).splitlines()[0],
        where=str(path),
        rule="the book is a DuckDB file, on a disk with room, written by this or an earlier version of clientbook",
        next="clientbook doctor says more; an earlier copy of the book comes back with clientbook restore FILE",
    )
