"""`clientbook calls due`: which calls are still to be made or written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count, day

if TYPE_CHECKING:
    from rich.console import Console

waiting = part()


@command(waiting, "due", said="calls due")
def due(counter: Counter) -> Answer:
    """Rows of today's sheet, and of the last week's, that nobody wrote down, and promises that are due.

    Example: clientbook calls due
    """
    from clientbook_cli.calls.due import due as still_open

    with counter.book() as book:
        found = still_open(book, today=counter.today)
    data = {
        "calls": [
            {
                "sheet": call.sheet,
                "row": call.row,
                "day": call.day,
                "client": client_number(call.client),
                "name": call.name,
                "phone": call.phone,
                "associate": call.associate,
                "why": call.why,
            }
            for call in found.calls
        ],
        "follow_ups": [
            {
                "follow_up": promise.follow_up,
                "client": client_number(promise.client),
                "name": promise.name,
                "due": promise.due,
                "note": promise.note,
                "associate": promise.associate,
            }
            for promise in found.follow_ups
        ],
    }
    sheets: dict[str, list[tuple[object, ...]]] = {}
    for call in found.calls:
        row = (call.row, call.name or client_number(call.client), call.associate, call.why)
        sheets.setdefault(f"{day(call.day)}, sheet {call.sheet}", []).append(row)
    promises = [
        (day(one.due), one.name or client_number(one.client), one.associate, one.note) for one in found.follow_ups
    ]

    def show(screen: Console) -> None:
        for title, rows in sheets.items():
            columns = ("row", "client", "associate", "why")
            screen.print(table(columns, rows, plain=counter.plain, title=title, right=("row",)))
        if promises:
            title = "Promised, and on none of these rows"
            screen.print(table(("due", "client", "associate", "promised"), promises, plain=counter.plain, title=title))
        screen.print(line(f"{count(len(found.calls), 'call')} to write down, {count(len(promises), 'promise')} due."))

    return Answer(
        data=data,
        show=show,
        next="clientbook calls log ROW CODE" if sheets else "clientbook calls sheet --for tomorrow",
    )
