"""The month in words: at most ten sentences that an owner can read out in the morning. Pure.

No figure without what it is compared with, no comparison without what chance leaves open, and no amount where amounts
are not to be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from clientbook_cli.figures import count, day
from clientbook_cli.measure.report import Report
from clientbook_cli.measure.trial import Trial

Amount = Callable[[Decimal], str]
_SAID = {
    "raised": "more bought",
    "lowered": "fewer bought",
    "no sign": "no sign that it sold",
    "too few": "too few to tell",
}


def lines(report: Report, *, amount: Amount | None) -> list[str]:
    """The sentences, each of which stands alone. `amount` writes money; none: no amount is told."""
    parts = (_sold, _who, _tiers, _moved, _calls, _visits, _credit, _campaigns, _risk, _ahead)
    return [line for part in parts for line in part(report, amount)]


def _sold(report: Report, amount: Amount | None) -> Iterator[str]:
    now, then = report.now, report.then
    worth = f", {amount(now.net)} net" if amount else ""
    before = f" ({amount(then.net)})" if amount else ""
    yield f"{count(now.sales, 'sale')}{worth}; {then.sales:,}{before} in the {_span(report)} days before."


def _who(report: Report, amount: Amount | None) -> Iterator[str]:  # noqa: ARG001 - every part is asked alike
    now = report.now
    if not now.buyers:
        return
    again = now.buyers - now.new_buyers
    nameless = f"; {count(now.nameless, 'sale')} named nobody" if now.nameless else ""
    yield (
        f"{count(now.buyers, 'client')} bought: {now.new_buyers:,} for the first time, {again:,} "
        f"who had bought before{nameless}."
    )


def _tiers(report: Report, amount: Amount | None) -> Iterator[str]:
    if not report.tiers:
        yield "Nobody has been scored yet: clientbook score."
        return
    best = report.tiers[0]
    whole = sum((tier.spend for tier in report.tiers), Decimal(0))
    share = f", who brought {best.spend / whole:.0%} of the last 12 months' spend" if whole > 0 else ""
    worth = f" ({amount(best.spend)})" if amount and whole > 0 else ""
    said = " and ".join(f"{tier.clients:,} {tier.tier}" for tier in report.tiers[1:])
    yield f"{count(best.clients, f'{best.tier} client')}{share}{worth}; {said}."


def _moved(report: Report, amount: Amount | None) -> Iterator[str]:
    moved = report.retention.movement
    if moved is None:
        return
    ranks = {tier.tier: place for place, tier in enumerate(report.tiers)}
    ways: dict[str, list[tuple[int, Decimal]]] = {"fell": [], "rose": []}
    for flow in moved.moves:
        if flow.before in ranks and flow.now in ranks:
            way = "fell" if ranks[flow.now] > ranks[flow.before] else "rose"
            ways[way].append((flow.clients, flow.spend))
    parts = []
    for way, flows in ways.items():
        clients, worth = sum(number for number, _ in flows), sum((spend for _, spend in flows), Decimal(0))
        parts.append(
            f"{count(clients, 'client')} {way} a tier" + (f" (worth {amount(worth)} a year)" if amount else "")
        )
    yield f"Since {day(moved.earlier.as_of)}, {', '.join(parts)}."


def _calls(report: Report, amount: Amount | None) -> Iterator[str]:  # noqa: ARG001
    tallies = [entry.now for entry in report.followed]
    due, made = sum(tally.due for tally in tallies), sum(tally.made for tally in tallies)
    if not due and not made:
        yield "No calls were due and none were written down."
        return
    on_time, logged = sum(tally.on_time for tally in tallies), sum(tally.logged for tally in tallies)
    reached = sum(tally.reached for tally in tallies)
    appointments = sum(tally.appointments for tally in tallies)
    before = sum(entry.before.made for entry in report.followed)
    yield (
        f"{count(due, 'call')} due: {on_time:,} made on the day, {due - logged:,} without an outcome. "
        f"{made:,} made in all, {before:,} before; {reached:,} answered, {count(appointments, 'appointment')}."
    )


def _visits(report: Report, amount: Amount | None) -> Iterator[str]:  # noqa: ARG001
    visits = sum(entry.now.visits for entry in report.followed)
    followed = sum(entry.now.visits_followed for entry in report.followed)
    if visits:
        yield f"{count(visits, 'visit')} bought nothing; {followed:,} of them followed up since."


def _credit(report: Report, amount: Amount | None) -> Iterator[str]:
    view = report.views[0]
    if not view.sales:
        return
    worth = f", {amount(view.spend)}" if amount else ""
    expected = ""
    if view.baseline:
        money = f" ({amount(view.baseline.spend)})" if amount else ""
        expected = f"; about {view.baseline.sales:g}{money} were to be expected anyhow"
    yield f"{count(view.sales, 'sale')} followed a call or a mail{worth}{expected}."


def _campaigns(report: Report, amount: Amount | None) -> Iterator[str]:  # noqa: ARG001
    for trial in report.campaigns[:1]:
        yield f"{trial.name}: {verdict(trial)}."


def verdict(trial: Trial) -> str:
    """What a campaign did, in a few words; with too few, what would be enough."""
    said = _SAID[trial.buyers.verdict]
    if trial.buyers.difference and trial.buyers.verdict in ("raised", "lowered"):
        low, high = sorted((abs(trial.buyers.difference.low * 100), abs(trial.buyers.difference.high * 100)))
        return f"{said}: by {low:.1f} to {high:.1f} in 100 of those mailed"
    return said + (f"; enough would be {trial.buyers.enough}" if trial.buyers.enough else "")


def _risk(report: Report, amount: Amount | None) -> Iterator[str]:
    risk = report.retention.at_risk
    if not risk:
        return
    worth = f"; they spent {amount(report.retention.worth_at_risk)} in their last 12 months" if amount else ""
    yield f"{count(len(risk), 'client')} at risk, away for more than twice their own rhythm{worth}."


def _ahead(report: Report, amount: Amount | None) -> Iterator[str]:  # noqa: ARG001
    ahead = len(report.to_come)
    yield f"{count(ahead, 'call')} planned or promised for the next days." if ahead else "No calls are planned yet."


def _span(report: Report) -> int:
    return (report.last - report.first).days + 1
