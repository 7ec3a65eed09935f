"""What became of each sale on Shopify: codes, shipping, tax, tips, refunds, and orders edited after the fact.

Owns the sums of an order and its fate. Which cell they go into is for `shopify`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from assortment import ENGAGEMENT
from entries import Entry, Till, entry
from people import Circle
from season import LAST_DAY
from trade import Line, Sale

FULL_REFUNDS, CANCELLED = 30, 3  # the cancelled ones are among the full refunds
PARTIAL_REFUNDS = 34
EDITED = 3
PENDING = 4
GIFT_CARDS = 26
TIPS = 24
FREE_SHIPPING_FROM, SHIPPING = 25_000, 1_200
WASHINGTON_TAXES = {  # per mille, on top of the price; shipping is not taxed in this story
    "Vancouver": (("Washington State Tax", 65), ("Clark County Tax", 24)),
    "Seattle": (("Washington State Tax", 65), ("King County Tax", 39)),
}


@dataclass(frozen=True, slots=True)
class Order:
    """One order; money in cents. `removed` is what an edit took off the lines but not off the total."""

    number: int
    sale: Sale
    client: Entry | None
    lines: tuple[Line, ...]
    source: str
    is_pickup: bool = False
    code: str = ""
    code_discount: int = 0
    shipping: int = 0
    shipping_discount: int = 0
    taxes: tuple[tuple[str, int], ...] = field(default=())
    tip: int = 0
    gift_card: int = 0
    removed: int = 0
    refunded: int = 0
    status: str = "paid"
    cancelled_on: date | None = None

    @property
    def line_discount(self) -> int:
        return sum(line.discount for line in self.lines)

    @property
    def discount(self) -> int:
        """Everything taken off: on lines, by a code, and off the shipping."""
        return self.line_discount + self.code_discount + self.shipping_discount

    @property
    def subtotal(self) -> int:
        return sum(line.net for line in self.lines) + self.gift_card - self.code_discount

    @property
    def tax(self) -> int:
        return sum(amount for _, amount in self.taxes)

    @property
    def total(self) -> int:
        return self.subtotal + self.shipping - self.shipping_discount + self.tax + self.tip + self.removed

    @property
    def is_shipped(self) -> bool:
        return self.sale.is_web and not self.is_pickup

    @property
    def fulfilled_on(self) -> date | None:
        """The counter hands over at once; the post takes one to three days, if anybody paid."""
        if self.cancelled_on or self.status in {"pending", "voided"}:
            return None
        day = self.sale.day + timedelta(days=1 + self.number % 3 if self.sale.is_web else 0)
        return day if day <= LAST_DAY else None

    @property
    def customer(self) -> str:
        """The key of the Shopify customer; blank for those who gave neither email nor telephone."""
        return (self.client.email or self.client.phone) if self.client else ""


def make_orders(rng: random.Random, all_sales: Sequence[Sale]) -> list[Order]:
    """One order a sale, oldest first, numbered from 1001."""
    sales = [sale for sale in all_sales if sale.till is Till.SHOPIFY]
    orders = [_order(rng, number, sale) for number, sale in enumerate(sales, start=1001)]
    settled = date(2026, 10, 20)  # nothing has happened yet to what was sold after
    ordinary = [place for place, order in enumerate(orders) if order.sale.person and order.sale.day < settled]
    rng.shuffle(ordinary)
    _refund(orders, ordinary)
    _edit(orders, ordinary)
    _add_gift_cards_and_tips(rng, orders, ordinary)
    _leave_open(orders)
    return orders


def _order(rng: random.Random, number: int, sale: Sale) -> Order:
    client = entry(sale.person, Till.SHOPIFY) if sale.person else None
    order = Order(number, sale, client, sale.lines, source=_source(rng, sale))
    net = sum(line.net for line in sale.lines)
    if not sale.is_web or sale.person is None:
        has_code = bool(client) and rng.random() < 0.04
        return replace(order, code="FRIENDS15", code_discount=net * 15 // 100) if has_code else order
    order = replace(order, is_pickup=rng.random() < 0.15)
    if order.is_shipped and net < FREE_SHIPPING_FROM:
        order = replace(order, shipping=SHIPPING)
    habit = rng.random()
    if habit < 0.12:
        order = replace(order, code="WELCOME10", code_discount=net // 10)
    elif habit < 0.3 and order.shipping:
        order = replace(order, code="FREESHIP", shipping_discount=SHIPPING)
    elif order.line_discount:
        order = replace(order, code="AUTOMATIC DISCOUNTS")
    rates = WASHINGTON_TAXES.get(sale.person.town[0], ()) if order.is_shipped else ()
    taxes = tuple((f"{name} {rate / 10}%", (order.subtotal * rate + 500) // 1000) for name, rate in rates)
    return replace(order, taxes=taxes)


def _source(rng: random.Random, sale: Sale) -> str:
    """A bespoke ring is drawn up as a draft first; an app sells a little on the web."""
    if sale.is_web:
        return "1122334" if rng.random() < 0.04 else "web"
    made_to_order = any(line.piece.category == ENGAGEMENT and line.piece.price > 300_000 for line in sale.lines)
    return "shopify_draft_order" if made_to_order else "pos"


def _taken(places: list[int], count: int, orders: Sequence[Order], *, lines: int = 1) -> list[int]:
    """The next `count` places with at least so many lines; no order has two misfortunes."""
    chosen = [place for place in places if len(orders[place].lines) >= lines][:count]
    for place in chosen:
        places.remove(place)
    return chosen


def _refund(orders: list[Order], ordinary: list[int]) -> None:
    modest = [place for place in ordinary if not _is_top(orders[place])]
    for turn, place in enumerate(_taken(modest, FULL_REFUNDS, orders)):
        order = orders[place]
        cancelled_on = order.sale.day + timedelta(days=1) if turn < CANCELLED else None
        orders[place] = replace(order, status="refunded", refunded=order.total, cancelled_on=cancelled_on)
        ordinary.remove(place)
    for place in _taken(ordinary, PARTIAL_REFUNDS, orders, lines=2):
        order = orders[place]
        last, before_code = order.lines[-1].net, order.subtotal + order.code_discount
        refunded = last * order.subtotal // before_code
        orders[place] = replace(order, status="partially_refunded", refunded=refunded)


def _edit(orders: list[Order], ordinary: list[int]) -> None:
    """The last article was taken off the order later; Shopify's total did not follow."""
    plain = [place for place in ordinary if not orders[place].discount and not orders[place].tax]
    for place in _taken(plain, EDITED, orders, lines=2):
        *kept, removed = orders[place].lines
        orders[place] = replace(orders[place], lines=tuple(kept), removed=removed.net)
        ordinary.remove(place)


