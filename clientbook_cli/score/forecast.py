"""What clients of given histories are expected to do: how often by BG/NBD, how much at a time by Gamma-Gamma.

Pure. `purchasing` and `spending` are the two models; this lays them over a table of histories.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientbook_cli.score import purchasing, spending
from clientbook_cli.score.purchasing import Histories, Purchasing
from clientbook_cli.score.spending import Spending

if TYPE_CHECKING:
    import polars

    from clientbook_cli.score.purchasing import Numbers


@dataclass(frozen=True, slots=True)
class Model:
    """Both models, fitted to the same clients."""

    purchasing: Purchasing
    spending: Spending


@dataclass(frozen=True, slots=True)
class Forecast:
    """For each client, in the order of their histories: chances, and expected purchases and spend."""

    active: Numbers
    buys: Numbers
    purchases: Numbers
    spend: Numbers


def fit(histories: polars.DataFrame) -> Model | None:
    """Fit to clients, by the columns trips, t_x, T (days) and spent. None where either model does not hold.

    Clients of one history are fitted as one with their number as its weight. What the first purchase cost tells as much
    of a client's means as any later one, so it counts in spend.
    """
    import polars as pl

    alike = histories.group_by("trips", "t_x", "T").len().sort("trips", "t_x", "T")
    buying = purchasing.fit(
        Histories(
            x=(alike["trips"] - 1).to_numpy(),
            t_x=alike["t_x"].to_numpy(),
            T=alike["T"].to_numpy(),
            weight=alike["len"].to_numpy(),
        )
    )
    each = histories.select("trips", each=pl.col("spent") / pl.col("trips")).group_by("trips", "each").len()
    each = each.sort("trips", "each")
    paying = spending.fit(each["trips"].to_numpy(), each["each"].to_numpy(), each["len"].to_numpy())
    return Model(buying, paying) if buying and paying else None


def foretell(model: Model, histories: polars.DataFrame, *, days: int) -> Forecast:
    """What each of these clients is expected to do in the next `days`."""
    trips, t_x, total = (histories[name].to_numpy().astype(float) for name in ("trips", "t_x", "T"))
    x = trips - 1
    purchases = model.purchasing.expected(days, x, t_x, total)
    return Forecast(
        active=model.purchasing.active(x, t_x, total),
        buys=model.purchasing.buys(days, x, t_x, total),
        purchases=purchases,
        spend=purchases * model.spending.mean(trips, histories["spent"].to_numpy() / trips),
    )
