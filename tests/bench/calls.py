"""The calls of a large store: the plan of a day made anew, and its sheet of 200 calls set for the printer."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.bench import till
from tests.bench.pairs import Pair, paired, timed

TODAY = "2026-01-02"  # the day after the last sale that `till` writes
LINES, ASSOCIATES, TARGET = 500_000, 12, 17
BASELINE = [sys.executable, "-c", "import duckdb"]
CLIENTBOOK = [sys.executable, "-m", "clientbook_cli"]


def plan(data: Path) -> Pair:
    """Plan a day of 100,000 clients; each run finds a book without that plan."""
    store, kept = _store(data)

    def fresh() -> None:
        shutil.copyfile(kept, store / "book.duckdb")

    ours = [*CLIENTBOOK, "--store", str(store), "--today", TODAY, "calls", "plan"]
    return paired(ours, BASELINE, runs=7, before=fresh)


def sheet(data: Path) -> Pair:
    """Print the sheet of a day that is planned."""
    store, _ = _store(data)
    ours = [*CLIENTBOOK, "--store", str(store), "--today", TODAY, "calls", "sheet", "--pdf", str(data / "calls.pdf")]
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
