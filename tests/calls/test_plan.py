"""Who is on a day's plan, in which order, and who is not although there is a reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from clientbook_cli.book.queries import queries
from clientbook_cli.settings import Associate, CallSettings, Settings
from tests.calls.planning import DANIEL, MAYA, TOMORROW, buyer, plan, planned, promise
from tests.shop import TODAY, Shop

SQL = queries(__file__)


def _with_birthday(shop: Shop, number: int = 0, **sale: object) -> int:
    client = buyer(shop, number, **sale)  # type: ignore[arg-type]
    shop.occasion(client, "birthday", 11, 20)
    return client


def test_the_same_day_planned_twice_is_the_same_stored_sheet(shop: Shop) -> None:
    _with_birthday(shop, 1)
    first = plan(shop.book)
    _with_birthday(shop, 2)
    second = plan(shop.book)
    assert first.is_new
    assert not second.is_new
    assert replace(second, is_new=True) == first


def test_a_day_without_calls_is_not_stored_and_may_be_planned_later(shop: Shop) -> None:
    assert plan(shop.book).sheet is None
    client = _with_birthday(shop)
    assert planned(shop.book) == {client}


@pytest.mark.parametrize(
    "why", ["stopped", "no phone", "never bought", "bought long ago", "contacted", "mail pending", "held out", "wrong"]
)
def test_nobody_is_called_who_must_not_be(shop: Shop, why: str) -> None:
    called = _with_birthday(shop, 1)
    if why == "no phone":
        barred = shop.client("Ben Cole")
        shop.sale(barred, "2026-06-01", 900)
    elif why == "never bought":
        barred = shop.client("Ben Cole", phone="+15035550199")
    else:
        barred = buyer(shop, 2, bought="2025-05-13" if why == "bought long ago" else "2026-06-01")
    shop.occasion(barred, "birthday", 11, 20)
    if why == "stopped":
        shop.consent(barred, "phone", "stopped")
    elif why == "contacted":
        shop.touch(barred, TOMORROW - dt.timedelta(days=6), outcome="N")
    elif why == "mail pending":
        shop.campaign("launch", {barred: TODAY}, started_on="2026-10-01", state="queued")
    elif why == "held out":
        shop.campaign("launch", {}, held_out=[barred], started_on=TOMORROW - dt.timedelta(days=14))
    elif why == "wrong":
        shop.book.run(SQL["add-wrong-number"], client=barred, phone="+15035550102", on_day=dt.date(2026, 9, 1))
    assert planned(shop.book) == {called}


def test_the_quiet_and_the_hold_out_end(shop: Shop) -> None:
    contacted, held = _with_birthday(shop, 1), _with_birthday(shop, 2)
    shop.touch(contacted, TOMORROW - dt.timedelta(days=7), outcome="N")
    shop.campaign("launch", {}, held_out=[held], started_on=TOMORROW - dt.timedelta(days=15))
    assert planned(shop.book) == {contacted, held}


def test_a_new_number_makes_a_wrong_one_good(shop: Shop) -> None:
    client = _with_birthday(shop)
    shop.book.run(SQL["add-wrong-number"], client=client, phone="+15035550777", on_day=dt.date(2026, 9, 1))
    assert planned(shop.book) == {client}


def test_a_promise_is_kept_unless_the_client_said_stop(shop: Shop) -> None:
    quiet, held, walk_in, stopped = (
        buyer(shop, 1),
        buyer(shop, 2),
        shop.client("Ida", phone="+15035550198"),
        buyer(shop, 3),
    )
    shop.touch(quiet, TODAY)
    shop.campaign("launch", {}, held_out=[held], started_on=TODAY)
    shop.consent(stopped, "phone", "stopped")
    for client in (quiet, held, walk_in, stopped):
        promise(shop.book, client, TOMORROW)
    assert planned(shop.book) == {quiet, held, walk_in}


def test_who_asked_to_be_called_on_another_day_is_left_alone_until_then(shop: Shop) -> None:
    client = _with_birthday(shop)
    promise(shop.book, client, TOMORROW + dt.timedelta(days=4), source="calls log")
    assert planned(shop.book) == set()
    assert planned(shop.book, day=TOMORROW + dt.timedelta(days=4)) == {client}


def test_a_client_on_one_days_sheet_is_not_put_on_the_next_before_the_call_was_made(shop: Shop) -> None:
    client = _with_birthday(shop)
    promise(shop.book, client, TOMORROW)
    assert planned(shop.book) == {client}
    assert planned(shop.book, day=TOMORROW + dt.timedelta(days=1)) == set()
    after = TOMORROW + dt.timedelta(days=2)
    assert planned(shop.book, day=after, today=after) == {client}  # nobody made the call: it is carried over


def test_a_brands_sheet_has_other_clients_and_its_rows_are_numbered_on(shop: Shop) -> None:
    both, brand_only = _with_birthday(shop, 1, brand="Aurelia"), buyer(shop, 2, brand="Aurelia")
    assert [(call.row, call.client) for call in plan(shop.book).calls] == [(1, both)]
    assert [(call.row, call.client) for call in plan(shop.book, brand="Aurelia").calls] == [(2, brand_only)]
    assert planned(shop.book) == {both}


def test_promises_come_first_then_top_clients_then_the_rest_by_worth_and_waiting(shop: Shop) -> None:
    rest, promised, rich, poor, recent = (buyer(shop, number) for number in range(5))
    for client in (rest, rich, poor, recent):
        shop.occasion(client, "birthday", 11, 20)
    shop.sale(rich, "2026-06-01", 50_000)
    shop.touch(recent, "2026-11-01", outcome="V")
    shop.sale(recent, "2026-06-01", 50_000)
    shop.score({rest: "mid", promised: "base", rich: "top", poor: "top", recent: "top"})
    promise(shop.book, promised, TOMORROW)
    made = plan(shop.book, associates=(MAYA,))
    assert [call.client for call in made.calls] == [promised, rich, poor, recent, rest]
    assert [call.rank for call in made.calls] == [1, 2, 3, 4, 5]


def test_calls_go_to_the_clients_own_associate_else_evenly(shop: Shop) -> None:
    own = [_with_birthday(shop, number, associate="DANIEL whitlock") for number in range(3)]
    loose = [_with_birthday(shop, number, associate="Somebody Gone") for number in range(3, 6)]
    made = plan(shop.book)
    by = {call.client: call.associate for call in made.calls}
    assert {by[client] for client in own} == {DANIEL.name}
    assert {by[client] for client in loose} == {MAYA.name}


def test_rows_are_numbered_through_all_associates(shop: Shop) -> None:
    for number in range(4):
        _with_birthday(shop, number)
    made = plan(shop.book)
    assert [(call.row, call.associate, call.rank) for call in made.calls] == [
        (1, MAYA.name, 1),
        (2, MAYA.name, 2),
        (3, DANIEL.name, 1),
        (4, DANIEL.name, 2),
    ]


def test_targets_are_kept_and_days_off_are_free(shop: Shop) -> None:
    for number in range(9):
        _with_birthday(shop, number)
    part_time = Associate(name="Maya Ortiz", target=2)
    off = Associate(name="Daniel Whitlock", days_off=("Saturday",))
    assert [call.associate for call in plan(shop.book, associates=(part_time, off)).calls] == ["Maya Ortiz"] * 2
    sunday = plan(
        shop.book,
        day=TOMORROW + dt.timedelta(days=1),
        associates=(part_time, off),
        settings=Settings(calls=CallSettings(target=3)),
    )
    assert sorted(call.associate for call in sunday.calls) == ["Daniel Whitlock"] * 3 + ["Maya Ortiz"] * 2


def test_a_client_waits_for_their_own_associate_but_a_promise_does_not(shop: Shop) -> None:
    waits = _with_birthday(shop, 1, associate="Daniel Whitlock")
    promised = buyer(shop, 2, associate="Daniel Whitlock")
    promise(shop.book, promised, TOMORROW)
    off = Associate(name="Daniel Whitlock", days_off=("saturday",))
    assert [(call.client, call.associate) for call in plan(shop.book, associates=(MAYA, off)).calls] == [
        (promised, MAYA.name)
    ]
    assert waits in planned(shop.book, day=TOMORROW + dt.timedelta(days=1), associates=(MAYA, off))
