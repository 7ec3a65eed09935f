"""A backup is proved before it counts, and a book restored from one says so."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from clientbook_cli.book import backup, lock, migrate, restore
from clientbook_cli.book.connection import create_book, open_book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import BookBusyError, BookError, InputError, UsageError
from tests.book.test_connection import HOLD
from tests.shop import NOW, Shop

SQL = queries(__file__)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "shop" / "book.duckdb"
    file.parent.mkdir()
    with create_book(file) as book, book.transaction():
        shop = Shop(book)
        shop.sale(shop.client("Ann Lee", email="ann@example.com"), "2026-03-01", "48.00")
        record(book, command="import", said="import a.csv", now=NOW)
    return file


def _content(file: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(file, read_only=True) as connection:
        tables = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {name: sorted(connection.execute(f"FROM {name}").fetchall(), key=repr) for name in tables}


def test_a_backup_holds_what_the_book_holds_and_is_private(path: Path, tmp_path: Path) -> None:
    made = backup.back_up(path, tmp_path / "copies" / "friday.duckdb")
    assert (made.sales, made.clients) == (1, 1)
    assert _content(made.file) == _content(path)
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert [file.name for file in made.file.parent.iterdir()] == ["friday.duckdb"]
    with open_book(made.file) as book:
        assert book.value(SQL["count-operations"]) == 1


def test_a_backup_holds_what_is_not_yet_in_the_books_own_file(path: Path, tmp_path: Path) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        connection.execute("INSERT INTO operation VALUES (2, TIMESTAMP '2026-11-13', 'x', 'y', NULL)")
    assert path.with_name("book.duckdb.wal").exists()
    made = backup.back_up(path, tmp_path / "copy.duckdb")
    with open_book(made.file) as book:
        assert book.value(SQL["count-operations"]) == 2


def test_a_copy_that_differs_does_not_count(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil = {**backup.SQL}
    detach = spoil["detach-copy"]
    spoiled = type(detach)(detach.name, "DELETE FROM copy.sale; " + detach.text, detach.file)
    monkeypatch.setattr(backup, "SQL", {**spoil, "detach-copy": spoiled})
    with pytest.raises(BookError, match="table sale differs"):
        backup.back_up(path, tmp_path / "copy.duckdb")
    assert not list(tmp_path.glob("copy*"))


def test_a_backup_is_never_made_over_a_file(path: Path) -> None:
    with pytest.raises(UsageError):
        backup.back_up(path, path)


def test_a_backup_waits_for_who_writes(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.2)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path), "30"], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        with pytest.raises(BookBusyError):
            backup.back_up(path, tmp_path / "copy.duckdb")
        other.kill()


def test_a_restored_book_is_the_backup_and_notes_it(path: Path, tmp_path: Path) -> None:
    made = backup.back_up(path, tmp_path / "copy.duckdb")
    with open_book(path, write=True) as book, book.transaction():
        record(book, command="import", said="import b.csv", now=NOW)
    before = _content(path)
    restore.restore(path, made.file, replaced=tmp_path / "old" / "replaced.duckdb", now=NOW)
    with open_book(path) as book:
        assert book.value(SQL["count-operations"]) == 1
        assert book.table(SQL["find-restored"]).rows == [(NOW, "copy.duckdb")]
    assert _content(tmp_path / "old" / "replaced.duckdb") == before
    assert not {file.name for file in path.parent.iterdir()} - {"book.duckdb", "book.lock"}


def test_a_book_that_no_longer_opens_can_be_restored(path: Path, tmp_path: Path) -> None:
    made = backup.back_up(path, tmp_path / "copy.duckdb")
    path.write_bytes(b"not a book any more" * 1000)
    restore.restore(path, made.file, replaced=tmp_path / "replaced.duckdb", now=NOW)
    with open_book(path) as book:
        assert book.value(SQL["count-operations"]) == 1


@pytest.mark.parametrize("bytes_", [b"", b"not a book at all" * 1000])
def test_what_is_no_backup_changes_nothing(path: Path, tmp_path: Path, bytes_: bytes) -> None:
    wrong = tmp_path / "wrong.duckdb"
    wrong.write_bytes(bytes_)
    before = path.read_bytes()
    with pytest.raises(InputError):
        restore.restore(path, wrong, replaced=tmp_path / "replaced.duckdb", now=NOW)
    assert path.read_bytes() == before
    assert not {file.name for file in path.parent.iterdir()} - {"book.duckdb", "book.lock"}


def test_a_book_of_an_earlier_version_is_backed_up_before_it_is_changed(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before, known = _content(path), migrate.migrations()
    newer = tmp_path / "9999_newer.sql"
    newer.write_text("DROP TABLE restored;", encoding="utf-8")
    monkeypatch.setattr(migrate, "migrations", lambda: {**known, 9999: newer})
    with open_book(path):
        pass
    copies = list((path.parent / "backups").iterdir())
    assert [file.name for file in copies] == [f"book-version-{max(known)}.duckdb"]
    assert _content(copies[0]) == before
