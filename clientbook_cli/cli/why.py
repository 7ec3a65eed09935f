"""`clientbook why`: why a client is on a day's list of calls, or why not; every rule's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, day

if TYPE_CHECKING:
    from rich.console import Console

reasons = part()


@command(reasons, "why")
def why(
    counter: Counter,
    client: Annotated[str, typer.Argument(help="Who: an id, an email, a phone or a name.")],
    *,
    on: Annotated[str | None, typer.Option("--for", metavar="DAY", help="Which day; tomorrow unless named.")] = None,
) -> Answer:
    """Say why a client is on the list of calls of a day, or why not, with each rule's answer.

    Example: clientbook why C102
    """
    from clientbook_cli.calls.why import explain
    from clientbook_cli.clients import associates
    from clientbook_cli.clients.search import the_client

    on_day = counter.day(on, default=1)
    with counter.book() as book:
        found = the_client(book, client, today=counter.today)
        told = explain(
            book,
            client=found.client,
            day=on_day,
            today=counter.today,
            settings=counter.settings,
            associates=associates.working(book, counter.associates, day=on_day),
        )
    data = {
        "client": client_number(told.client),
        "name": found.name,
        "for": told.day,
        "on_list": told.on_list,
        "associate": told.associate,
        "sheet": told.sheet,
        "row": told.row,
        "because": list(told.because),
        "why_not": list(told.why_not),
        "rules": [
            {"rule": answer.rule, "on": answer.is_on, "found": answer.found, "said": answer.said}
            for answer in told.rules
        ],
    }

    def show(screen: Console) -> None:
        who = f"{found.name or ''} {client_number(told.client)}".strip()
        stands = "is" if told.row else "would be" if told.on_list else "is not"
        screen.print(line(f"{who} {stands} on the list of {day(told.day)}.", "bold"))
        for text in told.because or told.why_not:
            screen.print(line(f"  {text}"))
        rows = [
            (answer.rule, "yes" if answer.found else "no" if answer.is_on else "off", answer.said)
            for answer in told.rules
        ]
        columns = ("rule", "", "what it found, or whom it asks for")
        screen.print(table(columns, rows, plain=counter.plain))

    return Answer(
        data=data, show=show, next="" if told.on_list else f"clientbook calls add {client_number(told.client)}"
    )
