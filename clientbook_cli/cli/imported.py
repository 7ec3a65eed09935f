"""`clientbook imports` and `formats`: what was imported, what came of it, and what can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli import receipts
from clientbook_cli.cli.commands import command, group, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import count

if TYPE_CHECKING:
    from rich.console import Console

imported = part()
imports = group("imports", "What was imported, and what came of it.")
imported.add_typer(imports)


@command(imports, None, said="imports")
def imports_(counter: Counter) -> Answer:
    """List every import, the newest first.

    Example: clientbook imports
    """
    return _list(counter)


@command(imports, "list", said="imports list")
def list_(counter: Counter) -> Answer:
    """List every import, the newest first.

    Example: clientbook imports list
    """
    return _list(counter)


def _list(counter: Counter) -> Answer:
    from clientbook_cli.intake import batch

    with counter.book() as book:
        found = batch.imports(book)
    rows = [
        (
            each.batch,
            each.imported_at.date(),
            each.file,
            each.format,
            f"{each.rows_kept:,}",
            f"{each.rows_already_there:,}",
            f"{each.rows_set_aside:,}",
        )
        for each in found
    ]
    columns = ("import", "on", "file", "format", "kept", "there already", "set aside")
    return Answer(
        data={
            "imports": [
                {
                    "batch": each.batch,
                    "imported_at": each.imported_at,
                    "file": each.file,
                    "format": each.format,
                    "kind": each.kind,
                    "rows_read": each.rows_read,
                    "rows_kept": each.rows_kept,
                    "rows_already_there": each.rows_already_there,
                    "rows_set_aside": each.rows_set_aside,
                    "first_day": each.first_day,
                    "last_day": each.last_day,
                }
                for each in found
            ]
        },
        show=lambda screen: screen.print(
            table(columns, rows, plain=counter.plain, right=("import", *columns[4:])), line(count(len(found), "import"))
        ),
        next="" if found else "clientbook import FILE",
    )


@command(imports, "show", said="imports show")
def show(counter: Counter, number: Annotated[int, typer.Argument(metavar="N", help="The import's number.")]) -> Answer:
    """Show the receipt of an import again, with each record that was set aside.

    Example: clientbook imports show 3
    """
    from clientbook_cli.intake import batch

    with counter.book() as book:
        receipt = batch.receipt(book, number)
        aside = batch.set_aside(book, number)
    rows = [(each.line, each.cause, each.field, each.value) for each in aside]

    def show_receipt(screen: Console) -> None:
        receipts.show(screen, [receipt], counter)
        if rows:
            screen.print(table(("line", "cause", "column", "value"), rows, plain=counter.plain))

    return Answer(
        data={
            **receipt,
            "set_aside": [
                {"line": each.line, "cause": each.cause, "field": each.field, "value": each.value} for each in aside
            ],
        },
        show=show_receipt,
    )


@command(imported, "formats", said="formats")
def formats(counter: Counter) -> Answer:
    """List the exports that are recognised, with the columns of each.

    Example: clientbook formats
    """
    from clientbook_cli.intake.format_file import presets
    from clientbook_cli.templates import Templates

    templates = counter.templates if counter.folder.settings.is_file() else Templates()
    known = presets(templates)
    rows = [(each.name, each.kind, each.title, each.evidence, len(each.all_columns)) for each in known]
    return Answer(
        data={
            "formats": [
                {
                    "name": each.name,
                    "kind": each.kind,
                    "columns": list(each.all_columns),
                    "title": each.title,
                    "evidence": each.evidence,
                    "required": list(each.required),
                }
                for each in known
            ]
        },
        show=lambda screen: screen.print(
            table(("format", "kind", "what it is", "evidence", "columns used"), rows, plain=counter.plain),
            line("Any other file: clientbook import FILE --map MAPPING.toml; docs/import-formats.md says how."),
        ),
    )
