"""A book in trouble: killed writers, full disks, strangers that hold it, Ctrl-C; said in plain words."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from clientbook_cli.book import lock
from clientbook_cli.book.connection import Book, create_book, open_book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import Query, queries
from clientbook_cli.errors import BookBusyError, BookError, ClientbookError
from tests.shop import NOW

SQL = queries(__file__)
# Commits an operation and dies before the book is closed: what was committed is in the WAL only.
KILLED = """
import os, signal, sys, datetime
from pathlib import Path
from clientbook_cli.book.connection import open_book
from clientbook_cli.book.operations import record
with open_book(Path(sys.argv[1]), write=True, command="import") as book:
    with book.transaction():
        record(book, command="import", said="kept", now=datetime.datetime(2026, 11, 13))
    book._connection.begin()
    record(book, command="import", said="not yet", now=datetime.datetime(2026, 11, 13))
    os.kill(os.getpid(), signal.SIGKILL)
"""
STRANGER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "reads")
print("open", flush=True)
sys.stdin.read()
"""
posix = pytest.mark.skipif(os.name != "posix", reason="signals and rights of POSIX")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    # "block" has the word in it that DuckDB's complaint about a lock has too.
    file = tmp_path / "block" / "book.duckdb"
    file.parent.mkdir()
    with create_book(file):
        pass
    return file


@pytest.fixture
def killed(path: Path) -> Path:
    """A book whose last writer was killed: its WAL, its lock file and its note are still there."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.with_suffix(".duckdb.wal").exists()
    assert path.with_suffix(".holder").exists()
    return path


@posix
@pytest.mark.parametrize("write", [False, True])
def test_what_a_killed_writer_committed_is_there_and_nothing_else(killed: Path, *, write: bool) -> None:
    with open_book(killed, write=write) as book:
        assert book.table(SQL["list-operations"]).rows == [("kept",)]


@posix
@pytest.mark.parametrize("way", ["reads", "writes"])
def test_the_note_of_a_killed_writer_accuses_nobody(killed: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.1)
    with subprocess.Popen(
        [sys.executable, "-c", STRANGER, str(killed), way], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as stranger:
        assert stranger.stdout
        assert stranger.stdout.readline() == "open\n"
        with pytest.raises(BookBusyError) as caught, open_book(killed, write=True):
            pass
        stranger.communicate("")
    assert caught.value.said == f"the book is in use: another program (process {stranger.pid})"


@posix
def test_a_book_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    former = os.umask(0o022)
    try:
        with create_book(tmp_path / "book.duckdb"):
            assert stat.S_IMODE((tmp_path / "book.duckdb").stat().st_mode) == 0o600
    finally:
        os.umask(former)


def test_a_damaged_book_is_said_at_once_and_not_waited_for(path: Path) -> None:
    path.write_bytes(b"not a book" * 1000)
    with pytest.raises(BookError, match="cannot be used") as caught, open_book(path):
        pass
    assert "clientbook doctor" in caught.value.next


class _Failing:
    """A connection whose statements and commits fail as DuckDB's do."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def begin(self) -> None:
        pass

    def execute(self, *_: object) -> None:
        raise self._error

    def commit(self) -> None:
        raise self._error

    def rollback(self) -> None:
        raise duckdb.TransactionException("cannot rollback - no transaction is active")


def _book(error: Exception) -> Book:
    return Book(_Failing(error), Path("book.duckdb"))  # type: ignore[arg-type]


FULL = [
    duckdb.TransactionException('Failed to commit: Could not write file "book.duckdb.wal": No space left on device'),
    duckdb.IOException('Could not write file "book.duckdb": No space left on device'),
]


@pytest.mark.parametrize("error", FULL)
def test_a_full_disk_is_said_so_whether_a_statement_or_a_commit_meets_it(error: Exception) -> None:
    def commit() -> None:
        with _book(error).transaction():
            pass

    def state() -> None:
        with _book(error).transaction():
            _book(error).table(Query("a-b", "", Path()))

    for meet in (commit, state):
        with pytest.raises(ClientbookError, match="the disk is full") as caught:
            meet()
        assert "make room" in caught.value.next


def test_ctrl_c_in_a_statement_is_ctrl_c() -> None:
    with pytest.raises(KeyboardInterrupt):
        _book(RuntimeError("Query interrupted")).table(Query("a-b", "", Path()))


@pytest.mark.parametrize("error", [RuntimeError("else"), duckdb.TransactionException("within a transaction")])
def test_a_fault_of_ours_stays_one(error: Exception) -> None:
    with pytest.raises(type(error), match=str(error)):
        _book(error).table(Query("a-b", "", Path()))


@posix
def test_a_disk_that_takes_no_more_leaves_every_kept_row(path: Path) -> None:
    resource = pytest.importorskip("resource")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)

    kept = 0

    def fill() -> None:
        nonlocal kept
        with open_book(path, write=True) as book:
            while True:
                with book.transaction():
                    record(book, command="test", said="x" * 5000, now=NOW)
                kept += 1

    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 300_000, limit[1]))
    try:
        with pytest.raises(BookError):
            fill()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    with open_book(path) as book:
        assert len(book.table(SQL["list-operations"]).rows) == kept
