"""The sheet in every look and on both papers: no call is split, nothing is cut, and what no font has is said."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from clientbook_cli.calls.codes import CODES
from tests.calls.planning import TOMORROW, promise
from tests.conftest import Till
from tests.shop import open_shop

CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
NAMES = (
    "Ann Lee",
    '<script>alert("x")</script> #panic("no") $x$ _a_ *b* @c',
    "Unbreakable" * 14,
    "Maximiliane Gräfin von Wolkenstein-Trostburg zu Rodenegg und der Langen Wand " * 3,
    "Łukasz Ząbkowski-Świętosławski",
    "Αναστασία Παπαδοπούλου-Κωνσταντινίδη",
    "Владислав Преображенский-Александров",
    "مريم عبد الرحمن",
    "山田太郎",
    "Zoë \u202e Novak\n\tthe second",
)
NUMBER = re.compile(r"212\W{1,2}555-01\d\d")  # as it is written at home and abroad
needs_programs = pytest.mark.skipif(
    not (shutil.which("chromium") and shutil.which("pdftotext")), reason="needs chromium and poppler-utils of Debian"
)


def _set(till: Till, country: str) -> None:
    settings = till.store / "clientbook.toml"
    text = settings.read_text(encoding="utf-8").replace("[store]\n", f'[store]\ncountry = "{country}"\n')
    settings.write_text(text + '\n[calls]\ntarget = 20\n\n[consent]\ncalls = "open"\n', encoding="utf-8")


def _store(till: Till, country: str) -> Till:
    _set(till, country)
    with open_shop(till.store) as shop, shop.book.transaction():
        for number, name in enumerate(NAMES):
            client = shop.client(name, phone=f"+1212555{100 + number:04d}", partner=name)
            for days in (100, 300):
                shop.sale(client, TOMORROW.replace(year=2025), days, item=name, associate="Maya Ortiz")
            shop.occasion(client, "birthday", 11, 20)
            promise(shop.book, client, TOMORROW, name * 4)
    return till


def _pages(file: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True)
    return done.stdout.split("\f")[:-1]


def _is_whole(pages: list[str], look: str) -> None:
    """Every call's boxes are on one page with its number, and each call is there once."""
    heads = sum(len(NUMBER.findall(page)) for page in pages)
    assert heads == len(NAMES)
    for page in pages:
        calls = len(NUMBER.findall(page))
        for code in CODES.values():
            assert len(re.findall(rf"\b{code.letter} {code.words}", page)) == calls, (look, page)


