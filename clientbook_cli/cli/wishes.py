"""`clientbook wish add|list|done`: what clients would like to have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.clients import AssociateOption, ClientArgument
from clientbook_cli.cli.commands import command, group
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count, day, money, read_money

if TYPE_CHECKING:
    from clientbook_cli.clients.wishes import Wish

wish = group("wish", "Wishes: what clients would like to have.")


@command(wish, "add", said="wish add")
def add(
    counter: Counter,
    who: ClientArgument,
    item: Annotated[str, typer.Argument(help="What they would like, in their words or the till's.")],
    *,
    brand: Annotated[str | None, typer.Option(help="Of which brand.")] = None,
    category: Annotated[str | None, typer.Option(help="Of which category.")] = None,
    most: Annotated[str | None, typer.Option("--up-to", metavar="AMOUNT", help="What it may cost at most.")] = None,
    for_whom: Annotated[
        str | None, typer.Option("--for", metavar="WHOM", help="For whom: a client, 'partner', or in words.")
    ] = None,
    need_by: Annotated[str | None, typer.Option(metavar="DAY", help="When they need it.")] = None,
    note: Annotated[str | None, typer.Option(help="Anything else.")] = None,
    associate: AssociateOption = None,
) -> Answer:
    """Write a wish down; it is met when a matching item is sold to them, and a reason to call when one comes in.

    Example: clientbook wish add C102 "pearl strand" --brand Solenne --up-to 900 --for partner
    """
    from clientbook_cli.clients import relations, search, stock, wishes

    with counter.book(write=True) as book, book.transaction():
        client = search.the_client(book, who, today=counter.today)
        whom = relations.meant(book, client=client.client, text=for_whom, today=counter.today)
        made = wishes.add(
            book,
            client=client.client,
            wanted=wishes.Wanted(
                item=item,
                brand=brand,
                category=category,
                most=read_money(most) if most else None,
                for_client=whom.client,
                for_whom=whom.name,
                need_by=counter.day(need_by, first=counter.today) if need_by else None,
                note=note,
                associate=counter.associate(book, associate),
            ),
            today=counter.today,
            now=counter.now,
        )
        there = stock.for_wish(book, wish=made.wish, currency=counter.settings.store.currency)
    said = [f"Wish {made.wish} of {made.name or client_number(made.client)}: {made.item}."]
    said += [f"In stock: {one.item} since {day(one.since)}." for one in there[:3]]
    if whom.client is not None:
        said.append(f"It is kept from {whom.name}.")
    return Answer(
        data={"wish": row(made), "in_stock": [one.item for one in there]},
        show=lambda screen: screen.print(*(line(text) for text in said), sep="\n"),
        next=f"clientbook wish done {made.wish} when it is",
    )


@command(wish, "list", said="wish list")
def listed(
    counter: Counter,
    who: Annotated[str | None, typer.Argument(metavar="[CLIENT]", help="Only this client's.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Also those that are done.")] = False,
) -> Answer:
    """List wishes, and what is in stock for each.

    Example: clientbook wish list
    """
    from clientbook_cli.clients import search, stock, wishes

    store = counter.settings.store
    with counter.book() as book:
        client = search.the_client(book, who, today=counter.today).client if who else None
        found = wishes.listed(book, client=client, with_done=every)
        there = stock.matches(book, currency=store.currency)
    rows = [
        (
            one.wish,
            f"{one.name or ''} {client_number(one.client)}".strip(),
            " ".join(filter(None, (one.brand, one.item))),
            "; ".join(
                filter(
                    None,
                    (
                        f"for {one.for_whom}" if one.for_whom else "",
                        f"by {day(one.need_by)}" if one.need_by else "",
                        f"up to {money(one.most, store.currency, locale=store.locale)}" if one.most else "",
                        f"done {day(one.done_on)}: {one.done_why}" if one.done_on else "",
                    ),
                )
            ),
            "; ".join(product.item for product in there.get(one.wish, [])[:2]),
        )
        for one in found
    ]
    return Answer(
        data={
            "wishes": [row(one) | {"in_stock": [product.item for product in there.get(one.wish, [])]} for one in found]
        },
        show=lambda screen: screen.print(
            table(("wish", "client", "what", "more", "in stock"), rows, plain=counter.plain, right=("wish",)),
            line(f"{count(len(found), 'wish', 'wishes')}."),
        ),
    )


@command(wish, "done", said="wish done")
def done(
    counter: Counter,
    number: Annotated[int, typer.Argument(metavar="WISH", help="Its number, as in wish list.")],
    why: Annotated[str, typer.Argument(help="How it ended.")] = "done",
) -> Answer:
    """Close a wish: it is fulfilled, or wished no more.

    Example: clientbook wish done 12 "got it for her birthday"
    """
    from clientbook_cli.clients import wishes

    with counter.book(write=True) as book, book.transaction():
        closed = wishes.close(book, wish=number, why=why, today=counter.today, now=counter.now)
    return Answer(
        data={"wish": row(closed)},
        show=lambda screen: screen.print(line(f"Wish {closed.wish} is closed: {closed.item}, {closed.done_why}.")),
        next="clientbook wish list",
    )


def row(one: Wish) -> dict[str, Any]:
    """A wish as JSON."""
    return {
        "wish": one.wish,
        "client": client_number(one.client),
        "name": one.name,
        "item": one.item,
        "brand": one.brand,
        "category": one.category,
        "up_to": one.most,
        "for": one.for_whom,
        "for_client": client_number(one.for_client) if one.for_client is not None else None,
        "need_by": one.need_by,
        "note": one.note,
        "associate": one.associate,
        "made_on": one.made_on,
        "done_on": one.done_on,
        "done_why": one.done_why,
    }
