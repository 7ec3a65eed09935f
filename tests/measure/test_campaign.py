"""Mailed against held out, in each client's own window, with what is known on the day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from clientbook_cli.errors import UsageError
from clientbook_cli.measure import campaign
from clientbook_cli.measure.trial import Part, Trial
from tests.conftest import Till
from tests.shop import TODAY, Shop, open_shop


def measured(shop: Shop, *, today: dt.date = TODAY, name: str = "launch") -> Trial:
    return campaign.measure(shop.book, name=name, window_days=14, currency="USD", today=today).trial


def test_each_client_is_watched_from_their_own_mail_on(shop: Shop) -> None:
    ann, ben, cy, dee = (shop.client(name) for name in ("Ann", "Ben", "Cy", "Dee"))
    shop.campaign("launch", {ann: "2026-10-01", ben: "2026-10-05"}, held_out=[cy, dee], started_on="2026-10-01")
    shop.sale(ann, "2026-10-15", "100.00")
    shop.sale(ann, "2026-10-16", "999.00")  # past Ann's window
    shop.sale(ben, "2026-10-04", "999.00")  # before Ben's mail
    shop.sale(ben, "2026-10-19", "50.25")
    shop.sale(cy, "2026-10-14", "80.00")
    shop.sale(dee, "2026-10-16", "999.00")
    found = measured(shop)
    assert found.reached == Part(2, 2, Decimal("150.25"))
    assert found.held_out == Part(2, 1, Decimal(80))
    assert (found.since, found.until, found.over) == (dt.date(2026, 10, 1), dt.date(2026, 10, 19), True)


def test_refused_and_waiting_mails_are_not_mailed(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.campaign("launch", {ann: "2026-10-01"}, started_on="2026-10-01", state="refused")
    with pytest.raises(UsageError, match="nobody has been reached by 'launch'"):
        measured(shop)


def test_spend_is_net_of_returns_and_in_the_stores_currency(shop: Shop) -> None:
    ann, ben = shop.client("Ann"), shop.client("Ben")
    shop.campaign("launch", {ann: "2026-10-01"}, held_out=[ben], started_on="2026-10-01", state="written")
    shop.sale(ann, "2026-10-02", "100.00")
    shop.sale(ann, "2026-10-03", "-30.00", kind="refund")
    shop.sale(ann, "2026-10-04", "500.00", currency="CAD")
    shop.sale(ben, "2026-10-04", "-20.00", kind="refund")
    found = measured(shop)
    assert found.reached == Part(1, 1, Decimal(70))
    assert found.held_out == Part(1, 0, Decimal(-20))


def test_a_day_in_the_past_is_answered_as_it_was_known_then(shop: Shop) -> None:
    ann, ben = shop.client("Ann"), shop.client("Ben")
    shop.campaign("launch", {ann: "2026-10-01", ben: "2026-10-05"}, started_on="2026-10-01")
    shop.sale(ann, "2026-10-02", "100.00")
    shop.sale(ann, "2026-10-08", "50.00")
    assert measured(shop, today=dt.date(2026, 10, 3)).reached == Part(1, 1, Decimal(100))


def test_an_open_window_has_no_verdict_yet(shop: Shop) -> None:
    clients = [shop.client(f"Client {number}") for number in range(80)]
    shop.campaign("launch", dict.fromkeys(clients[:40], "2026-10-01"), held_out=clients[40:], started_on="2026-10-01")
    for client in clients[:40]:
        shop.sale(client, "2026-10-02", 10)
    early = measured(shop, today=dt.date(2026, 10, 9))
    assert (early.over, early.buyers.verdict) == (False, "too few")
    assert "15 Oct 2026" in early.buyers.enough
    assert measured(shop).buyers.verdict == "raised"


def test_two_numbers_that_became_one_client_stand_on_one_side(shop: Shop) -> None:
    ann, anna = shop.client("Ann"), shop.client("Anna")
    shop.campaign("launch", {ann: "2026-10-01"}, held_out=[anna], started_on="2026-10-01")
    shop.merge(anna, into=ann)
    found = measured(shop)
    assert (found.reached.clients, found.held_out.clients) == (1, 0)


def test_an_unknown_campaign_names_the_nearest(shop: Shop) -> None:
    shop.campaign("spring-launch", {shop.client("Ann"): "2026-10-01"}, started_on="2026-10-01")
    with pytest.raises(UsageError) as caught:
        measured(shop, name="sping-launch")
    assert "spring-launch" in caught.value.next


def test_the_command_has_the_keys_of_the_contract_and_says_it_in_words(till: Till) -> None:
    with open_shop(till.store) as shop:
        clients = [shop.client(f"Client {number}") for number in range(60)]
        shop.campaign(
            "launch", dict.fromkeys(clients[:40], "2026-10-01"), held_out=clients[40:], started_on="2026-10-01"
        )
        for client in (*clients[:4], clients[40]):
            shop.sale(client, "2026-10-05", "100.00")
    found = till.type("measure", "campaign", "launch", "--json").json
    assert found["window_days"] == 14
    assert found["mailed"] == {"clients": 40, "buyers": 4, "spend": "400.00"}
    assert found["held_out"] == {"clients": 20, "buyers": 1, "spend": "100.00"}
    assert set(found["difference"]) == {"low", "value", "high"}
    assert found["difference"]["value"] == pytest.approx(0.05)
    assert found["verdict"] == "too few"
    assert [view["spend"] for view in found["views"]] == ["400.00", "400.00", "400.00"]
    said = till.type("measure", "campaign", "launch")
    assert "5 more bought than of 100 held out" in " ".join(said.out.split())
    assert "too few" in said.out
    assert "sales end on Mon 5 Oct 2026" in " ".join(said.out.split())


def test_a_campaign_without_a_hold_out_has_no_difference(till: Till) -> None:
    with open_shop(till.store) as shop:
        shop.campaign("launch", {shop.client("Ann"): "2026-10-01"}, started_on="2026-10-01")
    found = till.type("measure", "campaign", "launch", "--json").json
    assert found["difference"] == {"low": None, "value": None, "high": None}
    assert found["verdict"] == "too few"
    assert till.type("measure", "campaign", "lunch").code == 2
