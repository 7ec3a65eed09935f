"""Make the pages that are generated from the code: `docs/cli.md`, `docs/errors.md` and `docs/tables.md`.

`python docs/make_docs.py` writes them; with `--check` it says which are stale and exits 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typer
from typer.main import get_command
from typer.testing import CliRunner

from clientbook_cli import errors
from clientbook_cli.book.connection import create_book
from clientbook_cli.cli.app import app
from clientbook_cli.desk import tables

HERE = Path(__file__).resolve().parent
OTHER_CODES = {
    0: "done",
    1: "a fault of ours",
    5: "done, but some rows or mails were set aside: the answer says which",
    130: "stopped with Ctrl-C",
}
KINDS = {
    "VARCHAR": "text",
    **dict.fromkeys(("TINYINT", "INTEGER", "BIGINT", "DECIMAL(18,4)"), "number"),
    "DECIMAL(18,2)": "money",
    "DATE": "day",
    "TIMESTAMP": "day and time",
    "BOOLEAN": "yes or no",
}


def commands() -> Iterator[tuple[str, ...]]:
    """The words of every command, groups before what is below them."""

    def below(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield words
        if hasattr(command, "list_commands"):
            for name in command.list_commands(None):
                yield from below(command.get_command(None, name), (*words, name))

    yield from below(get_command(app), ())


def help_of(words: tuple[str, ...]) -> str:
    """What `clientbook WORDS --help` prints, 80 columns wide."""
    runner = CliRunner(env={"COLUMNS": "80", "CLIENTBOOK_STORE": "", "CLIENTBOOK_TODAY": ""})
    result = runner.invoke(app, [*words, "--help"], prog_name="clientbook", terminal_width=80)
    if result.exit_code:
        raise typer.Exit(result.exit_code)
    return result.stdout.rstrip()


def cli_page() -> str:
    """Every command's help, one section a command."""
    parts = ["# Every command\n", "Made from the program by `make docs`: this is what each `--help` prints.\n"]
    for words in commands():
        parts += [f"## {' '.join(('clientbook', *words))}\n", f"```text\n{help_of(words)}\n```\n"]
    return "\n".join(parts)


def errors_page() -> str:
    """Every kind of error, with its exit code."""
    kinds = sorted(_kinds(errors.ClientbookError), key=lambda kind: (kind.exit_code, kind.__name__))
    rows = [f"| {kind.exit_code} | {kind.__name__} | {' '.join((kind.__doc__ or '').split())} |" for kind in kinds]
    others = [f"| {code} |  | {said} |" for code, said in OTHER_CODES.items()]
    table = sorted(rows + others, key=lambda row: int(row.split("|")[1]))
    return "\n".join(
        [
            "# Exit codes and errors\n",
            "Made from the program by `make docs`. An error says what value, which row or file, which rule, and what",
            "to do next; it goes to stderr, and stdout stays empty.\n",
            "| exit code | kind | what it means |",
            "|---|---|---|",
            *table,
            "",
        ]
    )


def tables_page() -> str:
    """Every table that an owner may read, with its columns, as an empty book has them."""
    parts = [
        "# Tables\n",
        "Made from the program by `make docs`: what `clientbook export TABLE` and `clientbook sql` know. Any DuckDB",
        "client reads them in `book.duckdb` too. Money is in the currency of its row.\n",
    ]
    with TemporaryDirectory() as folder, create_book(Path(folder) / "book.duckdb") as book:
        for name, said in tables.TABLES.items():
            columns = ", ".join(f"{column} ({KINDS[kind]})" for column, kind in tables.columns(book, name))
            parts.append(f"**{name}**: {said}.\n{columns}\n")
    return "\n".join(parts)


def _kinds(kind: type[errors.ClientbookError]) -> Iterator[type[errors.ClientbookError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _kinds(child)


def main() -> int:
    """Write the pages, or say which are stale."""
    pages = {HERE / "cli.md": cli_page(), HERE / "errors.md": errors_page(), HERE / "tables.md": tables_page()}
    stale = [file for file, text in pages.items() if not file.is_file() or file.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        for file in stale:
            print(f"{file.name} is stale: make docs", file=sys.stderr)
        return 1 if stale else 0
    for file in stale:
        file.write_text(pages[file], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
