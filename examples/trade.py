"""Three years of sales: who bought what, when, from whom, and at which till.

Owns the story. How a till writes a sale into its file is for `goldbook`, `shopify` and `square`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from assortment import BANDS, ENGAGEMENT, PIECES, Piece, pick
from entries import Till
from names import ASSOCIATES, FIRST_NAMES, LAST_NAMES
from people import Circle, Person
from season import (
    FAIR_ON,
    FIRST_DAY,
    GOLDBOOK_LAST_DAY,
    LAST_DAY,
    SQUARE_BEFORE,
    SQUARE_FROM,
    busyness,
    days_between,
    nearest_fair_day,
)

NOBODY_NAMED = 330
NOBODY_NAMED_AT_FAIRS = 110
NAME_ONLY = 24
TWIN_SALES = 2  # in each till
FAIR_SHARE = 0.2  # of sales while the store goes to fairs
WEB_SHARE = 0.3  # of Shopify sales
SPENT_AT_MOST = 1_660_000  # cents; what one client spends in three years
FAIR_PRICE_AT_MOST = 60_000
LINES, FEW_LINES = (29, 35, 22, 14), (74, 21, 4, 1)  # how likely one, two, three or four articles are
GONE = {Circle.TOP: 0.1, Circle.REGULAR: 0.7, Circle.REPEAT: 0.4, Circle.ONCE: 0.36}  # share not seen for long
SMALL_CHANGE = range(0, 30_000)  # cents; what goes into the bag beside the first piece
BUDGETS = (SMALL_CHANGE, range(14_000, 50_000), range(40_000, 170_000), range(160_000, 1_300_000))
BUDGET_WEIGHTS = {
    Circle.TOP: (46, 34, 17, 3),
    Circle.REGULAR: (58, 28, 11, 3),
    Circle.REPEAT: (65, 25, 8, 2),
    Circle.ONCE: (90, 4, 3, 3),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One article of a sale; `discount` is positive cents off the whole line."""

    piece: Piece
    variant: str
    quantity: int
    discount: int

    @property
    def gross(self) -> int:
        return self.piece.price * self.quantity

    @property
    def net(self) -> int:
        return self.gross - self.discount


@dataclass(frozen=True, slots=True)
class Sale:
    """One visit to a till; `second` counts from local midnight, `name_on_card` is all that is known of a stranger."""

    day: date
    second: int
    till: Till
    is_web: bool
    person: Person | None
    name_on_card: str
    associate: str
    lines: tuple[Line, ...]

    @property
    def net(self) -> int:
        return sum(line.net for line in self.lines)


def make_sales(rng: random.Random, people: Sequence[Person]) -> list[Sale]:
    """Every sale, oldest first."""
    shop_days = _Days(days_between(FIRST_DAY, LAST_DAY))
    sales = [sale for person in people for sale in _purchases(rng, person, shop_days)]
    forced = [FIRST_DAY, LAST_DAY]
    sales.extend(_stranger(rng, day) for day in forced + shop_days.draw(rng, NOBODY_NAMED - len(forced)))
    sales.extend(_stranger(rng, rng.choice(sorted(FAIR_ON))) for _ in range(NOBODY_NAMED_AT_FAIRS))
    cards = [day for day in shop_days.draw(rng, 60) if day > GOLDBOOK_LAST_DAY and day.weekday() != 6]
    sales.extend(_stranger(rng, day, name=_invented_name(rng, people)) for day in cards[:NAME_ONLY])
    sales.sort(key=lambda sale: (sale.day, sale.second))
    return _with_twin_lines(sales)


