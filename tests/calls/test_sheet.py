"""The sheet an associate holds: typed, printed, read."""

from __future__ import annotations

import csv
import datetime as dt
import html
import json
import shutil
import subprocess
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from clientbook_cli import paper
from clientbook_cli.calls.codes import CODES
from clientbook_cli.calls.script import VARIABLES
from clientbook_cli.templates import Template
from tests.calls.planning import TOMORROW, promise
from tests.conftest import Till
from tests.shop import Shop, open_shop
from tests.source import ROOT

HOSTILE = '<script>alert("x")</script> #panic("no") ' + "Unbreakable" * 12


@pytest.fixture
def counter(till: Till) -> Till:
    """A store with nine calls for tomorrow, the first for a client with a hostile name."""
    with open_shop(till.store) as shop, shop.book.transaction():
        _fill(shop)
    return till


def _fill(shop: Shop) -> None:
    for number in range(9):
        name = HOSTILE if number == 0 else None if number == 1 else f"Zoë Novak-{number}"
        client = shop.client(name, phone=f"+1503555{100 + number:04d}", partner="Sam" if number % 2 else None)
        shop.sale(
            client,
            "2026-06-01",
            900 + number,
            item="Halo ring, 18K white gold",
            associate="Maya Ortiz" if number < 6 else None,
        )
        shop.occasion(client, "anniversary", 11, 21, year=2001)
    promise(shop.book, 1, TOMORROW, "=photos of the studs\nand the ring")


def test_the_sheet_says_whom_why_and_what_to_say(counter: Till) -> None:
    typed = counter.type("calls", "sheet", "--json")
    assert typed.code == 0
    document = typed.json
    assert document["for"] == "2026-11-14"
    assert [(hand["associate"], hand["target"], len(hand["calls"])) for hand in document["associates"]] == [
        ("Maya Ortiz", 8, 6),
        ("Daniel Whitlock", 8, 3),
    ]
    calls = [call for hand in document["associates"] for call in hand["calls"]]
    assert [call["row"] for call in calls] == list(range(1, 10))
    first = calls[0]
    assert first["client"] == "C1"
    assert first["phone"] == "(503) 555-0100"
    assert first["consent"] == "one-to-one"
    assert first["last_purchase"] == "2026-06-01"
    assert [why["kind"] for why in first["reasons"]] == ["follow-up", "anniversary"]
    assert "Maya at Harlow & Finch" in first["script"]
    assert first["voicemail"]
    assert document["files"] == [str(counter.store / "sheets" / "calls-2026-11-14.pdf")]
    assert Path(document["files"][0]).is_file()


def test_plan_and_sheet_tell_of_the_same_calls(counter: Till) -> None:
    planned = counter.type("calls", "plan", "--json").json["calls"]
    sheet = counter.type("calls", "sheet", "--json").json
    assert [(call["client"], call["associate"]) for call in planned] == [
        (call["client"], hand["associate"]) for hand in sheet["associates"] for call in hand["calls"]
    ]
    assert counter.type("calls", "plan", "--json").json["calls"] == planned


def test_one_associates_sheet_holds_their_calls_with_the_same_rows(counter: Till) -> None:
    document = counter.type("calls", "sheet", "--associate", "daniel", "--json").json
    assert [(hand["associate"], [call["row"] for call in hand["calls"]]) for hand in document["associates"]] == [
        ("Daniel Whitlock", [7, 8, 9])
    ]
    assert document["files"][0].endswith("calls-2026-11-14-Daniel-Whitlock.pdf")
    assert counter.type("calls", "sheet", "--associate", "zed").code == 2


def test_the_screen_shows_the_calls_at_eighty_columns(counter: Till) -> None:
    typed = counter.type("calls", "sheet")
    assert "(503) 555-0100" in typed.out
    assert "<script>" in typed.out
    assert "written: " in typed.out
    assert "calls log ROW CODE" in typed.err


