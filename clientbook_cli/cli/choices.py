"""`clientbook calls add|skip|snooze|reassign`: what is decided by hand about a day's calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.calls import one_text
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line
from clientbook_cli.figures import client_number, count, day

if TYPE_CHECKING:
    from clientbook_cli.calls.choices import Chosen
    from clientbook_cli.clients.search import Found

choices = part()

Client = Annotated[str, typer.Argument(help="Who: an id, an email, a phone or a name.")]
OnDay = Annotated[str | None, typer.Option("--for", metavar="DAY", help="Which day; today unless named.")]
Note = Annotated[list[str] | None, typer.Argument(metavar="[NOTE]", help="What it is about.")]


@command(choices, "add", said="calls add")
def add(
    counter: Counter,
    client: Client,
    note: Note = None,
    *,
    on: OnDay = None,
    associate: Annotated[str | None, typer.Option(help="Who calls; their own associate unless named.")] = None,
) -> Answer:
    """Put a client on a day's calls by hand; onto its sheet at once, if that is made.

    Example: clientbook calls add C102 "her ring is back from the workshop" --for tomorrow
    """
    from clientbook_cli.calls import choices as decided
    from clientbook_cli.calls.script import Scripts
    from clientbook_cli.clients import associates
    from clientbook_cli.clients.search import the_client

    with counter.book(write=True) as book, book.transaction():
        found = the_client(book, client, today=counter.today)
        on_day = counter.day(on)
        chosen = decided.add(
            book,
            client=found.client,
            day=on_day,
            note=one_text(note),
            associate=counter.associate(book, associate),
            settings=counter.settings,
            associates=associates.working(book, counter.associates, day=on_day),
            scripts=Scripts(counter.templates, counter.settings.store),
            today=counter.today,
            now=counter.now,
        )
    where = (
        f"row {chosen.row} of sheet {chosen.sheet}, {chosen.associate}" if chosen.row else "when that day is planned"
    )
    return _answer(chosen, found, f"is called on {day(chosen.day)}: {where}.", f"clientbook calls sheet --for {on_day}")


@command(choices, "skip", said="calls skip")
def skip(counter: Counter, client: Client, *, on: OnDay = None) -> Answer:
    """Leave a client out on one day.

    Example: clientbook calls skip C102 --for tomorrow
    """
    from clientbook_cli.calls import choices as decided
    from clientbook_cli.clients.search import the_client

    with counter.book(write=True) as book, book.transaction():
        found = the_client(book, client, today=counter.today)
        chosen = decided.skip(book, client=found.client, day=counter.day(on), today=counter.today, now=counter.now)
    off = f"; {count(chosen.rows, 'row')} taken off" if chosen.rows else ""
    return _answer(chosen, found, f"is not called on {day(chosen.day)}{off}.", "clientbook calls due")


@command(choices, "snooze", said="calls snooze")
def snooze(
    counter: Counter,
    client: Client,
    until: Annotated[
        str | None, typer.Argument(metavar="[DAY]", help="Until when; a week from today unless said.")
    ] = None,
    note: Note = None,
) -> Answer:
    """Put a client's call off until a day, on which they come back.

    Example: clientbook calls snooze C102 friday "travelling"
    """
    from clientbook_cli.calls import choices as decided
    from clientbook_cli.clients.search import the_client

    with counter.book(write=True) as book, book.transaction():
        found = the_client(book, client, today=counter.today)
        until_day = counter.day(until, default=7)
        chosen = decided.snooze(
            book, client=found.client, until=until_day, note=one_text(note), today=counter.today, now=counter.now
        )
    off = f"; {count(chosen.rows, 'row')} taken off" if chosen.rows else ""
    return _answer(chosen, found, f"is not called before {day(until_day)}{off}.", "clientbook calls due")


@command(choices, "reassign", said="calls reassign")
def reassign(
    counter: Counter,
    client: Client,
    associate: Annotated[str, typer.Argument(help="Who is to call instead.")],
    *,
    on: OnDay = None,
) -> Answer:
    """Give a client's row of a day's sheet to somebody else; the row keeps its number.

    Example: clientbook calls reassign C102 "Maya Ortiz"
    """
    from clientbook_cli.calls import choices as decided
    from clientbook_cli.clients.search import the_client

    with counter.book(write=True) as book, book.transaction():
        found = the_client(book, client, today=counter.today)
        name = counter.associate(book, associate) or associate
        chosen = decided.reassign(book, client=found.client, associate=name, day=counter.day(on), now=counter.now)
    return _answer(
        chosen, found, f"is called by {name}: row {chosen.row}.", f"clientbook calls sheet --for {chosen.day}"
    )


def _answer(chosen: Chosen, found: Found, said: str, following: str) -> Answer:
    who = f"{found.name or ''} {client_number(chosen.client)}".strip()
    return Answer(
        data={
            "client": client_number(chosen.client),
            "name": found.name,
            "kind": chosen.kind,
            "day": chosen.day,
            "until": chosen.until,
            "associate": chosen.associate,
            "sheet": chosen.sheet,
            "row": chosen.row,
        },
        show=lambda screen: screen.print(line(f"{who} {said}")),
        next=following,
    )
