"""Opening the book: one writer at a time, nothing half-done, nothing else within reach."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars
import pytest

from clientbook_cli.book import lock, migrate
from clientbook_cli.book.connection import Book, create_book, open_book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import Query, queries
from clientbook_cli.errors import BookBusyError, BookError, NoStoreError
from tests.shop import NOW

SQL = queries(__file__)
HOLD = """
import sys, time
from pathlib import Path
from clientbook_cli.book.connection import open_book
with open_book(Path(sys.argv[1]), write=True, command="import"):
    print("open", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "shop" / "book.duckdb"
    file.parent.mkdir()
    with create_book(file):
        pass
    return file


def _hold(path: Path, seconds: float) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path), str(seconds)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "open\n"
    return process


@pytest.mark.parametrize("write", [True, False])
def test_a_second_command_waits_for_the_first(path: Path, *, write: bool) -> None:
    with _hold(path, 0.5) as first, open_book(path, write=write):
        assert first.wait() == 0


@pytest.mark.parametrize("write", [True, False])
def test_who_waits_too_long_is_told_who_has_the_book(
    path: Path, monkeypatch: pytest.MonkeyPatch, *, write: bool
) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.2)
    with _hold(path, 30) as first:
        with pytest.raises(BookBusyError) as caught, open_book(path, write=write):
            pytest.fail("two had the book")
        first.kill()
    assert f"clientbook import (process {first.pid})" in caught.value.said


def test_a_killed_writer_leaves_the_book_to_the_next(path: Path) -> None:
    with _hold(path, 30) as first:
        first.kill()
    with open_book(path, write=True) as book:
        assert book.value(SQL["count-operations"]) == 0


def test_a_transaction_that_is_interrupted_leaves_nothing(book: Book) -> None:
    def interrupted() -> None:
        with book.transaction():
            record(book, command="test", said="half", now=NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert book.value(SQL["count-operations"]) == 0


def test_the_book_reaches_only_the_files_it_was_opened_for(path: Path, tmp_path: Path) -> None:
    named, other = tmp_path / "named.csv", tmp_path / "other.csv"
    for file in (named, other):
        file.write_text("a\n1\n", encoding="utf-8")
    with open_book(path, files=[named]) as book:
        assert book.value(SQL["count-lines"], file=str(named)) == 1
        with pytest.raises(Exception, match="disabled by configuration"):
            book.value(SQL["count-lines"], file=str(other))


def test_a_lent_frame_is_read_by_queries_and_gone_afterwards(book: Book) -> None:
    with book.lend("lent", polars.DataFrame({"a": [1, 2], "b": ["x", None]})):
        assert book.frame(SQL["read-lent"]).rows() == [(1, "x"), (2, None)]
    with pytest.raises(Exception, match="lent"):
        book.table(SQL["read-lent"])


def test_no_book_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(NoStoreError) as caught, open_book(tmp_path / "book.duckdb"):
        pass
    assert "clientbook restore FILE" in caught.value.next


def test_a_file_that_is_no_book_is_said_so(tmp_path: Path) -> None:
    file = tmp_path / "book.duckdb"
    file.write_bytes(b"not a book at all" * 1000)
    with pytest.raises(BookError), open_book(file):
        pass
    assert file.read_bytes().startswith(b"not a book")


def test_a_book_is_never_made_over_another(path: Path) -> None:
    with pytest.raises(BookError), create_book(path):
        pass


def test_a_failed_migration_leaves_the_book_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known = migrate.migrations()
    broken = tmp_path / "9999_broken.sql"
    broken.write_text("CREATE TABLE half (a INTEGER); SELECT nothing FROM nowhere;", encoding="utf-8")
    monkeypatch.setattr(migrate, "migrations", lambda: {**known, 9999: broken})
    with pytest.raises(Exception, match="nowhere"), open_book(path, write=True):
        pass
    monkeypatch.undo()
    with open_book(path) as book:
        assert book.table(SQL["find-half"]).rows == []


def test_an_older_book_is_brought_up_to_date_even_to_read(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    newer = tmp_path / "9999_newer.sql"
    newer.write_text("CREATE TABLE half (a INTEGER);", encoding="utf-8")
    known = migrate.migrations()
    monkeypatch.setattr(migrate, "migrations", lambda: {**known, 9999: newer})
    with open_book(path) as book:
        assert book.table(SQL["find-half"]).rows == [("half",)]
    monkeypatch.undo()
    with pytest.raises(BookError, match="newer version"), open_book(path):
        pass


def test_a_query_knows_its_parameters_but_not_those_in_comments() -> None:
    query = Query("a-b", "-- not $this\nSELECT $that, $that", Path("x.sql"))
    assert query.parameters == {"that"}
