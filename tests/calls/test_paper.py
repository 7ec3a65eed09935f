"""Ready data becomes a file that is whole, harmless, and says what it could not print."""

from __future__ import annotations

import csv
import errno
import os
import tempfile
from pathlib import Path

import pytest

from clientbook_cli import paper
from clientbook_cli.errors import InputError, TemplateError
from clientbook_cli.templates import Template


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("Ann Lee", "Ann Lee"),
        ("=1+1", "'=1+1"),
        ("+1+1", "'+1+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1+1", "'  =1+1"),
        ("\t=1+1", "' =1+1"),
        ("＝1+1", "'＝1+1"),
        ("+1 (503) 555-0142", "+1 (503) 555-0142"),
        ("(503) 555-0142", "(503) 555-0142"),
        ("+15035550142", "+15035550142"),
        ("-12.50", "-12.50"),
        ("-1,234.50", "-1,234.50"),
        ("+1 (503)=cmd", "'+1 (503)=cmd"),
        ("-", "'-"),
        ("two\r\nlines", "two  lines"),
        ("bell\x07", "bell"),
        (None, ""),
        (12, "12"),
        (-3, "-3"),
    ],
)
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    assert paper.sheet_cell(value) == cell


def test_a_table_is_read_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "new" / "calls.csv"
    paper.table(("row", "name"), [(1, 'Ann "A", Lee'), (2, "Zoë\nNovak")], file)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [["row", "name"], ["1", 'Ann "A", Lee'], ["2", "Zoë Novak"]]


def _template(tmp_path: Path, text: str) -> Template:
    file = tmp_path / "sheet.typ"
    file.write_text(text, encoding="utf-8")
    return Template("sheet/sheet.typ", text, file)


READ = "#let data = json(bytes(sys.inputs.data))\n"


def test_client_text_is_printed_and_never_carried_out(tmp_path: Path) -> None:
    template = _template(tmp_path, READ + "#data.name")
    assert paper.pdf(template, {"name": '#panic("x") $ _ * ` \\ " <a>'}, tmp_path / "a.pdf") == ""
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("text", [READ + "#data.nope", READ + "#foo(", '#import "@preview/cetz:0.3.0"\n'])
def test_a_template_that_cannot_be_set_leaves_the_former_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.pdf"
    file.write_text("former", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        paper.pdf(_template(tmp_path, text), {}, file)
    assert "sheet.typ" in caught.value.where
    assert file.read_text(encoding="utf-8") == "former"
    assert {entry.name for entry in tmp_path.iterdir()} == {"a.pdf", "sheet.typ"}


def test_a_page_that_cannot_be_made_names_its_line_and_leaves_the_former_file(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("former", encoding="utf-8")
    template = Template("sheet/calls.html", "<h1>Calls</h1>\n<p>{{ stoer }}</p>\n", tmp_path / "calls.html")
    with pytest.raises(TemplateError) as caught:
        paper.page(template, {"store": "Harlow & Finch"}, file)
    assert caught.value.said == "cannot be rendered: 'stoer' is undefined"
    assert caught.value.where.endswith("calls.html:2")
    assert (caught.value.row, caught.value.next) == ("<p>{{ stoer }}</p>", "mend that line")
    assert file.read_text(encoding="utf-8") == "former"


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        paper.table(("a",), [], tmp_path / "file" / "calls.csv")
    assert "calls.csv" in caught.value.where


def test_characters_that_no_font_has_are_told() -> None:
    assert paper.missing_glyphs("Zoë – “Łukasz” €") == ""
    assert paper.missing_glyphs("Zoë \U0010fffd") == ""  # no character at all is nothing to miss
    assert paper.missing_glyphs("a\U000130f8b\U000130f8") == "\U000130f8"


@pytest.mark.parametrize(("country", "size"), [("US", "us-letter"), ("CA", "us-letter"), ("GB", "a4"), ("DE", "a4")])
def test_the_paper_is_the_countrys(country: str, size: str) -> None:
    assert paper.paper_size(country) == size


def test_a_full_disk_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "mkstemp", full)
    with pytest.raises(InputError) as caught:
        paper.table(("a",), [], tmp_path / "calls.csv")
    assert caught.value.next == "make room on that disk"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a named pipe is POSIX")
def test_a_pipe_or_device_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="is a device or a pipe"):
        paper.write(pipe, b"1")
    assert pipe.is_fifo()
