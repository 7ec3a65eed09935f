"""What an owner did not set of [score]: the cuts of their trade, and tiers that fit so many scores."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from typing import Any

from clientbook_cli.config.tables import Reader
from clientbook_cli.score.segments import highest_total, usual_tiers
from clientbook_cli.settings import TRADES, ScoreSettings
from clientbook_cli.templates import packaged


def defaults(content: Mapping[str, Any], reader: Reader) -> ScoreSettings:
    """The defaults of the trade that `clientbook.toml` names. Raises SettingsError for one that there is not."""
    written = content.get("score")
    trade = written.get("trade", TRADES[0]) if isinstance(written, dict) else TRADES[0]
    if trade not in TRADES:
        raise reader.error(
            ("score", "trade"),
            f"there are no cuts for the trade {trade!r}",
            rule=f"one of: {', '.join(TRADES)}",
            next="name the nearest of them, and set what differs below it",
        )
    if trade == TRADES[0]:
        return ScoreSettings()
    file = packaged("templates") / "trade" / f"{trade}.toml"
    text = file.read_text(encoding="utf-8")
    of_trade: ScoreSettings = Reader(file, text).table(ScoreSettings(trade=trade), tomllib.loads(text), ())
    return of_trade


def with_tiers(score: ScoreSettings, content: Mapping[str, Any]) -> ScoreSettings:
    """With the usual tiers of so many scores, where the owner wrote none."""
    if "tiers" in content.get("score", {}):
        return score
    return dataclasses.replace(score, tiers=usual_tiers(highest_total(score)))
