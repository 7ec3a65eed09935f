"""One command that opens the book again and again: DuckDB is started once, and has the book only while a block lasts.

Starting DuckDB takes longer than opening a book in it, and folding what was written into the book's file longer than
writing it. Between the blocks the file is shut, and anybody may read and write; what is committed is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

import duckdb

from clientbook_cli.book import migrate
from clientbook_cli.book.connection import Book, check_there, shut_in
from clientbook_cli.book.lock import patiently, writer
from clientbook_cli.book.queries import queries
from clientbook_cli.book.trouble import translated
from clientbook_cli.errors import BookBusyError, NoStoreError

SQL = queries(__file__)
# What is not yet folded into the book's file, or on its way there, lies in files beside it.
BESIDE = ("", ".wal", ".wal.checkpoint", ".wal.recovery")


@contextmanager
def sitting(path: Path, *, command: str = "") -> Iterator[Callable[[], AbstractContextManager[Book]]]:
    """A way to open the book for writing, one block at a time, while this block lasts.

    Each opening is what `open_book(path, write=True)` is: it waits its turn and raises the same errors. A book of an
    earlier version is to be opened with that first.
    """
    # Without a file of its own DuckDB would spill into the folder where the command was typed.
    with closing(duckdb.connect(config={"temp_directory": f"{path}.tmp"})) as connection:
        for name in ("keep-log", "limit-log"):
            connection.execute(SQL[name].text)
        shut_in(connection, [path.with_name(path.name + ending) for ending in BESIDE])
        yield lambda: _opened(connection, path, command)
        with suppress(BookBusyError, NoStoreError), _opened(connection, path, command) as book:
            book.run(SQL["fold-log"])  # where the book is busy, whoever writes next folds it in


@contextmanager
def _opened(connection: duckdb.DuckDBPyConnection, path: Path, command: str) -> Iterator[Book]:
    check_there(path)
    with writer(path, command):
        patiently(path, lambda: connection.execute(SQL["attach-book"].text, {"file": str(path)}))
        try:
            connection.execute(SQL["look-at-book"].text)
            migrate.migrate(connection, path)
            yield Book(connection, path)
        finally:
            with translated(path):
                connection.execute(SQL["look-elsewhere"].text)
                connection.execute(SQL["detach-book"].text)
