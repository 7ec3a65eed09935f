"""`clientbook export` and `clientbook sql`: what is in the book, as a file or as the answer to a question."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import count

tables = part()
_NUMBERS = (int, float, Decimal)


@command(tables, "export")
def export(
    counter: Counter,
    *,
    name: Annotated[str, typer.Argument(metavar="TABLE", help="Which one, such as clients or sales.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="A file that ends in .csv, .xlsx or .parquet.")],
) -> Answer:
    """Write a table of the book to a file: clients, sales, sale_lines, contacts, visits and others.

    Which there are, and their columns: docs/tables.md.

    Example: clientbook export clients --to clients.xlsx
    """
    from clientbook_cli.desk import tables as desk

    with counter.book() as book:
        rows = desk.export(book, name, to)
    return Answer(
        data={"rows": rows, "file": str(to)},
        show=lambda screen: screen.print(line(f"{to}: {count(rows, 'row')} of {name}.")),
    )


@command(tables, "sql")
def sql(
    counter: Counter, *, question: Annotated[str, typer.Argument(metavar="SELECT", help="One SELECT, in quotes.")]
) -> Answer:
    """Ask the book in SQL. It reads and never changes; docs/tables.md lists the tables and their columns.

    Example: clientbook sql "SELECT tier, count(*) AS clients, sum(spent) AS spent FROM clients GROUP BY tier"
    """
    from clientbook_cli.book.question import ask

    with counter.book() as book:
        answer = ask(book, question)
    rows = [[_value(cell) for cell in row] for row in answer.rows]
    figures = [
        name for place, name in enumerate(answer.columns) if any(isinstance(row[place], _NUMBERS) for row in rows)
    ]
    cells = [[_shown(cell) for cell in row] for row in rows]
    return Answer(
        data={"columns": answer.columns, "rows": rows},
        show=lambda screen: screen.print(
            table(answer.columns, cells, plain=counter.plain, right=figures), line(count(len(rows), "row"))
        ),
    )


def _value(cell: object) -> object:
    """A cell as JSON has it; what JSON has no form for, as text."""
    if cell is None or isinstance(cell, bool | int | str | Decimal | dt.date):
        return cell
    if isinstance(cell, float) and math.isfinite(cell):
        return cell
    return str(cell)


def _shown(cell: object) -> object:
    if isinstance(cell, Decimal):
        return f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int | float) and not isinstance(cell, bool) else cell
