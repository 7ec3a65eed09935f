"""Which sales went with which calls and mails: the same sales by three rules, side by side.

Asks the book for sales and touches, and has `credit`, `returns` and `baseline` make the figures. Spend is net
merchandise: no tax, shipping, tip, gift card or repair, and less what was brought back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.measure.baseline import Alike, Baseline, baseline, to_cents
from clientbook_cli.measure.credit import ENGAGED_DAYS, Credited, Rule, Touch, longest, rules
from clientbook_cli.measure.returns import Sold, net_of_returns

SQL = queries(__file__)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Credit:
    """What one associate or one campaign is credited with: sales it had a part in, and its part of their net."""

    who: str
    sales: int
    spend: Decimal


@dataclass(frozen=True, slots=True)
class View:
    """One rule in words and what it credits: purchases, clients, net merchandise, and to whom. `baseline`: what such
    clients buy in as many days without a touch; none where there are no such days."""

    view: str
    rule: str
    sales: int
    clients: int
    spend: Decimal
    baseline: Baseline | None = None
    credits: tuple[Credit, ...] = ()
    credited: tuple[Credited, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The touches and the sales of a span, from which every view is made."""

    first: dt.date
    last: dt.date
    touches: Sequence[Touch]
    sold: Sequence[Sold]
    alike: Sequence[Alike]

    def credited(self, rule: Rule) -> list[Credited]:
        """The sales of the span that a rule credits, each once."""
        return rule.credit(self.sold, self.touches)


def attribute(
    book: Book, *, first: dt.date, last: dt.date, today: dt.date, window_days: int, currency: str
) -> tuple[View, ...]:
    """Every view of the sales from `first` to `last`, both included, as known `today`."""
    evidence = gather(book, first=first, last=last, today=today, window_days=window_days, currency=currency)
    return tuple(_view(rule, evidence, lambda _: True) for rule in rules(window_days))


def of_campaign(
    book: Book, *, name: str, since: dt.date, until: dt.date, today: dt.date, window_days: int, currency: str
) -> tuple[View, ...]:
    """What each view credits to one campaign whose mails left from `since` on and whose windows end on `until`."""
    # Who answered on the last day is engaged for so long after it.
    last = until + dt.timedelta(days=ENGAGED_DAYS)
    evidence = gather(book, first=since, last=last, today=today, window_days=window_days, currency=currency)
    return tuple(_view(rule, evidence, lambda touch: touch.campaign == name) for rule in rules(window_days))


def gather(book: Book, *, first: dt.date, last: dt.date, today: dt.date, window_days: int, currency: str) -> Evidence:
    """The touches and sales of a span."""
    last = max(first, min(last, today))
    since = first - dt.timedelta(days=longest(window_days))
    touches = book.rows(Touch, SQL["list-touches"], since=since, last=last, today=today)
    sold = book.rows(Sold, SQL["list-sold"], since=since, first=first, last=last, today=today, currency=currency)
    alike = book.rows(Alike, SQL["count-alike"], since=since, first=first, last=last, today=today, currency=currency)
    kept = [sale for sale in net_of_returns(sold) if first <= sale.day <= last]
    return Evidence(first, last, touches, kept, alike)


def _view(rule: Rule, evidence: Evidence, mine: Callable[[Touch], bool]) -> View:
    credited = tuple(one for one in evidence.credited(rule) if any(map(mine, one.touches)))
    return View(
        view=rule.view,
        rule=rule.said,
        sales=len(credited),
        clients=len({one.sale.client for one in credited}),
        spend=to_cents(sum((one.share(mine) for one in credited), Fraction(0))),
        baseline=baseline(
            rule,
            [touch for touch in evidence.touches if mine(touch)],
            evidence.sold,
            evidence.alike,
            first=evidence.first,
            last=evidence.last,
        ),
        credits=_credits(credited, mine),
        credited=credited,
    )


def _credits(credited: Sequence[Credited], mine: Callable[[Touch], bool]) -> tuple[Credit, ...]:
    """Each one's part, the largest first. The parts in cents add up to the whole in cents."""
    parts: dict[str, Fraction] = {}
    sales: dict[str, int] = {}
    for one in credited:
        part = one.share(mine) / sum(map(mine, one.touches))  # of each touch that counts
        whose = [touch.who for touch in one.touches if mine(touch)]
        for who in whose:
            parts[who] = parts.get(who, Fraction(0)) + part
        for who in set(whose):
            sales[who] = sales.get(who, 0) + 1
    whole = to_cents(sum(parts.values(), Fraction(0)))
    down = {who: Decimal(int(part * 100)) / 100 for who, part in parts.items()}
    missing = int((whole - sum(down.values(), Decimal(0))) / CENT)
    for who in sorted(parts, key=lambda name: (Fraction(down[name]) - parts[name], name))[:missing]:
        down[who] += CENT
    return tuple(Credit(who, sales[who], down[who]) for who in sorted(parts, key=lambda name: (-down[name], name)))
