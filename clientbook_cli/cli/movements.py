"""`clientbook score movement`: who moved between tiers and segments, what they were worth, and who spoke to them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count, day, money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from clientbook_cli.score.movement import Flow, Moved, Movement
    from clientbook_cli.score.snapshot import ScoreRun

movements = part()
SHOWN = 20


@command(movements, "movement", said="score movement")
def show_movement(
    counter: Counter,
    since: Annotated[
        str | None,
        typer.Option(metavar="RUN|DAY", help="A run's number, or a day.", show_default="the run before"),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help=f"How many clients; {SHOWN} on the screen.")] = None,
) -> Answer:
    """Compare the newest run with an earlier one: who fell, what they were worth, when they were last contacted.

    Example: clientbook score movement --since 2026-08-01
    """
    from clientbook_cli.score import movement, snapshot

    run_number = re.fullmatch(r"\d{1,6}", since.strip()) if since else None
    with counter.book() as book:
        run = snapshot.newest(book, today=counter.today)
        found = movement.compare(
            book,
            later=run,
            since=int(run_number[0]) if run_number else counter.day(since) if since else None,
            today=counter.today,
        )
    shown = found.clients[: limit or (None if counter.json else SHOWN)]
    return Answer(
        data={
            "since": {"run": found.earlier.run, "as_of": found.earlier.as_of},
            "run": found.later.run,
            "as_of": found.later.as_of,
            "moves": _flows(found.moves),
            "segment_moves": _flows(found.segment_moves),
            "matrix": _flows(found.matrix),
            "moved": len(found.clients),
            "clients": [
                {
                    "client": client_number(entry.client),
                    "name": entry.name,
                    "email": entry.email,
                    "from": entry.tier_before,
                    "to": entry.tier_now,
                    "from_segment": entry.segment_before,
                    "to_segment": entry.segment_now,
                    "spend": entry.spend,
                    "last_contact": entry.last_contact,
                    "contacted_by": entry.contacted_by,
                }
                for entry in shown
            ],
        },
        show=lambda screen: _show(screen, counter, run, found, shown),
        next="clientbook score explain CLIENT, or tomorrow's calls: clientbook calls sheet",
    )


def _flows(flows: Sequence[Flow]) -> list[dict[str, Any]]:
    return [{"from": flow.before, "to": flow.now, "clients": flow.clients, "spend": flow.spend} for flow in flows]


def _show(screen: Console, counter: Counter, run: ScoreRun, found: Movement, shown: Sequence[Moved]) -> None:
    store = counter.settings.store

    def amount(value: Decimal) -> str:
        return money(value, run.recipe.currency, locale=store.locale)

    earlier, later = found.earlier, found.later
    screen.print(
        line(f"From {day(earlier.as_of)}, run {earlier.run}, to {day(later.as_of)}, run {later.run}: clients by tier.")
    )
    _show_matrix(screen, counter, run, found.matrix)
    if not shown:
        further = f" Further back: clientbook score movement --since {found.oldest.as_of}" if found.oldest else ""
        screen.print(line(f"Nobody moved between tiers or segments.{further}"))
        return
    rows = [
        (
            client_number(entry.client),
            entry.name or entry.email,
            _way(entry.tier_before, entry.tier_now),
            _way(entry.segment_before, entry.segment_now),
            amount(entry.spend),
            _contact(entry),
        )
        for entry in shown
    ]
    columns = ("client", "name", "tier", "segment", "worth", "last contact")
    screen.print(table(columns, rows, plain=counter.plain, right=("worth",)))
    more = f" Shown: {len(shown)}; --limit shows more." if len(shown) < len(found.clients) else ""
    screen.print(line(f"{count(len(found.clients), 'client')} moved, the biggest loss first.{more}"))
    screen.print(line(f"Worth: spent in the 12 months up to {day(earlier.as_of)}."))


def _show_matrix(screen: Console, counter: Counter, run: ScoreRun, matrix: Sequence[Flow]) -> None:
    tiers = run.recipe.settings.tiers
    known = sorted(tiers, key=lambda name: -tiers[name][0])
    cells = {(flow.before, flow.now): flow.clients for flow in matrix}
    others = sorted({name for way in cells for name in way if name} - set(known))  # of settings that have changed
    rows: list[str | None] = [*known, *others]
    before = [*rows, *([None] if any(way[0] is None for way in cells) else [])]
    after = [*rows, *([None] if any(way[1] is None for way in cells) else [])]
    columns = ["was \\ is", *(name or "gone" for name in after), "all"]
    lines = []
    for name in before:
        counts = [cells.get((name, other), 0) for other in after]
        lines.append([name or "new", *(f"{number:,}" if number else "·" for number in counts), f"{sum(counts):,}"])
    screen.print(table(columns, lines, plain=counter.plain, right=columns[1:]))


def _way(before: str | None, now: str | None) -> str:
    if before == now:
        return now or ""
    return f"{before or 'new'} → {now or 'gone'}"


def _contact(entry: Moved) -> str:
    if not entry.last_contact:
        return "never"
    by = f", {entry.contacted_by}" if entry.contacted_by else ""
    return f"{entry.last_contact.day} {entry.last_contact:%b %Y}{by}"
