"""`clientbook measure campaign`: what a campaign sold, and whether to believe it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.commands import command, group
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import day, money

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.measure.campaign import Measured, Part

measures = group("measure", "Measure: what a campaign sold, and who follows up.")


@command(measures, "campaign", said="measure campaign")
def campaign(counter: Counter, name: Annotated[str, typer.Argument(help="The campaign's name.")]) -> Answer:
    """Compare what mailed clients bought with what held-out clients bought, and say whether to believe it.

    Example: clientbook measure campaign spring-launch
    """
    from clientbook_cli.measure import campaign as measuring

    settings = counter.settings
    with counter.book() as book:
        found = measuring.measure(
            book,
            name=name,
            window_days=settings.measure.window_days,
            currency=settings.store.currency,
            today=counter.today,
        )
    interval = found.lift.difference
    return Answer(
        data={
            "campaign": found.name,
            "window_days": found.window_days,
            "since": found.since,
            "until": found.until,
            "over": found.over,
            "mailed": _part(found.mailed),
            "held_out": _part(found.held_out),
            "difference": {
                "low": round(interval.low, 6) if interval else None,
                "value": round(interval.value, 6) if interval else None,
                "high": round(interval.high, 6) if interval else None,
            },
            "verdict": found.lift.verdict,
            "enough": found.lift.enough,
            "views": [
                {
                    "view": view.view,
                    "rule": view.rule,
                    "sales": view.sales,
                    "clients": view.clients,
                    "spend": view.spend,
                }
                for view in found.views
            ],
        },
        show=lambda screen: _show_campaign(screen, counter, found),
    )


def _part(part: Part) -> dict[str, Any]:
    return {"clients": part.clients, "buyers": part.buyers, "spend": part.spend}


def _show_campaign(screen: Console, counter: Counter, found: Measured) -> None:
    store = counter.settings.store

    def amount(spend: Decimal) -> str:
        return money(spend, store.currency, locale=store.locale)

    screen.print(
        line(
            f"{found.name}: sales within {found.window_days} days of the mail, {day(found.since)} to {day(found.until)}"
        )
    )
    rows = [
        (said, f"{part.clients:,}", f"{part.buyers:,}", amount(part.spend), amount(part.each) if part.clients else "")
        for said, part in (("mailed", found.mailed), ("held out", found.held_out))
    ]
    columns = ("", "clients", "bought", "spent", "per client")
    screen.print(table(columns, rows, plain=counter.plain, right=columns[1:]))
    for sentence in _sentences(found):
        screen.print(line(sentence))
    screen.print()
    views = [(view.view, f"{view.sales:,}", amount(view.spend), view.rule) for view in found.views]
    screen.print(table(("credit by", "sales", "spent", "rule"), views, plain=counter.plain, right=("sales", "spent")))
    if found.last_sale and found.last_sale < min(found.until, counter.today):
        screen.print(line(f"The book's sales end on {day(found.last_sale)}: import newer ones before you judge."))


def _sentences(found: Measured) -> list[str]:
    """The comparison in words; the interval never without its verdict."""
    said = []
    interval = found.lift.difference
    if interval:
        said.append(
            f"Of every 100 clients mailed, {_more(interval.value)} bought than of 100 held out. Chance leaves open "
            f"anything from {_more(interval.low)} to {_more(interval.high)} (95 % interval)."
        )
    words = {
        "raised": "Verdict: raised. More bought because of the mail.",
        "lowered": "Verdict: lowered. Fewer bought because of the mail.",
        "no sign": "Verdict: no sign. A rise by half would very likely have shown.",
        "too few": "Verdict: too few to tell.",
    }
    said.append(words[found.lift.verdict] + (f" Enough would be: {found.lift.enough}." if found.lift.enough else ""))
    return said


def _more(share: float) -> str:
    buyers = round(abs(share) * 100, 1)
    return f"{buyers:g} {'fewer' if share < 0 and buyers else 'more'}"
