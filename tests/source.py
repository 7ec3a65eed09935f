"""The project's own source, as the architecture tests read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "clientbook_cli"


@dataclass(frozen=True)
class Module:
    """One Python file of the package."""

    file: Path
    tree: ast.Module
    text: str

    @property
    def name(self) -> str:
        """Dotted, within the package: `book.connection`."""
        return ".".join(self.file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]

    def imports(self) -> Iterator[str]:
        """Top-level names of every module it imports, anywhere in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package, by path."""
    files = sorted(
        file for file in PACKAGE.rglob("*.py") if "_templates" not in file.parts and "_examples" not in file.parts
    )
    texts = [(file, file.read_text(encoding="utf-8")) for file in files]
    return tuple(Module(file, ast.parse(text), text) for file, text in texts)


def sql_files() -> list[Path]:
    """Every file of named queries; the migrations of `book/schema` are none."""
    return sorted(file for file in PACKAGE.rglob("*.sql") if file.parent.name != "schema")
