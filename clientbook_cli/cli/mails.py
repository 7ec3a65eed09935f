"""`clientbook mail new|list|status|cancel`: a list of clients and a text become a campaign; what became of it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.campaigns import NameArgument, SetOption, figures, next_step, page, pairs
from clientbook_cli.cli.commands import command, group
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.cli.writing import copy_into_store, find_template
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number, count, day

if TYPE_CHECKING:
    from rich.console import Console

mail = group("mail", "Mails to many: write, look, send once, see what became of each.")


@command(mail, "new", said="mail new")
def new(
    counter: Counter,
    *,
    name: NameArgument,
    template: Annotated[str, typer.Option(help="A template of templates/mail, such as brand-launch.")],
    tier: Annotated[list[str] | None, typer.Option(help="Clients of this tier; may be repeated.")] = None,
    segment: Annotated[list[str] | None, typer.Option(help="Clients of this segment; may be repeated.")] = None,
    bought_brand: Annotated[str, typer.Option(help="Clients who bought this brand; sets the key brand too.")] = "",
    where: Annotated[str, typer.Option(metavar="RULE", help="Clients who fit a rule, such as 'spend > 2000'.")] = "",
    hold_out: Annotated[str, typer.Option(metavar="SHARE", help="Share of each tier held back, such as 10%.")] = "0%",
    set_: SetOption = None,
) -> Answer:
    """Make a campaign: its list is frozen, with everybody who is left out and why. Nothing is sent.

    Example: clientbook mail new spring --template brand-launch --tier mid --hold-out 10% --set brand="Marlow & Pine"
    """
    from clientbook_cli.audience import language
    from clientbook_cli.audience.match import spell
    from clientbook_cli.audience.rule import Named, both, names
    from clientbook_cli.campaign import campaigns
    from clientbook_cli.cli.outgoing import make

    share = _share(hold_out)
    taken = find_template(counter, template)
    given = pairs(set_)
    options = (("tier", tier), ("segment", segment), ("bought brand", [bought_brand] if bought_brand else None))
    chosen = [Named(field, tuple(typed)) for field, typed in options if typed]
    with counter.book() as book:
        rule = spell(book, both(*chosen, language.read(where)), settings=counter.settings, today=counter.today)
    brands = list(names(rule, "bought brand"))
    if len(brands) == 1 and "brand" in taken.keys:
        given.setdefault("brand", brands[0])
    made_of = make(counter, taken, given)
    with counter.book(write=True) as book, book.transaction():
        made = campaigns.new(
            book,
            name=name,
            make=made_of,
            rule=rule,
            hold_out=share,
            settings=counter.settings,
            today=counter.today,
            now=counter.now,
        )
    if copy_into_store(counter, taken):
        counter.say(f"note: {counter.folder.templates / taken.source.name} is now yours to change; then mail edit")
    if taken.tiers and not set(names(rule, "tier")) <= set(taken.tiers):
        counter.say(f"note: this template is written for tier {' or '.join(taken.tiers)}; the list is {made.rule}")
    if not made.chosen:
        counter.say("note: nobody is left on the list")
    return Answer(
        data=figures(made),
        show=lambda screen: page(screen, made, plain=counter.plain),
        next=f'clientbook mail preview "{made.name}"',
    )


@command(mail, "list", said="mail list")
def listing(counter: Counter) -> Answer:
    """Every campaign, the newest first.

    Example: clientbook mail list
    """
    from clientbook_cli.campaign import campaigns

    with counter.book() as book:
        every = campaigns.listing(book)
    rows = [
        (one.name, one.state, one.rule, day(one.made_at.date()), f"{one.chosen:,}", f"{one.left:,}") for one in every
    ]
    heads = ("campaign", "state", "for", "made", "mails", "left")
    return Answer(
        data={"campaigns": [{**figures(one), "made_at": one.made_at} for one in every]},
        show=lambda screen: screen.print(
            table(heads, rows, plain=counter.plain, right=("mails", "left")), line(count(len(every), "campaign"))
        ),
        next="" if every else "clientbook mail new NAME --template brand-launch --set brand=…",
    )


@command(mail, "status", said="mail status")
def status(
    counter: Counter,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The campaign's name.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write all of it as a spreadsheet.")] = None,
) -> Answer:
    """What became of each mail of a campaign; without a name, of all campaigns together.

    Example: clientbook mail status spring
    """
    from clientbook_cli import paper
    from clientbook_cli.campaign import campaigns, outbox

    if name is None:
        return listing(counter)
    with counter.book() as book:
        found = campaigns.find(book, name)
        rows = outbox.recipients(book, campaign=found.campaign)
    if csv:
        paper.table(
            ("client", "name", "address", "state", "when (UTC)", "message_id", "reply", "came_back"),
            [
                (
                    client_number(row.client),
                    row.name,
                    row.address,
                    row.state,
                    f"{row.at:%Y-%m-%d %H:%M:%S}",
                    row.message_id,
                    row.reply,
                    row.came_back,
                )
                for row in rows
            ],
            csv,
        )
    aside = ("later", "refused", "unknown", "cancelled", "sending")
    told = [row for row in rows if row.came_back or row.state in aside]

    def show(screen: Console) -> None:
        page(screen, found, plain=counter.plain)
        if told:
            cells = [(client_number(row.client), row.address, row.state, row.came_back or row.reply) for row in told]
            screen.print(table(("client", "address", "state", "why"), cells, plain=counter.plain))
        if csv:
            screen.print(line(f"written to {csv}"))

    return Answer(
        data={
            **figures(found),
            "recipients": [
                {
                    "client": client_number(row.client),
                    "address": row.address,
                    "state": row.state,
                    "message_id": row.message_id,
                    "at": row.at,
                    "reply": row.reply,
                    "came_back": row.came_back,
                }
                for row in rows
            ],
            "file": str(csv) if csv else None,
        },
        show=show,
        next=next_step(found),
    )


@command(mail, "cancel", said="mail cancel")
def cancel(counter: Counter, name: NameArgument) -> Answer:
    """Stop a campaign for good: what has not left never will. What has left stays in the book.

    Example: clientbook mail cancel spring
    """
    from clientbook_cli.campaign import campaigns, ladder
    from clientbook_cli.cli.outgoing import strand

    with counter.book(write=True) as book, book.transaction():
        found = campaigns.find(book, name)
        ladder.cancel(book, found, today=counter.today, now=counter.now)
    strand(counter, found)
    with counter.book() as book:
        now = campaigns.find(book, name)
    return Answer(data=figures(now), show=lambda screen: page(screen, now, plain=counter.plain))


def _share(text: str) -> Decimal:
    """A share typed as 10% or 0.1. Raises UsageError."""
    try:
        share = Decimal(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    except InvalidOperation:
        share = Decimal(-1)
    if not 0 <= share < 1:
        raise UsageError(
            f"--hold-out {text}: this is no share", rule="from 0% to below 100%, such as 10%", next="--hold-out 10%"
        )
    return share
