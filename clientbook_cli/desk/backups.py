"""The backups of a store: where they lie, how they are called, how many stay, and when one is made unasked.

Before an import into a book that has sales, and before a send: when anything was done since the last one. How a copy
is made and proved is `book.backup`'s matter.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from clientbook_cli.book.backup import Backup, back_up
from clientbook_cli.book.connection import open_book
from clientbook_cli.book.queries import queries
from clientbook_cli.book.restore import restore
from clientbook_cli.desk import privacy
from clientbook_cli.desk.carried import Carried, carry_over
from clientbook_cli.settings import BackupSettings, StoreFolder

SQL = queries(__file__)
_STAMP = "%Y-%m-%d-%H%M%S"
# Only what a day names is ever cleared away: not a copy of an earlier version, nor a book that was replaced.
_OURS = re.compile(r"book-(\d{4}-\d\d-\d\d-\d{6})(-\d+)?\.duckdb")


@dataclass(frozen=True, slots=True)
class Restored:
    """A book made again. `replaced`: where the one before it lies, if there was one."""

    backup: Backup
    replaced: Path | None
    carried: Carried


def make(folder: StoreFolder, *, settings: BackupSettings, now: dt.datetime, to: Path | None = None) -> Backup:
    """Back the book up, into the store's own folder unless `to` says where; older ones beyond the number kept go.

    The book must not be open in this process. Raises UsageError, BookBusyError, BookError.
    """
    if to is not None:
        return back_up(folder.book, to.expanduser().absolute())
    made = back_up(folder.book, _free(folder.backups, f"book-{now:{_STAMP}}"))
    for old in _by_age(folder)[max(settings.keep, 1) :]:
        with suppress(OSError):  # one that cannot be cleared away harms nobody
            old.unlink()
    return made


def make_before(
    folder: StoreFolder,
    *,
    settings: BackupSettings,
    now: dt.datetime,
    step: Callable[[str], None] | None = None,
) -> Backup | None:
    """Back the book up before something large is done to it; none where it is empty, or is what the last backup holds.

    Call it before the book is opened. `step` is told when it begins. Raises BookBusyError, BookError.
    """
    with open_book(folder.book, small=True) as book:
        changed = book.value(SQL["last-change"])
        if changed is None:
            return None
    last = last_made(folder)
    if last is not None and last > changed:
        return None
    if step:
        step("backing the book up")
    return make(folder, settings=settings, now=now)


def restore_from(folder: StoreFolder, backup: Path, *, country: str, today: dt.date, now: dt.datetime) -> Restored:
    """Put a backup in the book's place. Stops, and who was erased on their own wish, are carried over into it.

    Raises InputError where it is no sound book, BookBusyError.
    """
    had = folder.book.exists()
    replaced = _free(folder.backups, f"replaced-{now:{_STAMP}}")
    made = restore(folder.book, backup.expanduser().absolute(), replaced=replaced, now=now)
    carried = carry_over([*([replaced] if had else []), *_by_age(folder)], folder.book, now=now)
    if carried.to_erase:
        privacy.forget(folder, clients=carried.to_erase, country=country, today=today, now=now)
    return Restored(made, replaced if had else None, carried)


def last_made(folder: StoreFolder) -> dt.datetime | None:
    """When the newest backup in the store's folder was made (UTC)."""
    file = newest(folder)
    found = _OURS.fullmatch(file.name) if file else None
    return dt.datetime.strptime(found[1], _STAMP) if found else None  # noqa: DTZ007 - instants are UTC without a mark


def newest(folder: StoreFolder) -> Path | None:
    """The newest backup in the store's folder."""
    return next(iter(_by_age(folder)), None)


def _by_age(folder: StoreFolder) -> list[Path]:
    """The backups named by a day, newest first."""
    if not folder.backups.is_dir():
        return []
    files = [file for file in folder.backups.iterdir() if _OURS.fullmatch(file.name)]
    return sorted(files, key=lambda file: file.stem, reverse=True)


def _free(folder: Path, name: str) -> Path:
    """A name that no file has yet."""
    number, path = 1, folder / f"{name}.duckdb"
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.duckdb"
    return path
