"""`clientbook score show` and `score map`: the scored clients, the best first, and where they stand."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli import paper
from clientbook_cli.cli import maps
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.cli.scores import cuts_data, show_cuts
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number, count, day, money, plain_money

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.score.ranking import Ranked
    from clientbook_cli.score.snapshot import ScoreRun

ranking = part()
SHOWN = 25
FILE_COLUMNS = (
    *("client", "name", "email", "last_purchase", "recency_days", "frequency", "monetary", "r", "f", "m", "tier"),
    "segment",
)


@command(ranking, "show", said="score show")
def show_ranking(
    counter: Counter,
    tier: Annotated[str | None, typer.Option(help="Only this tier: top, mid, base.")] = None,
    segment: Annotated[str | None, typer.Option(help="Only this segment: Champions, Lost, …")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help=f"How many; all of them in JSON and in files, {SHOWN} on the screen.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a table for a spreadsheet too.")] = None,
) -> Answer:
    """Show the scored clients, the best first, where they stand, and the cut points they were scored with.

    Example: clientbook score show --tier top --limit 50
    """
    from clientbook_cli.score import heat, snapshot
    from clientbook_cli.score import ranking as best_first

    with counter.book() as book:
        run = snapshot.newest(book, today=counter.today)
        tier, segment = named_in_run(counter, run, tier=tier, segment=segment)
        shown = limit or (None if counter.json or csv else SHOWN)
        clients = best_first.ranked(book, today=counter.today, tier=tier, segment=segment, limit=shown)
        found = heat.heat_map(book, run=run, tier=tier, segment=segment)
    written = [csv.resolve()] if csv else []
    if csv:
        paper.table(FILE_COLUMNS, [_cells(entry) for entry in clients], csv)
    rows = [_row(counter, entry) for entry in clients[: limit or SHOWN]]

    def show(screen: Console) -> None:
        columns = ("client", "name", "bought last", "buys", "spent", "RFM", "tier", "segment")
        screen.print(table(columns, rows, plain=counter.plain, right=("buys", "spent")))
        some = f" Shown: {len(rows)}; --limit shows more." if found.clients > len(rows) else ""
        screen.print(line(f"{count(found.clients, 'client')} as of {day(run.as_of)}, run {run.run}.{some}"))
        maps.draw(screen, found, run, plain=counter.plain)
        show_cuts(screen, counter, run)
        for file in written:
            screen.print(line(f"written: {file}, {count(len(clients), 'client')}"), soft_wrap=True)

    return Answer(
        data={
            "run": run.run,
            "as_of": run.as_of,
            "cuts": cuts_data(run.cuts),
            "map": maps.map_data(found),
            "clients": [_data(entry) for entry in clients],
            "files": [str(file) for file in written],
        },
        show=show,
    )


@command(ranking, "map", said="score map")
def show_map(
    counter: Counter,
    tier: Annotated[str | None, typer.Option(help="Only this tier: top, mid, base.")] = None,
    segment: Annotated[str | None, typer.Option(help="Only this segment: Champions, Lost, …")] = None,
) -> Answer:
    """Show how many clients have each pair of recency and frequency scores.

    Example: clientbook score map
    """
    from clientbook_cli.score import heat, snapshot

    with counter.book() as book:
        run = snapshot.newest(book, today=counter.today)
        tier, segment = named_in_run(counter, run, tier=tier, segment=segment)
        found = heat.heat_map(book, run=run, tier=tier, segment=segment)

    def show(screen: Console) -> None:
        screen.print(line(f"{count(found.clients, 'client')} as of {day(run.as_of)}, run {run.run}"))
        maps.draw(screen, found, run, plain=counter.plain)
        show_cuts(screen, counter, run)

    return Answer(
        data={
            "run": run.run,
            "as_of": run.as_of,
            "clients": found.clients,
            "cuts": cuts_data(run.cuts),
            "map": maps.map_data(found),
        },
        show=show,
    )


def named_in_run(
    counter: Counter, run: ScoreRun, *, tier: str | None, segment: str | None
) -> tuple[str | None, str | None]:
    """The tier and the segment meant, as the run or the settings spell them. Raises UsageError naming the nearest."""
    from clientbook_cli.score import segments

    names = segments.tables(counter.settings.score)
    return (
        _named("tier", tier, (*names.tiers, *run.tiers)),
        _named("segment", segment, (*names.segments, *run.segments)),
    )


def _data(entry: Ranked) -> dict[str, Any]:
    return {
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


def _cells(entry: Ranked) -> list[object]:
    """The same for a spreadsheet."""
    values = (_data(entry)[name] for name in FILE_COLUMNS)
    return [plain_money(value) if isinstance(value, Decimal) else value for value in values]


def _row(counter: Counter, entry: Ranked) -> tuple[str, ...]:
    return (
        client_number(entry.client),
        entry.name or entry.email or "",
        f"{entry.last_purchase.day} {entry.last_purchase:%b %Y}",
        f"{entry.frequency:,}",
        money(entry.monetary, counter.settings.store.currency, locale=counter.settings.store.locale),
        f"{entry.r}{entry.f}{entry.m}",
        entry.tier,
        entry.segment,
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
