"""Backups as an owner meets them: typed, made unasked before an import, cleared away, restored."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.conftest import Till
from tests.intake import exports
from tests.intake.exports import order


def _take_in(till: Till, name: str, folder: Path) -> None:
    file = folder / f"{name.strip('#')}.csv"
    file.write_text(exports.write(exports.SHOPIFY_79, order(name, ("1", "Ring", "48.00"))), encoding="utf-8")
    typed = till.type("import", str(file))
    assert typed.code == 0, typed.err


def _backups(till: Till) -> list[Path]:
    return sorted((till.store / "backups").glob("book-*.duckdb"))


def _sales(file: Path) -> int:
    with duckdb.connect(file, read_only=True) as connection:
        return int(connection.execute("SELECT count(*) FROM sale WHERE standing").fetchall()[0][0])


def test_a_book_with_sales_is_backed_up_before_an_import_and_an_empty_one_is_not(till: Till, tmp_path: Path) -> None:
    _take_in(till, "#1", tmp_path)
    assert not _backups(till)
    _take_in(till, "#2", tmp_path)
    assert [_sales(file) for file in _backups(till)] == [1]


def test_what_the_last_backup_holds_is_not_backed_up_again(till: Till, tmp_path: Path) -> None:
    _take_in(till, "#1", tmp_path)
    till.type("backup", today="2026-11-14")
    typed = till.type("import", str(tmp_path / "1.csv"), today="2026-11-15")
    assert "backing" not in typed.err
    assert len(_backups(till)) == 1


def test_only_the_newest_backups_stay(till: Till, tmp_path: Path) -> None:
    with (till.store / "clientbook.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[backups]\nkeep = 2\n")
    kept = tmp_path / "kept.duckdb"
    assert till.type("backup", str(kept), "--json").json["file"] == str(kept)
    for day in ("2026-11-01", "2026-11-02", "2026-11-03", "2026-11-03"):
        assert till.type("backup", today=day).code == 0
    assert {file.name[:15] for file in _backups(till)} == {"book-2026-11-03"}
    assert len(_backups(till)) == 2
    assert kept.exists()


@pytest.mark.parametrize("state", ["sound", "damaged", "lost"])
def test_a_backup_is_restored_and_the_book_it_replaces_is_kept(till: Till, tmp_path: Path, state: str) -> None:
    book = till.store / "book.duckdb"
    _take_in(till, "#1", tmp_path)
    made = till.type("backup", "--json").json
    assert (made["sales"], made["clients"]) == (1, 1)
    _take_in(till, "#2", tmp_path)
    if state == "damaged":
        book.write_bytes(b"\0" * 5000)
    elif state == "lost":
        book.unlink()
        assert f'restore "{till.store / "backups" / "book-"}' in till.type("doctor").err
    restored = till.type("restore", made["file"], "--json")
    assert (restored.code, restored.json["sales"], restored.json["clients"]) == (0, 1, 1)
    assert _sales(book) == 1
    if state == "sound":
        assert _sales(Path(restored.json["replaced"])) == 2
    assert (restored.json["replaced"] is None) == (state == "lost")
    assert till.type("status", "--json").json["last_backup"]
    assert "last one" in till.type("doctor").out


def test_where_the_book_is_lost_the_newest_backup_tells_who_said_stop_since(till: Till, tmp_path: Path) -> None:
    _take_in(till, "#1", tmp_path)
    older = till.type("backup", "--json", today="2026-11-01").json["file"]
    assert till.type("client", "consent", "C1", "phone", "stopped", "--reason", "told Maya").code == 0
    assert till.type("backup", today="2026-11-14").code == 0
    (till.store / "book.duckdb").unlink()
    assert till.type("restore", older).code == 0
    assert till.type("client", "show", "C1", "--json").json["consent"]["now"]["phone"] == "stopped"


def test_a_damaged_part_of_the_book_is_no_fault_of_ours_and_is_never_backed_up(till: Till, tmp_path: Path) -> None:
    _take_in(till, "#1", tmp_path)
    with (till.store / "book.duckdb").open("r+b") as book:
        for place in range(3 * 4096 + 1000, (till.store / "book.duckdb").stat().st_size, 256 * 1024):
            book.seek(place)
            book.write(b"\xff" * 500)
    typed = till.type("backup")
    assert (typed.code, typed.out) == (4, "")
    assert "the book cannot be used: " in typed.err
    assert "clientbook restore FILE" in typed.err
    assert not _backups(till)


def test_what_is_no_backup_is_not_restored(till: Till, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.duckdb"
    wrong.write_text("not a book", encoding="utf-8")
    typed = till.type("restore", str(wrong))
    assert typed.code == 2
    assert "nothing was changed" in typed.err
    assert till.type("restore", str(tmp_path / "missing.duckdb")).code == 2
