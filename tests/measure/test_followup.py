"""Who followed up, in time, and what came of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from clientbook_cli.measure import followup
from clientbook_cli.measure.followup import Tally
from tests.conftest import Till
from tests.shop import TODAY, Shop, open_shop

MAYA, DANIEL = "Maya Ortiz", "Daniel Whitlock"


def week(shop: Shop, *, today: dt.date = TODAY) -> dict[str, Tally]:
    found = followup.followup(
        shop.book,
        first=dt.date(2026, 11, 9),
        last=dt.date(2026, 11, 13),
        today=today,
        associates=[MAYA, DANIEL],
        window_days=14,
        currency="USD",
    )
    return {entry.associate: entry.now for entry in found}


def test_due_made_on_time_and_outcomes(shop: Shop) -> None:
    ann, ben, cy, dee = (shop.client(name) for name in ("Ann", "Ben", "Cy", "Dee"))
    sheet = shop.call_sheet("2026-11-09", [(ann, MAYA), (ben, MAYA), (cy, MAYA), (dee, DANIEL)])
    shop.touch(ann, "2026-11-09", outcome="A", sheet=sheet, row=1)
    shop.touch(ben, "2026-11-11", outcome="V", sheet=sheet, row=2)
    found = week(shop)
    maya = found[MAYA]
    assert (maya.due, maya.made, maya.on_time, maya.logged) == (3, 2, 1, 2)
    assert (maya.reached, maya.appointments) == (1, 1)
    assert {letter: calls for letter, calls in maya.outcomes.items() if calls} == {"A": 1, "V": 1}
    assert (found[DANIEL].due, found[DANIEL].made) == (1, 0)


def test_a_client_counts_once_a_day_with_the_last_outcome(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.touch(ann, "2026-11-09", outcome="N", associate=MAYA)
    shop.touch(ann, "2026-11-09", outcome="T", associate=DANIEL)
    shop.touch(ann, "2026-11-10", outcome="S", associate=MAYA)
    found = week(shop)
    assert (found[MAYA].made, found[MAYA].reached) == (1, 1)
    assert (found[DANIEL].made, found[DANIEL].reached) == (1, 1)


def test_an_associate_who_made_no_call_is_named(shop: Shop) -> None:
    assert [entry.made for entry in week(shop).values()] == [0, 0]


def test_sheets_and_calls_to_come_are_not_counted(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.call_sheet("2026-11-12", [(ann, MAYA)])
    shop.touch(ann, "2026-11-12")
    assert week(shop, today=dt.date(2026, 11, 11))[MAYA].due == 0
    assert week(shop, today=dt.date(2026, 11, 11))[MAYA].made == 0


def test_a_client_on_two_sheets_of_a_day_is_one_call(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.call_sheet("2026-11-09", [(ann, MAYA)])
    shop.call_sheet("2026-11-09", [(ann, MAYA)])
    assert week(shop)[MAYA].due == 1


def test_merged_numbers_are_one_client(shop: Shop) -> None:
    ann, anna = shop.client("Ann"), shop.client("Anna")
    shop.call_sheet("2026-11-09", [(anna, MAYA)])
    shop.touch(ann, "2026-11-09", outcome="T")
    shop.merge(anna, into=ann)
    assert (week(shop)[MAYA].due, week(shop)[MAYA].on_time) == (1, 1)


def test_the_time_before_stands_beside(shop: Shop) -> None:
    ann, ben = shop.client("Ann"), shop.client("Ben")
    for day in ("2026-11-04", "2026-11-08"):
        shop.touch(ann, day, outcome="T")
    shop.touch(ben, "2026-11-03", outcome="T")  # the five days before are 4 to 8 November
    found = followup.followup(
        shop.book,
        first=dt.date(2026, 11, 9),
        last=dt.date(2026, 11, 13),
        today=TODAY,
        associates=[MAYA],
        window_days=14,
        currency="USD",
    )[0]
    assert (found.now.made, found.before.made) == (0, 2)


def test_half_a_month_is_set_beside_half_a_month(shop: Shop) -> None:
    shop.touch(shop.client("Ann"), "2026-10-20", outcome="T")
    found = followup.followup(
        shop.book,
        first=dt.date(2026, 11, 1),
        last=dt.date(2026, 11, 30),
        today=TODAY,
        associates=[MAYA],
        window_days=14,
        currency="USD",
    )[0]
    assert found.before.made == 1
    assert (
        followup.followup(
            shop.book,
            first=dt.date(2026, 11, 1),
            last=dt.date(2026, 11, 30),
            today=dt.date(2026, 11, 10),
            associates=[MAYA],
            window_days=14,
            currency="USD",
        )[0].before.made
        == 0
    )


def test_sales_after_a_call_are_shared_with_the_others_who_called(shop: Shop) -> None:
    ann = shop.client("Ann")
    shop.touch(ann, "2026-11-09", outcome="T", associate=MAYA)
    shop.touch(ann, "2026-11-10", outcome="V", associate=DANIEL)
    shop.sale(ann, "2026-11-12", "100.00")
    found = week(shop)
    assert [(found[name].sales, found[name].spend) for name in (MAYA, DANIEL)] == [(1, Decimal(50)), (1, Decimal(50))]


def test_visits_that_bought_nothing_are_followed_up_or_not(shop: Shop) -> None:
    ann, ben, cy = (shop.client(name) for name in ("Ann", "Ben", "Cy"))
    for client in (ann, ben, cy):
        shop.visit(client, "2026-11-09", associate=MAYA)
    shop.sale(cy, "2026-11-09", "80.00")
    shop.touch(ann, "2026-11-12", outcome="V", associate=DANIEL)
    maya = week(shop)[MAYA]
    assert (maya.visits, maya.visits_followed, maya.median_days) == (2, 1, 3)


def test_the_command_answers_for_the_last_seven_days(till: Till) -> None:
    with open_shop(till.store) as shop:
        shop.touch(shop.client("Ann"), "2026-11-07", outcome="T")
    found = till.type("measure", "followup", "--json").json
    assert (found["from"], found["to"]) == ("2026-11-07", "2026-11-13")
    assert found["associates"][0] == {
        "associate": "Maya Ortiz",
        "due": 0,
        "made": 1,
        "on_time": 0,
        "logged": 0,
        "logged_share": None,
        "reached": 1,
        "appointments": 0,
        "outcomes": {"T": 1, "V": 0, "N": 0, "A": 0, "B": 0, "S": 0, "D": 0, "W": 0, "X": 0},
        "sales": 0,
        "spend": "0.00",
        "visits": 0,
        "visits_followed": 0,
        "median_days": None,
    }
    typed = till.type("measure", "followup", "--from", "2026-11-01", "--to", "2026-11-30")
    assert typed.code == 0
    assert "Daniel Whitlock" in typed.out
    assert "T1" in typed.out
