"""The calls of a large store: the plan of a day made anew, and its sheet of 200 calls set for the printer."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from pathlib import Path

from clientbook_cli.book.connection import open_book
from tests.bench import till
from tests.bench.pairs import Pair, paired, timed
from tests.bench.rows import CLIENTBOOK, DATA, PYTHON, Row

TODAY = "2026-01-02"  # the day after the last sale that `till` writes
LINES, ASSOCIATES, TARGET = 500_000, 12, 17
BASELINE = [PYTHON, "-c", "import duckdb"]


def rows() -> Iterator[Row]:
    """Both jobs. What is asked of them is seconds; the baseline tells how quick the machine is."""
    size = "100,000 clients, 500,000 lines"
    yield Row("plan of a day's calls", f"{size}, {ASSOCIATES} associates", "import duckdb", math.inf, plan, 1.0)
    yield Row(f"PDF of {ASSOCIATES * TARGET} calls", size, "import duckdb", math.inf, sheet, 1.2)


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
    with open_book(kept, write=True):  # one that is kept from an earlier version is brought up to date
        pass
    return store, kept
