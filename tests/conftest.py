"""What every test may ask for: an empty book, a shop to fill it, and a command line to type at."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from typer.testing import CliRunner, Result

from clientbook_cli.book.connection import Book, create_book, open_book
from tests.shop import Shop

# A busy machine is no failure.
settings.register_profile("clientbook", deadline=None)
settings.load_profile("clientbook")


@pytest.fixture(autouse=True)
def _no_store_of_the_developer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the developer's own store, clock or home."""
    for name in ("CLIENTBOOK_STORE", "CLIENTBOOK_TODAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated book. Made once and copied, since making its schema takes longer than most tests."""
    path = tmp_path_factory.mktemp("pristine") / "book.duckdb"
    with create_book(path):
        pass
    return path


@pytest.fixture
def book(tmp_path: Path, pristine: Path) -> Iterator[Book]:
    """An empty, migrated, writable book."""
    with open_book(Path(shutil.copy(pristine, tmp_path / "book.duckdb")), write=True) as made:
        yield made


@pytest.fixture
def shop(book: Book) -> Shop:
    """Fills the book with people and sales, past the import."""
    return Shop(book)


@dataclass(frozen=True)
class Typed:
    """What a typed command answered."""

    result: Result

    @property
    def code(self) -> int:
        return self.result.exit_code

    @property
    def out(self) -> str:
        return self.result.stdout

    @property
    def err(self) -> str:
        return self.result.stderr

    @property
    def json(self) -> Any:
        return json.loads(self.result.stdout)


@dataclass(frozen=True)
class Till:
    """A command line in a store of its own."""

    store: Path

    def type(self, *words: str, today: str | None = "2026-11-13", stdin: str | None = None) -> Typed:
        """Type a command after `clientbook --store … --today …`."""
        from clientbook_cli.cli.app import app

        day = ["--today", today] if today else []
        return Typed(CliRunner().invoke(app, ["--store", str(self.store), *day, *words], input=stdin))


@pytest.fixture
def till(tmp_path: Path, pristine: Path) -> Till:
    """A command line whose store folder holds settings and an empty book."""
    store = tmp_path / "store"
    store.mkdir()
    (store / "clientbook.toml").write_text(
        "[store]\n"
        'name = "Harlow & Finch"\nemail = "shop@example.com"\naddress = "12 Pearl Street, Portland, OR 97205"\n'
        'timezone = "America/Los_Angeles"\n\n'
        '[[associates]]\nname = "Maya Ortiz"\n\n[[associates]]\nname = "Daniel Whitlock"\n',
        encoding="utf-8",
    )
    shutil.copy(pristine, store / "book.duckdb")
    return Till(store)
