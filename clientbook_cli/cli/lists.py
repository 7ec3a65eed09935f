"""`clientbook client list`: everybody, or whoever fits a rule; on the screen, or as a table for a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientbook_cli.cli.clients import card, cards
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line
from clientbook_cli.figures import client_number, count

lists = part()
ON_SCREEN = 50


@command(lists, "list", said="client list")
def listed(
    counter: Counter,
    *,
    where: Annotated[str, typer.Option(metavar="RULE", help='Whom: "tier top and bought brand Solenne".')] = "",
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write all of them as CSV.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many on the screen.")] = ON_SCREEN,
) -> Answer:
    """List clients, or those who fit a rule; those who spent most first.

    Example: clientbook client list --where "tier top"
    """
    from clientbook_cli import paper
    from clientbook_cli.audience import match
    from clientbook_cli.clients import search

    with counter.book() as book:
        chosen = match.clients(book, where, settings=counter.settings, today=counter.today) if where.strip() else None
        found = search.everybody(book, chosen, today=counter.today, currency=counter.settings.store.currency)
    if csv is not None:
        columns = ("client", "name", "email", "phone", "tier", "last_purchase")
        rows = [
            (client_number(one.client), one.name, one.email, one.phone, one.tier, one.last_purchase) for one in found
        ]
        paper.table(columns, [["" if cell is None else str(cell) for cell in row] for row in rows], csv)
    shown = found if counter.json else found[:limit]
    left = f"; {limit:,} are shown, --limit shows more" if len(found) > limit else ""
    said = f"{count(len(found), 'client')}{left if csv is None else f', written to {csv}'}."
    return Answer(
        data={"clients": [card(one) for one in found], "file": str(csv) if csv else None},
        show=lambda screen: screen.print(*(() if csv else (cards(counter, shown),)), line(said)),
    )
