"""`clientbook calls plan`: whom to call on a day, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.commands import command, group
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count, day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from rich.console import Console

    from clientbook_cli.book.connection import Book
    from clientbook_cli.calls.plan import Plan

calls = group("calls", "Calls: plan a day, print its sheet, write down what came of it.")

ForDay = Annotated[str | None, typer.Option("--for", metavar="DAY", help="Which day; tomorrow unless named.")]
Brand = Annotated[
    str | None, typer.Option("--brand", help="A sheet of clients who bought, like or wish for this brand.")
]


@command(calls, "plan", said="calls plan")
def plan(counter: Counter, on: ForDay = None, brand: Brand = None) -> Answer:
    """Decide who calls whom on a day, and why; a day that is planned stays as it is.

    Example: clientbook calls plan --for tomorrow
    """
    from clientbook_cli.calls.profile import names

    on_day = counter.day(on, default=1)
    with counter.book(write=True) as book, book.transaction():
        made = plan_of(counter, book, on_day, brand)
        people = names(book, [call.client for call in made.calls])
    data = {
        "for": made.day,
        "sheet": made.sheet,
        "held_out": made.held_out,
        "calls": [
            {
                "row": call.row,
                "client": client_number(call.client),
                "name": people[call.client],
                "associate": call.associate,
                "rank": call.rank,
                "tier": call.tier,
                "reasons": [{"kind": why.kind, "said": why.said} for why in call.reasons],
            }
            for call in made.calls
        ],
    }

    def show(screen: Console) -> None:
        for associate in dict.fromkeys(call.associate for call in made.calls):
            rows = [
                (
                    call.row,
                    f"{people[call.client] or ''} {client_number(call.client)}".strip(),
                    call.tier,
                    "; ".join(why.said for why in call.reasons),
                )
                for call in made.calls
                if call.associate == associate
            ]
            columns = ("row", "client", "tier", "why")
            screen.print(table(columns, rows, plain=counter.plain, title=associate, right=("row",)))
        screen.print(line(outcome(made)))

    return Answer(data=data, show=show, next=_next(made))


def plan_of(counter: Counter, book: Book, on_day: dt.date, brand: str | None) -> Plan:
    """The plan of a day, made now if there is none, inside the caller's transaction."""
    from clientbook_cli.calls import plan as plans
    from clientbook_cli.calls.script import Scripts
    from clientbook_cli.clients import associates

    return plans.plan(
        book,
        day=on_day,
        brand=brand,
        settings=counter.settings,
        associates=associates.working(book, counter.associates, day=on_day),
        scripts=Scripts(counter.templates, counter.settings.store),
        today=counter.today,
        now=counter.now,
    )


def outcome(made: Plan) -> str:
    """What became of a plan, in one line."""
    about = f" about {made.brand}" if made.brand else ""
    if made.calls:
        how = "planned now" if made.is_new else "planned before"
        held = f" {count(made.held_out, 'call')} held out, to measure against." if made.held_out else ""
        return f"{count(len(made.calls), 'call')}{about} for {day(made.day)}, sheet {made.sheet}, {how}.{held}"
    if made.brand:
        return (
            f"Nobody to call{about} on {day(made.day)}: nobody bought it, likes it or wishes for it who may be called "
            "and is on no other sheet, or nobody works that day."
        )
    return (
        f"Nobody to call on {day(made.day)}: no reason is due for anybody who may be called, or nobody works "
        "that day. Scores come from clientbook score, associates and their days off from clientbook.toml."
    )


def one_text(words: Sequence[str] | None) -> str | None:
    """A note as it was typed, with quotes around it or without."""
    return " ".join(words or ()).strip() or None


def where_nobody(made: Plan) -> str:
    """The next command where there is nobody to call."""
    return f'clientbook client prefers CLIENT brand "{made.brand}"' if made.brand else "clientbook status"


def _next(made: Plan) -> str:
    if not made.calls:
        return where_nobody(made)
    return f"clientbook calls sheet --for {made.day}" + (f' --brand "{made.brand}"' if made.brand else "")
