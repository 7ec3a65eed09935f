"""What came of a call is written down once, and sets the next thing in motion."""

from __future__ import annotations

import datetime as dt

import pytest

from clientbook_cli.book.connection import Book
from clientbook_cli.calls import outcomes
from clientbook_cli.calls.due import Due
from clientbook_cli.calls.due import due as still_open
from clientbook_cli.calls.outcomes import Logged
from clientbook_cli.clients import consent, follow_ups
from clientbook_cli.errors import UsageError
from tests.calls.planning import TOMORROW, buyer, plan, planned, promise, said
from tests.shop import NOW, TODAY, Shop

FRIDAY = dt.date(2026, 11, 20)


def log(
    book: Book,
    letter: str,
    *,
    row: int = 1,
    note: str | None = None,
    next_on: dt.date | None = None,
    sheet: int | None = None,
    today: dt.date = TOMORROW,
) -> Logged:
    return outcomes.log(book, row=row, letter=letter, note=note, next_on=next_on, sheet=sheet, today=today, now=NOW)


@pytest.fixture
def promised(shop: Shop) -> int:
    """A client with a promise due, who is row 1 of tomorrow's sheet."""
    client = buyer(shop)
    promise(shop.book, client, TOMORROW, "photos of the studs")
    plan(shop.book)
    return client


@pytest.mark.parametrize(("letter", "is_kept"), [("T", True), ("S", True), ("D", True), ("V", False), ("N", False)])
def test_a_promise_is_kept_when_the_client_was_reached(shop: Shop, promised: int, letter: str, is_kept: bool) -> None:
    log(shop.book, letter)
    assert (follow_ups.open_of(shop.book, client=promised, today=FRIDAY) == []) is is_kept


def test_call_back_is_a_promise_for_its_day(shop: Shop, promised: int) -> None:
    logged = log(shop.book, "b", note="after work", next_on=FRIDAY)
    assert logged.follow_up is not None
    (due,) = follow_ups.open_of(shop.book, client=promised, today=FRIDAY)
    assert (due.client, due.due, due.note, due.associate) == (promised, FRIDAY, "after work", "Maya Ortiz")
    assert planned(shop.book, day=FRIDAY, today=FRIDAY) == {promised}


def test_the_reminder_of_an_appointment_asks_whether_it_still_suits_and_ends_with_it(shop: Shop, promised: int) -> None:
    log(shop.book, "A", note="with Sam", next_on=FRIDAY)
    thursday, saturday = FRIDAY - dt.timedelta(days=1), FRIDAY + dt.timedelta(days=1)
    reminded = plan(shop.book, day=thursday, today=thursday)
    assert said(reminded, promised) == ["remind them: appointment on Fri 20 Nov 2026, with Sam"]
    (call,) = reminded.calls
    assert "I look forward to your appointment on Fri 20 Nov 2026, with Sam. Does that still suit you?" in call.script
    assert "calling about your appointment on Fri 20 Nov 2026." in call.voicemail
    assert "Sam" not in call.voicemail
    assert "remind them" in said(plan(shop.book, day=FRIDAY, today=FRIDAY), promised)[0]
    assert "remind them" not in str(said(plan(shop.book, day=saturday, today=saturday), promised))
    assert still_open(shop.book, today=saturday).follow_ups == ()


def test_an_appointment_is_recalled_the_day_before(shop: Shop, promised: int) -> None:
    log(shop.book, "A", note="with Sam", next_on=FRIDAY)
    (due,) = follow_ups.open_of(shop.book, client=promised, today=FRIDAY)
    assert (due.due, due.note) == (dt.date(2026, 11, 19), "appointment on Fri 20 Nov 2026, with Sam")


def test_do_not_call_is_a_stop_for_good(shop: Shop, promised: int) -> None:
    log(shop.book, "X", note="asked twice")
    assert consent.state_of(shop.book, promised)["phone"].state == "stopped"
    promise(shop.book, promised, FRIDAY)
    assert planned(shop.book, day=FRIDAY) == set()


def test_a_wrong_number_is_not_called_again(shop: Shop, promised: int) -> None:
    log(shop.book, "W")
    assert planned(shop.book, day=FRIDAY, today=FRIDAY) == set()


def test_a_second_outcome_corrects_the_first_and_all_it_set_in_motion(shop: Shop, promised: int) -> None:
    log(shop.book, "B", next_on=FRIDAY)
    assert log(shop.book, "N").corrected == "B"
    (due,) = follow_ups.open_of(shop.book, client=promised, today=FRIDAY)
    assert (due.due, due.note) == (TOMORROW, "photos of the studs")
    assert log(shop.book, "T").corrected == "N"
    assert follow_ups.open_of(shop.book, client=promised, today=FRIDAY) == []


def test_a_stop_stays_when_its_row_is_corrected(shop: Shop, promised: int) -> None:
    log(shop.book, "X")
    assert log(shop.book, "T").stop_stays
    assert consent.state_of(shop.book, promised)["phone"].state == "stopped"


@pytest.mark.parametrize(
    ("letter", "more", "rule"),
    [
        ("Q", {}, "T talked, V voicemail, N no answer, A appointment, B call back"),
        ("B", {}, "--next says when to call back"),
        ("A", {}, "--next says when the appointment is"),
        ("W", {"next_on": FRIDAY}, "nothing follows it"),
        ("T", {"next_on": TODAY}, "--next is a day to come"),
        ("T", {"row": 2}, "sheet 1 for Sat 14 Nov 2026: rows 1 to 1"),
        ("T", {"sheet": 9}, "sheet 1 for Sat 14 Nov 2026: rows 1 to 1"),
        ("T", {"today": TODAY}, "sheet 1 for Sat 14 Nov 2026: rows 1 to 1"),
    ],
)
def test_what_cannot_be_written_down_is_refused(
    shop: Shop, promised: int, letter: str, more: dict[str, int], rule: str
) -> None:
    with pytest.raises(UsageError) as caught:
        log(shop.book, letter, **more)  # type: ignore[arg-type]
    assert rule in caught.value.rule


def test_a_sheet_that_is_named_may_be_of_another_day(shop: Shop, promised: int) -> None:
    assert log(shop.book, "T", sheet=1, today=FRIDAY).on == TOMORROW  # the day the call was for
    assert log(shop.book, "T", sheet=1, today=TODAY).on == TODAY  # called a day early


def test_rows_without_an_outcome_are_due_for_a_week(shop: Shop, promised: int) -> None:
    assert still_open(shop.book, today=TODAY).calls == ()
    (call,) = still_open(shop.book, today=TOMORROW).calls
    assert (call.sheet, call.row, call.client, call.why) == (
        1, 1, promised, "promised for Sat 14 Nov 2026: photos of the studs",
    )  # fmt: skip
    assert still_open(shop.book, today=TOMORROW).follow_ups == ()  # the row stands for the promise
    lapsed = still_open(shop.book, today=TOMORROW + dt.timedelta(days=7))
    assert lapsed.calls == ()
    assert [one.client for one in lapsed.follow_ups] == [promised]
    log(shop.book, "T")
    assert still_open(shop.book, today=TOMORROW) == Due((), ())


def test_of_a_call_that_was_carried_over_only_the_newest_row_is_due(shop: Shop, promised: int) -> None:
    later = TOMORROW + dt.timedelta(days=2)
    plan(shop.book, day=later, today=later)
    assert [call.sheet for call in still_open(shop.book, today=later).calls] == [2]
