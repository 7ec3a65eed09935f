"""`clientbook visit add|list`: who was in the store, and what the store owes them after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.clients import AssociateOption, written
from clientbook_cli.cli.commands import command, group
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count, day, money, read_money

if TYPE_CHECKING:
    from clientbook_cli.clients.visits import Visit

visit = group("visit", "Visits: who was in the store, what they liked, when to be in touch.")


@command(visit, "add", said="visit add")
def add(
    counter: Counter,
    who: Annotated[str, typer.Argument(metavar="CLIENT", help="A client; or a new name, with --phone or --email.")],
    *,
    looked_at: Annotated[str | None, typer.Option(help="What they looked at.")] = None,
    liked: Annotated[str | None, typer.Option(help="What they liked most.")] = None,
    category: Annotated[str | None, typer.Option(help="Its category, as in [visits.by_category].")] = None,
    for_whom: Annotated[
        str | None, typer.Option("--for", metavar="WHOM", help="For whom: a client, 'partner', or in words.")
    ] = None,
    need_by: Annotated[str | None, typer.Option(metavar="DAY", help="When they need it.")] = None,
    budget: Annotated[str | None, typer.Option(metavar="AMOUNT", help="What it may cost.")] = None,
    note: Annotated[str | None, typer.Option(help="Anything else.")] = None,
    associate: AssociateOption = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="When they were here; today.")] = None,
    phone: Annotated[str | None, typer.Option(help="Of a new person.")] = None,
    email: Annotated[str | None, typer.Option(help="Of a new person.")] = None,
) -> Answer:
    """Write a visit down in one line; who bought nothing is followed up by itself.

    Example: clientbook visit add "Zoe Park" --phone 503-555-0177 --liked "cushion halo" --for herself
    """
    from clientbook_cli.book.operations import record
    from clientbook_cli.clients import newcomers, relations, visits

    on_day = counter.day(on, last=counter.today)
    needed = counter.day(need_by, first=on_day) if need_by else None
    with counter.book(write=True) as book, book.transaction():
        operation = record(book, command="visit", said=f"visit of {who} on {on_day}", now=counter.now)
        met = newcomers.meet(
            book,
            who,
            email=email,
            phone=phone,
            country=counter.settings.store.country,
            operation=operation,
            today=counter.today,
            now=counter.now,
        )
        whom = relations.meant(book, client=met.client, text=for_whom, today=counter.today)
        seen = visits.Seen(
            associate=counter.associate(book, associate),
            looked_at=looked_at,
            liked=liked,
            category=category,
            for_client=whom.client,
            for_whom=whom.name,
            need_by=needed,
            budget=read_money(budget) if budget else None,
            note=note,
        )
        made, promise = visits.add(
            book,
            client=met.client,
            seen=seen,
            day=on_day,
            settings=counter.settings.visits,
            now=counter.now,
            operation=operation,
        )
    name = met.name or client_number(met.client)
    said = [f"Visit {made.visit} of {name} ({client_number(met.client)}{', new' if met.is_new else ''})."]
    if promise:
        said.append(f"To be in touch on {day(promise.due)}: {promise.note}.")
    if made.bought:
        said.append("They bought that day: no follow-up.")
    if whom.client is not None:
        said.append(f"It is kept from {whom.name} until {day(needed) if needed else 'half a year has passed'}.")
    return written(
        met.client,
        {
            "visit": row(made) | {"is_new": met.is_new},
            "follow_up": {"follow_up": promise.follow_up, "due": promise.due, "note": promise.note}
            if promise
            else None,
        },
        *said,
    )


@command(visit, "list", said="visit list")
def listed(
    counter: Counter,
    who: Annotated[str | None, typer.Argument(metavar="[CLIENT]", help="Only this client's.")] = None,
    *,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day; a month ago.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day; today.")] = None,
    not_bought: Annotated[bool, typer.Option("--not-bought", help="Only visits that bought nothing.")] = False,
) -> Answer:
    """List visits: what was looked at, whether they bought, and when somebody is in touch.

    Example: clientbook visit list --from yesterday --not-bought
    """
    from clientbook_cli.clients import search, visits

    first, last = counter.span(since, until, days=31)
    with counter.book() as book:
        if who:
            client = search.the_client(book, who, today=counter.today).client
            found = [one for one in visits.of_client(book, client=client) if not since or first <= one.day <= last]
        else:
            found = visits.between(book, first=first, last=last)
    found = [one for one in found if not (not_bought and one.bought)]
    store = counter.settings.store
    rows = [
        (
            day(one.day),
            f"{one.name or ''} {client_number(one.client)}".strip(),
            one.liked or one.looked_at,
            "; ".join(
                filter(
                    None,
                    (
                        f"for {one.for_whom}" if one.for_whom else "",
                        f"by {day(one.need_by)}" if one.need_by else "",
                        f"up to {money(one.budget, store.currency, locale=store.locale)}" if one.budget else "",
                        one.note or "",
                    ),
                )
            ),
            one.associate,
            "bought" if one.bought else "done" if one.done_on else day(one.due) if one.due else "",
        )
        for one in found
    ]
    columns = ("day", "client", "liked", "more", "associate", "then")
    return Answer(
        data={"visits": [row(one) for one in found]},
        show=lambda screen: screen.print(
            table(columns, rows, plain=counter.plain), line(f"{count(len(found), 'visit')}.")
        ),
    )


def row(one: Visit) -> dict[str, Any]:
    """A visit as JSON."""
    return {
        "visit": one.visit,
        "client": client_number(one.client),
        "name": one.name,
        "day": one.day,
        "associate": one.associate,
        "looked_at": one.looked_at,
        "liked": one.liked,
        "category": one.category,
        "for": one.for_whom,
        "for_client": client_number(one.for_client) if one.for_client is not None else None,
        "need_by": one.need_by,
        "budget": one.budget,
        "note": one.note,
        "bought": one.bought,
        "follow_up": one.follow_up,
        "due": one.due,
        "done_on": one.done_on,
    }
