"""What DuckDB says of the disk, the memory, the file and Ctrl-C, in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from clientbook_cli.errors import BookError, DiskFullError, ShortOfMemoryError

_DAMAGED = "Corrupt database file"  # a block whose checksum is another: no class of its own tells it


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise DuckDB's errors of a book as ours; an interrupted query is a Ctrl-C."""
    try:
        with sound(path):
            yield
    except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException) as error:
        raise unusable(path, error) from error
    except duckdb.TransactionException as error:
        if "Failed to commit" in str(error):
            raise unusable(path, error) from error
        raise
    except RuntimeError as error:
        if "interrupted" in str(error):
            raise KeyboardInterrupt from error
        raise


@contextmanager
def sound(path: Path) -> Iterator[None]:
    """Raise what DuckDB says of a damaged part of a book's file as ours."""
    try:
        yield
    except duckdb.Error as error:
        if _DAMAGED not in str(error):
            raise
        raise unusable(path, error) from error


def unusable(path: Path, error: duckdb.Error) -> BookError:
    """A book that cannot be written or opened."""
    said = str(error).splitlines()[0]
    if "No space left on device" in said or "not enough space" in said:
        return DiskFullError(
            "the disk is full: the book could not be written",
            where=str(path),
            rule="a change is kept as a whole or not at all: nothing of this command's last step was kept",
            next="make room on that disk, then type the command again",
        )
    if isinstance(error, duckdb.OutOfMemoryException):
        return ShortOfMemoryError(
            f"there is not enough memory: {said}",
            where=str(path),
            rule="a change is kept as a whole or not at all: nothing of this command's last step was kept",
            next="close other programs, then type the command again",
        )
    return BookError(
        f"the book cannot be used: {said}",
        where=str(path),
        rule="the book is a DuckDB file, on a disk with room, written by this or an earlier version of clientbook",
        next=f"clientbook doctor; where it is damaged, clientbook restore FILE, with one of {path.parent / 'backups'}",
    )
