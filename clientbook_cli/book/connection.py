"""Opening the book: late, for as short as possible, one writer at a time.

DuckDB's own lock is dropped when its process merely opens and closes the file, so every writer holds a lock file of
ours round it (`reliability.md`: a second writer's committed row was lost without it). Nothing but DuckDB ever touches
the book's file while it is open. A book never reaches the network or a file that it was not opened for.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb

from clientbook_cli.book import migrate
from clientbook_cli.book.queries import Query, queries
from clientbook_cli.errors import BookBusyError, BookError, NoStoreError

if TYPE_CHECKING:
    import polars

SQL = queries(__file__)
WAIT_SECONDS = 10.0
_POLL_SECONDS = 0.05
# DuckDB's words for "somebody else has it", on POSIX and on Windows, and for who.
_HELD = re.compile("Could not set lock|being used by another process|already open in")
_PROCESS = re.compile(r"\(PID (\d+)\)")

T = TypeVar("T")


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
        with _translated(self.path):
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

        with _translated(self.path):
            relation = self._connection.sql(query.text, params=parameters or None)
            # Polars remembers the class of what it is given; DuckDB then complains of leaks at exit about its own.
            return polars.DataFrame(_ArrowStream(relation))

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
        with _translated(self.path):
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
    with _writer(path, "init"):
        with _translated(path):
            # Written so that DuckDB 1.5 opens it too: the newest major is a month old.
            connection = duckdb.connect(path, config={"storage_compatibility_version": "v1.5.0"})
        path.chmod(0o600)  # whatever the caller's umask is
        yield from _use(connection, path, ())


@contextmanager
def open_book(
    path: Path, *, write: bool = False, files: Sequence[Path] = (), command: str = "", small: bool = False
) -> Iterator[Book]:
    """Open the book, waiting up to ten seconds for another command to finish.

    `files` are the only other files that its queries may read or write. `command` is what others are told who wait.
    `small`: only small questions will be asked; starting no helpers for large ones makes opening twice as quick.
    Raises NoStoreError (no book), BookBusyError, BookError.
    """
    if not path.exists():
        raise NoStoreError(
            "there is no book here", where=str(path), next=f"clientbook init {path.parent}, or restore a backup"
        )
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
    with _writer(path, command):
        yield from _use(_connect(path, read_only=False), path, files)


def _use(
    connection: duckdb.DuckDBPyConnection, path: Path, files: Sequence[Path], *, read_only: bool = False
) -> Iterator[Book]:
    try:
        book = Book(connection, path)
        if not read_only:
            with _translated(path):
                migrate.migrate(connection, path)
        book.run(SQL["allow-files"], files=[str(file) for file in files])
        for name in ("shut-network-and-disk", "no-extensions", "no-progress-bar", "lock-settings"):
            book.run(SQL[name])
        yield book
    finally:
        connection.close()


def _connect(path: Path, *, read_only: bool, small: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection, once nobody else has the file in a way that excludes us."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return duckdb.connect(path, read_only=read_only, config={"threads": 1} if small else {})
        except duckdb.IOException as error:
            if not _HELD.search(str(error)):
                raise _unusable(path, error) from error
            if time.monotonic() > until:
                raise _busy(path, str(error)) from error
            time.sleep(_POLL_SECONDS)
        except duckdb.Error as error:
            raise _unusable(path, error) from error


@contextmanager
def _writer(path: Path, command: str) -> Iterator[None]:
    """Hold the lock file, and say in a file beside it who does."""
    from filelock import FileLock, Timeout  # who only reads, as the status screen does, need not wait for it

    lock = FileLock(path.with_suffix(".lock"), timeout=WAIT_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise _busy(path, "") from error
    except OSError as error:
        raise BookError(
            f"cannot write in this folder: {error.strerror}",
            where=str(path.parent),
            next="give yourself the right to write there, or move the store folder",
        ) from error
    holder = _holder(path)
    try:
        # Only talk for those who wait: a disk that is full is said by the book itself.
        with suppress(OSError):
            holder.write_text(f"clientbook {command}".strip() + f" (process {os.getpid()})", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _holder(path: Path) -> Path:
    return path.with_suffix(".holder")


def _busy(path: Path, said: str) -> BookBusyError:
    """Who has the book. `said`: DuckDB's own words, or nothing when it was our lock file that was held.

    A killed command leaves its note behind, so a note counts only when it names the process that DuckDB names.
    """
    try:
        who = _holder(path).read_text(encoding="utf-8")
    except OSError:
        who = "another program"
    process = _PROCESS.search(said)
    if process and f"(process {process[1]})" not in who:
        who = f"another program (process {process[1]})"
    return BookBusyError(
        f"the book is in use: {who}",
        where=str(path),
        rule=f"one command at a time may write in the book; this one waited {WAIT_SECONDS:.0f} seconds",
        next="wait until the other one has finished, or close it, then type the command again",
    )


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """What DuckDB says of the disk, the memory and Ctrl-C, in our words."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException) as error:
        raise _unusable(path, error) from error
    except duckdb.TransactionException as error:
        if "Failed to commit" in str(error):
            raise _unusable(path, error) from error
        raise
    except RuntimeError as error:
        if "interrupted" in str(error):
            raise KeyboardInterrupt from error
        raise


def _unusable(path: Path, error: duckdb.Error) -> BookError:
    said = str(error).splitlines()[0]
    if "No space left on device" in said or "not enough space" in said:
        return BookError(
            "the disk is full: the book could not be written",
            where=str(path),
            rule="a change is kept as a whole or not at all: nothing of this command's last step was kept",
            next="make room on that disk, then type the command again",
        )
    return BookError(
        f"the book cannot be used: {said}",
        where=str(path),
        rule="the book is a DuckDB file, on a disk with room, written by this or an earlier version of clientbook",
        next="clientbook doctor says more",
    )
