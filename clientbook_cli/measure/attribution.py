"""Which sales a campaign may take credit for: the same sales seen by different rules, side by side.

Credit says what went together, not what caused what: that is the hold-out's to say (`lift`). Within a view no sale is
credited twice, since one with several touches is shared out among them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class TouchedSale:
    """A sale, or a return, with the touches before it: how many, how many of the campaign, and whose was the last."""

    sale: int
    client: int
    net: Decimal
    purchase: bool
    touches: int
    ours: int
    ours_last: bool


@dataclass(frozen=True, slots=True)
class View:
    """One rule in words and what it credits: purchases, clients, and net merchandise."""

    view: str
    rule: str
    sales: int
    clients: int
    spend: Decimal


def of_campaign(
    book: Book, *, campaign: int, name: str, window_days: int, currency: str, today: dt.date
) -> tuple[View, ...]:
    """What each view credits to a campaign, with the sales known `today`."""
    touched = book.rows(
        TouchedSale,
        SQL["touched-sales"],
        campaign=campaign,
        name=name,
        window_days=window_days,
        currency=currency,
        today=today,
    )
    return views(touched, window_days=window_days)


def views(touched: Sequence[TouchedSale], *, window_days: int) -> tuple[View, ...]:
    """The views over sales that the campaign touched."""
    last = [sale for sale in touched if sale.ours_last]
    return (
        _view(
            "any touch",
            f"a sale within {window_days} days of the mail, shared equally with every other mail and call to "
            f"that client in the {window_days} days before it",
            [(sale, sale.net * sale.ours / sale.touches) for sale in touched],
        ),
        _view(
            "last touch",
            f"a sale within {window_days} days of the mail, whole, where that client has heard nothing from us since",
            [(sale, sale.net) for sale in last],
        ),
    )


def _view(name: str, rule: str, credited: Sequence[tuple[TouchedSale, Decimal]]) -> View:
    bought = [sale for sale, _ in credited if sale.purchase]
    return View(
        view=name,
        rule=rule,
        sales=len(bought),
        clients=len({sale.client for sale in bought}),
        spend=sum((credit for _, credit in credited), Decimal(0)),
    )
