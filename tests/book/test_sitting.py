"""A command that opens the book again and again has it only while it writes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clientbook_cli.book import lock
from clientbook_cli.book.connection import open_book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.book.sitting import sitting
from clientbook_cli.errors import BookBusyError, NoStoreError
from tests.shop import NOW

SQL = queries(str(Path(__file__).with_name("test_connection.py")))
WRITE = """
import os, sys
from pathlib import Path
from clientbook_cli.book.operations import record
from clientbook_cli.book.sitting import sitting
from tests.shop import NOW
with sitting(Path(sys.argv[1])) as open_book:
    for _ in range(3):
        with open_book() as book, book.transaction():
            record(book, command="test", said="written", now=NOW)
    os._exit(1)
"""


@pytest.fixture
def path(tmp_path: Path, pristine: Path) -> Path:
    return Path(shutil.copy(pristine, tmp_path / "book.duckdb"))


def test_between_its_blocks_others_read_and_write(path: Path) -> None:
    with sitting(path) as open_again:
        for number in range(3):
            with open_again() as book, book.transaction():
                record(book, command="test", said="ours", now=NOW)
            with open_book(path) as book:
                assert book.value(SQL["count-operations"]) == 2 * number + 1
            with open_book(path, write=True) as book, book.transaction():
                record(book, command="test", said="theirs", now=NOW)
    with open_book(path) as book:
        assert book.value(SQL["count-operations"]) == 6
    assert {file.name for file in path.parent.iterdir()} == {"book.duckdb", "book.lock"}


def test_while_it_writes_others_wait_and_it_waits_for_others(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.1)
    with sitting(path) as open_again:
        with open_again(), pytest.raises(BookBusyError), open_book(path, write=True):
            pytest.fail("two had the book")
        with open_book(path, write=True), pytest.raises(BookBusyError), open_again():
            pytest.fail("two had the book")
        with open_again() as book:
            assert book.value(SQL["count-operations"]) == 0


def test_a_killed_one_leaves_what_it_committed(path: Path) -> None:
    assert subprocess.run([sys.executable, "-c", WRITE, str(path)], check=False).returncode == 1
    with open_book(path, write=True) as book:
        assert book.value(SQL["count-operations"]) == 3


def test_it_reaches_no_file_but_the_book(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a\n1\n", encoding="utf-8")
    with sitting(path) as open_again, open_again() as book, pytest.raises(Exception, match="disabled by configuration"):
        book.value(SQL["count-lines"], file=str(other))


def test_a_block_that_fails_leaves_nothing_and_the_next_opens(path: Path) -> None:
    def fails() -> None:
        with open_again() as book, book.transaction():
            record(book, command="test", said="half", now=NOW)
            raise KeyboardInterrupt

    with sitting(path) as open_again:
        with pytest.raises(KeyboardInterrupt):
            fails()
        with open_again() as book:
            assert book.value(SQL["count-operations"]) == 0


def test_no_book_is_said(tmp_path: Path) -> None:
    with sitting(tmp_path / "book.duckdb") as open_again, pytest.raises(NoStoreError), open_again():
        pass
