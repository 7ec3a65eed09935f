"""One mapping from what went wrong to an exit code; four parts on stderr, never a traceback."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from clientbook_cli.book import lock
from clientbook_cli.desk import status
from clientbook_cli.errors import ClientbookError
from tests.conftest import Till

HOLD = """
import sys
from pathlib import Path
from clientbook_cli.book.connection import open_book
with open_book(Path(sys.argv[1]), write=True, command="import"):
    print("open", flush=True)
    sys.stdin.read()
"""
ENDLESS = """
import signal, sys
from clientbook_cli.cli.commands import exit_codes
from clientbook_cli.book.connection import create_book
from clientbook_cli.book.queries import queries
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever was started in the background has it ignored
with exit_codes(), create_book(Path(sys.argv[1]) / "book.duckdb") as book:
    print("open", flush=True)
    book.table(queries(sys.argv[2])["count-for-long"])
"""


def _raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(status, "take", fails)


def _every_class(above: type[ClientbookError] = ClientbookError) -> list[type[ClientbookError]]:
    return [kind for below in above.__subclasses__() for kind in (below, *_every_class(below))]


@pytest.mark.parametrize("kind", _every_class())
def test_each_error_leaves_with_the_code_of_its_class(
    till: Till, monkeypatch: pytest.MonkeyPatch, kind: type[ClientbookError]
) -> None:
    _raising(monkeypatch, kind("it is\x1b[2J so", where="a.csv:3", row="1,2\n3", rule="never", next="mend it"))
    typed = till.type("status")
    assert typed.code == kind.exit_code
    assert typed.err.splitlines() == [
        "clientbook: a.csv:3: it is[2J so",
        "  row    1,2",
        "         3",
        "  rule   never",
        "  next   mend it",
    ]
    assert typed.out == ""


def test_a_fault_of_ours_is_exit_1_and_tells_no_value(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    _raising(monkeypatch, KeyError("ann.secret@example.com"))
    typed = till.type("status")
    assert typed.code == 1
    assert "a fault of ours: KeyError in standing.py, line" in typed.err
    assert "ann.secret" not in typed.out + typed.err
    assert "Traceback" not in typed.out + typed.err


def test_a_panic_of_a_library_is_a_fault_of_ours_too(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    _raising(monkeypatch, PanicException("row of ann.secret@example.com"))
    typed = till.type("status")
    assert typed.code == 1
    assert "a fault of ours: PanicException" in typed.err
    assert "ann.secret" not in typed.err


def test_a_developer_may_see_the_traceback(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTBOOK_TRACE", "1")
    _raising(monkeypatch, KeyError("value"))
    assert isinstance(till.type("status").result.exception, KeyError)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), typer.Abort()])
def test_who_stops_a_command_is_told_so(till: Till, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    _raising(monkeypatch, error)
    typed = till.type("status")
    assert (typed.code, typed.err) == (130, "stopped; nothing half-done was kept\n")


def test_a_full_disk_is_no_fault_of_ours(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    _raising(monkeypatch, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "sheets/today.pdf"))
    typed = till.type("status")
    assert typed.code == 2
    assert "sheets/today.pdf" in typed.err
    assert "make room" in typed.err


@pytest.mark.parametrize("words", [["--foo"], ["nonsense"], ["client", "find"]])
def test_what_no_command_takes_is_exit_2(till: Till, words: list[str]) -> None:
    typed = till.type(*words)
    assert typed.code == 2
    assert "Traceback" not in typed.err


def test_a_busy_book_says_who_has_it(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.2)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(till.store / "book.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        typed = till.type("status")
        other.communicate("")
    assert typed.code == 6
    assert f"the book is in use: clientbook import (process {other.pid})" in typed.err
    assert till.type("status").code == 0


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_in_the_middle_of_a_question_to_the_book_is_130(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(tmp_path), __file__],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    ) as asked:
        assert asked.stdout
        assert asked.stderr
        assert asked.stdout.readline() == "open\n"
        time.sleep(0.2)
        asked.send_signal(signal.SIGINT)
        said = asked.stderr.read()
    assert "stopped; nothing half-done was kept" in said


def test_a_command_that_asks_nobody_names_the_option_instead(tmp_path: Path) -> None:
    from clientbook_cli.cli.counter import Counter, Root
    from clientbook_cli.errors import UsageError

    counter = Counter(root=Root(store=tmp_path), command="forget", no_input=True)
    with pytest.raises(UsageError) as caught:
        counter.confirm("Erase Ann Lee?")
    assert "--yes" in caught.value.next
    assert Counter(root=Root(), command="forget", yes=True).confirm("Erase Ann Lee?")


@pytest.mark.parametrize(("typed", "meant"), [(("clien", "find"), "client"), (("client", "fnd"), "find")])
def test_a_misspelled_command_is_told_the_one_that_was_meant(till: Till, typed: tuple[str, ...], meant: str) -> None:
    answer = till.type(*typed)
    assert answer.code == 2
    assert f"Did you mean '{meant}'?" in answer.err
