"""What clients said, what counts, and what it allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientbook_cli.book.connection import create_book
from clientbook_cli.book.queries import queries
from clientbook_cli.clients import consent
from clientbook_cli.errors import UsageError
from tests.shop import NOW, TODAY, Shop

SQL = queries(__file__)


def say(
    shop: Shop,
    client: int | None,
    state: str,
    *,
    channel: str = "email",
    minutes: int = 0,
    source: str = "owner",
    address: str | None = None,
) -> None:
    consent.record(
        shop.book,
        client=client,
        channel=channel,
        state=state,
        source=source,
        reason=None,
        now=NOW + dt.timedelta(minutes=minutes),
        operation=1,
        address=address,
    )


def state(shop: Shop, client: int, channel: str = "email") -> str:
    return consent.state_of(shop.book, client)[channel].state


def refusals(shop: Shop, client: int, *, opt_in: bool = False, today: dt.date = TODAY) -> Mapping[str, str | None]:
    table = shop.book.table(SQL["may-contact"], client=client, today=today, opt_in=opt_in)
    return dict(zip(table.columns, table.rows[0], strict=True))


def test_who_said_nothing_is_unknown_on_every_channel(shop: Shop) -> None:
    found = consent.state_of(shop.book, shop.client("Ann"))
    assert {word.state for word in found.values()} == {"unknown"}
    assert tuple(found) == consent.CHANNELS


def test_the_newest_word_counts_and_unknown_is_no_word(shop: Shop) -> None:
    ann = shop.client("Ann", email="ann@example.com")
    say(shop, ann, "subscribed", minutes=1)
    say(shop, ann, "one-to-one", minutes=2)
    say(shop, ann, "unknown", minutes=3, source="import:square")
    word = consent.state_of(shop.book, ann)["email"]
    assert (word.state, word.said_at, word.source) == ("one-to-one", NOW + dt.timedelta(minutes=2), "owner")


def test_of_two_words_in_one_instant_the_later_row_counts(shop: Shop) -> None:
    ann = shop.client("Ann")
    say(shop, ann, "subscribed")
    say(shop, ann, "one-to-one")
    assert state(shop, ann) == "one-to-one"


@pytest.mark.parametrize("later", ["subscribed", "one-to-one", "unknown"])
def test_a_stop_survives_every_later_import(shop: Shop, later: str) -> None:
    ann = shop.client("Ann", email="ann@example.com")
    say(shop, ann, "stopped", source="calls log")
    say(shop, ann, later, minutes=9, source="import:shopify")
    word = consent.state_of(shop.book, ann)["email"]
    assert (word.state, word.source) == ("stopped", "calls log")
    assert refusals(shop, ann)["no_mass_mail"] == "stopped"
    assert refusals(shop, ann)["no_mail"] == "stopped"


def test_a_stop_on_one_channel_leaves_the_others(shop: Shop) -> None:
    ann = shop.client("Ann", email="ann@example.com", phone="+15035550142")
    shop.sale(ann, "2026-10-01", 100)
    say(shop, ann, "stopped", channel="phone")
    assert refusals(shop, ann) == {
        "no_mass_mail": None,
        "no_mail": None,
        "no_call": "stopped",
        "email_state": "one-to-one",
        "phone_state": "stopped",
    }


def test_an_address_on_an_opt_out_list_stops_whoever_has_it_also_later(shop: Shop) -> None:
    say(shop, None, "stopped", address="ann@example.com", source="opt-out list")
    ann = shop.client("Ann", email="ann@example.com")
    assert state(shop, ann) == "stopped"


def test_a_stop_is_said_of_the_address_too(shop: Shop) -> None:
    ann = shop.client("Ann", email="home@example.com")
    ben = shop.client("Ben", email="home@example.com")
    say(shop, ann, "stopped")
    assert state(shop, ben) == "stopped"


def test_a_permission_is_the_persons_own(shop: Shop) -> None:
    ann = shop.client("Ann", email="home@example.com")
    ben = shop.client("Ben", email="home@example.com")
    say(shop, ann, "subscribed")
    assert state(shop, ben) == "unknown"


def test_a_stop_follows_into_a_merge(shop: Shop) -> None:
    ann, anna = shop.client("Ann", email="a@example.com"), shop.client("Anna", email="b@example.com")
    say(shop, anna, "stopped")
    say(shop, ann, "subscribed", minutes=5)
    shop.merge(anna, into=ann)
    assert state(shop, ann) == "stopped"


def test_mass_mail_asks_for_a_subscription_where_the_law_does(shop: Shop) -> None:
    ann = shop.client("Ann", email="ann@example.com")
    shop.sale(ann, "2026-10-01", 100)
    assert refusals(shop, ann, opt_in=False)["no_mass_mail"] is None
    assert refusals(shop, ann, opt_in=True)["no_mass_mail"] == "not subscribed"
    say(shop, ann, "subscribed")
    assert refusals(shop, ann, opt_in=True)["no_mass_mail"] is None


@pytest.mark.parametrize(
    ("bought", "why"),
    [(None, "never bought"), ("2025-05-13", None), ("2025-05-12", "last purchase over 18 months ago")],
)
def test_a_call_needs_a_purchase_within_18_months(shop: Shop, bought: str | None, why: str | None) -> None:
    ann = shop.client("Ann", phone="+15035550142")
    if bought:
        shop.sale(ann, bought, 100)
    assert refusals(shop, ann)["no_call"] == why


@pytest.mark.parametrize(
    ("bought", "last_day"), [("2026-09-30", "2028-03-30"), ("2026-08-31", "2028-02-29"), ("2025-08-31", "2027-02-28")]
)
def test_the_18_months_are_counted_on_from_the_purchase_also_where_months_are_shorter(
    shop: Shop, bought: str, last_day: str
) -> None:
    ann, last = shop.client("Ann", phone="+15035550142"), dt.date.fromisoformat(last_day)
    shop.sale(ann, bought, 100)
    assert refusals(shop, ann, today=last)["no_call"] is None
    assert refusals(shop, ann, today=last + dt.timedelta(days=1))["no_call"] == "last purchase over 18 months ago"


def test_what_was_brought_back_whole_opens_no_18_months(shop: Shop) -> None:
    ann = shop.client("Ann", phone="+15035550142")
    shop.sale(ann, "2026-10-01", 100)
    assert refusals(shop, ann)["no_call"] is None
    shop.sale(ann, "2026-10-09", -100, kind="refund")
    assert refusals(shop, ann, today=dt.date(2026, 10, 8))["no_call"] is None
    found = refusals(shop, ann)
    assert (found["no_call"], found["phone_state"]) == ("never bought", "unknown")


def test_what_was_brought_back_in_part_is_a_purchase_still(shop: Shop) -> None:
    ann = shop.client("Ann", phone="+15035550142")
    shop.sale(ann, "2026-10-01", 100)
    shop.sale(ann, "2026-10-09", -40, kind="refund")
    assert refusals(shop, ann)["no_call"] is None


def test_nobody_is_reached_without_an_address(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.sale(ann, "2026-10-01", 100)
    found = refusals(shop, ann)
    assert (found["no_mass_mail"], found["no_mail"], found["no_call"]) == ("no address", "no address", "no phone")


def test_what_is_no_channel_or_state_is_refused(shop: Shop) -> None:
    ann = shop.client("Ann")
    with pytest.raises(UsageError, match="'pigeon' is no channel"):
        say(shop, ann, "stopped", channel="pigeon")
    with pytest.raises(UsageError, match="'maybe' is no consent"):
        say(shop, ann, "maybe")


WORDS = st.tuples(st.integers(1, 3), st.sampled_from(consent.STATES), st.booleans(), st.integers(0, 5))


def test_no_history_of_words_lets_a_stop_be_forgotten(tmp_path: Path) -> None:
    with create_book(tmp_path / "words.duckdb") as book:
        shop = Shop(book)
        for number in range(1, 4):
            shop.client(f"Client {number}", email=f"c{number % 2}@example.com")  # the first and the third share one

        @settings(max_examples=60, deadline=None)
        @given(history=st.lists(WORDS, max_size=8))
        def holds(history: list[tuple[int, str, bool, int]]) -> None:
            book.run(SQL["forget-words"])
            stopped: set[str] = set()
            last: dict[int, tuple[int, int, str]] = {}
            for place, (client, word, by_address, minutes) in enumerate(history):
                address = f"c{client % 2}@example.com"
                say(
                    shop, None if by_address else client, word, minutes=minutes, address=address if by_address else None
                )
                if word == "stopped":
                    stopped.add(address)
                if word in ("subscribed", "one-to-one"):
                    heard = [each for each in (1, 2, 3) if each % 2 == client % 2] if by_address else [client]
                    for each in heard:
                        last[each] = max(last.get(each, (-1, -1, "")), (minutes, place, word))
            for client in (1, 2, 3):
                expected = last.get(client, (0, 0, "unknown"))[2]
                assert state(shop, client) == ("stopped" if f"c{client % 2}@example.com" in stopped else expected)

        holds()
