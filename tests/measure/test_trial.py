"""A trial of any kind is measured by the one view of both sides."""

from __future__ import annotations

from clientbook_cli.book.queries import queries
from tests.conftest import Till
from tests.shop import open_shop

SQL = queries(__file__)


def test_a_reason_to_call_is_measured_against_those_held_out_of_it(till: Till) -> None:
    with open_shop(till.store) as shop:
        clients = [shop.client(f"Client {number}") for number in range(300)]
        for client in clients:
            if client % 6 in (1, 2):
                shop.sale(client, "2026-10-05", "80.00")
        shop.book.run(SQL["add-sheet"])
        shop.book.run(SQL["call-for-birthdays"])
        shop.book.run(SQL["hold-out-of-birthdays"])
        shop.book.run(SQL["call-again"])
    found = till.type("measure", "call", "birthday", "--json").json
    # Of 200 called 50 had been promised the call: they are on neither side.
    assert found["called"] == {"clients": 150, "buyers": 50, "spend": "4000.00"}
    assert found["held_out"] == {"clients": 100, "buyers": 0, "spend": "0.00"}
    assert (found["verdict"], found["spend"]["verdict"]) == ("raised", "raised")
    said = " ".join(till.type("measure", "call", "birthday").out.split())
    assert "Verdict: raised. More bought because of the call." in said
    assert "Spend: raised. They spent more because of the call." in said


def test_a_reason_that_holds_nobody_out_says_what_is_missing(till: Till) -> None:
    typed = till.type("measure", "call", "birthday")
    assert typed.code == 2
    assert "nobody has been held out of calls for 'birthday'" in typed.err
    assert "[calls.reasons]" in typed.err
