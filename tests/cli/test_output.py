"""What reaches a terminal, and what a JSON document may hold."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientbook_cli.cli import output

TABLE = {
    "plain text stays": ("Ann Lee", "Ann Lee"),
    "accents and other scripts stay": ("José Ørsted 李雷", "José Ørsted 李雷"),
    "a bell is dropped": ("Ann\x07", "Ann"),
    "a backspace is dropped": ("Ann\b\b\bBob", "AnnBob"),
    "a colour sequence is words": ("\x1b[31mAnn\x1b[0m", "[31mAnn[0m"),
    "the one-byte form of ESC [ is dropped": ("\x9b31mAnn", "31mAnn"),
    "a clipboard sequence is words": ("\x1b]52;c;aGFjaw==\x07", "]52;c;aGFjaw=="),
    "a link sequence is words": ("\x1b]8;;https://example.com\x1b\\Ann", "]8;;https://example.com\\Ann"),
    "console markup is words": ("[/red] [bold]Ann", "[/red] [bold]Ann"),
    "an emoji's name is words": (":smile:", ":smile:"),
    "a line break is shown": ("Ann\nnext  rm -rf", "Ann⏎next  rm -rf"),
    "a Windows line break is one": ("Ann\r\nLee", "Ann⏎Lee"),
    "a lone return cannot overwrite": ("good\rbad", "good⏎bad"),
    "rarer line breaks are shown": ("a\x0bb\x0cc\x85d\u2028e\u2029f", "a⏎b⏎c⏎d⏎e⏎f"),
    "a tab is a blank": ("Ann\tLee", "Ann Lee"),
    "text direction cannot be turned": ("\u202egpj.exe\u2066x\u2069", "gpj.exex"),
    "zero-width marks go": ("A\u200bn\u2060n\ufeff", "Ann"),
    "joiners stay": ("می\u200cخواهم", "می\u200cخواهم"),
    "an emoji stays, joined ones too": ("💍 👩\u200d👩\u200d👧 ❤️", "💍 👩\u200d👩\u200d👧 ❤️"),
    "invisible tags go": ("Ann\U000e0041\U000e0042", "Ann"),
    "half a character goes": ("Ann\ud83d", "Ann"),
    "what is no text is written out": (Decimal("1.50"), "1.50"),
}


@pytest.mark.parametrize(("text", "shown"), TABLE.values(), ids=TABLE)
def test_a_text_is_harmless_on_a_terminal(text: object, shown: str) -> None:
    assert output.safe(text) == shown


@given(st.text(st.characters()))
def test_nothing_that_controls_a_terminal_is_left(text: str) -> None:
    left = output.safe(text)
    assert "\n" not in left
    assert {unicodedata.category(sign) for sign in left if sign not in "\u200c\u200d"}.isdisjoint(
        {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )
    assert output.safe(left) == left


def test_a_table_cell_is_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    output.console(plain=True).print(output.table(("[b]name",), [["[/red]\x1b[2J"], [None]], title="[i]t"))
    out = capsys.readouterr().out
    assert "[b]name" in out
    assert "[/red][2J" in out
    assert "\x1b" not in out


def test_facts_stand_beside_their_labels(capsys: pytest.CaptureFixture[str]) -> None:
    output.console(plain=True).print(output.facts([("clients", 3), ("", "and\nmore")]))
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == ["clients  3", "         and⏎more"]


def test_a_document_has_money_as_text_and_days_as_iso() -> None:
    made = json.loads(
        output.document(
            "score",
            {"spend": Decimal("1234.5"), "day": dt.date(2026, 11, 13), "tiers": ("top",), "name": "\x1b]52;李"},
        )
    )
    assert made == {
        "schema": 1,
        "command": "score",
        "spend": "1234.50",
        "day": "2026-11-13",
        "tiers": ["top"],
        "name": "\x1b]52;李",
    }


def test_a_document_holds_nothing_that_is_no_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        output.document("score", {"chance": float("nan")})
    with pytest.raises(TypeError, match="object has no place"):
        output.document("score", {"thing": object()})
    assert "\x1b" not in output.document("score", {"name": "\x1b"})
