"""`make bench`: one table of what is fast, how fast, and against what, written to docs/speed.md.

Each row is a whole process of ours against a baseline in the same run. Nothing here asserts a time: the machine's load
would decide it.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Iterator
from functools import partial

import duckdb

from tests.bench import calls, finding, imports, mailing, scoring
from tests.bench.pairs import Pair, paired, timed
from tests.bench.rows import CLIENTBOOK, DATA, PYTHON, TODAY, Row
from tests.source import ROOT

PAGE = ROOT / "docs" / "speed.md"
# Of an import in `make bench`; of one in `make bench-full`, and of what is scored in both.
LINES, FULL_LINES = 1_000_000, 10_000_000


def rows(*, lines: int, scored: int) -> Iterator[Row]:
    """Every measured job: imports of so many lines, scores of so many."""
    yield Row(
        "--help", "", "bare Python", 10.0, lambda: paired([*CLIENTBOOK, "--help"], [PYTHON, "-c", "pass"], runs=11)
    )
    yield Row("status", "the demo's store", "import duckdb", 3.0, _status)
    yield from finding.rows()
    for kind, target in (("Markdown", 0.67), ("HTML", 2.0)):
        yield Row(
            "mail to many over TLS",
            f"{mailing.MAILS:,} mails",
            f"mailmerge, {kind}",
            target,
            partial(mailing.against_mailmerge, markdown=kind == "Markdown"),
        )
    yield Row("writing mails, processor time", "1,000 mails", "1 ms a mail", 1.0, mailing.one_mail)
    yield from imports.rows(lines=lines)
    yield from scoring.rows(lines=scored)
    yield from calls.rows()


def _status() -> Pair:
    store = DATA / "demo"
    if not store.is_dir():
        timed([*CLIENTBOOK, "demo", str(store)])
    ours = [*CLIENTBOOK, "--store", str(store), "--today", TODAY, "status"]
    return paired(ours, [PYTHON, "-c", "import duckdb"], runs=11)


def main() -> None:
    """Measure every row, print the table, and write it down."""
    options = argparse.ArgumentParser(prog="python -m tests.bench")
    options.add_argument("--full", action="store_true", help="imports of ten million lines")
    options.add_argument("--lines", type=int, help="imports of so many lines")
    options.add_argument("--only", default="", help="rows with this in their name")
    asked = options.parse_args()
    DATA.mkdir(exist_ok=True)
    lines = [
        "| what | size | this run | baseline in the same run | ratio | target | peak memory |",
        "|---|---|---|---|---|---|---|",
    ]
    print(*lines, sep="\n", flush=True)
    for row in rows(lines=asked.lines or (FULL_LINES if asked.full else LINES), scored=asked.lines or FULL_LINES):
        if asked.only not in row.what:
            continue
        pair = row.measure()
        met = "" if row.is_met(pair) else " **missed**"
        lines.append(
            f"| {row.what} | {row.size} | {pair.ours.seconds:.3f} s | {pair.baseline.seconds:.3f} s ({row.against}) "
            f"| {pair.ratio:.2f} × | {row.aim()}{met} | {pair.ours.peak_mb:,.0f} MB |"
        )
        print(lines[-1], flush=True)
    if asked.only or asked.lines:
        return  # a part is no page
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
