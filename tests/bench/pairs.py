"""Two whole commands timed in turn, A B A B …: a ratio holds when the machine's speed drifts, a time does not."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Command = Sequence[str]
_STOPWATCH = (sys.executable, "-S", "-E", str(Path(__file__).with_name("stopwatch.py")))


@dataclass(frozen=True)
class Run:
    """One finished process: wall seconds, and its largest memory in MB where the system tells (0 elsewhere)."""

    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Pair:
    """The medians of both commands, and of their ratio run by run."""

    ours: Run
    baseline: Run
    ratio: float


def timed(command: Command) -> Run:
    """Run a command to its end; a failing one is an error, since its time means nothing."""
    # An owner's Python keeps what it compiled; where it is told not to, every start would compile the program anew.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if hasattr(os, "wait4"):
        done = subprocess.run([*_STOPWATCH, *command], env=environment, capture_output=True, check=True)
        told = json.loads(done.stdout)
        run, code = Run(told["seconds"], told["peak_mb"]), told["exit"]
    else:
        start = time.perf_counter()
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        run, code = Run(time.perf_counter() - start, 0.0), done.returncode
    if code not in (0, 5):
        raise RuntimeError(f"{' '.join(command)}: exit {code}: {done.stderr.decode(errors='replace')[-500:]}")
    return run


def paired(ours: Command, baseline: Command, *, runs: int, before: Callable[[], None] = lambda: None) -> Pair:
    """Both commands in turn, after one warm-up of each; `before` puts things back before each of them."""
    pairs: list[tuple[Run, Run]] = []
    for _ in range(runs + 1):
        before()
        mine = timed(ours)
        before()
        pairs.append((mine, timed(baseline)))
    counted = pairs[1:]
    return Pair(
        ours=_middle([mine for mine, _ in counted]),
        baseline=_middle([theirs for _, theirs in counted]),
        ratio=statistics.median(mine.seconds / theirs.seconds for mine, theirs in counted),
    )


def _middle(runs: Sequence[Run]) -> Run:
    return Run(statistics.median(run.seconds for run in runs), max(run.peak_mb for run in runs))
