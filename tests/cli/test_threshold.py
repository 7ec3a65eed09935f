"""What was typed wrongly is told in four parts, and no shut stream, broken pipe or byte that is no text is a fault."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import Till

_SHUT = """
import os, sys
for number in map(int, sys.argv[1]):
    os.close(number)
os.execv(sys.executable, [sys.executable, "-m", "clientbook_cli", *sys.argv[2:]])
"""


@pytest.mark.parametrize(
    ("words", "said", "command", "takes"),
    [
        (["scroe"], "no such command 'scroe'. Did you mean 'score'?", "clientbook", "COMMAND [ARGS]..."),
        (["client", "show"], "missing argument 'CLIENT'", "clientbook client show", "{CLIENT}"),
        (["client", "show", "C5", "--bogus"], "no such option: --bogus", "clientbook client show", "{CLIENT}"),
        (["undo", "x"], "invalid value for '[ID]': 'x' is no whole number", "clientbook undo", "[ID]"),
    ],
)
def test_what_no_command_takes_is_told_in_our_own_form(
    till: Till, words: list[str], said: str, command: str, takes: str
) -> None:
    typed = till.type(*words)
    assert (typed.code, typed.out) == (2, "")
    assert typed.err.splitlines() == [
        f"clientbook: {said}",
        f"  rule   {command} [OPTIONS] {takes}",
        f"  next   {command} --help",
    ]


def test_a_group_alone_shows_its_help(till: Till) -> None:
    typed = till.type("client")
    assert typed.code == 2
    assert "Commands:" in typed.err
    assert "clientbook: " not in typed.err


@pytest.mark.parametrize(
    "words", [["client", "note", "C1", "caf\udce9"], ["import", "caf\udce9.csv"], ["init", "\udcff", "--name", "A"]]
)
def test_a_word_that_is_not_utf_8_is_refused_before_anything_is_done(till: Till, words: list[str]) -> None:
    typed = till.type(*words)
    assert (typed.code, typed.out) == (2, "")
    assert "is not written in UTF-8" in typed.err
    assert "next   rename the file" in typed.err


@pytest.mark.skipif(os.name != "posix", reason="streams are shut by a POSIX shell")
@pytest.mark.parametrize("shut", ["0", "1", "012"])
def test_a_shut_stream_is_no_fault_and_never_leads_into_the_book(till: Till, shut: str) -> None:
    before = (till.store / "book.duckdb").stat().st_size
    words = ["--store", str(till.store), "client", "duplicates" if shut == "0" else "list"]
    asked = subprocess.run([sys.executable, "-c", _SHUT, shut, *words], capture_output=True, text=True, check=False)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert (till.store / "book.duckdb").stat().st_size == before


def test_a_page_whose_reader_has_seen_enough_is_no_error(till: Till) -> None:
    for words in (["formats"], ["--help"], ["status", "--json"]):
        with subprocess.Popen(
            [sys.executable, "-m", "clientbook_cli", "--store", str(till.store), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as asked:
            assert asked.stdout
            assert asked.stderr
            asked.stdout.close()  # as head does
            said = asked.stderr.read()
        assert (asked.returncode, said) == (0, "")
