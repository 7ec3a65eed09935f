"""Giving out and erasing all that a store holds of a person: book, backups, sheets, mails, set-aside files.

Finds by what a person is known, has the book and each copy of it written anew without them, sweeps the store's folder,
and then searches everything again to say what was searched. Sales stay, and name nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientbook_cli.book import erasure
from clientbook_cli.book.connection import Book, open_book
from clientbook_cli.book.erasure import Traces
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.clients import forgotten
from clientbook_cli.desk import sweep
from clientbook_cli.errors import BookBusyError, BookError
from clientbook_cli.figures import phone
from clientbook_cli.settings import StoreFolder

SQL = queries(__file__)
_SHORTEST = 5  # letters of a word that names somebody wherever it stands


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done. `kept`: words that somebody else in the book has too, so that they stay with them."""

    rows: Mapping[str, int]  # by table of the book
    backups: int
    files: Sequence[str]  # that were deleted or lost lines
    searched_tables: int
    searched_files: int
    kept: Sequence[str]
    left: Mapping[str, int]  # where they were still found: must be empty
    unread: Sequence[Path]  # damaged copies of the book, which nobody can look into


@dataclass(frozen=True, slots=True)
class _Word:
    word: str
    is_shared: bool
    is_part: bool  # of what somebody else is called


@dataclass(frozen=True, slots=True)
class _Known:
    """By what people are known; `shared`: words that others have too; `parts`: that stand within words of others."""

    traces: Traces
    shared: Sequence[str]
    parts: Sequence[str]


def held(folder: StoreFolder, *, client: int, country: str) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Every row that the book holds of a client, by table."""
    with open_book(folder.book) as book:
        traces = _known(book, clients=[client], country=country).traces
    return erasure.rows_of(folder.book, traces)


def forget(folder: StoreFolder, *, clients: Sequence[int], country: str, today: dt.date, now: dt.datetime) -> Erased:
    """Erase clients everywhere in the store's folder, and look again. The book must not be open in this process.

    Keyed hashes stay, so that a later import does not bring them back. Raises BookBusyError, BookError; then the book
    still has them, and the same command can be typed again.
    """
    with open_book(folder.book, write=True, command="forget") as book, book.transaction():
        known = _known(book, clients=clients, country=country)
        traces = known.traces
        days = [row[0] for row in book.table(SQL["list-sheet-days"], clients=list(traces.clients)).rows]
        _remember(book, traces, today=today, now=now)
        everybody = forgotten.everybody(book)
    rows = erasure.erase(folder.book, traces)
    copies: list[Path] = []
    unread: list[Path] = []
    for copy in _copies(folder):
        try:
            _erase_in_copy(copy, traces, also=everybody, today=today, now=now)
            copies.append(copy)
        except BookBusyError:
            raise
        except BookError:
            unread.append(copy)
    files = sweep.clean(folder, traces.words, sheet_days=days)
    left: dict[str, int] = {}
    tables = 0
    for path in (folder.book, *copies):
        searched, found = erasure.search(path, traces)
        tables += searched
        left |= {f"{path.name}: {table}": count for table, count in found.items()}
    looked, found_in = sweep.search(folder, traces.words, parts=known.parts)
    return Erased(rows, len(copies), files, tables, looked, known.shared, left | found_in, unread)


def _erase_in_copy(copy: Path, traces: Traces, *, also: forgotten.Forgotten, today: dt.date, now: dt.datetime) -> None:
    with open_book(copy, write=True, command="forget", is_copy=True) as book, book.transaction():
        theirs = _traces_in(book, traces)
        _remember(book, theirs, today=today, now=now, also=also)
    erasure.erase(copy, theirs)
    copy.with_suffix(".lock").unlink(missing_ok=True)


def _remember(
    book: Book,
    traces: Traces,
    *,
    today: dt.date,
    now: dt.datetime,
    also: forgotten.Forgotten | None = None,
) -> None:
    """Keep hashes of people by what this book knows of them; `also`: all whom another one knows, and its key."""
    operation = record(book, command="forget", said="somebody was erased on their own wish", now=now)
    if also is not None:
        forgotten.take_over(book, also, operation=operation)
    forgotten.remember(book, clients=traces.clients, today=today, operation=operation)


def _known(book: Book, *, clients: Sequence[int], country: str) -> _Known:
    numbers = [row[0] for row in book.table(SQL["list-numbers"], clients=list(clients)).rows]
    identities = [row[0] for row in book.table(SQL["list-identities"], clients=numbers).rows]
    words: set[str] = set()
    shared: set[str] = set()
    parts: set[str] = set()
    for one in book.rows(_Word, SQL["list-words"], clients=numbers):
        (shared if one.is_shared else words).add(one.word)
        if one.is_part:
            parts.add(one.word)
    for number in [word for word in words if word.startswith("+")]:
        national = phone(number, country)
        digits = "".join(filter(str.isdigit, national))
        words |= {national, digits, number[1:], "-".join(filter(None, (digits[:3], digits[3:6], digits[6:])))}
    # As JSON and as mails write what is not ASCII.
    words |= {word.encode("unicode_escape").decode() for word in words if not word.isascii()}
    named = [word for word in words - shared if len(word) >= _SHORTEST]
    return _Known(Traces(numbers, identities, sorted(named)), sorted(shared), sorted(parts))


def _traces_in(book: Book, traces: Traces) -> Traces:
    """The same person in a copy of the book, whatever number they had there."""
    clients = [row[0] for row in book.table(SQL["list-clients-of"], identities=list(traces.identities)).rows]
    return Traces(clients, traces.identities, traces.words)


def _copies(folder: StoreFolder) -> Iterator[Path]:
    """Backups, and books that were replaced."""
    yield from sorted(path for path in folder.path.rglob("*.duckdb") if path != folder.book)
