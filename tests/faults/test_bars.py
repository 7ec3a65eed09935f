"""The bars of import and sending, in a size that takes seconds; `make bars` runs them in full and prints what it saw.

`CLIENTBOOK_BARS=10` runs ten times as many tries.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.bars.__main__ import BARS
from tests.bars.bar import Bar

TRIES = {"R1": 4, "R2": 4, "R3": 6, "R4": 3, "R6": 3, "R7": 3, "R10": 1, "R16": 3}
TIMES = int(os.environ.get("CLIENTBOOK_BARS", "1"))


@pytest.mark.parametrize("bar", BARS, ids=lambda bar: bar.number)
def test_a_bar_holds(bar: Bar, tmp_path: Path) -> None:
    if bar.number in ("R3", "R4"):
        pytest.importorskip("resource")
    outcome = bar.run(tmp_path, TRIES[bar.number] * TIMES)
    assert outcome.tries
    assert not outcome.faults, outcome.first
