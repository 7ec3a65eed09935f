"""What is decided by hand about a day's calls, typed; and every rule's answer for anyone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from clientbook_cli.calls.rules import RULES
from tests.calls.planning import TOMORROW, buyer
from tests.conftest import Till
from tests.shop import Shop, open_shop

EVE = "2026-11-13"


@pytest.fixture
def counter(till: Till) -> Till:
    """Ann (C1) and Bo (C2) have a birthday soon, Cy (C3) has no reason; the day after is planned."""
    with open_shop(till.store) as shop, shop.book.transaction():
        for number, name in enumerate(("Ann Lee", "Bo Day", "Cy Fox")):
            client = buyer(shop, number, name=name)
            if name != "Cy Fox":
                shop.occasion(client, "birthday", 11, 20)
    till.type("calls", "plan")
    return till


def rows(till: Till, day: str = "tomorrow", today: str = EVE) -> dict[str, tuple[int, str]]:
    calls = till.type("calls", "plan", "--for", day, "--json", today=today).json["calls"]
    return {call["client"]: (call["row"], call["associate"]) for call in calls}


def why(till: Till, client: str, day: str = "tomorrow", today: str = EVE) -> Any:
    return till.type("why", client, "--for", day, "--json", today=today).json


def test_a_client_is_added_to_a_sheet_that_is_made_and_taken_back(counter: Till) -> None:
    added = counter.type("calls", "add", "C3", "her ring is back", "--for", "tomorrow", "--json")
    assert added.code == 0, added.err
    assert (added.json["row"], added.json["sheet"]) == (3, 1)
    assert set(rows(counter)) == {"C1", "C2", "C3"}
    sheet = counter.type("calls", "sheet", "--json").json
    said = [why["said"] for hand in sheet["associates"] for call in hand["calls"] for why in call["reasons"]]
    assert "added by hand: her ring is back" in said
    assert counter.type("undo").code == 0
    assert set(rows(counter)) == {"C1", "C2"}


def test_a_client_added_before_the_day_is_planned_is_on_its_plan(counter: Till) -> None:
    counter.type("calls", "add", "C3", "--for", "2026-11-20", "--associate", "daniel")
    assert rows(counter, "2026-11-20")["C3"][1] == "Daniel Whitlock"


def test_who_must_not_be_called_is_not_added_either(counter: Till) -> None:
    counter.type("client", "consent", "C3", "phone", "stopped", "--reason", "asked twice")
    refused = counter.type("calls", "add", "C3", "--for", "tomorrow")
    assert refused.code == 2
    assert "stopped" in refused.err
    assert set(rows(counter)) == {"C1", "C2"}


def test_skipped_is_for_a_day_and_snoozed_until_one(counter: Till) -> None:
    counter.type("calls", "skip", "C1", "--for", "tomorrow")
    counter.type("calls", "snooze", "C2", "2026-11-18", "travelling", "to", "Rome")  # quotes may be left out
    assert rows(counter) == {}
    assert why(counter, "C1")["why_not"] == ["skipped by hand for this day"]
    assert why(counter, "C2")["why_not"] == ["put off by hand until Wed 18 Nov 2026"]
    assert set(rows(counter, "2026-11-17", today="2026-11-16")) == {"C1"}
    assert set(rows(counter, "2026-11-18", today="2026-11-18")) == {"C1", "C2"}
    assert counter.type("calls", "snooze", "C2", "today").code == 2


def test_a_row_is_given_to_somebody_else_and_keeps_its_number(counter: Till) -> None:
    row, before = rows(counter)["C1"]
    other = "Daniel Whitlock" if before == "Maya Ortiz" else "Maya Ortiz"
    assert counter.type("calls", "reassign", "C1", other, "--for", "tomorrow").code == 0
    assert rows(counter)["C1"] == (row, other)
    assert counter.type("calls", "reassign", "C3", other, "--for", "tomorrow").code == 2


def test_what_nobody_called_is_carried_over_for_a_week_and_no_longer(counter: Till) -> None:
    for ahead in range(1, 7):
        day = TOMORROW + dt.timedelta(days=ahead)
        assert set(rows(counter, str(day), today=str(day))) == {"C1", "C2"}, day
    sheet = counter.type("calls", "sheet", "--for", "2026-11-20", "--json", today="2026-11-20").json
    kinds = {
        call["client"]: [why["kind"] for why in call["reasons"]] for h in sheet["associates"] for call in h["calls"]
    }
    assert kinds["C1"] == ["birthday", "carried"]
    late = str(TOMORROW + dt.timedelta(days=7))
    assert rows(counter, late, today=late) == {}  # the birthday was yesterday, and the week is over


def test_a_call_takes_the_client_off_the_sheets_it_was_carried_over_to(counter: Till) -> None:
    row, _ = rows(counter)["C1"]
    counter.type("calls", "plan", "--for", "2026-11-15", today="2026-11-14")
    assert set(rows(counter, "2026-11-15", today="2026-11-14")) == {"C1", "C2"}
    assert counter.type("calls", "log", str(row), "V", today="2026-11-14").code == 0
    assert set(rows(counter, "2026-11-15", today="2026-11-14")) == {"C2"}
    assert counter.type("undo", today="2026-11-14").code == 0
    assert set(rows(counter, "2026-11-15", today="2026-11-14")) == {"C1", "C2"}
    assert {call["client"] for call in counter.type("calls", "due", "--json", today="2026-11-14").json["calls"]} == {
        "C1",
        "C2",
    }


def test_why_gives_each_rules_answer_for_anyone(counter: Till) -> None:
    on, off = why(counter, "C1"), why(counter, "C3")
    assert (on["on_list"], on["why_not"]) == (True, [])
    assert on["because"][1:] == ["birthday on Fri 20 Nov 2026"]
    counter.type("calls", "log", "1", "T", today=str(TOMORROW))  # no reason any more; on paper it stands
    told = why(counter, "C1", day=str(TOMORROW), today=str(TOMORROW))
    assert told["because"] == on["because"]
    assert [answer["rule"] for answer in told["rules"] if answer["found"]] == []
    assert (off["on_list"], off["why_not"]) == (False, ["no reason is due"])
    assert [answer["rule"] for answer in off["rules"] if answer["found"]] == []
    answers = {answer["rule"]: answer["said"] for answer in off["rules"]}
    assert answers["top-client"] == "tier top, and nobody spoke to them for 60 days"
    assert len(answers) == len(RULES)
    shown = counter.type("why", "ann lee")
    assert "Ann Lee C1 is on the list of Sat 14 Nov 2026." in shown.out


def test_why_says_who_has_no_seat_and_who_waits_for_their_own(till: Till) -> None:
    settings = till.store / "clientbook.toml"
    text = settings.read_text(encoding="utf-8").replace('name = "Maya Ortiz"\n', 'name = "Maya Ortiz"\ntarget = 1\n')
    settings.write_text(
        text.replace('name = "Daniel Whitlock"\n', 'name = "Daniel Whitlock"\ntarget = 0\n'), encoding="utf-8"
    )
    with open_shop(till.store) as shop:
        first, second = (buyer(shop, number, associate="Maya Ortiz") for number in range(2))
        for client in (first, second):
            shop.occasion(client, "birthday", 11, 20)
    (reason,) = why(till, f"C{second}")["why_not"]
    assert reason == "no seat: 2 in the list, 1 call that day; waits for Maya Ortiz, who is off or full"


def test_a_share_of_a_reasons_calls_is_held_out_and_the_next_in_the_list_takes_the_seat(till: Till) -> None:
    settings = till.store / "clientbook.toml"
    held_out = "\n[calls]\ntarget = 10\n[calls.reasons]\nbirthday = { hold_out = 0.5 }\n"
    settings.write_text(settings.read_text(encoding="utf-8") + held_out, encoding="utf-8")
    with open_shop(till.store) as shop, shop.book.transaction():
        for number in range(60):
            shop.occasion(buyer(shop, number), "birthday", 11, 20)
    told = till.type("calls", "plan", "--json").json
    assert len(told["calls"]) == 20
    assert 8 <= told["held_out"] <= 40
    with open_shop(till.store) as shop:
        arms = dict(shop.book._connection.execute("SELECT arm, count(*) FROM call_arm GROUP BY arm").fetchall())
        (held,) = shop.book._connection.execute("SELECT min(client) FROM call_hold_out").fetchone() or (0,)
    assert arms == {"called": 20, "held out": told["held_out"]}
    assert why(till, f"C{held}")["why_not"] == ["held out of calls for birthday until Sat 28 Nov 2026"]
    assert till.type("calls", "add", f"C{held}", "--for", "tomorrow").code == 2


def test_the_cap_holds_but_for_the_first_try_of_a_promise(till: Till) -> None:
    with open_shop(till.store) as shop, shop.book.transaction():
        client = buyer(shop)
        shop.occasion(client, "birthday", 11, 28)
        for day in ("2026-10-16", "2026-10-20", "2026-10-27", "2026-11-04"):
            shop.touch(client, day, outcome="V")
        assert isinstance(shop, Shop)
    assert why(till, "C1")["why_not"] == ["called 4 times lately, as often as the cap allows"]
    till.type("client", "follow-up", "add", "C1", "tomorrow", "she asked")
    assert why(till, "C1")["on_list"]
