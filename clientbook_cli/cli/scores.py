"""`clientbook score`: score the clients, and print the cuts they were scored with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.commands import command, group
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import count, day, money

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.score.cuts import Cuts
    from clientbook_cli.score.snapshot import ScoreRun

scores = group("score", "Score clients by their last purchase, how often and how much they bought.")


@command(scores, None, said="score")
def score(
    counter: Counter,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="As the sales stood on this day.")] = None,
) -> Answer:
    """Score every client who has bought: recency, frequency, monetary, tier and segment.

    Example: clientbook score
    """
    from clientbook_cli.score import snapshot

    on = counter.day(as_of)
    if on > counter.today:
        raise UsageError(f"{on} is still to come", rule="scores look back", next="clientbook score --as-of today")
    with counter.book(write=True) as book, book.transaction():
        run = snapshot.run(
            book,
            settings=counter.settings.score,
            currency=counter.settings.store.currency,
            as_of=on,
            today=counter.today,
            now=counter.now,
        )

    def show(screen: Console) -> None:
        again = "" if run.new else " The same as before: no sale and no setting has changed."
        screen.print(line(f"{count(run.clients, 'client')} scored as of {day(run.as_of)}, run {run.run}.{again}"))
        for name, numbers in (("tier", run.tiers), ("segment", run.segments)):
            rows = [(entry, f"{clients:,}", f"{clients / run.clients:.0%}") for entry, clients in numbers.items()]
            right = ("clients", "share")
            screen.print(table((name, "clients", "share"), rows, plain=counter.plain, right=right))
        show_cuts(screen, counter, run)
        _show_left_out(screen, run)

    return Answer(
        data={
            "run": run.run,
            "as_of": run.as_of,
            "clients": run.clients,
            "cuts": cuts_data(run.cuts),
            "tiers": run.tiers,
            "segments": run.segments,
            "new": run.new,
            "other_currencies": [
                {"currency": other.currency, "sales": other.sales, "net": other.net} for other in run.other_currencies
            ],
            "nameless_sales": run.nameless_sales,
            "sales_left_out": run.sales_left_out,
        },
        show=show,
        next="clientbook score show, or tomorrow's calls: clientbook calls sheet",
    )


def cuts_data(cuts: Cuts) -> dict[str, Any]:
    """The cut points in JSON: days and purchases as numbers, money as text."""
    plain = [[int(cut) if cut == int(cut) else float(cut) for cut in axis] for axis in (cuts.recency, cuts.frequency)]
    return {"recency": plain[0], "frequency": plain[1], "monetary": cuts.monetary}


def show_cuts(screen: Console, counter: Counter, run: ScoreRun) -> None:
    """Print what each score stands for, in the shop's words."""
    from clientbook_cli.score.cuts import bands

    store = counter.settings.store
    rows = [
        (str(band.score), band.recency, band.frequency, band.monetary)
        for band in bands(run.cuts, money=lambda amount: money(amount, store.currency, locale=store.locale))
    ]
    screen.print()
    screen.print(line("How the scores were cut:"))
    screen.print(table(("score", "R: last purchase", "F: purchases", "M: spent in all"), rows, plain=counter.plain))


def _show_left_out(screen: Console, run: ScoreRun) -> None:
    """What a reader might miss in the figures."""
    for other in run.other_currencies:
        screen.print(line(f"Not scored: {count(other.sales, 'sale')} in {other.currency}."))
    if run.sales_left_out:
        screen.print(
            line(
                f"Not scored, by [score] in clientbook.toml: {count(run.sales_left_out, 'sale')}, too old or too small."
            )
        )
    if run.nameless_sales:
        screen.print(line(f"Not scored, without a client: {count(run.nameless_sales, 'sale')}."))
