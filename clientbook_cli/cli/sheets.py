"""`clientbook calls sheet`: what an associate holds in hand, on the screen, on paper, as a page or a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.calls import Brand, ForDay, outcome, plan_of, where_nobody
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.handing import open_files, print_file
from clientbook_cli.cli.output import Answer, line
from clientbook_cli.figures import count, day

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.calls.sheet import Hand, Row, Sheet


sheets = part()


@command(sheets, "sheet", said="calls sheet")
def sheet(
    counter: Counter,
    *,
    on: ForDay = None,
    associate: Annotated[str | None, typer.Option(help="Only this associate's calls.")] = None,
    brand: Brand = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write the sheet for the printer.")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page for the browser.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write a spreadsheet to fill.")] = None,
    ics: Annotated[
        Path | None, typer.Option("--ics", metavar="FILE", help="Write follow-ups and appointments for a calendar.")
    ] = None,
    large: Annotated[bool, typer.Option("--large", help="Print in 18 points instead of 12.")] = False,
    compact: Annotated[bool, typer.Option("--compact", help="Eight to ten calls a page, without what to say.")] = False,
    no_amounts: Annotated[bool, typer.Option("--no-amounts", help="Leave out what clients spent.")] = False,
    open_it: Annotated[bool, typer.Option("--open", help="Open what was written.")] = False,
    print_it: Annotated[bool, typer.Option("--print", help="Hand it to the system's printer.")] = False,
) -> Answer:
    """Print the calls of a day: numbers, reasons, what to say, boxes to tick. Plans the day first if nobody has.

    Without a file it is shown here, and written as a PDF into the store's folder sheets/.

    Example: clientbook calls sheet --for tomorrow --pdf calls.pdf
    """
    from clientbook_cli import paper
    from clientbook_cli.calls import calendar, printed
    from clientbook_cli.calls import sheet as page
    from clientbook_cli.calls.profile import profiles, words
    from clientbook_cli.calls.share import rooms
    from clientbook_cli.clients import associates

    on_day, store = counter.day(on, default=1), counter.settings.store
    with counter.book(write=True) as book, book.transaction():
        only = counter.associate(book, associate)
        made = plan_of(counter, book, on_day, brand)
        clients = [call.client for call in made.calls]
        people = profiles(book, clients, day=on_day)
        said = words(book, clients, day=on_day, settings=counter.settings)
        there = associates.working(book, counter.associates, day=on_day)
        dated = calendar.coming(book, today=counter.today, associate=only) if ics else []
    working = rooms(there, day=on_day, target=counter.settings.calls.target)
    composed = page.compose(made, people, said, working=working, store=store, only=only, amounts=not no_amounts)
    on_screen = not (pdf or html or csv or ics)
    if (on_screen and composed.calls) or (print_it and not pdf):
        pdf = counter.folder.sheets / _file_name(composed, only)
    look = printed.Look(large=large, compact=compact)
    data = printed.as_print(composed, store=store, paper=paper.paper_size(store.country), look=look)
    boxes = ""
    if pdf:
        boxes = paper.pdf(counter.templates.find("sheet/calls.typ"), data, pdf)
    if html:
        paper.page(counter.templates.find("sheet/calls.html"), data, html)
        boxes = boxes or paper.missing_glyphs("".join(row.name for hand in composed.hands for row in hand.calls))
    if csv:
        paper.table(printed.COLUMNS, printed.as_rows(composed), csv)
    if ics:
        paper.write(ics, calendar.text(dated, store=store, now=counter.now).encode())
    files = [file.resolve() for file in (pdf, html, csv, ics) if file]
    if open_it:
        open_files(counter, files)
    if print_it and pdf:
        print_file(counter, pdf.resolve())
    if boxes:
        counter.say(f"no font here has {' '.join(boxes)}: on paper they are empty boxes")

    def show(screen: Console) -> None:
        if on_screen:
            for hand in composed.hands:
                _show_hand(screen, hand)
        screen.print(line(outcome(made)))
        for file in files:
            screen.print(line(f"written: {file}"), soft_wrap=True)

    return Answer(
        data={**printed.as_json(composed), "files": [str(file) for file in files]},
        show=show,
        next="clientbook calls log ROW CODE, for each row in the evening" if composed.calls else where_nobody(made),
    )


def _file_name(composed: Sheet, only: str | None) -> str:
    """calls-2026-11-14.pdf; with the brand and the associate where it is not the whole day's."""
    parts = [part for part in (composed.brand, only) if part]
    words = ["".join(c for c in part if c.isalnum() or c in " -").strip().replace(" ", "-") for part in parts]
    return "-".join(["calls", composed.day.isoformat(), *filter(None, words)]) + ".pdf"


def _show_hand(screen: Console, hand: Hand) -> None:
    screen.print(line(f"{hand.associate}: {count(len(hand.calls), 'call')}, target {hand.target}", "bold"))
    screen.print()
    for row in hand.calls:
        _show_row(screen, row)


def _show_row(screen: Console, row: Row) -> None:
    from rich.table import Table

    head = Table.grid(padding=(0, 2, 0, 0), expand=False)
    head.add_row(
        line(f"{row.row:>3}", "bold"), line(f"{row.name or '(no name)'} {row.client}", "bold"), line(row.tier),
        line(row.stop or row.phone, "bold"),
    )  # fmt: skip
    screen.print(head)
    body = Table.grid(padding=(0, 1, 0, 0))
    body.add_column(width=10, justify="right")
    body.add_column(overflow="fold", max_width=100)
    bought = ", ".join(filter(None, (row.last_item, day(row.last_purchase) if row.last_purchase else "")))
    facts: list[tuple[str, str]] = [
        ("hour", row.best_hour),
        ("why", "; ".join(why.said for why in row.reasons)),
        ("bought", bought),
        ("owns", row.owns),
        ("wishes", ", ".join(filter(None, (row.wishes, row.likes)))),
        ("contact", row.last_contact or "never called"),
        ("partner", row.partner),
        ("days", row.occasions),
        ("secret", "; ".join(row.secrets)),
        ("say", "" if row.stop else row.script),
        ("voicemail", "" if row.stop else row.voicemail),
        ("ask", "" if row.stop else ", ".join(row.blanks)),
    ]
    for label, text in facts:
        if text:
            body.add_row(line(label, "dim"), line(text))
    screen.print(body)
    screen.print()
