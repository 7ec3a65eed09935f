"""How far a client is from the next tier, and when they fall without a purchase: found by trying.

Pure. Purchases that have not happened are laid beside those that have, and the client is scored again on that day by
the run's own cuts and rules. The cuts stay as they are, though a quantile will move as everybody buys.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from clientbook_cli.score.cuts import Cuts
from clientbook_cli.score.history import PURCHASE, Sold, figures
from clientbook_cli.score.recipe import Recipe
from clientbook_cli.score.segments import Tables

MOST_PURCHASES = 12  # more than that is no advice
AHEAD_DAYS = 366  # how far ahead a purchase is tried
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Way:
    """So many purchases, each worth more than `over`, reach the tier; `until`: the last day they still do, if any."""

    purchases: int
    over: Decimal
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Climb:
    """The next tier up, and ways to it: fewer and larger purchases first."""

    tier: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Fall:
    """The first day on which a client who buys nothing is in a lower tier; None: nobody would score them any more."""

    on: dt.date
    tier: str | None


@dataclass(frozen=True, slots=True)
class Client:
    """One client's sales, and all that a run scored them by."""

    sales: tuple[Sold, ...]
    recipe: Recipe
    cuts: Cuts
    tables: Tables

    def tier(self, as_of: dt.date, more: Sequence[Sold] = ()) -> str | None:
        """The tier on a day, with purchases that have not happened."""
        found = figures([*self.sales, *more], recipe=self.recipe, as_of=as_of)
        return self.tables.tier(found.scores(self.cuts)) if found else None

    def rank(self, tier: str | None) -> int:
        """Higher is better; nobody's is the lowest."""
        return min((total for total, name in self.tables.tier_of.items() if name == tier), default=0)


def climb(client: Client, *, as_of: dt.date) -> Climb | None:
    """The ways to a higher tier from a day on. None in the best one, or where a dozen purchases would not do."""
    now = client.rank(client.tier(as_of))
    ways: list[Way] = []
    reached: str | None = None
    for purchases in range(1, MOST_PURCHASES + 1):
        for over in _thresholds(client, purchases, as_of):
            tier = _after(client, purchases, over, as_of)
            if client.rank(tier) <= now or (reached and client.rank(tier) < client.rank(reached)):
                continue
            if not ways or over < ways[-1].over:
                reached = reached or tier
                ways.append(Way(purchases, over, _until(client, purchases, over, as_of, reached)))
            break
        if ways and not ways[-1].over:
            break
    return Climb(reached, tuple(ways)) if reached else None


def fall(client: Client, *, as_of: dt.date) -> Fall | None:
    """When a client who buys nothing from a day on falls to a lower tier. None: never."""
    now = client.rank(client.tier(as_of))
    for on in _turning_days(client, as_of):
        tier = client.tier(on)
        if client.rank(tier) < now:
            return Fall(on, tier)
    return None


def _thresholds(client: Client, purchases: int, as_of: dt.date) -> list[Decimal]:
    """Amounts worth trying, rising: any at all, or just enough for the next cut when each purchase is worth more."""
    found = figures(client.sales, recipe=client.recipe, as_of=as_of)
    spent = found.monetary if found else Decimal(0)
    missing = ((cut - spent) / purchases for cut in client.cuts.monetary)
    least = max(Decimal(str(client.recipe.settings.floor)) - _CENT, Decimal(0))
    amounts = {max(amount.quantize(_CENT, ROUND_FLOOR), least) for amount in missing}
    return sorted({least, *amounts})


def _after(client: Client, purchases: int, over: Decimal, on: dt.date) -> str | None:
    """The tier after so many purchases, the last of them on a day; on days before it where one a day counts."""
    apart = 1 if client.recipe.settings.one_purchase_a_day else 0
    first = on - dt.timedelta(days=apart * (purchases - 1))
    more = [
        Sold(first + dt.timedelta(days=apart * number), "sale", over + _CENT, client.recipe.currency)
        for number in range(purchases)
    ]
    return client.tier(on, more)


def _until(client: Client, purchases: int, over: Decimal, as_of: dt.date, tier: str | None) -> dt.date | None:
    """The last day on which the same purchases still reach the tier; None when every day of a year does."""
    wanted = client.rank(tier)
    last = as_of + dt.timedelta(days=AHEAD_DAYS)
    for on in sorted(_leaving_days(client)):  # between these days nothing changes but the day itself
        if as_of < on <= last and client.rank(_after(client, purchases, over, on)) < wanted:
            return on - dt.timedelta(days=1)
    return None


def _turning_days(client: Client, as_of: dt.date) -> list[dt.date]:
    """The days on which a score can change by itself: recency passes a cut, or a sale leaves the window."""
    now = figures(client.sales, recipe=client.recipe, as_of=as_of)
    bought = {entry.sold.day for entry in now.judged if entry.counts_as == PURCHASE} if now else set()
    days = {
        day + dt.timedelta(days=int(cut.to_integral_value(ROUND_FLOOR)) + 1)
        for day in bought
        for cut in client.cuts.recency
    }
    return sorted(day for day in days | _leaving_days(client) if day > as_of)


def _leaving_days(client: Client) -> set[dt.date]:
    """The days on which a sale is out of the window for the first time."""
    window = client.recipe.settings.window_days
    return {sold.day + dt.timedelta(days=window + 1) for sold in client.sales} if window else set()
