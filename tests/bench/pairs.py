"""Two whole commands timed in turn, A B A B …: a ratio holds when the machine's speed drifts, a time does not."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Command = Sequence[str]


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
    # As on an owner's machine: what was compiled at the first run stays compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    _, said = process.communicate() if not hasattr(os, "wait4") else (None, b"")
    peak = 0.0
    if hasattr(os, "wait4"):
        said = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = usage.ru_maxrss / 1024
        if process.stderr:
            process.stderr.close()
    seconds = time.perf_counter() - start
    if process.returncode not in (0, 5):
        raise RuntimeError(f"{' '.join(command)}: exit {process.returncode}: {said.decode(errors='replace')[-500:]}")
    return Run(seconds, peak)


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
