"""A sheet goes to the system's printer: a program `lp` or `lpr` on the path, or none at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.calls.planning import TOMORROW, promise
from tests.conftest import Till
from tests.shop import open_shop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows prints without a program of that name")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one folder where programs are looked for."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def counter(till: Till) -> Till:
    with open_shop(till.store) as shop, shop.book.transaction():
        client = shop.client("Ann Lee", phone="+15035550100")
        promise(shop.book, client, TOMORROW)
    return till


def _printer(path: Path, name: str, does: str) -> None:
    program = path / name
    program.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    program.chmod(0o755)


@pytest.mark.parametrize("name", ["lp", "lpr"])
def test_the_printer_gets_the_pdf_and_it_is_said_that_it_went(counter: Till, path: Path, name: str) -> None:
    _printer(path, name, f'echo "$@" > {path}/given')
    typed = counter.type("calls", "sheet", "--print")
    assert typed.code == 0, typed.err
    assert "calls-2026-11-14.pdf went to the printer" in typed.err
    given = Path((path / "given").read_text(encoding="utf-8").strip())
    assert given == counter.store / "sheets" / "calls-2026-11-14.pdf"
    assert given.read_bytes().startswith(b"%PDF")


def test_a_printer_that_refuses_is_quoted_and_the_sheet_is_there_all_the_same(counter: Till, path: Path) -> None:
    _printer(path, "lp", 'echo "lp: error - no default destination available." >&2; exit 1')
    pdf = path / "own.pdf"
    typed = counter.type("calls", "sheet", "--print", "--pdf", str(pdf))
    assert typed.code == 0
    said = " ".join(typed.err.split())
    assert "the printer did not take own.pdf (lp: error - no default destination available.)" in said
    assert str(pdf) in said.replace(" ", "")
    assert pdf.is_file()


def test_a_printer_that_is_not_there_is_said_so(counter: Till, path: Path) -> None:
    assert not list(path.iterdir())
    typed = counter.type("calls", "sheet", "--print")
    assert typed.code == 0
    assert "there is no printer here" in typed.err
    assert list((counter.store / "sheets").glob("*.pdf"))
