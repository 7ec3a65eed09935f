"""`clientbook huddle morning|evening`: ten minutes in the store, on the screen and on one page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.calls import plan_of
from clientbook_cli.cli.commands import command, group
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.handing import open_files
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import day

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.book.connection import Book
    from clientbook_cli.calls.agenda import Part
    from clientbook_cli.calls.share import Room

huddle = group("huddle", "The huddles of morning and evening.")

OnDay = Annotated[str | None, typer.Option("--for", metavar="DAY", help="Which day; today unless named.")]
Pdf = Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write it on one page for the printer.")]
OpenIt = Annotated[bool, typer.Option("--open", help="Open what was written.")]


@command(huddle, "morning", said="huddle morning")
def morning(counter: Counter, *, on: OnDay = None, pdf: Pdf = None, open_it: OpenIt = False) -> Answer:
    """What the day begins with: the month, yesterday, today's calls, lost visits and wishes in stock.

    Example: clientbook huddle morning --pdf morning.pdf
    """
    from clientbook_cli.calls import agenda, documents
    from clientbook_cli.calls import huddle as huddles

    on_day = counter.day(on)
    with counter.book(write=True) as book, book.transaction():
        if on_day >= counter.today:
            plan_of(counter, book, on_day, None)
        told = huddles.morning(
            book,
            day=on_day,
            settings=counter.settings,
            working=_working(counter, book, on_day),
            before=_working(counter, book, on_day - dt.timedelta(days=1)),
        )
    parts = agenda.of_morning(told, counter.settings.store)
    return _answer(
        counter,
        "Morning huddle",
        parts,
        documents.of_morning(told),
        on_day=on_day,
        pdf=pdf,
        open_it=open_it,
        following="clientbook calls sheet --for today",
    )


@command(huddle, "evening", said="huddle evening")
def evening(
    counter: Counter,
    *,
    on: OnDay = None,
    because: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help='What got in the way: "Maya: two repairs at once".')
    ] = None,
    pdf: Pdf = None,
    open_it: OpenIt = False,
) -> Answer:
    """What came of the day: calls, outcomes, sales, successes, open rows; asks once what got in the way.

    Example: clientbook huddle evening --because "Maya: two repairs at once"
    """
    from clientbook_cli.calls import agenda, documents
    from clientbook_cli.calls import huddle as huddles

    on_day, settings = counter.day(on), counter.settings
    if on_day > counter.today:
        raise UsageError(
            f"the evening of {day(on_day)} is still to come",
            rule="an evening huddle looks back on its day",
            next=f"clientbook huddle morning --for {on_day}",
        )
    with counter.book(write=bool(because)) as book:
        working = _working(counter, book, on_day)
        if because:
            with book.transaction():
                _keep(counter, book, [_read(counter, book, text) for text in because], on_day)
        told = huddles.evening(book, day=on_day, settings=settings, working=working)
    asked = [tally.associate for tally in told.tallies if tally.is_asked and tally.associate]
    if asked and counter.may_ask:
        answers = [(name, typer.prompt(f"{name}, what got in the way?", err=True)) for name in asked]
        with counter.book(write=True) as book, book.transaction():
            _keep(counter, book, answers, on_day)
            told = huddles.evening(book, day=on_day, settings=settings, working=working)
        asked = []
    following = (
        f'clientbook huddle evening --because "{asked[0]}: …"' if asked else "clientbook calls sheet --for tomorrow"
    )
    parts = agenda.of_evening(told, settings.store)
    return _answer(
        counter,
        "Evening huddle",
        parts,
        documents.of_evening(told),
        on_day=on_day,
        pdf=pdf,
        open_it=open_it,
        following=following,
    )


def _working(counter: Counter, book: Book, on_day: dt.date) -> tuple[Room, ...]:
    from clientbook_cli.calls.share import rooms
    from clientbook_cli.clients import associates

    there = associates.working(book, counter.associates, day=on_day)
    return rooms(there, day=on_day, target=counter.settings.calls.target)


def _read(counter: Counter, book: Book, text: str) -> tuple[str, str]:
    name, colon, said = text.partition(":")
    if not colon or not said.strip():
        raise UsageError(
            f"cannot read {text!r}", rule='who, a colon, what: "Maya: two repairs at once"', next="type it in this way"
        )
    return counter.associate(book, name.strip()) or name.strip(), said.strip()


def _keep(counter: Counter, book: Book, answers: Sequence[tuple[str, str]], on_day: dt.date) -> None:
    from clientbook_cli.calls import tally

    for name, said in answers:
        tally.answer(book, day=on_day, associate=name, said=said, now=counter.now)


def _answer(
    counter: Counter,
    title: str,
    parts: Sequence[Part],
    data: dict[str, Any],
    *,
    on_day: dt.date,
    pdf: Path | None,
    open_it: bool,
    following: str,
) -> Answer:
    from clientbook_cli import paper
    from clientbook_cli.calls import agenda

    if open_it and pdf is None:
        pdf = counter.folder.sheets / f"{title.lower().replace(' ', '-')}-{on_day}.pdf"
    if pdf:
        store = counter.settings.store
        size = paper.paper_size(store.country)
        printed = agenda.as_print(title, parts, day=on_day, store=store, paper=size)
        boxes = paper.pdf(counter.templates.find("huddle/huddle.typ"), printed, pdf)
        if boxes:
            counter.say(f"no font here has {' '.join(boxes)}: on paper they are empty boxes")
        if open_it:
            open_files(counter, [pdf.resolve()])

    def show(screen: Console) -> None:
        from rich.padding import Padding

        screen.print(line(f"{title}, {day(on_day)}", "bold"))
        for part in parts:
            screen.print()
            screen.print(line(part.head, "bold"))
            for text in part.lines:
                screen.print(Padding(line(text), (0, 0, 0, 2)))
            if part.rows:
                screen.print(table(part.columns, part.rows, plain=counter.plain, right=("row",)))
        if pdf:
            screen.print(line(f"written: {pdf.resolve()}"), soft_wrap=True)

    return Answer(data={**data, "files": [str(pdf.resolve())] if pdf else []}, show=show, next=following)
