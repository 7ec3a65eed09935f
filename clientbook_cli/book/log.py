"""The log beside a book's file: what was committed and is not yet folded into it, as a killed command leaves it.

A file that is moved or replaced must be the whole book, since a cut between two files' moves would part them: the log
of one book beside another is neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb

from clientbook_cli.book.lock import patiently
from clientbook_cli.book.queries import queries
from clientbook_cli.book.trouble import translated

SQL = queries(__file__)
ENDINGS = (".wal", ".wal.checkpoint", ".wal.recovery")  # the log, and what is on its way into the book's file


def files(path: Path) -> Iterator[Path]:
    """The files beside a book that hold some of it."""
    for ending in ENDINGS:
        file = path.with_name(path.name + ending)
        if file.exists():
            yield file


def fold(path: Path) -> None:
    """Fold the log into the book's file, so that it is the whole book. The caller is the one writer.

    The book must not be open in this process. Raises BookBusyError, BookError; then the log lies where it lay.
    """
    if not any(files(path)):
        return
    with closing(duckdb.connect()) as connection, translated(path):
        patiently(path, lambda: connection.execute(SQL["attach-source"].text, {"file": str(path)}))
        for name in ("fold-log", "detach-source"):
            connection.execute(SQL[name].text)


def drop(path: Path) -> None:
    """Remove a log to which no book belongs any more."""
    for file in files(path):
        file.unlink(missing_ok=True)
