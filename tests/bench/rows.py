"""What a row of the bench is, and where its data lies."""

from __future__ import annotations

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
    """One line of the table."""

    what: str
    size: str
    against: str
    target: float
    measure: Callable[[], Pair]
