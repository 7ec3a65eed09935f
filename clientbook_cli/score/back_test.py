"""Whether to believe the model for this store: fitted on the past, it must foretell what then happened.

Pure. The bars are ours, not the papers': wide enough for chance among a few hundred clients, narrow enough that a
figure that passes is worth acting on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from clientbook_cli.score.forecast import Forecast

if TYPE_CHECKING:
    import polars

FEWEST_CLIENTS = 100  # who bought by the day the past ends
FEWEST_REPEATS = 30  # of them, who had bought more than once: what the model learns from
FEWEST_DAYS = 180  # that the past must last, and what came after it
NEAR = 0.25  # how far the foretold total of purchases may lie from the true one
NEAR_SPEND = 0.35  # the same for spend, which a few large sales sway
BEST_SHARE = 0.4  # of all purchases, that the fifth of clients foretold to buy most must have made: twice a chance pick


@dataclass(frozen=True, slots=True)
class BackTest:
    """The past up to `fitted_to` against the days to `until`: foretold and true totals of who had bought by then."""

    fitted_to: dt.date
    until: dt.date
    clients: int
    repeat_clients: int
    purchases_expected: float
    purchases: int
    spend_expected: Decimal
    spend: Decimal
    best_fifth_share: float  # of the true purchases, those of the fifth foretold to buy most
    trusted: bool
    because: str  # what spoke against it, or that nothing did


def compare(
    histories: polars.DataFrame, outcome: polars.DataFrame, forecast: Forecast, *, fitted_to: dt.date, until: dt.date
) -> BackTest:
    """Hold a forecast of some histories against what the same clients then did."""
    import polars as pl

    foretold = histories.with_columns(purchases=pl.Series(forecast.purchases), spend=pl.Series(forecast.spend)).join(
        outcome.select("client", done="trips", paid="spent"), on="client", how="left"
    )
    foretold = foretold.with_columns(pl.col("done").fill_null(0), pl.col("paid").fill_null(0.0))
    best = foretold.sort("purchases", "client", descending=[True, False]).head(-(-foretold.height // 5))
    done = int(foretold["done"].sum())
    paid = float(foretold["paid"].sum())
    expected, worth = float(foretold["purchases"].sum()), float(foretold["spend"].sum())
    share = float(best["done"].sum()) / done if done else 0.0
    because = _against(expected / done, worth / paid, share) if done else "none of them bought again in that time"
    return BackTest(
        fitted_to=fitted_to,
        until=until,
        clients=histories.height,
        repeat_clients=int((histories["trips"] > 1).sum()),
        purchases_expected=expected,
        purchases=done,
        spend_expected=Decimal(f"{worth:.2f}"),
        spend=Decimal(f"{paid:.2f}"),
        best_fifth_share=share,
        trusted=not because,
        because=because or "foretold and true figures lie close together",
    )


def _against(purchases: float, spend: float, best_share: float) -> str:
    """What speaks against the model, by foretold totals as shares of the true ones; empty: nothing."""
    if abs(purchases - 1) > NEAR:
        return f"the purchases foretold are off by more than {NEAR:.0%}"
    if abs(spend - 1) > NEAR_SPEND:
        return f"the spend foretold is off by more than {NEAR_SPEND:.0%}"
    if best_share < BEST_SHARE:
        return f"the fifth of clients foretold to buy most made less than {BEST_SHARE:.0%} of the purchases"
    return ""