def _add_gift_cards_and_tips(rng: random.Random, orders: list[Order], ordinary: list[int]) -> None:
    plain = [place for place in ordinary if not orders[place].discount and not orders[place].tax]
    for place in _taken(plain, GIFT_CARDS, orders):
        orders[place] = replace(orders[place], gift_card=rng.choice((5_000, 10_000, 15_000, 25_000)))
    at_counter = [place for place in plain if orders[place].source == "pos"]
    for place in _taken(at_counter, TIPS, orders):
        orders[place] = replace(orders[place], tip=rng.choice((500, 1_000, 2_000)))


def _leave_open(orders: list[Order]) -> None:
    """The newest web orders wait for a bank transfer; one walk-in's card was declined, and the order voided."""
    newest_web = [place for place, order in enumerate(orders) if order.sale.is_web and order.status == "paid"]
    for place in newest_web[-2 * PENDING :: 2]:
        orders[place] = replace(orders[place], status="pending")
    strangers = [place for place, order in enumerate(orders) if order.client is None and not order.sale.name_on_card]
    declined = strangers[len(strangers) // 2]
    orders[declined] = replace(orders[declined], status="voided", cancelled_on=orders[declined].sale.day)


def _is_top(order: Order) -> bool:
    return order.sale.person is not None and order.sale.person.circle is Circle.TOP
