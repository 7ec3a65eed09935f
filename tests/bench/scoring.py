"""The bench of scoring: a book of so many clients and lines, filled from row numbers, and what to beat on it.

python -m tests.bench.scoring bare BOOK      the bare grouped sum of the same lines, in DuckDB
python -m tests.bench.scoring lifetimes BOOK the summary that lifetimes makes of the same sales
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

from clientbook_cli.book.connection import create_book
from clientbook_cli.book.queries import Queries
from tests.bench.pairs import Pair, paired

SQL = Queries(Path(__file__).with_name("sales.sql"))
AS_OF = "2026-01-01"
PYTHON = sys.executable
ITSELF = [PYTHON, "-m", "tests.bench.scoring"]
# By sale first, then by client: what any score must do with lines, and nothing else.
BARE = """
CREATE TEMP TABLE figure AS
SELECT client, max(day) AS last_purchase, count(*) AS frequency, sum(worth) AS monetary
FROM (SELECT sale, sum(net) AS worth FROM sale_line GROUP BY sale)
JOIN sale USING (sale)
JOIN identity USING (identity)
WHERE kind = 'sale'
GROUP BY client
"""
SALES = """
SELECT client, CAST(day AS TIMESTAMP) AS day, CAST(net AS DOUBLE) AS net
FROM sale JOIN identity USING (identity)
WHERE kind = 'sale'
"""


def fill(store: Path, *, clients: int, lines: int) -> Path:
    """A store whose book has so many clients and lines; made once."""
    book = store / "book.duckdb"
    if not (store / "clientbook.toml").is_file():
        shutil.rmtree(store, ignore_errors=True)
        store.mkdir(parents=True)
        with create_book(book) as made:
            made.run(SQL["fill-clients"], clients=clients)
            made.run(SQL["fill-identities"])
            made.run(SQL["fill-sales"], clients=clients, lines=lines)
            made.run(SQL["fill-lines"])
        (store / "clientbook.toml").write_text("", encoding="utf-8")
    return book


def has_lifetimes() -> bool:
    """Whether lifetimes can be run here, with what it needs."""
    return all(importlib.util.find_spec(name) for name in ("lifetimes", "pandas", "autograd", "dill"))


def pair(data: Path, *, baseline: str, clients: int, lines: int, runs: int) -> Pair:
    """`clientbook score`, its run and its scores written into the book, against a baseline named above."""
    full = fill(data / f"scoring-{lines}", clients=clients, lines=lines)
    store = data / "scored"

    def fresh() -> None:
        shutil.rmtree(store, ignore_errors=True)
        shutil.copytree(full.parent, store)

    ours = [PYTHON, "-m", "clientbook_cli", "--store", str(store), "--today", AS_OF, "score", "--quiet"]
    return paired(ours, [*ITSELF, baseline, str(full)], runs=runs, before=fresh)


def bare(book: str) -> None:
    """The baseline of one process: the sum, kept nowhere but in memory."""
    import duckdb

    duckdb.connect(book, read_only=True).execute(BARE)


def lifetimes_summary(book: str) -> None:
    """The baseline of one process: the sales out of the same book, and their summary."""
    import duckdb
    from lifetimes.utils import summary_data_from_transaction_data

    sales = duckdb.connect(book, read_only=True).execute(SALES).df()
    summary_data_from_transaction_data(sales, "client", "day", monetary_value_col="net", observation_period_end=AS_OF)


if __name__ == "__main__":
    {"bare": bare, "lifetimes": lifetimes_summary}[sys.argv[1]](sys.argv[2])
