"""`clientbook measure followup`: who follows up and who does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.learnt import learnt_as_json, show_learnt
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import day

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.measure.followup import FollowUp, Tally
    from clientbook_cli.measure.hindsight import Hindsight

following = part()
WEEK = 7
Since = Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day; a week's time ago.")]
Until = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day; today.")]


@command(following, "followup", said="measure followup")
def followup(counter: Counter, since: Since = None, until: Until = None) -> Answer:
    """Show each associate's calls: due, made, on time, what came of them and was sold after them.

    Example: clientbook measure followup --from 2026-11-01 --to 2026-11-14
    """
    from clientbook_cli.measure import followup as counting
    from clientbook_cli.measure import hindsight

    first, last = counter.span(since, until, days=WEEK)
    with counter.book() as book:
        found = counting.followup(
            book,
            first=first,
            last=last,
            today=counter.today,
            associates=[associate.name for associate in counter.associates],
            window_days=counter.settings.measure.window_days,
            currency=counter.settings.store.currency,
        )
        learnt = hindsight.look_back(book, today=counter.today, known=counter.known)
    return Answer(
        data={
            "from": first,
            "to": last,
            "associates": [{"associate": entry.associate, **_as_json(entry.now)} for entry in found],
            "before": [{"associate": entry.associate, **_as_json(entry.before)} for entry in found],
            "learnt_since": learnt_as_json(learnt),
        },
        show=lambda screen: _show(screen, counter, found, f"{day(first)} to {day(last)}", learnt),
        next="clientbook calls due" if any(entry.now.logged < entry.now.due for entry in found) else "",
    )


def _show(screen: Console, counter: Counter, found: list[FollowUp], span: str, learnt: Hindsight) -> None:
    from clientbook_cli.calls.codes import legend

    names = [entry.associate or "nobody named" for entry in found]
    columns = ("calls", "due", "made", "on time", "logged", "reached", "appointments")
    rows = [
        (
            name,
            _beside(entry.now.due, entry.before.due),
            _beside(entry.now.made, entry.before.made),
            _beside(entry.now.on_time, entry.before.on_time),
            "–" if entry.now.logged_share is None else f"{entry.now.logged_share:.0%}",
            _beside(entry.now.reached, entry.before.reached),
            _beside(entry.now.appointments, entry.before.appointments),
        )
        for name, entry in zip(names, found, strict=True)
    ]
    screen.print(table(columns, rows, plain=counter.plain, right=columns[1:]))
    below = ("what came of it", "outcomes", "sales", "spent", "visits followed", "days")
    came = [
        (
            name,
            " ".join(f"{letter}{calls}" for letter, calls in entry.now.outcomes.items() if calls),
            _beside(entry.now.sales, entry.before.sales),
            counter.amount(entry.now.spend),
            f"{entry.now.visits_followed} of {entry.now.visits}" if entry.now.visits else "–",
            "–" if entry.now.median_days is None else f"{entry.now.median_days:g}",
        )
        for name, entry in zip(names, found, strict=True)
    ]
    screen.print(table(below, came, plain=counter.plain, right=below[2:]))
    window = counter.settings.measure.window_days
    for said in (
        f"{span}, in brackets the same time before. A client counts once a day, with the day's last outcome.",
        f"Sales: within {window} days of the associate's call, their net shared with every other call and mail before "
        "it. Visits: those that bought nothing; days: half of them were followed up as soon.",
        legend(),
    ):
        screen.print(line(said))
    show_learnt(screen, counter, learnt)


def _beside(now: int, before: int) -> str:
    return f"{now:,} ({before:,})"


def _as_json(tally: Tally) -> dict[str, Any]:
    return {
        "due": tally.due,
        "made": tally.made,
        "on_time": tally.on_time,
        "logged": tally.logged,
        "logged_share": tally.logged_share,
        "reached": tally.reached,
        "appointments": tally.appointments,
        "outcomes": tally.outcomes,
        "sales": tally.sales,
        "spend": tally.spend,
        "visits": tally.visits,
        "visits_followed": tally.visits_followed,
        "median_days": tally.median_days,
    }
