"""A book made again from a copy, in the place of the one that was there.

The copy is proved before anything moves, and the book that it replaces is kept. What that one knew but not the copy,
as who said stop since, is for `desk` to carry over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clientbook_cli.book import log
from clientbook_cli.book.backup import Backup, copy, flush
from clientbook_cli.book.connection import open_book
from clientbook_cli.book.lock import writer
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import BookError, DiskFullError, InputError, UsageError

SQL = queries(__file__)


def restore(path: Path, backup: Path, *, replaced: Path, now: dt.datetime) -> Backup:
    """Put a copy of `backup` in the book's place; the book that was there moves to `replaced`.

    The new book notes that it was restored, so that nothing is sent from it without a person. Raises InputError where
    `backup` is no book, BookBusyError, BookError.
    """
    if not backup.is_file():
        raise InputError("there is no such file", where=str(backup), next="clientbook backup makes one")
    if path.exists() and backup.samefile(path):
        raise UsageError("this is the book itself", where=str(backup), next="name a backup")
    fresh = path.with_name(path.stem + "-restored" + path.suffix)
    with writer(path, "restore"):
        if path.exists():
            with suppress(BookError):  # a damaged book cannot be folded: its log goes with it as it is
                log.fold(path)
        with _no_book_said(backup):
            made = copy(backup, fresh)
            # Opened as any book: one of an earlier version is brought up to date, one of a newer version refused.
            with open_book(fresh, write=True, command="restore") as book, book.transaction():
                book.run(SQL["note-restored"], now=now, file=backup.name)
        fresh.with_suffix(".lock").unlink(missing_ok=True)
        for file in (*log.files(path), path):
            _move(file, replaced.with_name(replaced.name + file.name.removeprefix(path.name)))
        _move(fresh, path)
        flush(path.parent)
    return Backup(backup, made.sales, made.clients)


@contextmanager
def _no_book_said(backup: Path) -> Iterator[None]:
    """Errors of a file that is no good book, with what to do."""
    try:
        yield
    except DiskFullError:
        raise  # no fault of the backup
    except BookError as error:
        raise InputError(
            f"cannot be restored: {error.said}", where=str(backup), rule="a backup is a whole and sound book",
            next="try another backup; nothing was changed",
        ) from error  # fmt: skip


def _move(file: Path, to: Path) -> None:
    if file.exists():
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.replace(to)
