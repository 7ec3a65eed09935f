"""`clientbook measure retention`: who comes back, how soon, and what is at risk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.bars import bar
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.learnt import learnt_as_json, show_learnt
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count, day

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.measure.hindsight import Hindsight
    from clientbook_cli.measure.retention import AtRisk, Cohort, Gaps, Retention
    from clientbook_cli.score.movement import Movement

returning = part()
SHOWN = 10


@command(returning, "retention", said="measure retention")
def retention(
    counter: Counter,
    limit: Annotated[int, typer.Option(min=1, help="How many of those at risk.")] = SHOWN,
) -> Answer:
    """Show who comes back by the year of their first purchase, how soon, who moved between tiers, who is overdue.

    Example: clientbook measure retention
    """
    from clientbook_cli.measure import hindsight
    from clientbook_cli.measure import retention as measuring

    with counter.book() as book:
        found = measuring.retention(book, today=counter.today, currency=counter.settings.store.currency)
        learnt = hindsight.look_back(book, today=counter.today, known=counter.known)
    move, gaps = found.movement, found.gaps
    return Answer(
        data={
            "cohorts": [
                {
                    "year": cohort.year,
                    "clients": cohort.clients,
                    "came_back": cohort.came_back,
                    "repeat": [
                        {
                            "months": rate.months,
                            "observed": rate.observed,
                            "came_back": rate.came_back,
                            "share": rate.share,
                        }
                        for rate in cohort.rates
                    ],
                }
                for cohort in found.cohorts
            ],
            "days_between": {
                "gaps": gaps.gaps,
                "quarter": gaps.quarter,
                "half": gaps.half,
                "three_quarters": gaps.three_quarters,
                "nine_tenths": gaps.nine_tenths,
            },
            "movement": move
            and {
                "since": move.earlier.as_of,
                "as_of": move.later.as_of,
                "moves": [
                    {"from": flow.before, "to": flow.now, "clients": flow.clients, "spend": flow.spend}
                    for flow in move.moves
                ],
            },
            "learnt_since": learnt_as_json(learnt),
            "at_risk": {
                "clients": len(found.at_risk),
                "spend": found.worth_at_risk,
                "biggest": [
                    {
                        "client": client_number(one.client),
                        "name": one.name,
                        "tier": one.tier,
                        "last_purchase": one.last_purchase,
                        "rhythm_days": one.rhythm_days,
                        "silent_days": one.silent_days,
                        "worth": one.worth,
                        "last_contact": one.last_contact,
                    }
                    for one in found.at_risk[:limit]
                ],
            },
        },
        show=lambda screen: _show(screen, counter, found, limit, learnt),
        next="clientbook calls sheet" if found.at_risk else "",
    )


def _show(screen: Console, counter: Counter, found: Retention, limit: int, learnt: Hindsight) -> None:
    show_cohorts(screen, counter, found.cohorts)
    screen.print(line(gaps_in_words(found.gaps)))
    screen.print()
    if found.movement:
        show_moves(screen, counter, found.movement)
        screen.print()
    screen.print(line(f"{count(len(found.at_risk), 'client')} at risk: away for more than twice their own rhythm."))
    if found.at_risk:
        screen.print(
            line(f"They spent {counter.amount(found.worth_at_risk)} in the 12 months up to their last purchase.")
        )
        columns = ("client", "name", "tier", "worth", "last bought", "usually", "away", "last contact")
        rows = [_risk(counter, one) for one in found.at_risk[:limit]]
        screen.print(table(columns, rows, plain=counter.plain, right=("worth", "usually", "away")))
    show_learnt(screen, counter, learnt)


def show_cohorts(screen: Console, counter: Counter, cohorts: tuple[Cohort, ...]) -> None:
    """Of the clients of each year, how many came back within so many months, with a bar for twelve."""
    if not cohorts:
        screen.print(line("Nobody has bought yet."))
        return
    months = [rate.months for rate in cohorts[0].rates]
    columns = ("first bought", "clients", *(f"{number} mo" for number in months), "" if counter.plain else "12 months")
    rows = []
    for cohort in cohorts:
        shares = {rate.months: rate.share for rate in cohort.rates}
        rows.append(
            (
                cohort.year,
                f"{cohort.clients:,}",
                *("–" if shares[number] is None else f"{shares[number]:.0%}" for number in months),
                bar(shares[12] or 0, width=12, plain=counter.plain),
            )
        )
    if counter.plain:
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    screen.print(line("Of those who bought first in a year, so many came back within 1, 3, 6 … months:"))
    screen.print(table(columns, rows, plain=counter.plain, right=columns[1 : 2 + len(months)]))


def gaps_in_words(gaps: Gaps) -> str:
    """The time between purchases, in a sentence."""
    if not gaps.gaps:
        return "Nobody has come back yet."
    return (
        f"Who comes back does so within {count(gaps.half or 0, 'day')} half of the time, a quarter within "
        f"{gaps.quarter:,}, and nine in ten within {gaps.nine_tenths:,}."
    )


def show_moves(screen: Console, counter: Counter, moved: Movement) -> None:
    """Who went from tier to tier, and what they were worth."""
    screen.print(line(f"Moved between tiers from {day(moved.earlier.as_of)} to {day(moved.later.as_of)}:"))
    most = max((flow.spend for flow in moved.moves), default=0)
    rows = [
        (
            f"{flow.before or 'not scored'} → {flow.now or 'not scored'}",
            f"{flow.clients:,}",
            counter.amount(flow.spend),
            bar(float(flow.spend / most) if most > 0 else 0, plain=counter.plain),
        )
        for flow in moved.moves
    ]
    if not rows:
        screen.print(line("nobody"))
        return
    screen.print(table(("", "clients", "worth", " "), rows, plain=counter.plain, right=("clients", "worth")))


def _risk(counter: Counter, one: AtRisk) -> tuple[object, ...]:
    return (
        client_number(one.client),
        one.name,
        one.tier,
        counter.amount(one.worth),
        day(one.last_purchase),
        f"{one.rhythm_days:,} d",
        f"{one.silent_days:,} d",
        day(one.last_contact) if one.last_contact else "never",
    )
