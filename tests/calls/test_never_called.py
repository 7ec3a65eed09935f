"""Nobody who must not be called is ever on a plan, whatever the book holds: told again in plain Python."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from clientbook_cli.book.connection import create_book
from clientbook_cli.settings import CallSettings, Settings
from tests.calls.planning import TOMORROW, only, plan, promise
from tests.shop import TODAY, Shop


@dataclass(frozen=True)
class Person:
    """What decides about one client; days are counted back from the day that is planned."""

    has_phone: bool
    stopped: bool
    bought: int | None
    contacted: int | None
    birthday_in: int | None
    tier: str
    mail: str  # "", pending, accepted, held out
    promised: bool


people = st.builds(
    Person,
    has_phone=st.booleans() | st.just(True),
    stopped=st.booleans(),
    bought=st.none() | st.integers(1, 700),
    contacted=st.none() | st.integers(1, 90),
    birthday_in=st.none() | st.integers(0, 20),
    tier=st.sampled_from(["top", "mid"]),
    mail=st.sampled_from(["", "", "queued", "accepted", "held out"]),
    promised=st.booleans(),
)


def _expected(person: Person, calls: CallSettings) -> bool:
    if not person.has_phone or person.stopped:
        return False
    if person.promised:
        return True  # an inquiry of its own day
    if person.bought is None or TOMORROW - dt.timedelta(days=person.bought) < dt.date(2025, 5, 14):
        return False
    contacts = [days for days in (person.contacted, 3 if person.mail == "accepted" else None) if days is not None]
    if any(days < calls.quiet_days for days in contacts) or person.mail in ("queued", "held out"):
        return False
    has_birthday = person.birthday_in is not None and person.birthday_in <= calls.occasion_days
    if has_birthday and person.contacted is not None and person.birthday_in is not None:
        has_birthday = person.contacted > calls.occasion_days - person.birthday_in  # told since it became a reason
    spoken_long_ago = person.contacted is None or person.contacted >= calls.top_every_days
    return has_birthday or (person.tier == "top" and spoken_long_ago and person.bought >= calls.quiet_days)


@settings(max_examples=12, deadline=None)
@given(
    crowd=st.lists(people, min_size=1, max_size=12),
    quiet_days=st.integers(0, 20),
    occasion_days=st.integers(0, 20),
    top_every_days=st.integers(0, 90),
)
def test_the_plan_holds_exactly_those_who_may_and_should_be_called(
    crowd: list[Person], quiet_days: int, occasion_days: int, top_every_days: int
) -> None:
    calls = CallSettings(
        target=50,
        quiet_days=quiet_days,
        occasion_days=occasion_days,
        occasion_days_of_tier={},
        top_every_days=top_every_days,
        reasons=only("follow-up", "birthday", "top-client"),
    )
    with tempfile.TemporaryDirectory() as folder, create_book(Path(folder) / "book.duckdb") as book:
        with book.transaction():
            expected = _fill(Shop(book), crowd, calls)
            made = plan(book, settings=Settings(calls=calls))
        assert {call.client for call in made.calls} == expected
        assert len(made.calls) == len(expected)


def _fill(shop: Shop, crowd: list[Person], calls: CallSettings) -> set[int]:
    expected, tiers = set(), {}
    for number, person in enumerate(crowd):
        client = shop.client("Ann Lee", phone=f"+1503555{100 + number:04d}" if person.has_phone else None)
        tiers[client] = person.tier
        if person.stopped:
            shop.consent(client, "phone", "stopped")
        if person.bought is not None:
            shop.sale(client, TOMORROW - dt.timedelta(days=person.bought), 100)
        if person.contacted is not None:
            shop.touch(client, TOMORROW - dt.timedelta(days=person.contacted))
        if person.birthday_in is not None:
            day = TOMORROW + dt.timedelta(days=person.birthday_in)
            shop.occasion(client, "birthday", day.month, day.day)
        if person.mail == "held out":
            shop.campaign(f"c{number}", {}, held_out=[client], started_on=TODAY)
        elif person.mail:
            shop.campaign(
                f"c{number}", {client: TOMORROW - dt.timedelta(days=3)}, started_on="2026-09-01", state=person.mail
            )
        if person.promised:
            promise(shop.book, client, TODAY)
        if _expected(person, calls):
            expected.add(client)
    shop.score(tiers)
    return expected
