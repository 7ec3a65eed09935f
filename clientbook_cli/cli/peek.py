"""`clientbook peek`: what would be read of a file, column by column; nothing is stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, facts, line, table
from clientbook_cli.errors import InputError, UsageError
from clientbook_cli.figures import count

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.desk.looking import Look
    from clientbook_cli.intake.columns import Column

peeking = part()
_MARKS = {"\t": "tab", ",": "comma (,)", ";": "semicolon (;)", "|": "bar (|)"}
_WIDE = 110  # columns of a screen
_WIDEST, _NARROW = 24, 12  # characters of a sample


@command(peeking, "peek", said="peek")
def peek(
    counter: Counter,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export: CSV or .xlsx, also in .gz or .zip.")],
    *,
    kind: Annotated[str, typer.Option(help="What it holds: sales or clients.")] = "",
) -> Answer:
    """Look at a file: how it is written, and what each of its columns may be. Nothing is stored.

    Example: clientbook peek orders_export.csv
    """
    from clientbook_cli.desk.looking import Options, look, unpacked
    from clientbook_cli.intake import format_file, mapping
    from clientbook_cli.settings import Settings
    from clientbook_cli.templates import Templates

    if kind and kind not in ("sales", "clients"):
        raise UsageError(f"there is no kind {kind!r}", rule="sales or clients", next="leave --kind out")
    has_store = counter.folder.settings.is_file()
    known = format_file.presets(counter.templates if has_store else Templates())
    known += mapping.saved(counter.folder.imports) if has_store else []
    limits = counter.settings.imports if has_store else Settings().imports
    with unpacked(file, limits=limits) as contents:
        looks = [look(content, known=known, options=Options(kind=kind, limits=limits)) for content in contents]
    if not looks:
        raise InputError("holds no file", where=str(file), next="export it again")
    data = [_data(each) for each in looks]
    return Answer(
        data={**data[0], "files": data} if len(data) > 1 else data[0],
        show=lambda screen: _show(screen, looks, counter),
        next=f"clientbook import {file}",
    )


def _data(seen: Look) -> dict[str, Any]:
    file, proposal = seen.file, seen.proposal
    return {
        "file": file.name,
        "format": seen.matched.format.name if seen.matched else None,
        "kind": proposal.kind,
        "records": file.lines,
        "encoding": file.encoding,
        "delimiter": file.delimiter,
        "decimal_mark": _decimal_mark(proposal.columns),
        "day_order": _day_order(seen),
        "repaired": list(file.repaired),
        "evidence": proposal.evidence(),
        "columns": [
            {
                "name": column.name,
                "holds": column.kind,
                "field": field,
                "because": because,
                "samples": list(column.samples),
            }
            for column, field, because in _columns(seen)
        ],
    }


def _columns(seen: Look) -> list[tuple[Column, str | None, str]]:
    """Each column with the field it is read as, or may be, and why."""
    if seen.matched is None:
        fields, because = seen.proposal.fields, seen.proposal.because
        return [(each, fields.get(each.index), because.get(each.index, "")) for each in seen.proposal.columns]
    name = seen.matched.format.name
    read = {place: field for field, place in seen.matched.places.items()}
    consents = {f"consent_{number}": f"may {each.channel}" for number, each in enumerate(seen.matched.format.consent)}
    return [
        (each, consents.get(read[each.index], read[each.index]) if each.index in read else None,
         name if each.index in read else "")
        for each in seen.proposal.columns
    ]  # fmt: skip


def _decimal_mark(columns: tuple[Column, ...]) -> str:
    numbers = [column for column in columns if column.kind in ("money", "number")]
    return "," if any(column.comma for column in numbers) else "." if numbers else ""


def _day_order(seen: Look) -> str:
    places = {field: index for index, field in seen.proposal.fields.items()}
    if seen.matched:
        places = dict(seen.matched.places)
    days = [column for column in seen.proposal.columns if column.day_order]
    chosen = [column for column in days if column.index == places.get("sold_on")] or days
    return chosen[0].day_order if chosen else ""


def _show(screen: Console, looks: list[Look], counter: Counter) -> None:
    for number, seen in enumerate(looks):
        if number:
            screen.print()
        file, data = seen.file, _data(seen)
        known = (
            f"{seen.matched.format.title} ({seen.matched.format.name})" if seen.matched else "no format that is known"
        )
        told = [
            ("is", f"{known}; {data['kind']}"),
            ("records", f"{file.lines:,}, {count(len(file.header), 'column')}, names on line {file.header_line}"),
            ("encoding", file.encoding),
            ("delimiter", _MARKS.get(file.delimiter, file.delimiter)),
            (
                "decimal mark",
                {".": "point (1,234.50)", ",": "comma (1.234,50)"}.get(data["decimal_mark"], "no money in it"),
            ),
            ("days", data["day_order"] or "none in it"),
            *(("repaired", said) for said in file.repaired),
            *(("adds up", said) for said in data["evidence"]),
            *(("damaged", said) for said in _damaged(seen)),
        ]
        screen.print(line(file.name, style="bold"), facts(told))
        widest = _WIDEST if screen.width >= _WIDE else _NARROW
        rows = [
            (column.name, *(_short(cell, widest) for cell in (*column.samples, "", "", "")[:3]), field or "-")
            for column, field, _ in _columns(seen)
        ]
        screen.print(table(("column", "first", "second", "third", "read as"), rows, plain=counter.plain))
    if any(seen.matched is None for seen in looks):
        screen.print(line("What is read as - is left out. On a terminal, import asks about each column first."))


def _damaged(seen: Look) -> list[str]:
    return [
        f"{column.name}: {count(column.damaged, 'long number')} written as a power of ten by a spreadsheet "
        f"({next(cell for cell in column.samples if 'E' in cell.upper()) if column.samples else ''}); kept as text"
        for column in seen.proposal.columns
        if column.damaged
    ]


def _short(cell: str, widest: int) -> str:
    return cell if len(cell) <= widest else cell[: widest - 1] + "…"
