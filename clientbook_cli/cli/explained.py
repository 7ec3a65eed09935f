"""`clientbook score explain`: a client's score with the sales it comes from, and what would change it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientbook_cli.cli.clients import ClientArgument
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.cli.scores import cuts_data
from clientbook_cli.figures import client_number, count, day, money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from clientbook_cli.clients.search import Found
    from clientbook_cli.score.chance import Way
    from clientbook_cli.score.explain import Explained
    from clientbook_cli.score.snapshot import ScoreRun

explained = part()
SHOWN = 30


@command(explained, "explain", said="score explain")
def explain(counter: Counter, who: ClientArgument) -> Answer:
    """Show why a client has this score: the sales behind each figure, the cuts it lies between, and the next tier.

    Example: clientbook score explain C102
    """
    from clientbook_cli.clients import search
    from clientbook_cli.score import explain as scoring
    from clientbook_cli.score import snapshot

    with counter.book() as book:
        found = search.the_client(book, who, today=counter.today)
        run = snapshot.newest(book, today=counter.today)
        told = scoring.explain(book, client=found.client, run=run)
    return Answer(data=_data(found, run, told), show=lambda screen: _show(screen, counter, found, run, told))


def _data(found: Found, run: ScoreRun, told: Explained) -> dict[str, Any]:
    scored = told.scored
    return {
        "client": client_number(found.client),
        "name": found.name,
        "run": run.run,
        "as_of": run.as_of,
        "last_purchase": scored.last_purchase,
        "recency_days": scored.recency_days,
        "frequency": scored.frequency,
        "monetary": scored.monetary,
        "r": scored.r,
        "f": scored.f,
        "m": scored.m,
        "tier": scored.tier,
        "segment": scored.segment,
        "cuts": cuts_data(run.cuts),
        "figures": [
            {
                "figure": figure.axis,
                "value": _plain(figure.axis, figure.value),
                "score": figure.score,
                "above": _plain(figure.axis, figure.above),
                "up_to": _plain(figure.axis, figure.up_to),
            }
            for figure in told.figures
        ],
        "sales": [
            {
                "day": entry.sold.day,
                "source": entry.sold.source,
                "transaction_id": entry.sold.transaction_id,
                "associate": entry.sold.associate,
                "item": entry.sold.item,
                "net": entry.sold.net,
                "currency": entry.sold.currency,
                "counts_as": entry.counts_as,
                "counts": entry.counts,
            }
            for entry in told.sales
        ],
        "next_tier": {
            "tier": told.climb.tier,
            "ways": [{"purchases": way.purchases, "over": way.over, "until": way.until} for way in told.climb.ways],
        }
        if told.climb
        else None,
        "falls": {"on": told.fall.on, "tier": told.fall.tier} if told.fall else None,
        "stale": told.stale,
    }


def _plain(axis: str, value: Decimal | None) -> object:
    """Money as text, days and purchases as numbers."""
    if value is None or axis == "monetary":
        return value
    return int(value) if value == int(value) else float(value)


def _show(screen: Console, counter: Counter, found: Found, run: ScoreRun, told: Explained) -> None:
    from clientbook_cli.score.cuts import bands

    store, scored = counter.settings.store, told.scored

    def amount(value: Decimal) -> str:
        return money(value, run.recipe.currency, locale=store.locale)

    who = f"{client_number(found.client)} {found.name or found.email or ''}".strip()
    code = f"{scored.r}{scored.f}{scored.m}"
    screen.print(line(f"{who}: {code}, {scored.segment}, tier {scored.tier}", "bold"))
    screen.print(line(f"as of {day(run.as_of)}, run {run.run}"))
    if told.stale:
        screen.print(line("The book has changed since then: clientbook score brings the figures up to date.", "bold"))
    by_score = {band.score: band for band in bands(run.cuts, money=amount)}
    said = {
        "recency": f"{count(scored.recency_days, 'day')}, {day(scored.last_purchase)}",
        "frequency": count(scored.frequency, "purchase"),
        "monetary": f"{amount(scored.monetary)} in all",
    }
    rows = []
    for figure in told.figures:
        better = by_score.get(figure.score + 1)
        above = getattr(better, figure.axis) if better else ""
        band = getattr(by_score[figure.score], figure.axis)
        rows.append((figure.axis, said[figure.axis], figure.score, band, above or "the best there is"))
    columns = ("figure", "is", "score", "scores so", "the next score")
    screen.print(table(columns, rows, plain=counter.plain, right=("score",)))
    more = f" The newest {SHOWN} of {len(told.sales):,}; --json has all." if len(told.sales) > SHOWN else ""
    screen.print(line(f"The sales behind it:{more}"))
    listed = [
        (
            f"{entry.sold.day.day} {entry.sold.day:%b %Y}",
            f"{entry.sold.source} {entry.sold.transaction_id}",
            entry.sold.item,
            money(entry.sold.net, entry.sold.currency, locale=store.locale),
            entry.counts_as,
        )
        for entry in told.sales[: -SHOWN - 1 : -1]
    ]
    screen.print(table(("day", "sale", "what", "worth", "counts as"), listed, plain=counter.plain, right=("worth",)))
    for sentence in _sentences(counter, run, told):
        screen.print(line(sentence))


def _sentences(counter: Counter, run: ScoreRun, told: Explained) -> Iterator[str]:
    """What would change the tier."""
    locale = counter.settings.store.locale

    def way(each: Way) -> str:
        over = money(each.over, run.recipe.currency, locale=locale)
        worth = f" over {over}{' each' if each.purchases > 1 else ''}" if each.over else ", whatever its price"
        by = f" by {day(each.until)}" if each.until else ""
        return f"{count(each.purchases, 'more purchase')}{worth}{by}".replace("1 more", "one more", 1)

    if told.climb:
        yield f"Next tier, {told.climb.tier}: {', or '.join(map(way, told.climb.ways))}."
    elif told.scored.tier == next(iter(run.recipe.settings.tiers), ""):
        yield "There is no higher tier."
    if told.fall:
        to = f"falls to {told.fall.tier}" if told.fall.tier else "is scored no more"
        yield f"Without a purchase: {to} on {day(told.fall.on)}."
    else:
        yield f"Without a purchase: stays {told.scored.tier}."
    if run.recipe.settings.monetary.method == "quantile":
        yield "By the cuts of this run; those of spend move as others buy."
