"""A command that is cut while it puts one file in another's place leaves one whole book, without another's log."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from clientbook_cli.book import backup, erasure, log, restore
from clientbook_cli.book.connection import create_book, open_book
from clientbook_cli.book.erasure import Traces
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import BookError
from tests.shop import NOW, Shop

SQL = queries(__file__)
ANN, BO = "Ann Lee", "Bo Dunne"
TRACES = Traces((1,), (1,), (ANN, "ann@example.com"))


class Cut(BaseException):
    """The end of the process, as far as files can tell."""


@pytest.fixture
def path(tmp_path: Path, pristine: Path) -> Path:
    """A book of two people, the second of whom is only in its log."""
    file = Path(shutil.copy(pristine, tmp_path / "book.duckdb"))
    with open_book(file, write=True) as book:
        Shop(book).client(ANN, email="ann@example.com")
    with duckdb.connect(file) as connection:
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")
        connection.execute(f"INSERT INTO client (client, name, first_seen) VALUES (2, '{BO}', DATE '2026-11-13')")
    assert list(log.files(file))
    return file


def _cut_after(moves: int, act: Callable[[], object]) -> bool:
    """Whether an act comes to its end before its process does, which is right after so many moves of files."""
    left = moves

    def ending(move: Callable[..., Any]) -> Callable[..., Any]:
        def moving(*given: Any, **more: Any) -> Any:
            nonlocal left
            if left:
                done = move(*given, **more)
                left -= 1
            if not left:
                raise Cut  # and at every move that it would still make on its way out
            return done

        return moving

    with pytest.MonkeyPatch.context() as patch:
        for name in ("replace", "unlink"):
            patch.setattr(Path, name, ending(getattr(Path, name)))
        try:
            act()
        except Cut:
            return False
    return True


def _people(file: Path) -> set[str]:
    with open_book(file, write=True) as book:
        return {name for (name,) in book.table(SQL["list-names"]).rows}


def _each_cut(path: Path, tmp_path: Path, act: Callable[[Path], object]) -> list[Path]:
    """The book after each cut of an act upon a copy of it, and last after the whole act."""
    books: list[Path] = []
    ended = False
    while not ended:
        store = tmp_path / f"cut{len(books)}"
        store.mkdir()
        book = store / path.name
        for file in (path, *log.files(path)):
            shutil.copy(file, store / file.name)
        books.append(book)
        ended = _cut_after(len(books), lambda book=book: act(book))  # type: ignore[misc]
    assert len(books) > 2
    return books


def test_whenever_forgetting_is_cut_the_book_has_all_of_its_rows_or_all_but_theirs(path: Path, tmp_path: Path) -> None:
    books = _each_cut(path, tmp_path, lambda book: erasure.erase(book, TRACES))
    seen = [_people(book) for book in books]
    assert all(people in ({ANN, BO}, {BO}) for people in seen)
    assert seen[-1] == {BO}


def test_whenever_a_restore_is_cut_one_whole_book_is_there_or_the_restore_can_be_typed_again(
    path: Path, tmp_path: Path
) -> None:
    kept = backup.back_up(path, tmp_path / "kept.duckdb").file
    erasure.erase(kept, TRACES)

    def restored(book: Path) -> object:
        return restore.restore(book, kept, replaced=book.with_name("replaced.duckdb"), now=NOW)

    books = _each_cut(path, tmp_path, restored)
    for book in books:
        replaced = book.with_name("replaced.duckdb")
        before = _people(book) if book.exists() else _people(replaced)
        assert before in ({ANN, BO}, {BO})
        if not book.exists() or before == {ANN, BO}:
            again = book.with_name("replaced-again.duckdb")
            restore.restore(book, kept, replaced=again, now=NOW)
        assert _people(book) == {BO}


def test_a_log_that_belongs_to_no_book_spoils_no_copy(path: Path, tmp_path: Path) -> None:
    to = tmp_path / "copy.duckdb"
    shutil.copy(next(log.files(path)), to.with_name("copy.duckdb.wal"))
    made = backup.back_up(path, to)
    assert _people(made.file) == {ANN, BO}


def test_the_log_of_another_book_is_said_and_left_where_it_is(path: Path, tmp_path: Path) -> None:
    with create_book(tmp_path / "other.duckdb"):
        pass
    shutil.copy(tmp_path / "other.duckdb", path)
    theirs = next(log.files(path))
    with pytest.raises(BookError):
        erasure.erase(path, TRACES)
    assert list(log.files(path)) == [theirs]
