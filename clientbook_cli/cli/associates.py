"""`clientbook associate add|off|leave`: who looks after clients, who is away, who takes over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.commands import command, group
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count, day

if TYPE_CHECKING:
    from rich.console import Console

associate = group("associate", "Associates: who joins, who is away, who takes over.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="A name or its beginning.")]


@command(associate, "add", said="associate add")
def add(
    counter: Counter,
    name: Annotated[str, typer.Argument(help="The whole name, as the till writes it.")],
    *,
    target: Annotated[int | None, typer.Option(min=0, help="Calls a day; [calls] target unless said.")] = None,
) -> Answer:
    """Somebody joins: calls are planned for them from now on.

    Example: clientbook associate add "Maya Ortiz" --target 10
    """
    from clientbook_cli.clients import associates

    with counter.book(write=True) as book, book.transaction():
        made = associates.add(
            book, name=name, target=target, settled=counter.associates, today=counter.today, now=counter.now
        )
    return Answer(
        data={"associate": made.name, "target": made.target},
        show=lambda screen: screen.print(line(f"{made.name} joins the store.")),
        next="clientbook calls plan",
    )


@command(associate, "off", said="associate off")
def off(
    counter: Counter,
    name: Name,
    on: Annotated[str, typer.Argument(metavar="DAY", help="The first day off.")],
    *,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="The last one; that day only.")] = None,
    note: Annotated[str | None, typer.Option(help="Why.")] = None,
) -> Answer:
    """Somebody is away for days: no calls are planned for them, and their promises go to a colleague.

    Weekly days off stand in clientbook.toml.

    Example: clientbook associate off Maya 2026-12-01 --until 2026-12-05
    """
    from clientbook_cli.clients import associates

    first = counter.day(on)
    last = counter.day(until) if until else first
    with counter.book(write=True) as book, book.transaction():
        who = counter.associate(book, name) or name
        associates.take_off(book, name=who, first=first, last=last, note=note, now=counter.now)
    span = day(first) if first == last else f"{day(first)} to {day(last)}"
    return Answer(
        data={"associate": who, "first_day": first, "last_day": last, "note": note},
        show=lambda screen: screen.print(line(f"{who} is off: {span}.")),
        next=f"clientbook calls plan --for {first}",
    )


@command(associate, "leave", said="associate leave")
def leave(
    counter: Counter,
    name: Name,
    *,
    to: Annotated[list[str] | None, typer.Option("--to", metavar="NAME", help="Who takes over; repeat it.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="The first day without them; today.")] = None,
) -> Answer:
    """Somebody leaves: their clients go to colleagues, evenly or to those named, who are told what was promised.

    Example: clientbook associate leave "Tom Becker" --to Maya --to Daniel
    """
    from clientbook_cli.clients import associates

    on_day = counter.day(on)
    with counter.book(write=True) as book, book.transaction():
        who = counter.associate(book, name) or name
        heirs = [counter.associate(book, heir) or heir for heir in to or ()]
        handed = associates.leave(book, name=who, to=heirs, day=on_day, settled=counter.associates, now=counter.now)
    told = {heir: [one for one in handed if one.to == heir] for heir in sorted({one.to for one in handed})}

    def show(screen: Console) -> None:
        screen.print(line(f"{who} leaves on {day(on_day)}: {count(len(handed), 'client')} handed over."))
        for heir, theirs in told.items():
            promised = [one for one in theirs if one.promises]
            with_promise = count(len(promised), "with a promise", "with promises")
            screen.print(line(f"{heir}: {count(len(theirs), 'client')}, {with_promise}."))
            rows = [
                (f"{one.name or ''} {client_number(one.client)}".strip(), "; ".join(one.promises)) for one in promised
            ]
            if rows:
                screen.print(table(("client", "promised"), rows, plain=counter.plain))

    return Answer(
        data={
            "associate": who,
            "on": on_day,
            "handed_over": [
                {
                    "client": client_number(one.client),
                    "name": one.name,
                    "to": one.to,
                    "promised": list(one.promises),
                }
                for one in handed
            ],
        },
        show=show,
        next="clientbook calls plan",
    )
