"""`clientbook measure campaign` and `call`: what was sold to those who were reached, and whether to believe it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.commands import command, group
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.credits import show_views, views_as_json
from clientbook_cli.cli.learnt import learnt_as_json, show_learnt
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import count, day

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.measure.interval import Difference
    from clientbook_cli.measure.lift import Lift
    from clientbook_cli.measure.trial import Part, Trial

measures = group("measure", "Measure: what a campaign sold, who follows up, who comes back.")
Days = Annotated[int | None, typer.Option("--days", min=1, max=3650, help="Watch each client for so many days.")]


@command(measures, "campaign", said="measure campaign")
def campaign(
    counter: Counter, name: Annotated[str, typer.Argument(help="The campaign's name.")], days: Days = None
) -> Answer:
    """Compare what mailed clients bought with what held-out clients bought, and say whether to believe it.

    Example: clientbook measure campaign spring-launch
    """
    from clientbook_cli.measure import campaign as measuring
    from clientbook_cli.measure import hindsight

    with counter.book() as book:
        found = measuring.measure(
            book,
            name=name,
            window_days=days or counter.settings.measure.window_days,
            currency=counter.settings.store.currency,
            today=counter.today,
        )
        learnt = hindsight.look_back(book, today=counter.today, known=counter.known)

    def show(screen: Console) -> None:
        show_trial(screen, counter, found.trial, reached="mailed", by="the mail")
        screen.print()
        show_views(screen, counter, found.views)
        show_learnt(screen, counter, learnt)

    return Answer(
        data={
            "campaign": found.trial.name,
            **trial_as_json(found.trial, "mailed"),
            "views": views_as_json(found.views),
            "learnt_since": learnt_as_json(learnt),
        },
        show=show,
    )


@command(measures, "call", said="measure call")
def call(
    counter: Counter,
    reason: Annotated[str, typer.Argument(help="The reason to call, as on the sheet: birthday, top-client, …")],
    days: Days = None,
) -> Answer:
    """Compare what clients bought who were called for a reason with those held out of it.

    Example: clientbook measure call birthday
    """
    from clientbook_cli.measure import hindsight, trial

    with counter.book() as book:
        found = trial.compare(
            book,
            kind="call",
            name=reason,
            window_days=days or counter.settings.measure.window_days,
            currency=counter.settings.store.currency,
            today=counter.today,
        )
        learnt = hindsight.look_back(book, today=counter.today, known=counter.known)

    def show(screen: Console) -> None:
        show_trial(screen, counter, found, reached="called", by="the call")
        show_learnt(screen, counter, learnt)

    return Answer(
        data={"reason": found.name, **trial_as_json(found, "called"), "learnt_since": learnt_as_json(learnt)},
        show=show,
    )


def trial_as_json(found: Trial, reached: str) -> dict[str, Any]:
    """Both sides, the difference of the shares of buyers with its verdict, and the same of spend per client."""
    return {
        "window_days": found.window_days,
        "since": found.since,
        "until": found.until,
        "over": found.over,
        reached: _part(found.reached),
        "held_out": _part(found.held_out),
        "difference": _share(found.buyers.difference),
        "verdict": found.buyers.verdict,
        "enough": found.buyers.enough,
        "spend": {
            "difference": _money(found.spend.difference),
            "verdict": found.spend.verdict,
            "enough": found.spend.enough,
        },
    }


def _part(part: Part) -> dict[str, Any]:
    return {"clients": part.clients, "buyers": part.buyers, "spend": part.spend}


def _share(found: Difference | None) -> dict[str, float | None]:
    if found is None:
        return {"low": None, "value": None, "high": None}
    return {"low": round(found.low, 6), "value": round(found.value, 6), "high": round(found.high, 6)}


def _money(found: Difference | None) -> dict[str, Decimal | None]:
    if found is None:
        return {"low": None, "value": None, "high": None}
    return {name: Decimal(repr(getattr(found, name))) for name in ("low", "value", "high")}


def show_trial(screen: Console, counter: Counter, found: Trial, *, reached: str, by: str) -> None:
    """A trial as a table of both sides and in words."""
    window = f"sales within {count(found.window_days, 'day')} of {by}"
    screen.print(line(f"{found.name}: {window}, {day(found.since)} to {day(found.until)}"))
    rows = [
        (
            said,
            f"{part.clients:,}",
            f"{part.buyers:,}",
            counter.amount(part.spend),
            counter.amount(part.each) if part.clients else "",
        )
        for said, part in ((reached, found.reached), ("held out", found.held_out))
    ]
    columns = ("", "clients", "bought", "spent", "per client")
    screen.print(table(columns, rows, plain=counter.plain, right=columns[1:]))
    for sentence in _sentences(counter, found, reached, by):
        screen.print(line(sentence))
    if found.last_sale and found.last_sale < min(found.until, counter.today):
        screen.print(line(f"The book's sales end on {day(found.last_sale)}: import newer ones before you judge."))


def _sentences(counter: Counter, found: Trial, reached: str, by: str) -> Iterator[str]:
    """Both comparisons in words; a figure never without its interval, and an interval never without its verdict."""
    if shares := found.buyers.difference:
        yield (
            f"Of every 100 clients {reached}, {_buyers(shares.value)} bought than of 100 held out. Chance leaves open "
            f"anything from {_buyers(shares.low)} to {_buyers(shares.high)} (95 % interval)."
        )
    yield _verdict(found.buyers, "Verdict", more="More bought", fewer="Fewer bought", by=by)
    if spent := found.spend.difference:
        each = [_spent(counter, bound) for bound in (spent.value, spent.low, spent.high)]
        yield f"Each client {reached} spent {each[0]}; chance leaves open anything from {each[1]} to {each[2]}."
    if found.buyers.difference:
        yield _verdict(found.spend, "Spend", more="They spent more", fewer="They spent less", by=by)


def _verdict(found: Lift, what: str, *, more: str, fewer: str, by: str) -> str:
    words = {
        "raised": f"raised. {more} because of {by}.",
        "lowered": f"lowered. {fewer} because of {by}.",
        "no sign": "no sign. A rise by half would very likely have shown.",
        "too few": "too few to tell.",
    }
    return f"{what}: {words[found.verdict]}" + (f" Enough would be: {found.enough}." if found.enough else "")


def _buyers(share: float) -> str:
    buyers = round(abs(share) * 100, 1)
    return f"{buyers:g} {'fewer' if share < 0 and buyers else 'more'}"


def _spent(counter: Counter, amount: float) -> str:
    cents = round(Decimal(repr(abs(amount))), 2)
    return f"{counter.amount(cents)} {'less' if amount < 0 and cents else 'more'}"
