"""Each reason puts a client on the sheet, and leaves another off it."""

from __future__ import annotations

import datetime as dt

from clientbook_cli.calls.rules import RULES, asks, pattern
from clientbook_cli.settings import CallSettings, ReasonSettings, ReasonsSettings
from tests.calls.planning import TOMORROW, buyer, plan, planned, promise, said
from tests.shop import Shop


def test_a_top_client_is_due_who_was_not_spoken_to_for_sixty_days(shop: Shop) -> None:
    due, spoken, mid = buyer(shop, 1), buyer(shop, 2), buyer(shop, 3)
    shop.touch(due, TOMORROW - dt.timedelta(days=60))
    shop.touch(spoken, TOMORROW - dt.timedelta(days=59))
    shop.score({due: "top", spoken: "top", mid: "mid"})
    made = plan(shop.book)
    assert {call.client for call in made.calls} == {due}
    assert said(made, due) == ["top client; last spoken to 60 days ago; last bought 166 days ago; $900 in 3 years"]


def test_a_voicemail_is_not_speaking_to_a_client(shop: Shop) -> None:
    client = buyer(shop)
    shop.touch(client, "2026-10-20", outcome="V")
    shop.score({client: "top"})
    assert said(plan(shop.book), client) == ["top client; not called yet; last bought 166 days ago; $900 in 3 years"]


def test_a_top_client_who_bought_this_week_was_spoken_to_in_the_store(shop: Shop) -> None:
    client = buyer(shop, bought="2026-11-13")
    shop.score({client: "top"})
    assert planned(shop.book) == set()


def test_a_birthday_within_fourteen_days_is_a_reason_and_one_later_is_none(shop: Shop) -> None:
    near, far = buyer(shop, 1), buyer(shop, 2)
    shop.occasion(near, "birthday", 11, 28, year=1980)
    shop.occasion(far, "birthday", 11, 29)
    made = plan(shop.book)
    assert {call.client for call in made.calls} == {near}
    assert said(made, near) == ["birthday on Sat 28 Nov 2026"]


def test_an_anniversary_says_which_it_is(shop: Shop) -> None:
    client = buyer(shop)
    shop.occasion(client, "anniversary", 11, 21, year=2005)
    assert said(plan(shop.book), client) == ["21st anniversary on Sat 21 Nov 2026"]


def test_a_promise_is_due_on_its_day_and_after_it(shop: Shop) -> None:
    today, late, later = buyer(shop, 1), buyer(shop, 2), buyer(shop, 3)
    promise(shop.book, today, TOMORROW, "photos of the studs")
    promise(shop.book, late, TOMORROW - dt.timedelta(days=5))
    promise(shop.book, later, TOMORROW + dt.timedelta(days=1))
    made = plan(shop.book)
    assert {call.client for call in made.calls} == {today, late}
    assert said(made, today) == ["promised for Sat 14 Nov 2026: photos of the studs"]
    assert said(made, late) == ["promised for Mon 9 Nov 2026 (5 days overdue)"]


def test_all_reasons_of_a_client_are_one_call_and_the_weightiest_gives_the_script(shop: Shop) -> None:
    client = buyer(shop)
    shop.score({client: "top"})
    shop.occasion(client, "anniversary", 11, 20)
    promise(shop.book, client, TOMORROW, "the resized ring")
    (call,) = plan(shop.book).calls
    assert [why.kind for why in call.reasons] == ["follow-up", "anniversary", "top-client"]
    assert "I promised to get back to you: the resized ring" in call.script


def test_everything_of_a_merged_client_counts_for_the_one_that_stands(shop: Shop) -> None:
    stands, gone = buyer(shop, 1), buyer(shop, 2)
    shop.occasion(gone, "birthday", 11, 20)
    promise(shop.book, gone, TOMORROW)
    shop.merge(gone, into=stands)
    (call,) = plan(shop.book).calls
    assert call.client == stands
    assert [why.kind for why in call.reasons] == ["follow-up", "birthday"]


def test_the_days_of_a_rule_are_told_with_their_noun() -> None:
    told = {rule.kind: asks(rule, CallSettings(), currency="USD") for rule in RULES}
    assert told["bridal"] == "30, 60 or 90 days since a bridal piece, and 10 days on"
    assert told["thank-you"] == "a purchase 2 to 7 days ago"
    assert told["birthday"] == "a birthday within 14 or 21 days, theirs or of somebody they give to"
    one = CallSettings(reasons=ReasonsSettings(need_by=ReasonSettings(days=(1,)), wish=ReasonSettings(open_for=1)))
    told = {rule.kind: asks(rule, one, currency="USD") for rule in RULES}
    assert told["need-by"] == "something they need within 1 day and did not buy yet"
    assert told["wish"] == "a wish that came into stock in the last 1 day"


def test_words_are_found_whole_singular_or_plural() -> None:
    found = pattern(("Ring", "pair (new)"))
    assert found == r"\b(ring|pair\ \(new\))(e?s)?\b"
    assert pattern(()) == r"\b\B"
