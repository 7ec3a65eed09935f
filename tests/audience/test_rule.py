"""A rule is read as it is typed, says where it is wrong, and finds exactly those who fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientbook_cli.audience import match
from clientbook_cli.audience.language import read
from clientbook_cli.audience.rule import (
    COUNTED,
    EVERYBODY,
    NAMED,
    OCCASIONS,
    Coming,
    Counted,
    Either,
    Every,
    Named,
    Not,
    Rule,
    words,
)
from clientbook_cli.book.connection import create_book
from clientbook_cli.errors import UsageError
from clientbook_cli.settings import Settings
from tests.shop import TODAY, Shop

MID, LOVERS = Named("tier", ("mid",)), Named("bought brand", ("Marlow & Pine",))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", EVERYBODY),
        ("every client", EVERYBODY),
        ("tier mid", MID),
        ("TIER = mid", MID),
        ("tier is mid", MID),
        ("tier in (mid, top)", Named("tier", ("mid", "top"))),
        ("tier mid, top", Named("tier", ("mid", "top"))),
        ("tier != mid", Not(MID)),
        ("tier is not mid", Not(MID)),
        ('bought brand "Marlow & Pine"', LOVERS),
        ("bought_brand Marlow & Pine", LOVERS),
        ("bought-brand = 'Marlow & Pine'", LOVERS),
        ("bought rings", Named("bought", ("rings",))),
        ("associate O'Brien", Named("associate", ("O'Brien",))),
        ("postcode 972, 973", Named("postcode", ("972", "973"))),
        ("spend >= $1,500.50", Counted("spend", ">=", Decimal("1500.50"))),
        ("spend over 100 in 365 days", Counted("spend", ">", Decimal(100), 365)),
        ("days since purchase > 180", Counted("days since purchase", ">", Decimal(180))),
        ("days_since_contact < 30", Counted("days since contact", "<", Decimal(30))),
        ("birthday in 14 days", Coming("birthday", 14)),
        ("occasion within 1 day", Coming("occasion", 1)),
        ("tier mid and bought brand Marlow & Pine", Every((MID, LOVERS))),
        ("not tier mid or tier mid and tier mid", Either((Not(MID), Every((MID, MID))))),
        ("not (tier mid or tier mid)", Not(Either((MID, MID)))),
        ("not not tier mid", Not(Not(MID))),
    ],
)
def test_a_rule_is_read_as_it_is_typed(text: str, rule: Rule) -> None:
    assert read(text) == rule


@pytest.mark.parametrize(
    ("text", "shown", "said"),
    [
        ("teir mid", "▸teir mid", "nearest: tier"),
        ("tier", "tier▸", "needs a name before the end"),
        ("tier mid and", "tier mid and▸", "the end is no condition"),
        ("(tier mid", "(tier mid▸", "a ) is missing"),
        ("tier mid)", "tier mid▸)", "')' was not expected"),
        ("spend 100", "spend ▸100", "needs a sign"),
        ("spend > lots", "spend > ▸lots", "a number was expected"),
        ("birthday soon", "birthday ▸soon", "'in' was expected"),
        ("birthday in 1.5 days", "birthday in ▸1.5 days", "no number of days"),
        ('tier "mid', 'tier ▸"mid', "cannot be read here"),
        ("colour red", "▸colour red", "a condition begins with"),
        ("(" * 60, "(" * 50 + "▸" + "(" * 10, "too many brackets"),
    ],
)
def test_a_wrong_rule_is_shown_with_the_place(text: str, shown: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)
    assert caught.value.row == shown
    assert said in f"{caught.value.said} {caught.value.rule}"


_name = st.text(st.characters(exclude_characters="\"'", exclude_categories=("Cc", "Cs", "Z")), min_size=1, max_size=9)
_names = st.lists(st.builds(" ".join, st.lists(_name, min_size=1, max_size=3)), min_size=1, max_size=3).map(tuple)
_days = st.integers(0, 999)
_numbers = st.decimals(0, 10**6, places=2)
_leaf = (
    st.builds(Named, st.sampled_from(sorted(NAMED)), _names)
    | st.builds(
        Counted,
        st.sampled_from(sorted(set(COUNTED) - {"spend", "purchases"})),
        st.sampled_from(["<", "<=", "=", ">=", ">"]),
        _numbers,
    )
    | st.builds(Counted, st.just("spend"), st.just(">"), _numbers, st.none() | _days)
    | st.builds(Coming, st.sampled_from(sorted(OCCASIONS)), _days)
)
_rules = st.recursive(
    _leaf,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(Every, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Either, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=6,
)


@given(_rules)
def test_what_is_said_of_a_rule_can_be_typed_again(rule: Rule) -> None:
    assert read(words(rule)) == rule


_typed = st.sampled_from(["tier", "mid", "and", "or", "not", "(", ")", '"', ">", "3", ",", "in", "spend", "birthday"])


@given(st.text(max_size=60) | st.lists(_typed, max_size=12).map(" ".join))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(UsageError):
        read(text)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Ann buys much and often, Bea bought once long ago, Cy never, Dee has no score."""
    with create_book(tmp_path_factory.mktemp("rules") / "book.duckdb") as book:
        shop = Shop(book)
        shop.client("Ann", email="ann@example.com", postcode="97205")
        shop.client("Bea", email="bea@example.com", postcode="97301")
        shop.client("Cy", email="cy@example.com", postcode="SW1A 1AA")
        shop.client("Dee")
        shop.sale(
            1, TODAY - dt.timedelta(days=10), 900, brand="Marlow & Pine", category="Rings", associate="Maya Ortiz"
        )
        shop.sale(1, TODAY - dt.timedelta(days=400), 300, brand="SOLENNÉ", category="Earrings")
        shop.sale(1, TODAY - dt.timedelta(days=5), -100, kind="refund")
        shop.sale(
            2, TODAY - dt.timedelta(days=700), 500, brand="Solenne", category="rings", associate="Daniel Whitlock"
        )
        shop.occasion(1, "birthday", 11, 20)
        shop.occasion(2, "anniversary", 12, 24)
        shop.touch(2, TODAY - dt.timedelta(days=40))
        shop.like(1, "tag", "vip")
        shop.like(2, "brand", "Solenne")
        shop.like(3, "metal", "rose gold")
        shop.score({1: "top", 2: "mid", 3: "base"})
        yield shop


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("", {1, 2, 3, 4}),
        ("tier top, mid", {1, 2}),
        ("not tier top", {2, 3, 4}),
        ("segment new and not tier base", {1, 2}),
        ("bought brand solenne", {1, 2}),
        ("bought category RINGS", {1, 2}),
        ("bought Earrings", {1}),
        ("bought marlow & pine or bought category earrings", {1}),
        ("associate maya ortiz", {1}),
        ("postcode 97", {1, 2}),
        ("postcode sw1", {3}),
        ("spend > 1000", {1}),
        ("spend = 0", {3, 4}),
        ("spend >= 800 in 365 days", {1}),
        ("purchases = 2", {1}),
        ("purchases < 1", {3, 4}),
        ("purchases = 1 in 30 days", {1}),
        ("days since purchase > 180", {2}),
        ("days since purchase <= 10", {1}),
        ("days since contact > 30", {1, 2, 3, 4}),
        ("days since contact < 60", {2}),
        ("birthday in 7 days", {1}),
        ("birthday in 6 days", set()),
        ("occasion in 60 days", {1, 2}),
        ("anniversary in 60 days and tier mid", {2}),
        ("tag VIP", {1}),
        ("liked brand solenne or liked Rose Gold", {2, 3}),
        ("liked solenne", {2}),
    ],
)
def test_exactly_those_who_fit_are_found(store: Shop, text: str, fitting: set[int]) -> None:
    assert match.clients(store.book, text, settings=Settings(), today=TODAY) == fitting


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("tier mdi", "mid"),
        ("bought brand Marlow", "Marlow & Pine"),
        ("bought category ring", "rings"),
        ("associate Maja", "Maya Ortiz"),
        ("postcode 98", "97205"),
        ("tag wip", "vip"),
        ("liked brand rose gold", "Solenne"),
    ],
)
def test_a_name_that_nobody_has_is_said_with_the_nearest(store: Shop, text: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        match.clients(store.book, text, settings=Settings(), today=TODAY)
    assert near in caught.value.rule


def test_a_merged_client_fits_by_what_either_number_did(tmp_path: Path) -> None:
    with create_book(tmp_path / "book.duckdb") as book:
        shop = Shop(book)
        shop.client("Ann")
        shop.client("Ann Lee")
        shop.sale(2, "2026-05-01", 500, brand="Solenne")
        shop.merge(2, into=1)
        assert match.clients(book, "bought brand Solenne and spend > 400", settings=Settings(), today=TODAY) == {1}
