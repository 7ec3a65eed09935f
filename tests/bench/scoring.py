"""The bench of scoring: a book of so many clients and lines, filled from row numbers, and what to beat on it."""

from __future__ import annotations

import hashlib
import math
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import duckdb

from clientbook_cli.book import migrate
from clientbook_cli.book.connection import create_book
from clientbook_cli.book.queries import Queries
from tests.bench import baselines
from tests.bench.pairs import Pair, paired
from tests.bench.peers import environment
from tests.bench.rows import CLIENTBOOK, DATA, PYTHON, Row

SCHEMA = Path(migrate.__file__).with_name("schema")
SQL = Queries(Path(__file__).with_name("sales.sql"))
AS_OF = "2026-01-01"
RUNS = 3


def rows(*, lines: int) -> Iterator[Row]:
    """Scoring against each baseline. All of them start from the same book on disk; only ours writes into it."""
    size = f"{lines // 10:,} clients, {lines:,} lines"
    for baseline, against, target in (
        ("bare", "the bare grouped sum in DuckDB", 2.5),
        ("lines", "lifetimes' summary of the same lines", 0.2),
        ("sales", "lifetimes' summary of sales added up before", math.inf),
    ):
        yield Row("score", size, against, target, partial(_pair, baseline, lines))


def _pair(baseline: str, lines: int) -> Pair:
    """`clientbook score`, its run and its scores written into the book, against a baseline."""
    full = fill(DATA / f"scoring-{lines}", clients=lines // 10, lines=lines)
    store = DATA / "scored"
    python = PYTHON
    if baseline != "bare":
        needs = ("Lifetimes==0.11.3", "pandas", "autograd", "dill", f"duckdb=={duckdb.__version__}")
        python = str(environment("lifetimes", *needs) / "python")

    def fresh() -> None:
        shutil.rmtree(store, ignore_errors=True)
        shutil.copytree(full.parent, store)

    ours = [*CLIENTBOOK, "--store", str(store), "--today", AS_OF, "score", "--quiet"]
    theirs = [python, str(Path(baselines.__file__)), baseline, str(full), *([] if baseline == "bare" else [AS_OF])]
    return paired(ours, theirs, runs=RUNS, before=fresh)


def fill(store: Path, *, clients: int, lines: int) -> Path:
    """A store whose book has so many clients and lines; made once, and anew when the book is laid out otherwise."""
    book, made_of = store / "book.duckdb", store / "made-of"
    laid_out = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(SCHEMA.glob("*.sql")))).hexdigest()
    if not made_of.is_file() or made_of.read_text(encoding="utf-8") != laid_out:
        shutil.rmtree(store, ignore_errors=True)
        store.mkdir(parents=True)
        with create_book(book) as made:
            made.run(SQL["fill-clients"], clients=clients)
            made.run(SQL["fill-identities"])
            made.run(SQL["fill-sales"], clients=clients, lines=lines)
            made.run(SQL["fill-lines"])
        (store / "clientbook.toml").write_text("", encoding="utf-8")
        made_of.write_text(laid_out, encoding="utf-8")
    return book
