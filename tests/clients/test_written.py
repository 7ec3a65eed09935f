"""Visits, wishes, gifts, relations, preferences and notes: written, listed, closed, taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientbook_cli.clients import follow_ups, notes, preferences, relations, surprises, visits, wishes
from clientbook_cli.clients.visits import Seen, follow_up_day
from clientbook_cli.errors import UsageError
from clientbook_cli.settings import VisitSettings
from tests.shop import NOW, TODAY, Shop

CHRISTMAS = dt.date(2026, 12, 24)


def see(shop: Shop, client: int, *, day: dt.date = TODAY, **what: object) -> visits.Visit:
    visit, _ = visits.add(
        shop.book,
        client=client,
        seen=Seen(**what),  # type: ignore[arg-type]
        day=day,
        settings=VisitSettings(by_category={"Engagement": 3}),
        now=NOW,
    )
    return visit


def test_a_visit_that_bought_nothing_promises_to_be_in_touch_in_a_week(shop: Shop) -> None:
    ann = shop.client("Ann Lee")
    visit = see(shop, ann, looked_at="halo rings", liked="the cushion cut", for_whom="herself", associate="Maya Ortiz")
    (promise,) = follow_ups.open_of(shop.book, client=ann, today=dt.date(2026, 11, 20))
    assert (promise.client, promise.due, promise.associate) == (ann, dt.date(2026, 11, 20), "Maya Ortiz")
    assert promise.note == "liked the cushion cut, for herself"
    assert (visit.bought, visit.follow_up) == (False, promise.follow_up)
    assert visits.of_client(shop.book, client=ann) == visits.between(shop.book, first=TODAY, last=TODAY) == [visit]


def test_whoever_bought_that_day_is_not_followed_up_by_the_visit(shop: Shop) -> None:
    ann = shop.client("Ann Lee")
    shop.sale(ann, TODAY, 100)
    assert see(shop, ann, looked_at="rings").bought
    assert follow_ups.open_of(shop.book, client=ann, today=CHRISTMAS) == []


@pytest.mark.parametrize(
    ("category", "need_by", "due"),
    [
        ("engagement", None, "2026-11-16"),
        ("Pearls", None, "2026-11-20"),
        (None, "2026-11-22", "2026-11-17"),
        (None, "2026-12-24", "2026-11-20"),
        (None, "2026-11-14", "2026-11-14"),
    ],
)
def test_a_follow_up_comes_by_category_and_earlier_when_the_day_is_near(
    category: str | None, need_by: str | None, due: str
) -> None:
    seen = Seen(category=category, need_by=dt.date.fromisoformat(need_by) if need_by else None)
    made = follow_up_day(seen, day=TODAY, settings=VisitSettings(by_category={"Engagement": 3}))
    assert made == dt.date.fromisoformat(due)


@given(st.integers(0, 400), st.none() | st.integers(-30, 400), st.integers(0, 60))
def test_a_follow_up_is_never_before_tomorrow_nor_later_than_the_settings_say(
    days: int, need_in: int | None, lead: int
) -> None:
    need_by = TODAY + dt.timedelta(days=need_in) if need_in is not None else None
    due = follow_up_day(
        Seen(need_by=need_by), day=TODAY, settings=VisitSettings(follow_up_days=days, need_by_lead_days=lead)
    )
    assert TODAY < due <= TODAY + dt.timedelta(days=max(days, 1))


def test_a_wish_is_open_until_it_is_closed_and_only_once(shop: Shop) -> None:
    ann = shop.client("Ann Lee")
    wish = wishes.add(
        shop.book, client=ann, wanted=wishes.Wanted(item="Pearl strand", most=Decimal(900)), today=TODAY, now=NOW
    )
    assert wishes.listed(shop.book, client=ann) == [wish]
    closed = wishes.close(shop.book, wish=wish.wish, why="bought elsewhere", today=TODAY, now=NOW)
    assert (closed.done_on, closed.done_why) == (TODAY, "bought elsewhere")
    assert wishes.listed(shop.book, client=ann) == []
    with pytest.raises(UsageError, match="closed already"):
        wishes.close(shop.book, wish=wish.wish, why="twice", today=TODAY, now=NOW)


def test_a_gift_is_kept_from_whom_it_is_for_until_the_day(shop: Shop) -> None:
    ben, ann = shop.client("Ben Lee", phone="+15035550142"), shop.client("Ann Lee", phone="+15035550142")
    surprises.add(
        shop.book, client=ben, other=ann, name=None, item="Diver 40", until=CHRISTMAS, note=None, today=TODAY, now=NOW
    )
    found = surprises.kept_from(shop.book, [ann, ben], day=CHRISTMAS)
    assert [(one.channel, one.item, one.until) for one in found[ann]] == [("all", "Diver 40", CHRISTMAS)]
    assert [(one.channel, one.kept_from) for one in found[ben]] == [("phone", ann)]
    assert surprises.kept_from(shop.book, [ann, ben], day=CHRISTMAS + dt.timedelta(days=1)) == {}


def test_what_was_looked_at_or_wished_for_somebody_is_kept_from_them_too(shop: Shop) -> None:
    ben, ann = shop.client("Ben Lee"), shop.client("Ann Lee")
    see(shop, ben, looked_at="pearl strands", for_client=ann, need_by=CHRISTMAS)
    wishes.add(shop.book, client=ben, wanted=wishes.Wanted(item="Pearl studs", for_client=ann), today=TODAY, now=NOW)
    found = surprises.kept_from(shop.book, [ann, ben], day=TODAY)
    assert {one.item for one in found[ann]} == {"pearl strands", "Pearl studs"}
    assert ben not in found


def test_partners_are_seen_from_both_sides_and_a_child_has_a_parent(shop: Shop) -> None:
    ann, ben, mia = shop.client("Ann Lee"), shop.client("Ben Lee"), shop.client("Mia Lee")
    relations.add(shop.book, client=ann, kind="partner", other=ben, today=TODAY, now=NOW)
    relations.add(shop.book, client=ann, kind="child", other=mia, today=TODAY, now=NOW)
    assert [(one.kind, one.name) for one in relations.of_client(shop.book, client=ben)] == [("partner", "Ann Lee")]
    assert [(one.kind, one.name) for one in relations.of_client(shop.book, client=mia)] == [("parent", "Ann Lee")]
    with pytest.raises(UsageError, match="written already"):
        relations.add(shop.book, client=ben, kind="partner", other=ann, today=TODAY, now=NOW)
    whom = relations.meant(shop.book, client=ann, text="husband", today=TODAY)
    assert whom == relations.Whom(ben, "Ben Lee")
    relations.end(shop.book, client=ann, kind="partner", whom=whom, today=TODAY, now=NOW)
    assert relations.of_client(shop.book, client=ben) == []


def test_a_preference_is_written_once_and_can_end(shop: Shop) -> None:
    ann = shop.client("Ann Lee")
    for value in ("Solenne", "solenne"):
        preferences.add(shop.book, client=ann, kind="Brand", value=value, today=TODAY, now=NOW)
    assert [(one.kind, one.value) for one in preferences.of_client(shop.book, client=ann)] == [("brand", "Solenne")]
    preferences.end(shop.book, client=ann, kind="brand", value="SOLENNE", today=TODAY, now=NOW)
    assert preferences.of_client(shop.book, client=ann) == []
    assert preferences.take_back(shop.book, operation=2) == 1
    assert len(preferences.of_client(shop.book, client=ann)) == 1


def test_notes_are_newest_first_and_can_be_taken_off(shop: Shop) -> None:
    ann = shop.client("Ann Lee")
    for text in ("has a dog", "dog is called Rex"):
        notes.add(shop.book, client=ann, text=text, associate=None, today=TODAY, now=NOW)
    assert [one.text for one in notes.of_client(shop.book, client=ann)] == ["dog is called Rex", "has a dog"]
    notes.end(shop.book, note=1, client=ann, today=TODAY, now=NOW)
    assert [one.note for one in notes.of_client(shop.book, client=ann)] == [2]
