"""What scoring is measured against: the least that any score must do, and what others do with the same book.

python baselines.py bare BOOK       each sale's lines added up, then each client's sales, in DuckDB
python baselines.py lines BOOK DAY  the summary that lifetimes makes of all lines of sales
python baselines.py sales BOOK DAY  the same of sales that are added up already

Run by the Python of the peer, which has none of ours.
"""

from __future__ import annotations

import sys

import duckdb

BARE = """
CREATE TEMP TABLE figure AS
SELECT client, max(day) AS last_purchase, count(*) AS frequency, sum(worth) AS monetary
FROM (SELECT sale, sum(net) AS worth FROM sale_line GROUP BY sale)
JOIN sale USING (sale)
JOIN identity USING (identity)
WHERE kind = 'sale'
GROUP BY client
"""
LINES = """
SELECT client, CAST(day AS TIMESTAMP) AS day, CAST(sale_line.net AS DOUBLE) AS net
FROM sale_line JOIN sale USING (sale) JOIN identity USING (identity)
WHERE sale.kind = 'sale'
"""
SALES = """
SELECT client, CAST(day AS TIMESTAMP) AS day, CAST(net AS DOUBLE) AS net
FROM sale JOIN identity USING (identity)
WHERE kind = 'sale'
"""


def bare(book: str) -> None:
    """The sum, kept nowhere but in memory."""
    duckdb.connect(book, read_only=True).execute(BARE)


def summary(book: str, query: str, day: str) -> None:
    """Purchases out of the book, and what lifetimes makes of them."""
    from lifetimes.utils import summary_data_from_transaction_data

    bought = duckdb.connect(book, read_only=True).execute(query).df()
    summary_data_from_transaction_data(bought, "client", "day", monetary_value_col="net", observation_period_end=day)


if __name__ == "__main__":
    what, book, *day = sys.argv[1:]
    if what == "bare":
        bare(book)
    else:
        summary(book, {"lines": LINES, "sales": SALES}[what], *day)
