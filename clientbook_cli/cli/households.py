"""`clientbook client relation|gift|prefers`: who belongs to whom, what is given, what is liked."""

from __future__ import annotations

from typing import Annotated

import typer

from clientbook_cli.cli.clients import ClientArgument, written
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number, day

households = part()


@command(households, "relation", said="client relation")
def relation(
    counter: Counter,
    who: ClientArgument,
    kind: Annotated[str, typer.Argument(help="partner, child, parent, sibling, friend, colleague or household.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="What the other is: a client, or a name.")],
    *,
    giver: Annotated[
        str | None, typer.Option(metavar="CLIENT", help="Partners: who is reminded of their days.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="Anything else.")] = None,
    end: Annotated[bool, typer.Option("--end", help="They belong together no more.")] = False,
) -> Answer:
    """Say who belongs to a client. Partners are one household: each is told of the other's days, never of their gifts.

    Example: clientbook client relation C102 partner C340 --giver C340
    """
    from clientbook_cli.clients import relations, search

    with counter.book(write=True) as book, book.transaction():
        one = search.the_client(book, who, today=counter.today)
        whom = relations.meant(book, client=one.client, text=other, today=counter.today)
        gives = search.the_client(book, giver, today=counter.today).client if giver else None
        if gives is not None and gives not in (one.client, whom.client):
            raise UsageError("the giver is one of the two", next=f"--giver {client_number(one.client)}")
        if end:
            made = relations.end(book, client=one.client, kind=kind, whom=whom, today=counter.today, now=counter.now)
        else:
            made = relations.add(
                book,
                client=one.client,
                kind=kind,
                other=whom.client,
                name=None if whom.client is not None else whom.name,
                giver=gives,
                note=note,
                today=counter.today,
                now=counter.now,
            )
    name, theirs = one.name or client_number(one.client), whom.name or other
    said = f"{theirs} is no longer {name}'s {kind}." if end else f"{theirs} is {name}'s {kind}."
    return written(
        one.client,
        {
            "relation": made.relation,
            "client": client_number(one.client),
            "kind": kind,
            "other": client_number(whom.client) if whom.client is not None else None,
            "name": whom.name,
            "ended": end,
        },
        said,
    )


@command(households, "gift", said="client gift")
def gift(
    counter: Counter,
    who: ClientArgument,
    whom: Annotated[str, typer.Argument(metavar="WHOM", help="For whom: a client, 'partner', or a name.")],
    until: Annotated[str, typer.Argument(metavar="DAY", help="The day it is given.")],
    *,
    item: Annotated[str | None, typer.Option(help="What it is; the last thing they bought unless named.")] = None,
    note: Annotated[str | None, typer.Option(help="Anything else.")] = None,
) -> Answer:
    """Say that a client bought something for somebody: until the day nothing that is said or sent tells them of it.

    Example: clientbook client gift C102 C340 2026-12-24 --item "pearl strand"
    """
    from clientbook_cli.clients import relations, search, surprises

    on_day = counter.day(until, first=counter.today)
    with counter.book(write=True) as book, book.transaction():
        giver = search.the_client(book, who, today=counter.today)
        meant = relations.meant(book, client=giver.client, text=whom, today=counter.today)
        bought = surprises.last_bought(book, client=giver.client, item=item, today=counter.today)
        made = surprises.add(
            book,
            client=giver.client,
            other=meant.client,
            name=None if meant.client is not None else meant.name,
            item=bought.item if bought else item,
            sale=bought.sale if bought else None,
            line=bought.line if bought else None,
            until=on_day,
            note=note,
            today=counter.today,
            now=counter.now,
        )
    said = [f"Gift {made.gift}: {made.item or 'something'} from {giver.name or who} for {meant.name}."]
    if meant.client is not None:
        said.append(f"Nothing said or sent to {meant.name} mentions it until {day(on_day)} has passed.")
    return written(
        giver.client,
        {
            "gift": made.gift,
            "client": client_number(giver.client),
            "for": meant.name,
            "for_client": client_number(meant.client) if meant.client is not None else None,
            "item": made.item,
            "until": on_day,
            "note": note,
        },
        *said,
    )


@command(households, "prefers", said="client prefers")
def prefers(
    counter: Counter,
    who: ClientArgument,
    kind: Annotated[str, typer.Argument(help='brand, category, metal, stone, style, dislike, "size ring", tag …')],
    value: Annotated[str, typer.Argument(help="Which one, or what size.")],
    *,
    end: Annotated[bool, typer.Option("--end", help="It is so no more.")] = False,
) -> Answer:
    """Write down what a client likes, what fits, or a tag of yours.

    Example: clientbook client prefers C102 "size ring" 6.5
    """
    from clientbook_cli.clients import preferences, search

    with counter.book(write=True) as book, book.transaction():
        found = search.the_client(book, who, today=counter.today)
        change = preferences.end if end else preferences.add
        made = change(book, client=found.client, kind=kind, value=value, today=counter.today, now=counter.now)
    said = f"{found.name or client_number(found.client)}: {made.kind} {made.value}{' no more' if end else ''}."
    return written(
        found.client,
        {
            "preference": made.preference,
            "client": client_number(found.client),
            "kind": made.kind,
            "value": made.value,
            "ended": end,
        },
        said,
    )
