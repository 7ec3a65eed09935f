"""A broken clientbook.toml, as its owner meets it: the line, what is wrong with it, and what was meant."""

from __future__ import annotations

import pytest

from tests.conftest import Till

BROKEN = {
    "a line that is no TOML": ("[store]\nname = My Store\n", 2, "cannot be understood", "mend line 2"),
    "a text without its end": ('[store]\nname = "My Store\n', 2, "cannot be understood", "mend line 2"),
    "the end is missing": ("[store]\nname = [\n", 2, "cannot be understood", "mend line 2"),
    "an unknown key": ('[store]\nname = "A"\ntimezon = "UTC"\n', 3, "unknown key 'timezon'", "did you mean timezone?"),
    "an unknown table": ("[call]\ntarget = 3\n", 1, "unknown key 'call'", "did you mean calls?"),
    "a key like no other": ("[store]\nxyzzy = 1\n", 2, "unknown key 'xyzzy'", "take the line out"),
    "a key with a dot": ("calls.targt = 3\n", 1, "unknown key 'targt'", "did you mean target?"),
    "a word for a number": ('[calls]\ntarget = "eight"\n', 2, "target = 'eight' cannot", "mend that line"),
    "a number for a text": ("[store]\nname = 5\n", 2, "name = 5 cannot", "mend that line"),
    "yes for a number": ("[calls]\ntarget = true\n", 2, "target = True cannot", "mend that line"),
    "a value for a table": ("store = 5\n", 1, "store must be a table", "write [store]"),
    "a number below zero": ("[mail]\nquiet_days = -1\n", 2, "quiet_days = -1 cannot", "mend that line"),
    "no number at all": ("[score.recency]\ncuts = [nan]\n", 2, "cuts = nan cannot", "mend that line"),
    "a zone that is none": ('[store]\ntimezone = "Mars"\n', 2, "no time zone 'Mars'", "look your city up"),
    "a zone that is a folder": ('[store]\ntimezone = "America"\n', 2, "no time zone 'America'", "look your city up"),
    "a currency in small letters": ('[store]\ncurrency = "usd"\n', 2, "'usd' is no currency", "mend that line"),
    "a country in words": ('[store]\ncountry = "Spain"\n', 2, "'Spain' is no country", "mend that line"),
    "cuts that fall": ("[score.recency]\ncuts = [9, 3]\n", 2, "cuts must rise", "mend that line"),
    "a method that is none": ('[score.monetary]\nmethod = "guess"\n', 2, "'guess' cannot be used", "mend that line"),
    "too many shares": ("[score.monetary]\nbins = 9\n", 2, "bins = 9 cannot be used", "mend that line"),
    "fixed without cuts": ('[score.monetary]\nmethod = "fixed"\n', 1, "cuts must rise", "mend that line"),
    "half a tier": ("[score.tiers]\ntop = [12]\n", 2, "top needs 2 values, not 1", "mend that line"),
    "a gap between tiers": (
        "[score.tiers]\ntop = [12, 15]\nmid = [8, 10]\nbase = [3, 7]\n",
        1,
        "total in no tier: 11",
        "mend [score.tiers]",
    ),
    "tiers over one another": (
        "[score.tiers]\ntop = [11, 15]\nmid = [8, 11]\nbase = [3, 7]\n",
        3,
        "total in more than one tier: 11",
        "mend [score.tiers]",
    ),
    "a tier nobody can be in": (
        "[score]\nmonetary.bins = 4\n[score.tiers]\ntop = [15, 15]\nmid = [8, 14]\nbase = [3, 7]\n",
        4,
        "nobody can be in tier 'top'",
        "usual here: top = [12, 14], mid = [8, 11], base = [3, 7]",
    ),
    "a code in no segment": (
        '[score.segments]\nBest = ["555"]\n',
        1,
        "codes in no segment: 111 112",
        "mend [score.segments]",
    ),
    "a trade that is none": ('[score]\ntrade = "baker"\n', 2, "no cuts for the trade 'baker'", "the nearest"),
    "a day that is none": ('[score]\nsince = "2026-02-30"\n', 2, "since = '2026-02-30' is no day", "mend that line"),
    "a top tier that is none": ('[calls]\ntop_tier = "gold"\n', 2, "there is no tier 'gold'", "name one"),
    "a port that is none": ("[mail.account]\nport = 99999\n", 2, "port = 99999", "mend that line"),
    "a way to TLS that is none": ('[mail.account]\ntls = "off"\n', 2, "'off' cannot be used", "mend that line"),
    "a rule for mass mail that is none": ('[consent]\nmass = "all"\n', 2, "'all' cannot be used", "mend that line"),
    "the second associate": (
        '[[associates]]\nname = "Ann"\n\n[[associates]]\nname = "Bob"\ndays_off = ["someday"]\n',
        6,
        "'someday' is no weekday",
        "mend that line",
    ),
    "an associate twice": (
        '[[associates]]\nname = "Ann"\n[[associates]]\nname = "ann"\n',
        4,
        "two associates are called 'ann'",
        "a longer name",
    ),
    "an associate without a name": ("[[associates]]\ntarget = 3\n", 1, "name is missing in associates", "add the line"),
}


@pytest.mark.parametrize(("text", "line", "said", "next_step"), BROKEN.values(), ids=BROKEN)
def test_a_broken_setting_is_named_with_its_line(till: Till, text: str, line: int, said: str, next_step: str) -> None:
    (till.store / "clientbook.toml").write_text(text, encoding="utf-8")
    typed = till.type("status")
    assert typed.code == 2
    first, *parts = typed.err.splitlines()
    assert first.startswith(f"clientbook: {till.store / 'clientbook.toml'}:{line}: ")
    assert said in first
    assert any(part.startswith("  next") and next_step in part for part in parts)
    assert any(part.startswith("  rule") for part in parts) or "two associates" in said or "must be a table" in said


def test_a_settings_file_that_is_no_text_is_said_so(till: Till) -> None:
    (till.store / "clientbook.toml").write_bytes(b"\xff\xfe\x00name")
    typed = till.type("status")
    assert typed.code == 2
    assert "make it a text file in UTF-8" in typed.err


def test_a_mark_at_the_start_and_capitals_in_weekdays_are_fine(till: Till) -> None:
    (till.store / "clientbook.toml").write_bytes(
        b'\xef\xbb\xbf[[associates]]\r\nname = "Ann"\r\ndays_off = ["Sunday"]\r\n'
    )
    assert till.type("status").code == 0
