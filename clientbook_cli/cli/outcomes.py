"""`clientbook calls log|due`: what came of the calls, and which are still open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count, day

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.calls.outcomes import Logged


outcomes = part()


@command(outcomes, "log", said="calls log")
def log(
    counter: Counter,
    row: Annotated[int, typer.Argument(help="The row's number on the sheet.")],
    code: Annotated[
        str,
        typer.Argument(
            help="T talked, V voicemail, N no answer, A appointment, B call back, S sale, D declined, W wrong number, "
            "X do not call."
        ),
    ],
    note: Annotated[str | None, typer.Argument(help="What was said.")] = None,
    *,
    next_day: Annotated[
        str | None, typer.Option("--next", metavar="DAY", help="When to call back (B), when the appointment is (A).")
    ] = None,
    sheet: Annotated[int | None, typer.Option(metavar="ID", help="The sheet's number; today's unless named.")] = None,
) -> Answer:
    """Write down what came of a call; a second outcome for a row corrects the first.

    Example: clientbook calls log 4 B "after work" --next friday
    """
    from clientbook_cli.calls import outcomes as written

    next_on = counter.day(next_day) if next_day else None
    with counter.book(write=True) as book, book.transaction():
        logged = written.log(
            book,
            row=row,
            letter=code,
            note=note,
            next_on=next_on,
            sheet=sheet,
            today=counter.today,
            now=counter.now,
        )
    promise = logged.follow_up
    return Answer(
        data={
            "sheet": logged.sheet,
            "row": logged.row,
            "client": client_number(logged.client),
            "name": logged.name,
            "associate": logged.associate,
            "code": logged.code.letter,
            "outcome": logged.code.words,
            "note": logged.note,
            "day": logged.on,
            "corrected": logged.corrected,
            "follow_up": {"follow_up": promise.follow_up, "due": promise.due, "note": promise.note}
            if promise
            else None,
        },
        show=lambda screen: screen.print(*(line(text) for text in _said(logged)), sep="\n"),
        next="clientbook calls due",
    )


@command(outcomes, "due", said="calls due")
def due(counter: Counter) -> Answer:
    """Rows of today's sheet, and of the last week's, that nobody wrote down, and promises that are due.

    Example: clientbook calls due
    """
    from clientbook_cli.calls import outcomes as written

    with counter.book() as book:
        found = written.due(book, today=counter.today)
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
    rows = [
        (day(call.day), call.sheet, call.row, call.name or client_number(call.client), call.associate, call.why)
        for call in found.calls
    ]
    promises = [
        (day(one.due), one.name or client_number(one.client), one.associate, one.note) for one in found.follow_ups
    ]

    def show(screen: Console) -> None:
        if rows:
            columns = ("day", "sheet", "row", "client", "associate", "why")
            screen.print(table(columns, rows, plain=counter.plain, right=("sheet", "row")))
        if promises:
            title = "Promised, and on none of these rows"
            screen.print(table(("due", "client", "associate", "promised"), promises, plain=counter.plain, title=title))
        screen.print(line(f"{count(len(rows), 'call')} to write down, {count(len(promises), 'promise')} due."))

    return Answer(
        data=data,
        show=show,
        next="clientbook calls log ROW CODE" if rows else "clientbook calls sheet --for tomorrow",
    )


def _said(logged: Logged) -> list[str]:
    who = logged.name or client_number(logged.client)
    corrected = f", instead of {logged.corrected}" if logged.corrected else ""
    said = [f"Row {logged.row}, {who}: {logged.code.letter} {logged.code.words}{corrected}."]
    if logged.follow_up:
        about = f": {logged.follow_up.note}" if logged.follow_up.note else ""
        said.append(f"To call on {day(logged.follow_up.due)}{about}.")
    if logged.code.letter == "X":
        said.append(f"{who} is not called any more, whatever a later import says.")
    if logged.code.letter == "W":
        said.append(f"{who} is not called until another number is in the book.")
    if logged.stop_stays:
        said.append("The stop that X wrote down stays: clientbook client consent changes it, with a reason.")
    return said
