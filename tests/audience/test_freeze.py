"""Who is mailed, who is held back, who is left out and why: each matched client in exactly one place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientbook_cli.audience.freeze import Audience, Member, freeze, mailable
from clientbook_cli.audience.rule import EVERYBODY, Named, Rule, both, words
from clientbook_cli.book.connection import create_book
from clientbook_cli.errors import UsageError
from clientbook_cli.settings import ConsentSettings, MailSettings, Settings
from tests.shop import NOW, TODAY, Shop

SETTINGS = Settings()


def frozen(
    shop: Shop, rule: Rule | None = None, *, hold_out: str = "0", seed: int = 7, with_settings: Settings = SETTINGS
) -> Audience:
    return freeze(
        shop.book,
        rule=rule or EVERYBODY,
        hold_out=Decimal(hold_out),
        seed=seed,
        settings=with_settings,
        today=TODAY,
        now=NOW,
    )


def member(audience: Audience, client: int) -> Member:
    return next(one for one in audience.members if one.client == client)


def test_each_exclusion_has_its_reason(shop: Shop) -> None:
    fine = shop.client("Fine Person", email="fine@example.com")
    reasons = {
        shop.client("No Address"): "no address",
        shop.client("Stopped Person", email="stop@example.com"): "stopped",
        shop.client("Called Person", email="called@example.com"): "contacted within 7 days",
        shop.client("Odd Address", email="no one@example.com"): "address cannot be mailed",
        shop.client("José", email="josé@example.com"): "address cannot be mailed",
    }
    shop.consent(3, "email", "stopped")
    shop.touch(4, TODAY - dt.timedelta(days=7))
    audience = frozen(shop)
    assert {client: member(audience, client).reason for client in reasons} == reasons
    assert [one.client for one in audience.chosen] == [fine]
    assert audience.excluded == {
        "no address": 1,
        "stopped": 1,
        "contacted within 7 days": 1,
        "address cannot be mailed": 2,
    }


def test_a_contact_longer_ago_or_no_quiet_days_lets_a_client_through(shop: Shop) -> None:
    shop.client("Ann", email="ann@example.com")
    shop.client("Bea", email="bea@example.com")
    shop.touch(1, TODAY - dt.timedelta(days=8))
    shop.touch(2, TODAY)
    assert [one.client for one in frozen(shop).chosen] == [1]
    loud = replace(SETTINGS, mail=MailSettings(quiet_days=0))
    assert [one.client for one in frozen(shop, with_settings=loud).chosen] == [1, 2]


def test_where_the_law_asks_first_only_who_subscribed_is_chosen(shop: Shop) -> None:
    shop.client("Ann", email="ann@example.com")
    shop.client("Bea", email="bea@example.com")
    shop.consent(2, "email", "subscribed")
    asking = replace(SETTINGS, consent=ConsentSettings(mass="opt-in"))
    audience = frozen(shop, with_settings=asking)
    assert [one.client for one in audience.chosen] == [2]
    assert audience.excluded == {"not subscribed": 1}


def test_a_shared_mailbox_gets_one_mail_and_the_better_client_keeps_it(shop: Shop) -> None:
    shop.client("Ann Lee", email="lee@example.com")
    shop.client("Bob Lee", email="lee@example.com")
    shop.sale(2, "2026-05-01", 500)
    audience = frozen(shop)
    assert [one.client for one in audience.chosen] == [2]
    assert member(audience, 1).reason == "address used twice"


def test_a_stop_concerns_everybody_behind_the_mailbox(shop: Shop) -> None:
    shop.client("Ann Lee", email="lee@example.com")
    shop.client("Bob Lee", email="lee@example.com")
    shop.consent(1, "email", "stopped")
    assert frozen(shop).excluded == {"stopped": 2}


def test_a_stop_of_an_address_on_a_list_counts(shop: Shop) -> None:
    shop.client("Ann Lee", email="lee@example.com")
    shop.consent(None, "email", "stopped", address="lee@example.com")
    assert frozen(shop).excluded == {"stopped": 1}


def test_tier_segment_and_brand_narrow_the_list_however_they_are_typed(shop: Shop) -> None:
    for number in range(1, 5):
        shop.client(f"Ann {number}", email=f"ann{number}@example.com")
    shop.sale(1, "2026-05-01", 100, brand="Marlow & Pine")
    shop.sale(2, "2026-05-01", 100, brand="Other")
    shop.sale(3, "2026-05-01", 100, brand="Marlow & Pine")
    shop.sale(4, "2026-05-01", 0, brand="Marlow & Pine")
    shop.score({1: "mid", 2: "mid", 3: "top", 4: "mid"})
    assert [one.client for one in frozen(shop, Named("tier", ("MID",))).chosen] == [1, 2, 4]
    assert [one.client for one in frozen(shop, Named("bought brand", ("marlow & pine",))).chosen] == [1, 3]
    joined = frozen(
        shop, both(Named("tier", ("mid", "top")), Named("segment", ("new",)), Named("bought brand", ("Marlow & Pine",)))
    )
    assert [one.client for one in joined.chosen] == [1, 3]
    assert words(joined.rule) == "tier mid, top and segment New and bought brand Marlow & Pine"


def test_an_unknown_name_is_said_with_the_nearest(shop: Shop) -> None:
    shop.client("Ann", email="ann@example.com")
    shop.sale(1, "2026-05-01", 100, brand="Marlow & Pine")
    shop.score({1: "mid"})
    for rule, nearest in (
        (Named("tier", ("middle",)), "mid"),
        (Named("segment", ("Newish",)), "New"),
        (Named("bought brand", ("Marlow and Pine",)), "Marlow & Pine"),
    ):
        with pytest.raises(UsageError) as caught:
            frozen(shop, rule)
        assert nearest in caught.value.rule


def test_a_tier_before_any_score_names_the_command(shop: Shop) -> None:
    shop.client("Ann", email="ann@example.com")
    with pytest.raises(UsageError) as caught:
        frozen(shop, Named("tier", ("mid",)))
    assert caught.value.next == "clientbook score"


def test_a_share_of_each_tier_is_held_out_and_always_the_same_people(shop: Shop) -> None:
    tiers = {shop.client(f"Ann {n}", email=f"ann{n}@example.com"): "mid" if n % 4 else "top" for n in range(80)}
    shop.score(tiers)
    first, second, other = (frozen(shop, hold_out="0.1", seed=seed) for seed in (7, 7, 8))
    held = [{one.client for one in audience.members if one.place == "held out"} for audience in (first, second, other)]
    assert held[0] == held[1] != held[2]
    assert first.held_out == 8
    assert sum(tiers[client] == "top" for client in held[0]) == 2
    assert not held[0] & {one.client for one in first.chosen}


def test_the_frozen_list_stands_in_the_book(shop: Shop) -> None:
    shop.client("Ann", email="ann@münchen.example.com")
    audience = frozen(shop, hold_out="0.25", seed=3)
    assert audience.audience == 1
    assert frozen(shop).audience == 2
    assert audience.chosen[0].address == "ann@xn--mnchen-3ya.example.com"


@pytest.mark.parametrize("address", ["ann", "@example.com", "a b@example.com", "ann@example..com", "josé@example.com"])
def test_an_address_that_no_server_takes_is_told_without_a_network(address: str) -> None:
    assert mailable(address) is None


_client = st.fixed_dictionaries(
    {
        "email": st.sampled_from(
            [None, "a@example.com", "b@example.com", "c@example.com", "d@example.com", "é@x.com", "bad"]
        ),
        "word": st.sampled_from([None, "stopped", "subscribed", "one-to-one"]),
        "called": st.sampled_from([None, 0, 3, 7, 8, 60]),
        "tier": st.sampled_from(["top", "mid", "base"]),
        "net": st.integers(0, 3),
    }
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    clients=st.lists(_client, max_size=14),
    share=st.sampled_from(["0", "0.1", "0.5"]),
    asks=st.booleans(),
    tier=st.sampled_from([(), ("mid",), ("mid", "top")]),
)
def test_everybody_who_fits_is_in_one_place_and_nobody_suppressed_is_chosen(
    clients: list[dict[str, object]], share: str, asks: bool, tier: tuple[str, ...]
) -> None:
    with TemporaryDirectory() as folder, create_book(Path(folder) / "book.duckdb") as book:
        shop = Shop(book)
        for number, one in enumerate(clients, start=1):
            shop.client(f"P {number}", email=one["email"])  # type: ignore[arg-type]
            shop.sale(number, "2026-05-01", one["net"])  # type: ignore[arg-type]
            if one["word"]:
                shop.consent(number, "email", str(one["word"]))
            if one["called"] is not None:
                shop.touch(number, TODAY - dt.timedelta(days=int(str(one["called"]))))
        shop.score({number: str(one["tier"]) for number, one in enumerate(clients, start=1)} or {99: "mid"})
        consent = replace(SETTINGS, consent=ConsentSettings(mass="opt-in" if asks else "opt-out"))
        audience = frozen(shop, Named("tier", tier) if tier else EVERYBODY, hold_out=share, with_settings=consent)
    matched = [number for number, one in enumerate(clients, start=1) if not tier or one["tier"] in tier]
    assert sorted(one.client for one in audience.members) == matched
    assert len(audience.chosen) + audience.held_out + sum(audience.excluded.values()) == len(matched)
    assert len({one.address for one in audience.members if not one.reason}) == len(
        [one for one in audience.members if not one.reason]
    )
    stopped = {one["email"] for one in clients if one["word"] == "stopped"}
    for placed in audience.members:
        said = clients[placed.client - 1]
        if placed.reason:
            assert placed.place == "excluded"
            continue
        assert said["email"] not in {None, "bad", "é@x.com"} | stopped
        assert said["called"] is None or int(str(said["called"])) > 7
        assert not asks or said["word"] == "subscribed"
