"""`clientbook calls log`: what came of the calls, a row, a batch, a filled file, or down the sheet a key a row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.calls import one_text
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.keyed import walk
from clientbook_cli.cli.output import Answer, line
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number, count, day

if TYPE_CHECKING:
    from clientbook_cli.calls.batch import Entry
    from clientbook_cli.calls.outcomes import Logged


outcomes = part()


@command(outcomes, "log", said="calls log")
def log(
    counter: Counter,
    row: Annotated[int | None, typer.Argument(help="The row's number on the sheet.")] = None,
    code: Annotated[
        str | None,
        typer.Argument(
            help="T talked, V voicemail, N no answer, A appointment, B call back, S sale, D declined, W wrong number, "
            "X do not call."
        ),
    ] = None,
    note: Annotated[list[str] | None, typer.Argument(metavar="[NOTE]", help="What was said.")] = None,
    *,
    next_day: Annotated[
        str | None,
        typer.Option(
            "--next", metavar="DAY", help="When to call back (B), when the appointment is (A): sat, sat 11:00."
        ),
    ] = None,
    sheet: Annotated[int | None, typer.Option(metavar="ID", help="The sheet's number; today's unless named.")] = None,
    batch: Annotated[
        str | None, typer.Option(metavar="TEXT", help='Many rows as on paper: "1T wants studs; 2V; 3A Sat 11:00".')
    ] = None,
    file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A sheet's CSV with its column code filled, or as a workbook.")
    ] = None,
) -> Answer:
    """Write down what came of calls; a second outcome for a row corrects the first.

    Without a row it goes down the open rows of today, one key a row.

    Example: clientbook calls log 4 B "after work" --next friday
    """
    from clientbook_cli.calls import batch as written

    ways = [way for way, is_meant in (("ROW", row is not None), ("--batch", batch), ("--file", file)) if is_meant]
    if len(ways) > 1:
        raise UsageError(f"{' and '.join(ways)} at once", rule="one way of writing down", next="leave one of them out")
    if (row is None) is not (code is None):
        raise UsageError("a row needs its letter", rule="as in: calls log 4 T", next="clientbook calls log ROW CODE")
    if row is not None and code is not None:
        on, at, more = written.when(next_day, read_day=counter.day) if next_day else (None, None, "")
        told = " ".join(filter(None, (one_text(note), more))) or None
        done = _write(counter, [written.Entry(row, code, told, on, at, sheet)])
        return Answer(
            data=_as_json(done[0]),
            show=lambda screen: screen.print(*(line(text) for text in _said(done[0])), sep="\n"),
            next="clientbook calls due",
        )
    if batch is not None:
        done = _write(counter, [_on(entry, sheet) for entry in written.typed(batch, read_day=counter.day)])
    elif file is not None:
        from clientbook_cli.calls import spreadsheet

        filled = spreadsheet.read(file, limits=counter.settings.imports)
        done = _write(counter, [_on(entry, sheet) for entry in written.filled(filled, read_day=counter.day)])
    else:
        done = walk(counter, partial(_write, counter))
    return Answer(
        data={"logged": [_as_json(one) for one in done]},
        show=lambda screen: screen.print(
            *(line(text) for one in done for text in _said(one)),
            line(f"{count(len(done), 'row')} written down."),
            sep="\n",
        ),
        next="clientbook calls due",
    )


def _write(counter: Counter, entries: Sequence[Entry]) -> list[Logged]:
    """All of the entries, or none of them."""
    from clientbook_cli.calls import outcomes as written

    done = []
    with counter.book(write=True) as book, book.transaction():
        for entry in entries:
            try:
                logged = written.log(
                    book,
                    row=entry.row,
                    letter=entry.letter,
                    note=entry.note,
                    next_on=entry.next_on,
                    at=entry.at,
                    sheet=entry.sheet,
                    client=entry.client,
                    today=counter.today,
                    now=counter.now,
                )
            except UsageError as error:
                if len(entries) > 1:
                    error.said = f"row {entry.row}: {error.said}; none of the {len(entries)} rows was written down"
                raise
            done.append(logged)
    return done


def _on(entry: Entry, sheet: int | None) -> Entry:
    from dataclasses import replace

    if None not in (sheet, entry.sheet) and sheet != entry.sheet:
        raise UsageError(
            f"row {entry.row} of the file is of sheet {entry.sheet}, not of sheet {sheet}",
            rule="a filled sheet is written down against the sheet it was made from",
            next="leave --sheet out",
        )
    return entry if sheet is None else replace(entry, sheet=sheet)


def _as_json(logged: Logged) -> dict[str, Any]:
    promise = logged.follow_up
    return {
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
        "follow_up": {"follow_up": promise.follow_up, "due": promise.due, "note": promise.note} if promise else None,
    }


def _said(logged: Logged) -> list[str]:
    who = logged.name or client_number(logged.client)
    corrected = f", instead of {logged.corrected}" if logged.corrected not in (None, logged.code.letter) else ""
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
