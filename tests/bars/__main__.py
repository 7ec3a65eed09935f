"""`make bars`: try every bar and print the table with the numbers of this run.

python -m tests.bars [--full] [R1 R6 …]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.bars.bar import Bar
from tests.bars.imports import BARS as IMPORTS
from tests.bars.sends import BARS as SENDS

BARS: tuple[Bar, ...] = (*IMPORTS, *SENDS)


def main(words: list[str]) -> int:
    """Run the bars that are named, or all; how many of them do not hold."""
    full, named = "--full" in words, {word for word in words if not word.startswith("-")}
    failed = 0
    print("| # | bar | tries | seen | faults | threshold | seconds |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for bar in sorted(BARS, key=lambda bar: int(bar.number[1:])):
        if named and bar.number not in named:
            continue
        start = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="clientbook-bar-") as folder:
            outcome = bar.run(Path(folder), bar.full if full else bar.tries)
        faults = ", ".join(f"{count} {kind}" for kind, count in outcome.faults.items()) or "none"
        seen = ", ".join(f"{count:,} {kind}" for kind, count in outcome.seen.items())
        seconds = time.monotonic() - start
        print(
            f"| {bar.number} | {bar.what} | {outcome.tries:,} | {seen} | {faults} | {bar.threshold} | {seconds:.0f} |",
            flush=True,
        )
        if outcome.faults:
            failed += 1
            print(f"  {outcome.first}", file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
