"""Importing in tests: a file is written, typed at the command line, and its receipt read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Till, Typed


@dataclass(frozen=True)
class Desk:
    """A store to import into."""

    till: Till
    folder: Path

    def file(self, text: str | bytes, name: str = "export.csv") -> Path:
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def type(self, *words: str | Path) -> Typed:
        return self.till.type("import", *map(str, words), "--json")

    def receipt(self, text: str | bytes, *words: str | Path, name: str = "export.csv") -> dict[str, Any]:
        typed = self.type(self.file(text, name), *words)
        assert typed.code in (0, 5), typed.err
        return dict(typed.json["files"][0])

    def rows(self, query: str, *more: Sequence[object]) -> list[tuple[Any, ...]]:
        import duckdb

        with duckdb.connect(self.till.store / "book.duckdb", read_only=True) as connection:
            return connection.execute(query, *more).fetchall()


@pytest.fixture
def desk(till: Till, tmp_path: Path) -> Desk:
    folder = tmp_path / "exports"
    folder.mkdir()
    return Desk(till, folder)
