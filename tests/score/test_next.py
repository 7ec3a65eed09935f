"""Who will buy again: the published estimates come out, and nothing is said of a store whose past the models miss."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientbook_cli.book.queries import queries
from clientbook_cli.errors import NoStoreError
from clientbook_cli.score import back_test, forecast, outlook, purchasing, spending
from clientbook_cli.score.forecast import Forecast
from clientbook_cli.score.purchasing import Histories, Purchasing
from clientbook_cli.settings import ScoreSettings
from tests.conftest import Till
from tests.score.published import in_wheel
from tests.shop import TODAY, Shop, open_shop

SQL = queries(__file__)
CDNOW = Purchasing(r=0.243, alpha=4.414, a=0.793, b=2.426, log_likelihood=0)


@pytest.fixture(scope="module")
def cdnow() -> pl.DataFrame:
    """2,357 clients: repeat purchases, weeks to the last, weeks in all, mean of the repeat purchases."""
    return pl.read_csv(in_wheel("Lifetimes", "cdnow_customers_summary_with_transactions.csv"))


def histories(frame: pl.DataFrame) -> Histories:
    alike = frame.group_by("x", "t_x", "T").len().sort("x", "t_x", "T")
    return Histories(*(alike[name].to_numpy() for name in ("x", "t_x", "T", "len")))


def test_the_published_estimates_of_purchasing_come_out(cdnow: pl.DataFrame) -> None:
    found = purchasing.fit(histories(cdnow))
    assert found is not None
    assert (round(found.r, 3), round(found.alpha, 3), round(found.a, 3), round(found.b, 3)) == (
        *(0.243, 4.414, 0.793, 2.426),
    )
    assert found.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    expected = found.expected(39, np.array([2]), np.array([30.43]), np.array([38.86]))
    assert expected[0] == pytest.approx(1.226, abs=0.0005)


def test_the_published_estimates_of_spending_come_out(cdnow: pl.DataFrame) -> None:
    repeated = cdnow.filter(pl.col("x") > 0)
    assert repeated.height == 946
    found = spending.fit(repeated["x"].to_numpy(), repeated["zbar"].to_numpy())
    assert found is not None
    assert (found.p, found.q, found.v) == pytest.approx((6.25, 3.74, 15.44), abs=0.01)
    means = found.mean(cdnow["x"].to_numpy()[:10], cdnow["zbar"].to_numpy()[:10])
    published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    assert list(means) == pytest.approx(published, abs=0.01)


def test_the_unit_of_time_and_of_money_does_not_matter(cdnow: pl.DataFrame) -> None:
    weeks = histories(cdnow)
    days = Histories(weeks.x, weeks.t_x * 7, weeks.T * 7, weeks.weight)
    one, other = purchasing.fit(weeks), purchasing.fit(days)
    assert one is not None
    assert other is not None
    assert (other.r, other.alpha / 7, other.a, other.b) == pytest.approx((one.r, one.alpha, one.a, one.b), rel=1e-3)
    x, each = np.array([1, 2, 5, 1]), np.array([30.0, 20.0, 80.0, 55.0])
    dollars, cents = spending.fit(x, each), spending.fit(x, each * 100)
    if dollars and cents:
        assert cents.mean(x, each * 100) == pytest.approx(dollars.mean(x, each) * 100, rel=1e-3)


def test_the_gradients_are_those_of_the_likelihoods() -> None:
    some = Histories(np.array([0, 1, 4]), np.array([0.0, 9.0, 20.0]), np.array([30.0, 30.0, 25.0]), np.array([5, 2, 1]))
    likelihood = purchasing._Likelihood(some, 30.0)
    for place in (np.zeros(4), np.array([-1.0, 0.4, 0.3, 1.2])):
        _, slopes = likelihood.loss(place)
        for axis in range(4):
            step = np.zeros(4)
            step[axis] = 1e-6
            near = (likelihood.loss(place + step)[0] - likelihood.loss(place - step)[0]) / 2e-6
            assert slopes[axis] == pytest.approx(near, abs=1e-6)


@settings(deadline=None)
@given(x=st.integers(0, 2000), total=st.floats(1, 4000), part=st.floats(0, 1), span=st.floats(1, 400))
def test_chances_are_chances_and_purchases_are_never_fewer_than_none(
    x: int, total: float, part: float, span: float
) -> None:
    history = np.array([x]), np.array([total * part if x else 0.0]), np.array([total])
    active, buys = CDNOW.active(*history)[0], CDNOW.buys(span, *history)[0]
    expected, more = CDNOW.expected(span, *history)[0], CDNOW.expected(span + 1, *history)[0]
    assert 0 <= buys <= active <= 1
    assert math.isfinite(expected)
    assert -1e-9 <= expected <= more + 1e-9


def test_expected_purchases_are_the_chances_added_up() -> None:
    """E[Y(t)] against its definition, the sum of many short spans for those still active, by simulation."""
    pick = np.random.default_rng(7)
    x, t_x, total, span = 3, 20.0, 30.0, 20.0
    rates = pick.gamma(CDNOW.r + x, 1 / (CDNOW.alpha + total), 200_000)
    # Given that a client is active after x purchases, the chance to leave after each is beta(a, b + x).
    leaving = pick.beta(CDNOW.a, CDNOW.b + x, 200_000)
    mean = np.mean(1 / leaving * (1 - np.exp(-rates * leaving * span)))
    history = np.array([x]), np.array([t_x]), np.array([total])
    assert CDNOW.expected(span, *history)[0] == pytest.approx(mean * CDNOW.active(*history)[0], rel=0.01)


def stock(shop: Shop, *, clients: int, seed: int = 3, years: int = 4, hasty: bool = False) -> None:
    """Clients who buy and leave as the model says; `hasty` ones all stop on one day that no model can foresee."""
    pick = np.random.default_rng(seed)
    last = TODAY - dt.timedelta(days=380) if hasty else TODAY
    rows = []
    for number in range(clients):
        rate, leaving, mean = pick.gamma(1.2, 1 / 300), pick.beta(1, 6), 40 / pick.gamma(3, 1 / 3)
        day = TODAY - dt.timedelta(days=int(pick.integers(30, years * 365)))
        while day <= last:
            rows.append((number + 1, day, round(pick.gamma(4, mean / 4) + 0.01, 2)))
            if pick.random() < leaving:
                break
            day += dt.timedelta(days=1 + int(pick.exponential(1 / rate)))
    if hasty:
        rows.append((1, TODAY, 50.0))
    with shop.book.lend("sold", pl.DataFrame(rows, schema=["client", "day", "net"], orient="row")):
        for name in ("add-clients", "add-identities", "add-sales"):
            shop.book.run(SQL[name])


def look(shop: Shop) -> outlook.Outlook:
    return outlook.look_ahead(shop.book, settings=ScoreSettings(), currency="USD", today=TODAY)


def test_a_store_whose_past_bears_it_out_is_told_its_next_year(shop: Shop) -> None:
    stock(shop, clients=500)
    found = look(shop)
    assert found.trusted, found.because
    assert found.back_test is not None
    assert found.back_test.fitted_to == found.as_of - dt.timedelta(days=365)
    assert found.clients
    assert [entry.spend for entry in found.clients] == sorted((entry.spend for entry in found.clients), reverse=True)
    assert all(0 <= entry.p_buys <= entry.p_active <= 1 for entry in found.clients)
    assert sum(entry.purchases for entry in found.clients) == pytest.approx(found.purchases)
    assert abs(sum(entry.spend for entry in found.clients) - found.spend) < 5


def test_a_store_that_changed_is_told_nothing_of_any_client(shop: Shop) -> None:
    stock(shop, clients=300, hasty=True)
    found = look(shop)
    assert not found.trusted
    assert found.clients == ()
    assert found.back_test is not None
    assert found.because == found.back_test.because


def test_too_few_clients_or_too_short_a_past_is_said(shop: Shop) -> None:
    with pytest.raises(NoStoreError):
        look(shop)
    ann = shop.client("Ann")
    shop.sale(ann, TODAY - dt.timedelta(days=90), 50)
    shop.sale(ann, TODAY, 50)
    assert "90 days of sales; 360 would be enough" in look(shop).because
    shop.sale(ann, TODAY - dt.timedelta(days=900), 50)
    found = look(shop)
    assert (found.trusted, found.back_test) == (False, None)
    assert found.because == (
        "too few to learn from: 1 client, 0 of them with a second purchase; 100 and 30 would be enough"
    )


@pytest.mark.parametrize(
    ("purchases", "spend", "words"),
    [
        (2.0, 20.0, "lie close together"),
        (3.0, 20.0, "purchases foretold are off"),
        (2.0, 40.0, "spend foretold is off"),
    ],
)
def test_the_back_test_names_what_speaks_against_it(purchases: float, spend: float, words: str) -> None:
    past = pl.DataFrame({"client": range(10), "trips": [2] * 10, "t_x": [5] * 10, "T": [9] * 10, "spent": [20.0] * 10})
    # Half of what came was bought by the two clients who are expected to buy most.
    came = pl.DataFrame({"client": range(10), "trips": [5, 5, *[1] * 8], "spent": [50.0, 50.0, *[10.0] * 8]})
    weights = np.array([2.5, 2.5, *[0.5] * 8]) * 2
    told = Forecast(weights, weights, weights * purchases / 2, weights * spend / 2)
    scale = 18 / weights.sum()
    told = Forecast(told.active, told.buys, told.purchases * scale, told.spend * scale)
    found = back_test.compare(past, came, told, fitted_to=TODAY, until=TODAY)
    assert words in found.because
    assert found.trusted == (words == "lie close together")


def test_equal_clients_are_foretold_the_same_whatever_their_order() -> None:
    rows = [
        (1 + number % 4, number % 7 * 30 * (number % 4 > 0), 400 + number % 5, 50.0 + number % 9)
        for number in range(120)
    ]
    frame = pl.DataFrame(rows, schema=["trips", "t_x", "T", "spent"], orient="row").with_row_index("client")
    turned = frame.reverse()
    for one, other in ((frame, turned), (turned, frame)):
        first, second = forecast.fit(one), forecast.fit(other)
        assert first == second
        assert first is not None
        assert list(forecast.foretell(first, one, days=365).spend) == list(
            forecast.foretell(first, other, days=365).spend[::-1]
        )


def test_next_as_typed(till: Till) -> None:
    with open_shop(till.store) as shop:
        stock(shop, clients=500)
    told = till.type("score", "next", "--limit", "3", "--json").json
    assert told["trusted"] is True
    assert len(told["clients"]) == 3
    assert {"client", "p_active", "purchases", "spend"} <= set(told["clients"][0])
    assert set(told["back_test"]["purchases"]) == {"expected", "actual"}
    shown = till.type("score", "next").out
    assert "Good enough to plan with" in shown
    assert max(map(len, shown.splitlines())) <= 120


def test_an_empty_store_is_told_to_import(till: Till) -> None:
    assert till.type("score", "next").code == 4
