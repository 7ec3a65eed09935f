"""What clients like those who were touched buy in as many days without a touch. Pure.

Alike are clients who, when the span began, had bought as lately and as often. The days are those of the same span, so
that a Christmas is compared with a Christmas. It is no hold-out: whom a store calls is no accident.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from clientbook_cli.measure.credit import Rule, Touch
from clientbook_cli.measure.returns import Sold


@dataclass(frozen=True, slots=True)
class Alike:
    """One kind of clients known before the span, what they bought in it, and which of them were touched."""

    kind: int
    clients: int
    sales: int
    net: Decimal
    touched: Sequence[int] | None


@dataclass(frozen=True, slots=True)
class Baseline:
    """What could have been expected on the same number of days: purchases, and net merchandise."""

    sales: float
    spend: Decimal


def baseline(
    rule: Rule,
    touches: Iterable[Touch],
    sold: Iterable[Sold],
    alike: Sequence[Alike],
    *,
    first: dt.date,
    last: dt.date,
) -> Baseline | None:
    """The expectation for the days that `touches` cover by a rule; none where no such client was ever left alone."""
    kinds = {client: kind.kind for kind in alike for client in kind.touched or ()}
    ours = [touch for touch in touches if touch.client in kinds]
    covered = _covered(rule, ours, first, last)
    days: dict[int, int] = dict.fromkeys((kind.kind for kind in alike), 0)
    for client, spans in covered.items():
        days[kinds[client]] += sum((end - start).days + 1 for start, end in spans)
    bought: dict[int, list[Sold]] = {kind.kind: [] for kind in alike}
    for sale in sold:
        if any(start <= sale.day <= end for start, end in covered.get(sale.client, ())):
            bought[kinds[sale.client]].append(sale)
    length = (last - first).days + 1
    sales, spend = Fraction(0), Fraction(0)
    for kind in alike:
        free = kind.clients * length - days[kind.kind]
        if days[kind.kind] and not free:
            return None
        if days[kind.kind]:
            share = Fraction(days[kind.kind], free)
            sales += share * (kind.sales - sum(1 for sale in bought[kind.kind] if sale.net > 0))
            spend += share * Fraction(kind.net - sum((sale.net for sale in bought[kind.kind]), Decimal(0)))
    return Baseline(float(round(sales, 1)), to_cents(spend))


def _covered(
    rule: Rule, touches: Iterable[Touch], first: dt.date, last: dt.date
) -> Mapping[int, list[tuple[dt.date, dt.date]]]:
    """The days of each client on which a sale would be credited, as spans that do not overlap."""
    spans: dict[int, list[tuple[dt.date, dt.date]]] = {}
    for touch in sorted(touches, key=lambda one: one.day):
        start = max(touch.day, first)
        end = min(touch.day + dt.timedelta(days=rule.days(touch)), last)
        if end < start:
            continue
        own = spans.setdefault(touch.client, [])
        if own and start <= own[-1][1] + dt.timedelta(days=1):
            own[-1] = (own[-1][0], max(own[-1][1], end))
        else:
            own.append((start, end))
    return spans


def to_cents(amount: Fraction) -> Decimal:
    """An exact amount, rounded half away from nothing to cents."""
    cents = abs(amount) * 100
    whole = int(cents + Fraction(1, 2))
    return Decimal(whole if amount >= 0 else -whole) / 100
