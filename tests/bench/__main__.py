"""`make bench`: one table of what is fast, how fast, and against what, written to docs/speed.md.

Each row is a whole process of ours against a baseline in the same run. Nothing here asserts a time: the machine's load
would decide it.
"""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import duckdb

from tests.bench import mailing, scoring, till
from tests.bench.pairs import Pair, paired, timed
from tests.source import ROOT

DATA = ROOT / "bench-data"
PAGE = ROOT / "docs" / "speed.md"
PYTHON = sys.executable
CLIENTBOOK = [PYTHON, "-m", "clientbook_cli"]
TODAY = "2026-11-13"
RAW_LIMIT = "import duckdb, sys; duckdb.connect(sys.argv[2]).execute(sys.argv[3], [sys.argv[1]])"
AS_TEXT = (
    "CREATE TABLE raw AS FROM read_csv(?, all_varchar = true, header = true, quote = '\"', escape = '\"', delim = ',')"
)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    size: str
    against: str
    target: float
    measure: Callable[[], Pair]


def rows() -> Iterator[Row]:
    """Every measured job."""
    yield Row(
        "--help", "", "bare Python", 10.0, lambda: paired([*CLIENTBOOK, "--help"], [PYTHON, "-c", "pass"], runs=11)
    )
    yield Row("status", "the demo's store", "import duckdb", 3.0, _status)
    for kind, target in (("Markdown", 0.67), ("HTML", 2.0)):
        yield Row(
            "mail to many over TLS",
            f"{mailing.MAILS} mails",
            f"mailmerge, {kind}",
            target,
            partial(mailing.against_mailmerge, markdown=kind == "Markdown"),
        )
    yield Row("writing mails, processor time", "1,000 mails", "1 ms a mail", 1.0, mailing.one_mail)
    yield Row("import of Shopify orders", "300,000 lines", "CREATE TABLE AS of the file as text", 1.9, _first_import)
    yield from _scoring()


def _scoring() -> Iterator[Row]:
    clients, lines, runs = (1_000_000, 10_000_000, 1) if "--full" in sys.argv else (100_000, 1_000_000, 3)
    size = f"{clients:,} clients, {lines:,} lines"
    for against, target, baseline in (
        ("the bare grouped sum in DuckDB", 2.5, "bare"),
        ("lifetimes' summary of the same sales", 0.2, "lifetimes"),
    ):
        if baseline == "lifetimes" and not scoring.has_lifetimes():
            print(
                "skipped: pip install Lifetimes, pandas, autograd and dill to set scoring against lifetimes", flush=True
            )
            continue
        measure = partial(scoring.pair, DATA, baseline=baseline, clients=clients, lines=lines, runs=runs)
        yield Row("score", size, against, target, measure)


def _status() -> Pair:
    store = DATA / "demo"
    if not store.is_dir():
        timed([*CLIENTBOOK, "demo", str(store)])
    ours = [*CLIENTBOOK, "--store", str(store), "--today", TODAY, "status"]
    return paired(ours, [PYTHON, "-c", "import duckdb"], runs=11)


def _first_import() -> Pair:
    file, store, raw = DATA / "orders-300000.csv", DATA / "store", DATA / "raw.duckdb"
    if not file.is_file():
        till.write_shopify(file, lines=300_000)

    def fresh() -> None:
        shutil.rmtree(store, ignore_errors=True)
        raw.unlink(missing_ok=True)
        timed([*CLIENTBOOK, "init", str(store), "--name", "Bench", "--timezone", "America/Los_Angeles"])

    ours = [*CLIENTBOOK, "--store", str(store), "--today", TODAY, "import", str(file)]
    return paired(ours, [PYTHON, "-c", RAW_LIMIT, str(file), str(raw), AS_TEXT], runs=5, before=fresh)


def main() -> None:
    """Measure every row, print the table, and write it down."""
    DATA.mkdir(exist_ok=True)
    lines = [
        "| what | size | this run | baseline in the same run | ratio | target | peak memory |",
        "|---|---|---|---|---|---|---|",
    ]
    print(*lines, sep="\n", flush=True)
    for row in rows():
        pair = row.measure()
        met = "" if pair.ratio <= row.target else " **missed**"
        lines.append(
            f"| {row.what} | {row.size} | {pair.ours.seconds:.3f} s | {pair.baseline.seconds:.3f} s ({row.against}) "
            f"| {pair.ratio:.2f} × | ≤ {row.target:g} ×{met} | {pair.ours.peak_mb:,.0f} MB |"
        )
        print(lines[-1], flush=True)
    PAGE.write_text(
        "# Speed\n\n"
        "Written by `make bench`: whole processes, medians, ours and the baseline in turn, the ratio run by run.\n"
        f"Measured with Python {platform.python_version()}, DuckDB {duckdb.__version__}, {platform.system()}.\n\n"
        + "\n".join(lines)
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
