"""All that decides a score beside the sales, as a run keeps it: which sales count, cuts, tables, currency.

Pure. Written as text and read back, so that a run can be explained by its own rules when the settings have changed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clientbook_cli.score.cuts import AXES, axes
from clientbook_cli.settings import AxisSettings, ScoreSettings


@dataclass(frozen=True, slots=True)
class Counted:
    """Which sales count on one day: those since `since` worth at least `floor`; on one day one purchase, or several."""

    since: dt.date
    floor: Decimal
    one_purchase_a_day: bool


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings and the currency of a run."""

    settings: ScoreSettings
    currency: str

    def to_json(self) -> str:
        """As the run keeps it. A trade only stands for the values it gave."""
        score = self.settings
        return json.dumps(
            {
                "currency": self.currency,
                "since": score.since.isoformat() if score.since else "",
                "window_days": score.window_days,
                "floor": float(score.floor),
                "one_purchase_a_day": score.one_purchase_a_day,
                **{
                    # 180 and 180.0 are the same cut, and what a method does not use changes nothing.
                    name: {"method": axis.method, "cuts": [float(cut) for cut in axis.cuts]}
                    if axis.method == "fixed"
                    else {"method": axis.method, "bins": axis.bins}
                    for name, axis in zip(AXES, axes(score), strict=True)
                },
                "tiers": dict(score.tiers),
                "segments": {name: list(codes) for name, codes in score.segments.items()},
            }
        )

    @property
    def mark(self) -> str:
        """A short text that tells two recipes apart."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]


def from_json(text: str) -> Recipe:
    """The recipe that a run kept."""
    kept = json.loads(text)
    return Recipe(
        ScoreSettings(
            since=dt.date.fromisoformat(kept["since"]) if kept["since"] else None,
            window_days=kept["window_days"],
            floor=kept["floor"],
            one_purchase_a_day=kept["one_purchase_a_day"],
            recency=_axis(kept["recency"]),
            frequency=_axis(kept["frequency"]),
            monetary=_axis(kept["monetary"]),
            tiers={name: (low, high) for name, (low, high) in kept["tiers"].items()},
            segments={name: tuple(codes) for name, codes in kept["segments"].items()},
        ),
        kept["currency"],
    )


def counted(settings: ScoreSettings, *, as_of: dt.date) -> Counted:
    """What counts on a day: the window ends there, its first day included."""
    since = settings.since or dt.date.min
    if settings.window_days:
        first = max(as_of.toordinal() - settings.window_days, 1)
        since = max(since, dt.date.fromordinal(first))
    return Counted(since, Decimal(str(settings.floor)), settings.one_purchase_a_day)


def _axis(kept: Mapping[str, Any]) -> AxisSettings:
    default = AxisSettings()
    return AxisSettings(
        method=kept["method"], cuts=tuple(kept.get("cuts", default.cuts)), bins=kept.get("bins", default.bins)
    )