def test_the_csv_holds_no_formula_and_room_for_the_outcome(counter: Till, tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    assert counter.type("calls", "sheet", "--csv", str(file)).code == 0
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 9
    assert rows[0]["phone"] == "(503) 555-0100"
    assert {(row["code"], row["note"], row["next"]) for row in rows} == {("", "", "")}
    assert not any(cell.startswith(("=", "@")) for row in rows for cell in row.values())


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_page_is_complete_and_takes_no_client_for_markup(counter: Till, tmp_path: Path) -> None:
    file = tmp_path / "calls.html"
    assert counter.type("calls", "sheet", "--html", str(file)).code == 0
    page = _Page(file.read_text(encoding="utf-8"))
    assert page.tags.count("article") == 9
    assert page.tags.count("section") == 2
    assert "script" not in page.tags
    assert page.words.count("no answer") == 9
    assert HOSTILE in page.words
    assert "http" not in file.read_text(encoding="utf-8")


def test_who_said_stop_since_the_plan_is_not_to_be_called(counter: Till) -> None:
    counter.type("calls", "sheet", "-q")
    with open_shop(counter.store) as shop:
        shop.consent(1, "phone", "stopped")
    first = counter.type("calls", "sheet", "--json").json["associates"][0]["calls"][0]
    assert (first["consent"], first["stop"]) == ("stopped", "do not call: said stop")


def test_a_day_without_calls_says_why_and_writes_only_what_was_asked_for(till: Till, tmp_path: Path) -> None:
    typed = till.type("calls", "sheet")
    assert typed.code == 0
    assert "Nobody to call" in typed.out
    assert not (till.store / "sheets").exists()
    assert till.type("calls", "sheet", "--pdf", str(tmp_path / "a.pdf"), "--json").json["files"]
    assert till.type("calls", "plan", "--json").json["calls"] == []


def test_a_day_that_passed_without_a_plan_gets_none_any_more(counter: Till) -> None:
    for words in (("calls", "plan"), ("calls", "sheet")):
        refused = counter.type(*words, "--for", "2026-11-10")
        assert refused.code == 2
        assert "no such calls were planned for Tue 10 Nov 2026, and it is past" in refused.err
    assert counter.type("huddle", "morning", "--for", "2026-11-10").code == 0
    assert counter.type("calls", "due", "--json").json["calls"] == []
    counter.type("calls", "plan")
    assert len(counter.type("calls", "plan", "--for", "yesterday", "--json", today="2026-11-15").json["calls"]) == 9


def test_what_came_of_the_calls_is_typed_in_the_evening(counter: Till) -> None:
    counter.type("calls", "plan")
    logged = counter.type("calls", "log", "1", "B", "after", "work", "--next", "friday", "--json", today="2026-11-14")
    assert logged.code == 0
    assert (logged.json["follow_up"]["due"], logged.json["note"]) == ("2026-11-20", "after work")
    due = counter.type("calls", "due", "--json", today="2026-11-14").json
    assert [call["row"] for call in due["calls"]] == list(range(2, 10))
    assert due["follow_ups"] == []
    assert "instead of B" in counter.type("calls", "log", "1", "X", today="2026-11-14").out
    refused = counter.type("calls", "log", "40", "T", today="2026-11-14")
    assert refused.code == 2
    assert "rows 1 to 9" in refused.err
    assert "9 calls to write down" not in counter.type("calls", "due", today="2026-11-14").out


def _words(file: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True).stdout


@pytest.mark.debian
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (Debian: poppler-utils)")
@pytest.mark.parametrize(("country", "size"), [("US", "612 x 792"), ("GB", "595.276 x 841.89")])
def test_the_pdf_holds_every_call_whole_on_the_countrys_paper(
    counter: Till, tmp_path: Path, country: str, size: str
) -> None:
    settings = counter.store / "clientbook.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("[store]\n", f'[store]\ncountry = "{country}"\n'), encoding="utf-8"
    )
    file = tmp_path / "calls.pdf"
    assert counter.type("calls", "sheet", "--pdf", str(file)).code == 0
    pages = _words(file).split("\f")[:-1]
    info = subprocess.run(["pdfinfo", str(file)], check=True, capture_output=True, text=True).stdout
    assert size in info
    assert len(pages) in (3, 4)
    for number, page in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in page
        assert "shred after use" in page
        assert "Sheet 1 · Sat 14 Nov 2026" in page
        calls = page.count("Voicemail")
        for code in CODES.values():
            assert page.count(f"{code.letter} {code.words}") == calls
    assert sum(page.count("Voicemail") for page in pages) == 9
    assert [page.strip().split("  ")[0] for page in pages if "target 8" in page] == ["Maya Ortiz", "Daniel Whitlock"]
    for text in ("Zoë Novak-8", "(no name)", '#panic("no")', "birthday ", "Halo ring, 18K white gold"):
        assert text in " ".join(" ".join(pages).split()) or text.strip() in " ".join(pages)


CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@pytest.mark.debian
@pytest.mark.skipif(
    not (shutil.which("chromium") and shutil.which("pdftotext")), reason="needs chromium and poppler-utils of Debian"
)
def test_the_page_prints_from_a_browser_without_splitting_a_call(counter: Till, tmp_path: Path) -> None:
    page, printed = tmp_path / "calls.html", tmp_path / "printed.pdf"
    assert counter.type("calls", "sheet", "--html", str(page)).code == 0
    subprocess.run(
        ["chromium", *CHROMIUM, f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=60,
    )
    pages = _words(printed).split("\f")[:-1]
    assert sum(page.count("Voicemail") for page in pages) == 9
    for words in pages:
        for code in CODES.values():
            assert words.count(f"{code.letter} {code.words}") == words.count("Voicemail")


def test_the_sheet_of_a_day_is_read_from_the_book_again(counter: Till) -> None:
    """A plan is kept as it was printed, also when the settings change."""
    before = counter.type("calls", "sheet", "--json").json["associates"]
    settings = counter.store / "clientbook.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("Daniel Whitlock", "Dana Wu"), encoding="utf-8")
    after = counter.type("calls", "sheet", "--json").json["associates"]
    assert [hand["associate"] for hand in after] == ["Maya Ortiz", "Dana Wu", "Daniel Whitlock"]
    assert json.dumps(after[2]["calls"]) == json.dumps(before[1]["calls"])
    assert dt.date.fromisoformat(after[2]["calls"][0]["last_purchase"]) == dt.date(2026, 6, 1)


def test_the_owners_own_templates_come_first_and_the_page_on_calls_names_all_that_they_get(
    counter: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = counter.store / "templates"
    for name, text in (
        ("script/follow-up.txt", "Hi {{ first_name }}!\n---\nHi, {{ associate }} here."),
        ("sheet/calls.html", "{{ associates[0].calls[0].name }}: {{ associates[0].calls[0].script }}"),
        ("sheet/calls.typ", "#let sheet = json(bytes(sys.inputs.data))\n#sheet.day"),
    ):
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text(text, encoding="utf-8")
    got: list[Mapping[str, Any]] = []
    written = paper.page

    def page(template: Template, data: Mapping[str, Any], file: Path) -> None:
        got.append(data)
        written(template, data, file)

    monkeypatch.setattr(paper, "page", page)
    file = tmp_path / "calls.html"
    assert counter.type("calls", "sheet", "--html", str(file), "--pdf", str(tmp_path / "calls.pdf")).code == 0
    call = got[0]["associates"][0]["calls"][0]
    assert html.unescape(file.read_text(encoding="utf-8")) == f"{call['name']}: Hi {call['name'].split()[0]}!"
    told = (ROOT / "docs" / "calls.md").read_text(encoding="utf-8")
    names = {*got[0], *got[0]["codes"][0], *got[0]["associates"][0], *call, *VARIABLES}
    assert {name for name in names if f"`{name}`" not in told} == set()
