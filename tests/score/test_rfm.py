"""Cut points and scores: ties share, order of rows is nothing, and more is never less."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientbook_cli.score import rfm
from clientbook_cli.score.cuts import Cuts, bands, from_json, to_json
from clientbook_cli.settings import AxisSettings, ScoreSettings
from tests.score.published import r_orders

DEFAULTS = ScoreSettings()
_QUANTILE = AxisSettings(method="quantile")
QUANTILES = ScoreSettings(recency=_QUANTILE, frequency=_QUANTILE, monetary=_QUANTILE)

cents = st.integers(-50_000, 10_000_000).map(lambda whole: Decimal(whole) / 100)
clients = st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 40), cents), min_size=1, max_size=60)
axes = st.one_of(
    st.integers(3, 5).map(lambda bins: AxisSettings(method="quantile", bins=bins)),
    st.lists(st.integers(1, 2000), min_size=2, max_size=4, unique=True).map(
        lambda cuts: AxisSettings(method="fixed", cuts=tuple(map(float, sorted(cuts))))
    ),
)
settings = st.builds(ScoreSettings, recency=axes, frequency=axes, monetary=axes)


def figures(rows: list[tuple[int, int, Decimal]]) -> pl.DataFrame:
    days, times, money = zip(*rows, strict=True)
    return pl.DataFrame(
        {
            "client": range(len(rows)),
            "recency_days": days,
            "frequency": times,
            "monetary": pl.Series(money, dtype=pl.Decimal(18, 4)),
        }
    )


def scores(rows: list[tuple[int, int, Decimal]], chosen: ScoreSettings = DEFAULTS) -> list[tuple[int, int, int]]:
    frame = figures(rows)
    return rfm.score(frame, rfm.cut_points(frame, chosen)).select("r", "f", "m").rows()


def test_a_store_where_two_thirds_bought_once_gives_them_all_the_same_score() -> None:
    rows = [(200, 1, Decimal(100))] * 680 + [(200, 2, Decimal(100))] * 180 + [(200, 3, Decimal(100))] * 140
    by_quantile = scores(rows, QUANTILES)
    assert {f for _, f, _ in by_quantile[:680]} == {1}
    assert {f for _, f, _ in by_quantile[680:860]} == {4}
    assert {f for _, f, _ in by_quantile[860:]} == {5}


@pytest.mark.parametrize(
    ("days", "score"), [(0, 5), (180, 5), (181, 4), (365, 4), (366, 3), (730, 3), (1095, 2), (1096, 1), (9000, 1)]
)
def test_a_recent_purchase_scores_high_and_a_cut_belongs_below_it(days: int, score: int) -> None:
    assert scores([(days, 1, Decimal(1))])[0][0] == score


@pytest.mark.parametrize(("purchases", "score"), [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (9, 4), (10, 5), (999, 5)])
def test_frequency_is_scored_by_fixed_counts(purchases: int, score: int) -> None:
    assert scores([(1, purchases, Decimal(1))])[0][1] == score


def test_spend_of_nothing_and_below_is_scored_like_any_other() -> None:
    rows = [(1, 1, Decimal(amount)) for amount in ("-20.00", "0.00", "100.05", "200.00", "300.00")]
    assert [m for _, _, m in scores(rows)] == [1, 2, 3, 4, 5]


def test_a_single_client_has_scores() -> None:
    assert scores([(10, 1, Decimal("19.99"))], QUANTILES) == [(5, 1, 1)]


@given(rows=clients, chosen=settings, data=st.data())
def test_scores_do_not_depend_on_the_order_of_the_rows(
    rows: list[tuple[int, int, Decimal]], chosen: ScoreSettings, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(range(len(rows))))
    again = scores([rows[place] for place in shuffled], chosen)
    before = scores(rows, chosen)
    assert again == [before[place] for place in shuffled]


@given(rows=clients, chosen=settings)
def test_more_recent_more_often_and_more_money_never_score_lower(
    rows: list[tuple[int, int, Decimal]], chosen: ScoreSettings
) -> None:
    found = list(zip(rows, scores(rows, chosen), strict=True))
    for (days, times, money), (r, f, m) in found:
        for (other_days, other_times, other_money), (other_r, other_f, other_m) in found:
            assert r >= other_r or days > other_days
            assert f >= other_f or times < other_times
            assert m >= other_m or money < other_money
            assert (r == other_r) or days != other_days  # ties share
            assert (f == other_f) or times != other_times
            assert (m == other_m) or money != other_money


@given(rows=clients, chosen=settings, extra=st.decimals("0.01", "5000", places=2))
def test_one_more_purchase_never_lowers_frequency_or_spend(
    rows: list[tuple[int, int, Decimal]], chosen: ScoreSettings, extra: Decimal
) -> None:
    days, times, money = rows[0]
    frame = figures([*rows, (days, times + 1, money + extra)])
    cuts = rfm.cut_points(figures(rows), chosen)
    found = rfm.score(frame, cuts).select("f", "m").rows()
    assert found[-1][0] >= found[0][0]
    assert found[-1][1] >= found[0][1]


@given(values=st.lists(cents, min_size=1, max_size=50), bins=st.integers(2, 5))
def test_quantile_cuts_are_type_7_and_writing_them_short_moves_nobody(values: list[Decimal], bins: int) -> None:
    rising = sorted(values)
    for number, cut in enumerate(rfm.quantile_cuts(rising, bins), start=1):
        place = (len(rising) - 1) * number / bins
        low, high = rising[int(place)], rising[min(int(place) + 1, len(rising) - 1)]
        exact = float(low) + (place - int(place)) * float(high - low)
        assert abs(float(cut) - exact) <= 0.01
        assert low <= cut < high or low == high == cut


def test_cuts_come_back_from_the_book_as_they_were() -> None:
    cuts = Cuts((Decimal(180), Decimal("296.4")), (Decimal(1), Decimal(2)), (Decimal("254.8"), Decimal("505.4001")))
    assert from_json(to_json(cuts, DEFAULTS)) == cuts


def test_cuts_read_in_the_words_of_the_shop() -> None:
    cuts = Cuts(
        tuple(map(Decimal, (180, 365, 730, 1095))),
        tuple(map(Decimal, (1, 2, 4, 9))),
        tuple(map(Decimal, ("50", "50", "80.5", "200"))),
    )
    said = bands(cuts, money=lambda amount: f"${amount}")
    assert [band.score for band in said] == [5, 4, 3, 2, 1]
    assert [band.recency for band in said] == [
        "up to 180 days",
        "181 to 365 days",
        "366 to 730 days",
        "731 to 1,095 days",
        "over 1,095 days",
    ]
    assert [band.frequency for band in said] == ["10 or more", "5 to 9", "3 to 4", "2", "1"]
    assert [band.monetary for band in said] == [
        "over $200",
        "over $80.5 to $200",
        "over $50 to $80.5",
        "–",
        "up to $50",
    ]


def test_the_published_cuts_of_rs_orders_come_out() -> None:
    orders = pl.read_csv(r_orders(), schema_overrides={"revenue": pl.Decimal(18, 4)}, try_parse_dates=True)
    assert orders.height == 4906
    frame = orders.group_by("customer_id").agg(
        recency_days=(pl.lit(dt.date(2006, 12, 31)) - pl.col("order_date").max()).dt.total_days(),
        frequency=pl.len(),
        monetary=pl.col("revenue").sum(),
    )
    assert frame.height == 995
    assert frame["monetary"].sum() == 464158
    cuts = rfm.cut_points(frame, QUANTILES)
    assert cuts.recency == tuple(map(Decimal, ("114", "180", "296.4", "481")))
    assert cuts.frequency == tuple(map(Decimal, (3, 4, 5, 7)))
    assert cuts.monetary == tuple(map(Decimal, ("254.8", "381", "505.4", "665")))