@pytest.mark.debian
@needs_programs
@pytest.mark.parametrize("country", ["US", "GB"])
@pytest.mark.parametrize("look", ["", "--large", "--compact"])
def test_no_call_is_split_or_cut_on_either_paper_and_size(till: Till, tmp_path: Path, country: str, look: str) -> None:
    pdf, page, printed = tmp_path / "a.pdf", tmp_path / "a.html", tmp_path / "b.pdf"
    made = _store(till, country).type("calls", "sheet", "--pdf", str(pdf), "--html", str(page), *filter(None, [look]))
    assert made.code == 0, made.err
    assert "no font here has" in made.err or "山" in "".join(_pages(pdf))
    _is_whole(_pages(pdf), look)
    subprocess.run(
        ["chromium", *CHROMIUM, f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )
    _is_whole(_pages(printed), look)
    # A word that fits no line is broken: every letter of it is there.
    for file in (pdf, printed):
        assert "Unbreakable" * 14 in re.sub(r"\s|\u200b", "", "".join(_pages(file)))


@pytest.mark.debian
@needs_programs
@pytest.mark.parametrize("country", ["US", "GB"])
def test_a_page_holds_four_calls_two_that_are_large_eight_that_are_compact(
    till: Till, tmp_path: Path, country: str
) -> None:
    _set(till, country)
    with open_shop(till.store) as shop, shop.book.transaction():
        for number in range(16):
            client = shop.client(f"Maximilian Lockhart {number}", phone=f"+1503555{100 + number:04d}", partner="Edith")
            for piece in ("Harbor 38 - Steel / white", "Leaf Pendant - Sterling silver", "Anchor Chain - 18k gold"):
                shop.sale(client, "2026-05-14", 900, item=piece, category="Ring", associate="Maya Ortiz")
            shop.occasion(client, "anniversary", 11, 24)
            promise(shop.book, client, TOMORROW, "photos of the new pearl strands")
    pages = {}
    for look in ("--large", "", "--compact"):
        assert till.type("calls", "sheet", "--pdf", str(tmp_path / "a.pdf"), *filter(None, [look])).code == 0
        pages[look] = len(_pages(tmp_path / "a.pdf"))
    assert pages == {"--large": 8, "": 4, "--compact": 2}


def test_a_sheet_without_amounts_tells_of_none_anywhere(till: Till, tmp_path: Path) -> None:
    with open_shop(till.store) as shop:
        client = shop.client("Ann Lee", phone="+15035550100")
        shop.sale(client, "2026-06-01", 4321)
        shop.score({client: "top"})
    files = [tmp_path / f"a.{ending}" for ending in ("html", "csv")]
    words = ("calls", "sheet", "--html", str(files[0]), "--csv", str(files[1]))
    till.type(*words)
    assert all("4,321" in file.read_text(encoding="utf-8") for file in files)
    shown = till.type(*words, "--no-amounts", "--json")
    assert "4,321" not in shown.out + "".join(file.read_text(encoding="utf-8") for file in files)


def test_the_calendar_has_follow_ups_and_appointments(till: Till, tmp_path: Path) -> None:
    with open_shop(till.store) as shop, shop.book.transaction():
        client = shop.client("Ann; Lee, " + "Ö" * 60, phone="+15035550100")
        shop.sale(client, "2026-06-01", 100)
        promise(shop.book, client, TOMORROW, "photos\nof the studs")
    till.type("calls", "plan")
    till.type("calls", "log", "1", "A", "with Sam", "--next", "fri 16:30", today="2026-11-14")
    file = tmp_path / "calls.ics"
    assert till.type("calls", "sheet", "--ics", str(file), today="2026-11-14").code == 0
    raw = file.read_bytes()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    lines = raw.decode().replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert "DTSTART;VALUE=DATE:20261119" in lines  # the reminder, the day before
    assert "DTSTART:20261121T003000Z" in lines  # 16:30 in Los Angeles
    assert "SUMMARY:Appointment: Ann\\; Lee\\, " + "Ö" * 60 + " C1" in lines
    assert len({line for line in lines if line.startswith("UID:")}) == lines.count("BEGIN:VEVENT") == 2


def test_down_the_sheet_it_is_one_key_a_row(till: Till, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with open_shop(till.store) as shop, shop.book.transaction():
        for number in range(4):
            client = shop.client(f"Ann {number}", phone=f"+1503555{100 + number:04d}")
            promise(shop.book, client, TOMORROW)
    till.type("calls", "sheet", "--csv", str(tmp_path / "calls.csv"))
    refused = till.type("calls", "log", today="2026-11-14")
    assert refused.code == 2
    assert "--batch" in refused.err
    keys = iter("tz\rb")  # z is no outcome, and asked again
    monkeypatch.setattr("clientbook_cli.cli.keyed.Counter.may_ask", True)
    monkeypatch.setattr("typer.getchar", lambda: next(keys, "q"))
    done = till.type("calls", "log", today="2026-11-14", stdin="someday\n17 Nov 16:30 after work\n")
    assert "no such letter" in done.err
    assert "cannot read 'someday' as a day" in done.err
    assert "(503) 555-0100" in done.err
    assert "2 rows written down" in done.out
    due = till.type("calls", "due", "--json", today="2026-11-14").json
    assert [call["row"] for call in due["calls"]] == [2, 4]
    filled = (tmp_path / "calls.csv").read_text(encoding="utf-8-sig").splitlines()
    filled[2] = ",".join([*filled[2].split(",")[:-3], "V", "", ""])
    (tmp_path / "calls.csv").write_text("\n".join(filled), encoding="utf-8")
    assert till.type("calls", "log", "--file", str(tmp_path / "calls.csv"), today="2026-11-14").code == 0
    old = till.type("calls", "log", "--file", str(tmp_path / "calls.csv"), "--sheet", "9", today="2026-11-14")
    assert old.code == 2
