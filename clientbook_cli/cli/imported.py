"""`clientbook imports` and `formats`: what was imported, what came of it, and what can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli import receipts
from clientbook_cli.cli.commands import command, group, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, facts, line, table
from clientbook_cli.figures import count, day

if TYPE_CHECKING:
    from rich.console import Console

FLAGGED_SHOWN = 20

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
        flagged = batch.flagged(book, number)
        found = batch.find(book, number)
    undone_at = found.undone_at if found else None
    rows = [(each.line, each.cause, each.field, each.value) for each in aside]

    def show_receipt(screen: Console) -> None:
        receipts.show(screen, [receipt], counter)
        if rows:
            screen.print(table(("line", "cause", "column", "value"), rows, plain=counter.plain))
        if flagged:
            screen.print(line(f"{count(len(flagged), 'sale')} whose own figures do not add up; kept as they stand:"))
            sales = [(each.day, each.transaction_id, each.total, each.currency) for each in flagged[:FLAGGED_SHOWN]]
            screen.print(table(("day", "sale", "total", ""), sales, plain=counter.plain, right=("total",)))
        if len(flagged) > FLAGGED_SHOWN:
            screen.print(line(f"… and {len(flagged) - FLAGGED_SHOWN:,} more: --json lists all"))
        if undone_at:
            screen.print(line(f"This import was taken back on {day(counter.local_day(undone_at))}."))

    return Answer(
        data={
            **receipt,
            "undone_at": undone_at,
            "flagged": [
                {"sale": each.transaction_id, "day": each.day, "total": each.total, "currency": each.currency}
                for each in flagged
            ],
            "set_aside": [
                {"line": each.line, "cause": each.cause, "field": each.field, "value": each.value} for each in aside
            ],
        },
        show=show_receipt,
    )


@command(imports, "undo", said="imports undo")
def undo(counter: Counter, number: Annotated[int, typer.Argument(metavar="N", help="The import's number.")]) -> Answer:
    """Take an import back whole, as if the file had never been read. The file can be imported again.

    A sale that another import holds too stays; a stop that the file told of stays; so do people of whom somebody wrote
    something down since.

    Example: clientbook imports undo 3
    """
    from clientbook_cli.desk import unimport

    with counter.book(write=True) as book, book.transaction():
        back = unimport.take_back(book, batch=number, now=counter.now)
    rows = [
        ("taken back", f"import {back.batch}, {back.file}"),
        *(("with it", f"import {each}, a mended copy of its rows") for each in back.with_it),
        ("sales", f"{count(back.sales_gone, 'sale')} gone, {back.sales_changed:,} as an earlier file told them"),
        ("clients", f"{count(back.clients_gone, 'client')} gone"),
    ]
    if back.clients_kept:
        rows.append(("", f"{count(back.clients_kept, 'client')} kept: somebody wrote something down of them"))
    if back.stops_kept:
        rows.append(("consent", f"{count(back.stops_kept, 'stop')} kept: who said stop is not reached by an undo"))
    if back.set_aside_file:
        rows.append(("set aside", f"{back.set_aside_file} is of no more use: you may throw it away"))
    return Answer(
        data={
            "batch": back.batch,
            "file": back.file,
            "with_it": list(back.with_it),
            "sales_gone": back.sales_gone,
            "sales_changed": back.sales_changed,
            "clients_gone": back.clients_gone,
            "clients_kept": back.clients_kept,
            "stops_kept": back.stops_kept,
            "set_aside_file": back.set_aside_file,
        },
        show=lambda screen: screen.print(facts(rows)),
        next="clientbook status",
    )


@command(imported, "formats", said="formats")
def formats(counter: Counter) -> Answer:
    """List the exports that are recognised, with the columns of each.

    Example: clientbook formats
    """
    from clientbook_cli.intake import mapping
    from clientbook_cli.intake.format_file import presets
    from clientbook_cli.templates import Templates

    templates = counter.templates if counter.folder.settings.is_file() else Templates()
    known = [*presets(templates), *mapping.saved(counter.folder.imports)]
    rows = [
        (
            each.name,
            each.kind,
            each.title,
            each.evidence + (", asks once" if each.is_doubtful else ""),
            len(each.all_columns),
        )
        for each in known
    ]
    return Answer(
        data={
            "formats": [
                {
                    "name": each.name,
                    "kind": each.kind,
                    "columns": list(each.all_columns),
                    "title": each.title,
                    "evidence": each.evidence,
                    "asks": each.is_doubtful,
                    "doubts": list(each.doubts),
                    "section": each.section,
                    "required": list(each.required),
                }
                for each in known
            ]
        },
        show=lambda screen: screen.print(
            table(("format", "kind", "what it is", "evidence", "columns used"), rows, plain=counter.plain),
            line("Any other file: clientbook import FILE asks what its columns are; peek FILE only looks at them."),
        ),
    )
