"""`clientbook occasion add|list|done`: days that come round every year, and who is reminded of them."""

from __future__ import annotations

from typing import Annotated

import typer

from clientbook_cli.cli.clients import ClientArgument
from clientbook_cli.cli.commands import command, group
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count, day

occasion = group("occasion", "Occasions: birthdays, anniversaries and other days.")
AHEAD = 30


@command(occasion, "add", said="occasion add")
def add(
    counter: Counter,
    who: ClientArgument,
    kind: Annotated[str, typer.Argument(help="birthday, anniversary, graduation …")],
    on: Annotated[str, typer.Argument(metavar="DAY", help="1978-11-20, 11-20 or 20 Nov.")],
    *,
    about: Annotated[str | None, typer.Option(help='Whose day it is, when not the client\'s: "daughter Mia".')] = None,
    note: Annotated[str | None, typer.Option(help="Anything else.")] = None,
) -> Answer:
    """Write down a day that comes round; the partner of whose day it is is reminded, once.

    Example: clientbook occasion add C102 birthday 1978-11-20
    """
    from clientbook_cli.clients import occasions, search

    month, day_of_month, year = occasions.read_day(on)
    if year and kind.strip().casefold() == "birthday":
        counter.day(f"{year:04}-{month:02}-{day_of_month:02}", last=counter.today)
    with counter.book(write=True) as book, book.transaction():
        found = search.the_client(book, who, today=counter.today)
        made = occasions.add(
            book,
            client=found.client,
            kind=kind,
            on=(month, day_of_month, year),
            about=about,
            note=note,
            now=counter.now,
        )
        coming = [one for one in occasions.coming(book, today=counter.today, days=366) if one.kind == made.kind]
    reminded = next((one for one in coming if found.client in (one.client, one.about)), None)
    said = [f"Occasion {made.occasion}: {made.kind} of {about or found.name or client_number(found.client)}."]
    if reminded:
        said.append(f"It is kept next on {day(reminded.keeping)}; {client_number(reminded.client)} is reminded.")
    return Answer(
        data={
            "occasion": made.occasion,
            "client": client_number(found.client),
            "kind": made.kind,
            "month": month,
            "day": day_of_month,
            "year": year,
            "about": about,
            "note": note,
            "reminded": client_number(reminded.client) if reminded else None,
        },
        show=lambda screen: screen.print(*(line(text) for text in said), sep="\n"),
        next="clientbook occasion list",
    )


@command(occasion, "list", said="occasion list")
def listed(
    counter: Counter,
    *,
    days: Annotated[int, typer.Option(min=0, max=400, help="How many days ahead.")] = AHEAD,
) -> Answer:
    """List the occasions to come, and who is reminded of each.

    Example: clientbook occasion list --days 30
    """
    from clientbook_cli.clients import occasions, search

    with counter.book() as book:
        found = occasions.coming(book, today=counter.today, days=days)
        names = search.names(book, [one.client for one in found])
    rows = [
        (
            day(one.keeping),
            one.kind if not one.years else f"{one.kind} ({one.years})",
            one.about_name or names.get(one.client),
            f"{names.get(one.client) or ''} {client_number(one.client)}".strip(),
            one.note,
        )
        for one in found
    ]
    return Answer(
        data={
            "occasions": [
                {
                    "client": client_number(one.client),
                    "name": names.get(one.client),
                    "kind": one.kind,
                    "on": one.keeping,
                    "years": one.years,
                    "about": client_number(one.about) if one.about is not None else None,
                    "about_name": one.about_name,
                    "note": one.note,
                }
                for one in found
            ]
        },
        show=lambda screen: screen.print(
            table(("day", "what", "whose", "remind", "note"), rows, plain=counter.plain),
            line(f"{count(len(found), 'occasion')} in {count(days, 'day')}."),
        ),
        next="clientbook calls sheet --for tomorrow",
    )


@command(occasion, "done", said="occasion done")
def done(counter: Counter, number: Annotated[int, typer.Argument(metavar="OCCASION", help="Its number.")]) -> Answer:
    """Take an occasion off: it is kept no more, or was wrong. Its number stands in client show.

    Example: clientbook occasion done 12
    """
    from clientbook_cli.clients import occasions

    with counter.book(write=True) as book, book.transaction():
        occasions.end(book, occasion=number, today=counter.today, now=counter.now)
    return Answer(
        data={"occasion": number, "ended_on": counter.today},
        show=lambda screen: screen.print(line(f"Occasion {number} is taken off.")),
        next="clientbook occasion list",
    )
