"""What may be typed for a day."""

from __future__ import annotations

import datetime as dt

import pytest

from clientbook_cli.cli.days import read_day
from clientbook_cli.errors import UsageError
from tests.conftest import Till

FRIDAY = dt.date(2026, 11, 13)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-04-03", dt.date(2026, 4, 3)),
        ("today", FRIDAY),
        (" Tomorrow ", dt.date(2026, 11, 14)),
        ("yesterday", dt.date(2026, 11, 12)),
        ("saturday", dt.date(2026, 11, 14)),
        ("fri", dt.date(2026, 11, 20)),
        ("THURSDAY", dt.date(2026, 11, 19)),
        ("17 Nov", dt.date(2026, 11, 17)),
        ("Tue 17 Nov 2026", dt.date(2026, 11, 17)),
        ("November 13", FRIDAY),
        ("12 nov.", dt.date(2027, 11, 12)),  # this year's is past
        ("12 Nov 2026", dt.date(2026, 11, 12)),
        ("29 feb", dt.date(2028, 2, 29)),
        ("17-Nov", dt.date(2026, 11, 17)),  # what a spreadsheet makes of 17 Nov, and of 2026-11-17
        ("17-Nov-26", dt.date(2026, 11, 17)),
        ("17-nov-2026", dt.date(2026, 11, 17)),
    ],
)
def test_a_day_is_read_as_people_say_it(typed: str, meant: dt.date) -> None:
    assert read_day(typed, today=FRIDAY) == meant


@pytest.mark.parametrize(
    "typed", ["", "13/11/2026", "su", "someday", "2026-02-30", "11-13", "30 feb", "mon 17 nov", "17 nov 9"]
)
def test_what_is_no_day_is_refused_with_what_is_one(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_day(typed, today=FRIDAY)
    assert "tomorrow" in caught.value.rule


@pytest.mark.parametrize("day", ["2026-11-13", "today", "friday"])
def test_a_moved_today_may_be_typed_in_words(till: Till, day: str) -> None:
    typed = till.type("status", today=day)
    assert typed.code == 0, typed.err


@pytest.mark.parametrize("command", [["status"], ["doctor"], []])
def test_a_today_that_is_no_day_is_exit_2_whatever_the_command(till: Till, command: list[str]) -> None:
    typed = till.type(*command, today="13.11.")
    assert typed.code == 2
    assert "cannot read '13.11.' as a day" in typed.err


def test_a_moved_today_is_the_stores_day_at_this_time_of_day(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Fri 13 Nov 2026" in till.type("status").out
    monkeypatch.setenv("CLIENTBOOK_TODAY", "2026-12-24")
    assert "Thu 24 Dec 2026" in till.type("status", today=None).out
