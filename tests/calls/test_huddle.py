"""Both huddles, typed: what the day is held against, what came of it, what got in the way."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from clientbook_cli.cli.counter import Counter
from tests.calls.planning import buyer
from tests.conftest import Till
from tests.shop import open_shop

EVE, DAY, NEXT = "2026-11-13", "2026-11-14", "2026-11-15"


@pytest.fixture
def store(till: Till) -> Till:
    """Maya has two calls on the 14th and Daniel two; 3,000 was sold this month, of a target of 10,000."""
    settings = till.store / "clientbook.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text + '\n[huddle]\nmonth_target = 1.0\n[huddle.months]\n"2026-11" = 10000.0\n', encoding="utf-8"
    )
    with open_shop(till.store) as shop, shop.book.transaction():
        for number in range(4):
            name = ("Ann Lee", "Bo Day", "Cy Fox", "Di Orr")[number]
            client = buyer(shop, number, name=name, associate="Maya Ortiz" if number < 2 else "Daniel Whitlock")
            shop.occasion(client, "birthday", 11, 27)
        shop.sale(None, "2026-11-05", 2000)
        shop.sale(None, "2026-11-12", 1000)
    till.type("calls", "plan")
    return till


def test_the_evening_counts_asks_once_and_keeps_the_answer(store: Till) -> None:
    store.type("calls", "log", "--batch", "1A sat 11:00 with Sam; 2V", today=DAY)
    told = store.type("huddle", "evening", "--json", today=DAY).json
    maya, daniel = told["associates"]
    assert (maya["target"], maya["made"], maya["reached"], maya["outcomes"]) == (2, 2, 1, {"A": 1, "V": 1})
    assert (daniel["target"], daniel["made"], daniel["in_the_way"]) == (2, 0, None)
    assert [task["row"] for task in told["open"]] == [3, 4]
    assert [(one["client"], one["outcome"]) for one in told["successes"]] == [("C1", "A")]
    asked = store.type("huddle", "evening", today=DAY)
    assert '--because "Daniel Whitlock: …"' in asked.err
    assert "Ann Lee C1 comes on Sat 21 Nov 2026 at 11:00 (with Sam)" in asked.out
    kept = store.type("huddle", "evening", "--because", "daniel: two repairs at once", today=DAY)
    assert "Daniel Whitlock, 0 of 2: two repairs at once" in kept.out
    assert "--because" not in kept.err
    assert store.type("huddle", "evening", "--because", "two repairs", today=DAY).code == 2
    store.type("undo", today=DAY)
    assert store.type("huddle", "evening", "--json", today=DAY).json["associates"][1]["in_the_way"] is None


def test_what_got_in_the_way_is_kept_of_those_too_who_made_their_calls(store: Till) -> None:
    store.type("calls", "log", "--batch", "1T; 2V", today=DAY)
    kept = store.type("huddle", "evening", "--because", "maya: two repairs at once", today=DAY)
    assert "Maya Ortiz, 2 of 2: two repairs at once" in kept.out


def test_an_evening_that_is_still_to_come_is_refused_and_one_without_calls_says_so(store: Till) -> None:
    refused = store.type("huddle", "evening", "--for", "tomorrow", today=DAY)
    assert refused.code == 2
    assert "the evening of Sun 15 Nov 2026 is still to come" in refused.err
    shown = store.type("huddle", "evening", "--for", "2026-11-12", today=DAY).out
    assert "none were planned" in shown
    assert "0 of 0" not in shown


def test_who_missed_the_target_is_asked_on_a_terminal(store: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counter, "may_ask", True)
    asked = store.type("huddle", "evening", today=DAY, stdin="a fair\nthe flu\n")
    assert "Maya Ortiz, 0 of 2: a fair" in asked.out
    assert "Daniel Whitlock, 0 of 2: the flu" in asked.out
    assert "Maya Ortiz, what got in the way?" not in store.type("huddle", "evening", today=DAY).err


def test_a_sale_after_a_call_is_praised_when_the_till_has_told_of_it(store: Till) -> None:
    store.type("calls", "log", "1", "T", today=DAY)
    with open_shop(store.store) as shop:
        shop._sales = 100
        shop.sale(1, NEXT, 700)
    shown = store.type("huddle", "evening", today=NEXT).out
    assert "Maya Ortiz: Ann Lee C1 bought for $700 after the call of Sat 14 Nov 2026" in shown


def test_a_sale_by_phone_is_linked_to_the_tills_when_it_arrives(store: Till) -> None:
    store.type("calls", "log", "1", "S", today=DAY)

    def linked() -> object:
        with open_shop(store.store) as shop:
            return shop.book._connection.execute("SELECT outcome, sale FROM call_now").fetchall()

    assert linked() == [("S", None)]
    with open_shop(store.store) as shop:
        shop._sales = 100
        sale = shop.sale(1, "2026-11-16", 700)
    assert linked() == [("S", sale)]


def test_the_morning_says_the_month_yesterday_and_todays_calls(store: Till) -> None:
    store.type("calls", "log", "--batch", "1T; 2N; 3W", today=DAY)
    store.type("visit", "add", "C4", "--liked", "Fern hoops", "--note", "asks her sister", "--for", "Mia", today=DAY)
    told = store.type("huddle", "morning", "--json", today=NEXT).json
    assert told["month"] == {"sales": 2, "net": "3000.00", "target": "10000.00"}
    assert [(one["made"], one["reached"]) for one in told["yesterday"]["associates"]] == [(2, 1), (1, 0)]
    assert [(one["client"], one["because"], one["next"]) for one in told["visits"]] == [
        ("C4", "asks her sister", "2026-11-21")
    ]
    assert told["wrong_numbers"] == [{"client": "C3", "name": "Cy Fox"}]
    shown = store.type("huddle", "morning", today=NEXT).out
    assert "30% of the month's target of $10,000; $7,000 to go" in shown
    assert "Maya Ortiz: called 2 of 2, reached 1" in shown


@pytest.mark.debian
@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="needs pdfinfo (Debian: poppler-utils)")
@pytest.mark.parametrize("when", ["morning", "evening"])
def test_a_huddle_is_one_page_however_much_there_is(till: Till, tmp_path: Path, when: str) -> None:
    settings = till.store / "clientbook.toml"
    people = "".join(f'\n[[associates]]\nname = "Associate {number}"\ntarget = 12\n' for number in range(8))
    settings.write_text(settings.read_text(encoding="utf-8") + people, encoding="utf-8")
    with open_shop(till.store) as shop, shop.book.transaction():
        for number in range(100):
            client = buyer(shop, number, name="Maximiliane Wolkenstein-Trostburg", associate=f"Associate {number % 8}")
            shop.occasion(client, "birthday", 11, 20)
    till.type("calls", "plan")
    file = tmp_path / "huddle.pdf"
    assert till.type("huddle", when, "--pdf", str(file), today=DAY).code == 0
    told = subprocess.run(["pdfinfo", str(file)], check=True, capture_output=True, text=True).stdout
    assert "Pages:           1\n" in told
