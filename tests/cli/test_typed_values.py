"""A day, an amount or a name is what people have: no year 9999, no sum below nothing, no empty name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clientbook_cli.errors import UsageError
from clientbook_cli.figures import read_money
from tests.conftest import Till

ANN = "ann@example.com"


@pytest.fixture
def met(till: Till) -> Till:
    """A till at which Ann Lee is known, on Friday 13 November 2026."""
    assert till.type("client", "add", "Ann Lee", "--email", ANN).code == 0
    return till


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("900", "900"),
        (" $1,200 ", "1200"),
        ("1200.50", "1200.50"),
        ("1.200,50 €", "1200.50"),
        ("1.234,56", "1234.56"),
        ("1.200", "1200"),
        ("12,5", "12.50"),
        ("£ 1’200.50", "1200.50"),
        ("1,234,567", "1234567"),
        ("USD 900", "900"),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, meant: str) -> None:
    assert read_money(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["", "abc", "-5", "NaN", "1e400", "1,2345", "99999999999999999999", "12 34"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="is no amount"):
        read_money(typed)


@pytest.mark.parametrize(
    "words",
    [
        ["visit", "add", ANN, "--budget", "-5"],
        ["visit", "add", ANN, "--on", "tomorrow"],
        ["visit", "add", ANN, "--need-by", "yesterday"],
        ["visit", "list", "--from", "2026-11-10", "--to", "2026-11-09"],
        ["wish", "add", ANN, "ring", "--up-to", "-1"],
        ["wish", "add", ANN, "ring", "--need-by", "2026-11-12"],
        ["wish", "add", ANN, "  "],
        ["client", "show", ""],
        ["client", "prefers", ANN, "", "gold"],
        ["client", "assign", ANN, ""],
        ["client", "follow-up", "add", ANN, "yesterday"],
        ["client", "gift", ANN, "Bob", "yesterday"],
        ["occasion", "add", ANN, "", "11-20"],
        ["occasion", "add", ANN, "birthday", "2030-01-01"],
        ["associate", "add", ""],
        ["calls", "plan", "--for", "yesterday"],
        ["calls", "plan", "--for", "9999-12-31"],
        ["huddle", "morning", "--for", "9999-12-31"],
        ["why", ANN, "--for", "9999-12-31"],
        ["measure", "campaign", "spring", "--days", "99999999"],
        ["measure", "followup", "--from", "0001-01-01", "--to", "9999-12-31"],
        ["measure", "attribution", "--from", "2026-11-10", "--to", "2026-11-09"],
        ["measure", "followup", "--from", "2026-11-10", "--to", "2026-11-09"],
        ["report", "--from", "2026-11-10", "--to", "2026-11-09"],
    ],
)
def test_what_cannot_be_is_refused_with_the_rule_and_the_book_stays(met: Till, words: list[str]) -> None:
    before = met.type("undo", "--list", "--json").json["operations"]
    typed = met.type(*words)
    assert (typed.code, typed.out) == (2, ""), typed.err
    assert "  rule   " in typed.err
    assert "  next   " in typed.err
    assert met.type("undo", "--list", "--json").json["operations"] == before


def test_a_visit_told_late_may_have_had_a_day_that_is_past_now(met: Till) -> None:
    typed = met.type("visit", "add", ANN, "--on", "2026-11-02", "--need-by", "2026-11-10", "--budget", "1.200,00")
    assert typed.code == 0, typed.err
    assert met.type("visit", "list", "--json").json["visits"][0]["budget"] == "1200.00"


def test_an_associate_in_the_settings_has_a_name(till: Till) -> None:
    settings = till.store / "clientbook.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"Maya Ortiz"', '" "'), encoding="utf-8")
    typed = till.type("status")
    assert typed.code == 2
    assert "an associate has no name" in typed.err
