"""What one client bought and brought back, how each sale counts in the score and why, and the figures that follow.

Pure. The same rules as the score's query over everybody, for a single client, so that a figure can be shown with its
sales and a purchase that has not happened yet can be tried. Tests hold the two against each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from clientbook_cli.figures import day
from clientbook_cli.score.cuts import Cuts
from clientbook_cli.score.recipe import Recipe, counted

PURCHASE, SAME_DAY, RETURN = "purchase", "with the purchase above", "return"
_COUNT_AS_MONEY = frozenset((PURCHASE, SAME_DAY, RETURN, "exchange"))


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale or a return of a client."""

    day: dt.date
    kind: str  # sale, refund, cancelled
    net: Decimal
    currency: str
    sale: int = 0
    source: str = ""
    transaction_id: str = ""
    associate: str | None = None
    item: str | None = None
    returned_on: dt.date | None = None  # the day it was brought back whole
    returns_sale_of: dt.date | None = None  # the day of the sale that it takes back whole


@dataclass(frozen=True, slots=True)
class Judged:
    """A sale, and what it counts as in the score: `PURCHASE`, `RETURN` …, or why it does not."""

    sold: Sold
    counts_as: str

    @property
    def counts(self) -> bool:
        """Whether it is among the money of the score."""
        return self.counts_as in _COUNT_AS_MONEY


@dataclass(frozen=True, slots=True)
class Figures:
    """The three figures of a client on a day, and the sales they come from."""

    last_purchase: dt.date
    recency_days: int
    frequency: int
    monetary: Decimal
    judged: tuple[Judged, ...] = field(repr=False, compare=False)

    def scores(self, cuts: Cuts) -> tuple[int, int, int]:
        """Recency, frequency and monetary scores by these cuts: a figure that equals a cut belongs below it."""
        late, often, much = (
            sum(figure > cut for cut in points)
            for figure, points in (
                (self.recency_days, cuts.recency),
                (self.frequency, cuts.frequency),
                (self.monetary, cuts.monetary),
            )
        )
        return len(cuts.recency) + 1 - late, often + 1, much + 1


def figures(sales: Sequence[Sold], *, recipe: Recipe, as_of: dt.date) -> Figures | None:
    """The figures of a client on a day, by what was known then; None without a purchase that counts."""
    judged = judge(sales, recipe=recipe, as_of=as_of)
    bought = [entry.sold.day for entry in judged if entry.counts_as == PURCHASE]
    if not bought:
        return None
    return Figures(
        last_purchase=max(bought),
        recency_days=(as_of - max(bought)).days,
        frequency=len(bought),
        monetary=sum((entry.sold.net for entry in judged if entry.counts), Decimal(0)),
        judged=judged,
    )


def judge(sales: Sequence[Sold], *, recipe: Recipe, as_of: dt.date) -> tuple[Judged, ...]:
    """What each sale up to a day counts as, in the order of the days."""
    rules = counted(recipe.settings, as_of=as_of)
    judged: list[Judged] = []
    bought: set[dt.date] = set()
    for sold in sorted(sales, key=lambda sold: (sold.day, sold.sale)):
        if sold.day > as_of:
            continue
        said = _left_out(sold, recipe.currency, as_of) or ""
        if not said and sold.day < rules.since:
            said = "too long ago"
        elif not said and sold.kind == "sale" and 0 <= sold.net < rules.floor:
            said = "too small"
        elif not said and sold.kind == "refund":
            said = RETURN
        elif not said and sold.net > 0:
            again = rules.one_purchase_a_day and sold.day in bought
            said = SAME_DAY if again else PURCHASE
            bought.add(sold.day)
        judged.append(Judged(sold, said or ("exchange" if sold.net < 0 else "nothing left of it")))
    return tuple(judged)


def _left_out(sold: Sold, currency: str, as_of: dt.date) -> str:
    """Why a sale is none for a score, whatever the settings."""
    if sold.kind == "cancelled":
        return "cancelled"
    if sold.currency != currency:
        return f"in {sold.currency}"
    if sold.returned_on and sold.returned_on <= as_of:
        return f"brought back {day(sold.returned_on)}"
    if sold.returns_sale_of:
        return f"return of {day(sold.returns_sale_of)}"
    return ""
