"""Who followed up, in time, and what came of it."""

from __future__ import annotations

import datetime as dt

import pytest

from clientbook_cli.errors import UsageError
from clientbook_cli.measure import followup
from clientbook_cli.measure.followup import FollowUp
from tests.conftest import Till
from tests.shop import TODAY, Shop, open_shop

MAYA, DANIEL = "Maya Ortiz", "Daniel Whitlock"


def week(shop: Shop, *, today: dt.date = TODAY) -> dict[str, FollowUp]:
    found = followup.followup(
        shop.book, first=dt.date(2026, 11, 9), last=dt.date(2026, 11, 13), today=today, associates=[MAYA, DANIEL]
    )
    return {entry.associate: entry for entry in found}


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


def test_a_span_that_runs_backwards_is_refused(shop: Shop) -> None:
    with pytest.raises(UsageError, match="is after"):
        followup.followup(shop.book, first=TODAY, last=dt.date(2026, 1, 1), today=TODAY, associates=[])


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
        "reached": 1,
        "appointments": 0,
        "outcomes": {"T": 1, "V": 0, "N": 0, "A": 0, "B": 0, "S": 0, "D": 0, "W": 0, "X": 0},
    }
    typed = till.type("measure", "followup", "--from", "2026-11-01", "--to", "2026-11-30")
    assert typed.code == 0
    assert "Daniel Whitlock" in typed.out
    assert "T1" in typed.out
