"""A sheet about one brand: who bought it, likes it or wishes for it; and what is said where there is nobody."""

from __future__ import annotations

import datetime as dt

import pytest

from clientbook_cli.book.queries import queries
from clientbook_cli.clients import preferences, surprises, wishes
from clientbook_cli.clients.wishes import Wanted
from clientbook_cli.errors import UsageError
from tests.calls.planning import TOMORROW, buyer, plan, planned, said
from tests.conftest import Till
from tests.shop import NOW, TODAY, Shop, open_shop

SQL = queries(__file__)


def _likes(shop: Shop, client: int, brand: str) -> None:
    preferences.add(shop.book, client=client, kind="brand", value=brand, today=TODAY, now=NOW)


def _wishes(shop: Shop, client: int, item: str, brand: str, **more: str) -> None:
    wishes.add(shop.book, client=client, wanted=Wanted(item=item, brand=brand, **more), today=TODAY, now=NOW)  # type: ignore[arg-type]


def test_a_brand_narrows_the_reasons_to_those_who_bought_it(shop: Shop) -> None:
    bought, other = buyer(shop, 1, brand="Aurelia", item="Halo ring"), buyer(shop, 2, brand="Northlight")
    shop.score({bought: "mid", other: "top"})
    made = plan(shop.book, brand=" aurelia")
    assert {call.client for call in made.calls} == {bought}
    assert said(made, bought) == ["bought Aurelia: Halo ring"]
    assert made.brand == "Aurelia"


def test_a_brand_reaches_those_who_like_it_or_wish_for_it_too(shop: Shop) -> None:
    bought, likes, wants, other = (buyer(shop, number, brand="Aurelia" if number == 0 else None) for number in range(4))
    _likes(shop, likes, "aurelia")
    _wishes(shop, wants, "pearl strand", "AURELIA", for_whom="Mia")
    _wishes(shop, bought, "pearl strand", "Aurelia")
    _wishes(shop, other, "pearl strand", "Northlight")
    made = plan(shop.book, brand="AURELIA")
    assert {call.client for call in made.calls} == {bought, likes, wants}
    assert said(made, bought) == ["bought Aurelia: Ring"]
    assert said(made, likes) == ["likes aurelia"]
    assert said(made, wants) == ["wishes for AURELIA: pearl strand for Mia"]
    scripts = {call.client: call.script for call in made.calls}
    assert "because of the pearl strand you wished for." in scripts[wants]
    assert "because of your Ring." in scripts[bought]


def test_of_a_brand_whose_piece_is_to_be_a_surprise_the_brand_alone_is_said(shop: Shop) -> None:
    client, giver = buyer(shop, 0), buyer(shop, 1, name="Ben Cole")
    _wishes(shop, client, "pearl strand", "Aurelia")
    given = {"client": giver, "other": client, "name": "Ann", "item": "Pearl strand", "note": None}
    surprises.add(shop.book, **given, until=TOMORROW + dt.timedelta(days=9), today=TODAY, now=NOW)  # type: ignore[arg-type]
    made = plan(shop.book, brand="Aurelia")
    assert said(made, client) == ["likes Aurelia"]
    (call,) = made.calls
    assert "new pieces by Aurelia have just come in, and I thought of you because of your Ring." in call.script
    assert "strand" not in call.script + call.voicemail


def test_a_brand_that_the_book_does_not_know_is_refused_and_the_nearest_named(shop: Shop) -> None:
    buyer(shop, brand="Aurelia")
    with pytest.raises(UsageError) as caught:
        plan(shop.book, brand="Aurelio")
    assert caught.value.said == "the book knows no brand 'Aurelio'"
    assert caught.value.next == "did you mean Aurelia?"


def test_a_brand_in_stock_that_nobody_bought_is_known_and_who_is_told_of_it_comes_later(shop: Shop) -> None:
    client = buyer(shop)
    shop.book.run(SQL["add-product"], brand="Solenne")
    made = plan(shop.book, brand="solenne")
    assert (made.brand, made.calls) == ("Solenne", ())
    _likes(shop, client, "Solenne")
    assert planned(shop.book, brand="solenne") == {client}


def test_a_brand_without_anybody_to_call_is_said_in_its_own_words(till: Till) -> None:
    with open_shop(till.store) as shop:
        buyer(shop)
        shop.book.run(SQL["add-product"], brand="Solenne")
    typed = till.type("calls", "sheet", "--brand", "solenne")
    assert typed.code == 0
    told = " ".join(typed.out.split())
    assert "Nobody to call about Solenne on Sat 14 Nov 2026: nobody bought it, likes it or wishes for it" in told
    refused = till.type("calls", "sheet", "--brand", "Zenith")
    assert refused.code == 2
    assert "the book knows no brand 'Zenith'" in refused.err
    assert "Solenne" in refused.err