def _with_twin_lines(sales: list[Sale]) -> list[Sale]:
    """In each till a few sales where the same small thing was rung up twice: equal rows, both true."""
    for till in Till:
        simple = [n for n, sale in enumerate(sales) if sale.till is till and sale.person and len(sale.lines) == 1]
        small = [n for n in simple if sales[n].lines[0].gross < 15_000 and sales[n].lines[0].quantity == 1]
        for n in small[len(small) // 4 :: len(small) // TWIN_SALES]:
            sales[n] = replace(sales[n], lines=sales[n].lines * 2)
    return sales


class _Days:
    """Days to draw from, each as likely as it is busy."""

    def __init__(self, days: list[date]) -> None:
        self.days = days
        self._cumulative = list(accumulate(busyness(day) for day in days))

    def draw(self, rng: random.Random, count: int) -> list[date]:
        """That many days, repeats possible."""
        return rng.choices(self.days, cum_weights=self._cumulative, k=count)


def _purchases(rng: random.Random, person: Person, shop_days: _Days) -> list[Sale]:
    if person.circle is Circle.LOOKER:
        return []
    days = _purchase_days(rng, person, shop_days)
    owned: set[str] = set()
    spent, sales = 0, []
    for day in sorted(days):
        till = _till(rng, person, day)
        lines = _basket(rng, person, till=till, owned=owned, left=SPENT_AT_MOST - spent)
        spent += sum(line.net for line in lines)
        associate = person.associate if rng.random() < 0.72 else rng.choice(ASSOCIATES)
        is_sunday = day.weekday() == 6 and till is Till.SHOPIFY
        is_web = till is Till.SHOPIFY and bool(person.email) and (is_sunday or rng.random() < WEB_SHARE)
        sales.append(Sale(day, _second(rng, is_web=is_web), till, is_web, person, "", associate, lines))
    return sales


def _purchase_days(rng: random.Random, person: Person, shop_days: _Days) -> set[date]:
    """Different days; some people have not been seen for a year or two."""
    count = {
        Circle.TOP: rng.choice((9, 10, 11, 12, 13, 14, 16, 18, 21, 25, 29)),
        Circle.REGULAR: rng.choices((3, 4, 5, 6, 7), (66, 20, 7, 4, 3))[0],
        Circle.REPEAT: 2,
    }.get(person.circle, 1)
    candidates = shop_days
    if not person.email and not person.phone:
        candidates = _Days(days_between(FIRST_DAY, GOLDBOOK_LAST_DAY))
    elif rng.random() < GONE[person.circle]:
        candidates = _Days(days_between(FIRST_DAY, LAST_DAY - timedelta(days=rng.randrange(300, 800))))
    days: set[date] = set()
    if person.circle is Circle.TOP and person.number % 8:  # the best clients have been coming for long
        days |= set(_Days(days_between(FIRST_DAY, GOLDBOOK_LAST_DAY)).draw(rng, 1))
    while len(days) < count:
        (day,) = candidates.draw(rng, 1)
        goes_to_fair = SQUARE_FROM <= day < SQUARE_BEFORE and rng.random() < FAIR_SHARE
        days.add(nearest_fair_day(day) if goes_to_fair else day)
    return days


def _till(rng: random.Random, person: Person, day: date) -> Till:
    if day <= GOLDBOOK_LAST_DAY:
        return Till.GOLDBOOK
    at_stall = day in FAIR_ON and (rng.random() < 0.7 or (day.weekday() == 6 and not person.email))
    return Till.SQUARE if at_stall else Till.SHOPIFY


def _basket(rng: random.Random, person: Person, *, till: Till, owned: set[str], left: int) -> tuple[Line, ...]:
    """One to four different articles; whoever bought an engagement ring comes back for bands, not for another."""
    budget = rng.choices(BUDGETS, BUDGET_WEIGHTS[person.circle])[0]
    if till is Till.SQUARE and budget.stop > FAIR_PRICE_AT_MOST:
        budget = SMALL_CHANGE
    lines: list[Line] = []
    for _ in range(rng.choices((1, 2, 3, 4), FEW_LINES if person.circle is Circle.ONCE else LINES)[0]):
        refused = {line.piece.sku for line in lines} | owned
        bridal = 30 if ENGAGEMENT in owned and BANDS not in owned else 1
        affordable = range(budget.start, min(budget.stop, left - sum(line.net for line in lines)))
        piece = pick(rng, favourites=person.brands, refused=refused, prices=affordable, bridal=bridal)
        lines.append(_line(rng, piece))
        owned |= {piece.category} & {ENGAGEMENT, BANDS}
        budget = SMALL_CHANGE
    return tuple(lines)


def _line(rng: random.Random, piece: Piece) -> Line:
    quantity = 2 if piece.price < 13_000 and rng.random() < 0.07 else 1
    per_cent = rng.choices((0, 10, 15, 20), (88, 7, 3, 2))[0]
    return Line(piece, rng.choice(piece.variants), quantity, piece.price * quantity * per_cent // 100)


def _stranger(rng: random.Random, day: date, *, name: str = "") -> Sale:
    """A walk-in; at most the name on the card is known."""
    till = Till.GOLDBOOK if day <= GOLDBOOK_LAST_DAY else Till.SQUARE if day in FAIR_ON and not name else Till.SHOPIFY
    small = [piece for piece in PIECES if piece.price <= 25_000]
    pieces = rng.sample(small, rng.choices((1, 2), (80, 20))[0])
    lines = tuple(_line(rng, piece) for piece in pieces)
    is_web = False
    return Sale(day, _second(rng, is_web=is_web), till, is_web, None, name, rng.choice(ASSOCIATES), lines)


def _invented_name(rng: random.Random, people: Sequence[Person]) -> str:
    known = {(person.first, person.last) for person in people}
    while (name := (rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES))) in known:
        pass
    return " ".join(name)


def _second(rng: random.Random, *, is_web: bool) -> int:
    """The shop is open from ten to six; the web shop is busiest when people sit at home."""
    return rng.randrange(7 * 3600, 23 * 3600) if is_web else rng.randrange(10 * 3600, 18 * 3600)
