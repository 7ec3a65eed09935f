"""What a row of the bench is, and where its data lies."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.pairs import Pair
from tests.source import ROOT

DATA = ROOT / "bench-data"
PYTHON = sys.executable
CLIENTBOOK = [PYTHON, "-m", "clientbook_cli"]
TODAY = "2026-11-13"


@dataclass(frozen=True)
class Row:
    """One line of the table. What it may take: `target` times the baseline, or `most` seconds of its own."""

    what: str
    size: str
    against: str
    target: float
    measure: Callable[[], Pair]
    most: float = math.inf

    def aim(self) -> str:
        """What it may take, in words."""
        if math.isfinite(self.most):
            return f"≤ {self.most:g} s"
        return f"≤ {self.target:g} ×" if math.isfinite(self.target) else "–"

    def is_met(self, pair: Pair) -> bool:
        """Whether it took no more."""
        return pair.ours.seconds <= self.most and pair.ratio <= self.target
