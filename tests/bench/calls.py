"""The calls of a large store: the plan of a day made anew, and its sheet of 200 calls set for the printer."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.bench import till
from tests.bench.pairs import Pair, paired, timed
from tests.source import ROOT

DATA = ROOT / "bench-data"
TODAY = "2026-01-02"  # the day after the last sale that `till` writes
LINES, ASSOCIATES, TARGET = 500_000, 12, 17
BASELINE = [sys.executable, "-c", "import duckdb"]
CLIENTBOOK = [sys.executable, "-m", "clientbook_cli"]


def plan() -> Pair:
    """Plan a day of 100,000 clients; each run finds a book without that plan."""
    store, kept = _store(DATA)

    def fresh() -> None:
        shutil.copyfile(kept, store / "book.duckdb")

    ours = [*CLIENTBOOK, "--store", str(store), "--today", TODAY, "calls", "plan"]
    return paired(ours, BASELINE, runs=7, before=fresh)


def sheet() -> Pair:
    """Print the sheet of a day that is planned."""
    store, _ = _store(DATA)
    ours = [*CLIENTBOOK, "--store", str(store), "--today", TODAY, "calls", "sheet", "--pdf", str(DATA / "calls.pdf")]
    timed(ours)
    return paired(ours, BASELINE, runs=7)


def _store(data: Path) -> tuple[Path, Path]:
    """A store with everything imported and scored, and its book as it was then."""
    store, kept = data / "calls-store", data / "calls-book.duckdb"
    if not kept.is_file():
        shutil.rmtree(store, ignore_errors=True)
        names = [word for number in range(ASSOCIATES) for word in ("--associate", f"Associate {number}")]
        timed([*CLIENTBOOK, "init", str(store), "--name", "Bench", "--timezone", "America/Los_Angeles", *names])
        settings = store / "clientbook.toml"
        text = settings.read_text(encoding="utf-8").replace("\ntarget = 8\n", f"\ntarget = {TARGET}\n")
        settings.write_text(text, encoding="utf-8")
        orders = till.write_shopify(data / "calls-orders.csv", lines=LINES)
        for words in (("import", str(orders)), ("score",)):
            timed([*CLIENTBOOK, "--store", str(store), "--today", TODAY, *words])
        orders.unlink()
        shutil.copyfile(store / "book.duckdb", kept)
    return store, kept


JOBS = (("plan of a day", 1.0, plan), ("sheet of 204 calls as PDF", 1.2, sheet))  # the most seconds each may take


def main() -> None:
    """Measure both and print them beside a bare `import duckdb` of the same run."""
    DATA.mkdir(exist_ok=True)
    for what, most, job in JOBS:
        pair = job()
        met = "" if pair.ours.seconds <= most else " missed"
        print(
            f"{what}, 100,000 clients, 500,000 lines: {pair.ours.seconds:.3f} s (at most {most:g} s{met}); "
            f"import duckdb {pair.baseline.seconds:.3f} s; {pair.ratio:.2f} ×; {pair.ours.peak_mb:,.0f} MB"
        )


if __name__ == "__main__":
    main()
