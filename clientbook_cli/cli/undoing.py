"""`clientbook undo`: take the last thing back, or another by its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import day

if TYPE_CHECKING:
    from rich.console import Console

undoing = part()
LISTED = 15


@command(undoing, "undo")
def undo(
    counter: Counter,
    number: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="The operation; the last one unless said.")
    ] = None,
    *,
    list_them: Annotated[
        bool, typer.Option("--list", help="Only show the last operations with their numbers.")
    ] = False,
) -> Answer:
    """Take an operation back: a visit, wish, note, merge, edit … What cannot be taken back is said, with the reason.

    Example: clientbook undo
    """
    from clientbook_cli.book import operations
    from clientbook_cli.desk import undo as desk

    if list_them:
        with counter.book() as book:
            found = operations.latest(book, limit=LISTED)
        rows = [
            (one.operation, day(counter.local_day(one.done_at)), one.command, one.said,
             "" if one.command in desk.PARTS else "stays")
            for one in found
        ]  # fmt: skip

        def show_list(screen: Console) -> None:
            columns = ("id", "day", "command", "what", "")
            screen.print(table(columns, rows, plain=counter.plain, right=("id",)))

        listed = [
            {"operation": one.operation, "command": one.command, "said": one.said, "done_at": one.done_at}
            for one in found
        ]
        return Answer(data={"operations": listed}, show=show_list, next="clientbook undo ID")
    with counter.book(write=True) as book, book.transaction():
        undone = desk.undo(book, number=number, now=counter.now)
    return Answer(
        data={"operation": undone.operation, "undone": undone.said, "rows": undone.rows},
        show=lambda screen: screen.print(line(f"Taken back: {undone.said} (operation {undone.operation}).")),
        next="clientbook status",
    )
