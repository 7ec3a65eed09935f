"""`clientbook client …`: find people, and promise to be in touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.commands import command, group
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count, day, phone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table

    from clientbook_cli.clients.search import Found

client = group("client", "Clients: find them, write down what they said, join two that are one.")
follow_up = group("follow-up", "Promises to be in touch.")
client.add_typer(follow_up)

AssociateOption = Annotated[str | None, typer.Option(metavar="NAME", help="Which associate: a name or its beginning.")]
ClientArgument = Annotated[
    str, typer.Argument(metavar="CLIENT", help="An id (C102), an email, a phone number or a name.")
]


def card(found: Found) -> dict[str, object]:
    """A client as every list of clients shows them in JSON."""
    return {
        "client": client_number(found.client),
        "name": found.name,
        "email": found.email,
        "phone": found.phone,
        "tier": found.tier,
        "last_purchase": found.last_purchase,
    }


def written(client: int, data: Mapping[str, Any], *said: str) -> Answer:
    """The answer of a command that wrote something of a client down: what, in lines; their page comes next."""
    return Answer(
        data=data,
        show=lambda screen: screen.print(*map(line, said), sep="\n"),
        next=f"clientbook client show {client_number(client)}",
    )


@command(client, "find", said="client find")
def find(
    counter: Counter,
    words: Annotated[list[str], typer.Argument(metavar="TEXT…", help="A name, email, phone, note or thing bought.")],
) -> Answer:
    """Find clients by whatever you remember: a name (typos forgiven), an email, a phone, a note, a thing they bought.

    Example: clientbook client find ortiz
    """
    from clientbook_cli.clients import search

    text = " ".join(words)
    with counter.book() as book:
        found = search.find(book, text, today=counter.today)
    return Answer(
        data={"clients": [card(entry) | {"because": entry.because or "name"} for entry in found]},
        show=lambda screen: screen.print(
            *((cards(counter, found, because=True),) if found else ()),
            line(count(len(found), "client") if found else f"Nobody is found by {text!r}."),
        ),
        next=f"clientbook client show {client_number(found[0].client)}" if found else "",
    )


def cards(counter: Counter, found: Sequence[Found], *, because: bool = False) -> Table:
    """Clients as every list of clients shows them on the screen."""
    rows = [
        (
            client_number(entry.client),
            entry.name,
            entry.email,
            phone(entry.phone, counter.settings.store.country) if entry.phone else "",
            entry.tier,
            day(entry.last_purchase) if entry.last_purchase else "never",
            entry.because,
        )
        for entry in found
    ]
    columns = ["client", "name", "email", "phone", "tier", "last purchase"]
    with_why = because and any(entry.because for entry in found)
    columns += ["found by"] if with_why else []
    return table(columns, [row if with_why else row[:-1] for row in rows], plain=counter.plain)


@command(follow_up, "add", said="client follow-up add")
def add_follow_up(
    counter: Counter,
    who: ClientArgument,
    on: Annotated[str, typer.Argument(metavar="DAY", help="When: 2026-04-03, tomorrow, friday.")],
    note: Annotated[str | None, typer.Argument(help="What was promised.")] = None,
    associate: AssociateOption = None,
) -> Answer:
    """Promise to be in touch with a client on a day: it stands on that day's call sheet.

    Example: clientbook client follow-up add C102 friday "photos of the studs"
    """
    from clientbook_cli.clients import follow_ups, search

    due = counter.day(on, first=counter.today)
    with counter.book(write=True) as book, book.transaction():
        found = search.the_client(book, who, today=counter.today)
        made = follow_ups.add(
            book,
            client=found.client,
            due=due,
            note=note,
            associate=counter.associate(book, associate),
            today=counter.today,
            now=counter.now,
        )
    return Answer(
        data={
            "follow_up": made.follow_up,
            "client": client_number(made.client),
            "due": made.due,
            "note": made.note,
            "associate": made.associate,
        },
        show=lambda screen: screen.print(
            line(f"Follow-up with {found.name or client_number(found.client)} on {day(due)}.")
        ),
        next=f"clientbook calls sheet --for {due}",
    )
