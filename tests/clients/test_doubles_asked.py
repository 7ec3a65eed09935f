"""Pairs who may be one person, asked one by one at a terminal."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.conftest import Till

INTERRUPTED = 130
LONGEST_SILENCE = 60.0  # seconds
# Python loses a Ctrl-C between the last letter of a question and its reading; nobody types that fast.
SLOW_HAND = 0.3  # seconds


@pytest.fixture
def store(till: Till) -> Till:
    """Three pairs, the likeliest first: two Anns of one mailbox, two Bobs of one phone, Cy who married."""
    for words in (
        ("Ann Lee", "--email", "ann@example.com", "--phone", "503-555-0101"),
        ("Anne Lea", "--email", "ann@example.com", "--phone", "503-555-0101", "--new"),
        ("Bob Ortiz", "--phone", "503-555-0102"),
        ("Robert Ortiz", "--phone", "503-555-0102", "--new"),
        ("Cy Dunne", "--email", "cy.dunne@example.com"),
        ("Cy Park", "--email", "cy.dunne@example.com", "--new"),
    ):
        assert till.type("client", "add", *words).code == 0
    return till


def pairs(till: Till) -> list[tuple[str, str]]:
    return [(one["a"], one["b"]) for one in till.type("client", "duplicates", "--json").json["pairs"]]


def at_a_terminal(till: Till, answers: Sequence[bytes]) -> tuple[int, str]:
    """Type the command at a real terminal, and each answer once its question stands there; the exit code, and what
    was seen.
    """
    pty = pytest.importorskip("pty")
    words = [sys.executable, "-m", "clientbook_cli", "--store", str(till.store), "--today", "2026-11-13"]
    child, terminal = pty.fork()
    if not child:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever was started in the background has it ignored
        os.execv(sys.executable, [*words, "client", "duplicates"])  # noqa: S606 - the child of a fork
    seen, waiting = b"", list(answers)
    while True:
        if not select.select([terminal], [], [], LONGEST_SILENCE)[0]:
            os.kill(child, signal.SIGKILL)
            pytest.fail(f"nothing more was said after {seen.decode()}")
        try:
            seen += os.read(terminal, 4096)
        except OSError:  # the way of Linux to say that nobody holds the other end any more
            break
        if waiting and seen.endswith(b"]: "):
            time.sleep(SLOW_HAND)
            os.write(terminal, waiting.pop(0))
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen.decode()


def test_each_pair_is_asked_with_a_default_key_and_done_at_once(store: Till) -> None:
    assert pairs(store) == [("C1", "C2"), ("C3", "C4"), ("C5", "C6")]
    code, seen = at_a_terminal(store, [b"\n", b"maybe\n", b"n\n", b"\n"])
    assert code == 0, seen
    assert "1 of 3: Ann Lee C1 and Anne Lea C2" in seen
    assert "[y]" in seen
    assert "clientbook unmerge 1" in seen
    assert "'maybe' is none of y, n, s, q" in seen
    assert "They are two, and stay so." in seen
    assert "[s]" in seen
    assert pairs(store) == [("C5", "C6")]


@pytest.mark.parametrize(("key", "code"), [(b"q\n", 0), (b"\x04", INTERRUPTED), (b"\x03", INTERRUPTED)])
def test_whoever_stops_in_the_middle_keeps_what_was_done(store: Till, key: bytes, code: int) -> None:
    assert at_a_terminal(store, [b"y\n", key])[0] == code
    assert pairs(store) == [("C3", "C4"), ("C5", "C6")]
    assert store.type("undo").code == 0
    assert len(pairs(store)) == 3


def test_nobody_is_asked_without_a_terminal(store: Till, tmp_path: Path) -> None:
    typed = store.type("client", "duplicates", "--no-input", stdin="y\ny\n")
    assert "Nobody is joined unasked" in typed.out
    assert len(pairs(store)) == 3
