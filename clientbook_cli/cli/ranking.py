"""`clientbook score show`: the scored clients, the best first."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.cli.scores import cuts_data, show_cuts
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number, count, day, money

if TYPE_CHECKING:
    from rich.console import Console

ranking = part()
SHOWN = 25


@command(ranking, "show", said="score show")
def show_ranking(
    counter: Counter,
    tier: Annotated[str | None, typer.Option(help="Only this tier: top, mid, base.")] = None,
    segment: Annotated[str | None, typer.Option(help="Only this segment: Champions, Lost, …")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help=f"How many; all of them in JSON, {SHOWN} on the screen.")
    ] = None,
) -> Answer:
    """Show the scored clients, the best first, and the cut points they were scored with.

    Example: clientbook score show --tier top --limit 50
    """
    from clientbook_cli.score import ranking as best_first
    from clientbook_cli.score import segments, snapshot

    names = segments.tables(counter.settings.score)
    with counter.book() as book:
        run = snapshot.newest(book, today=counter.today)
        tier = _named("tier", tier, (*names.tiers, *run.tiers))
        segment = _named("segment", segment, (*names.segments, *run.segments))
        shown = limit or (None if counter.json else SHOWN)
        clients = best_first.ranked(book, today=counter.today, tier=tier, segment=segment, limit=shown)
    rows = [
        (
            client_number(entry.client),
            entry.name or entry.email,
            f"{entry.last_purchase.day} {entry.last_purchase:%b %Y}",
            f"{entry.frequency:,}",
            money(entry.monetary, counter.settings.store.currency, locale=counter.settings.store.locale),
            f"{entry.r}{entry.f}{entry.m}",
            entry.tier,
            entry.segment,
        )
        for entry in clients
    ]

    def show(screen: Console) -> None:
        columns = ("client", "name", "bought last", "buys", "spent", "RFM", "tier", "segment")
        screen.print(table(columns, rows, plain=counter.plain, right=("buys", "spent")))
        matched = clients[0].matched if clients else 0
        some = f" Shown: {len(clients)}; --limit shows more." if matched > len(clients) else ""
        screen.print(line(f"{count(matched, 'client')} as of {day(run.as_of)}, run {run.run}.{some}"))
        show_cuts(screen, counter, run)

    return Answer(
        data={
            "run": run.run,
            "as_of": run.as_of,
            "cuts": cuts_data(run.cuts),
            "clients": [
                {
                    "client": client_number(entry.client),
                    "name": entry.name,
                    "email": entry.email,
                    "last_purchase": entry.last_purchase,
                    "recency_days": entry.recency_days,
                    "frequency": entry.frequency,
                    "monetary": entry.monetary,
                    "r": entry.r,
                    "f": entry.f,
                    "m": entry.m,
                    "tier": entry.tier,
                    "segment": entry.segment,
                }
                for entry in clients
            ],
        },
        show=show,
    )


def _named(what: str, typed: str | None, known: Sequence[str]) -> str | None:
    """The tier or segment meant, whatever its case. Raises UsageError naming the nearest."""
    if typed is None:
        return None
    by_folded = {name.casefold(): name for name in known}
    if typed.casefold() in by_folded:
        return by_folded[typed.casefold()]
    near = difflib.get_close_matches(typed.casefold(), by_folded, n=1, cutoff=0.4)
    raise UsageError(
        f"there is no {what} {typed!r}",
        rule=f"known: {', '.join(dict.fromkeys(known))}",
        next=f"did you mean {by_folded[near[0]]!r}?" if near else f"type one of the {what}s above",
    )
