"""`clientbook measure followup`: who follows up and who does not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import day

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.measure.followup import FollowUp

following = part()
WEEK = 7


@command(following, "followup", said="measure followup")
def followup(
    counter: Counter,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day; a week's time ago.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day; today.")] = None,
) -> Answer:
    """Show each associate's calls: due, made, on time, and what came of them.

    Example: clientbook measure followup --from 2026-11-01 --to 2026-11-14
    """
    from clientbook_cli.calls.codes import legend
    from clientbook_cli.measure import followup as counting

    last = counter.day(until)
    first = counter.day(since) if since else min(last, counter.today) - dt.timedelta(days=WEEK - 1)
    with counter.book() as book:
        found = counting.followup(
            book,
            first=first,
            last=last,
            today=counter.today,
            associates=[associate.name for associate in counter.associates],
        )
    rows = [
        (
            entry.associate or "nobody named",
            entry.due,
            entry.made,
            entry.on_time,
            entry.reached,
            entry.appointments,
            " ".join(f"{letter}{calls}" for letter, calls in entry.outcomes.items() if calls),
        )
        for entry in found
    ]

    def show(screen: Console) -> None:
        columns = ("associate", "due", "made", "on time", "reached", "appointments", "outcomes")
        screen.print(table(columns, rows, plain=counter.plain, right=columns[1:6]))
        screen.print(line(f"{day(first)} to {day(last)}; a client counts once a day, with the day's last outcome."))
        screen.print(line(legend()))

    return Answer(
        data={"from": first, "to": last, "associates": [_associate(entry) for entry in found]},
        show=show,
        next="clientbook calls due" if any(entry.logged < entry.due for entry in found) else "",
    )


def _associate(entry: FollowUp) -> dict[str, Any]:
    return {
        "associate": entry.associate,
        "due": entry.due,
        "made": entry.made,
        "on_time": entry.on_time,
        "logged": entry.logged,
        "reached": entry.reached,
        "appointments": entry.appointments,
        "outcomes": entry.outcomes,
    }
