"""The month: the same figures on the screen, the page and the paper; nothing fetched, nothing cut, nothing too pale."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import Till
from tests.shop import Shop, open_shop
from tests.source import ROOT

CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
LONG = "Bartholomäus-Maximilian" * 3
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} #panic()"
# Runs inside a copy of the page: what is wider than its frame, and how well each text stands out from its ground. A
# window of its own is never narrower than 500 pixels, so the page stands in a frame, and tells the frame's owner.
LOOK = """
<script>
const part = x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
const light = c => [.2126, .7152, .0722].reduce((sum, weight, i) => sum + weight * part(c[i] / 255), 0);
const rgb = said => said.match(/[\\d.]+/g).map(Number);
const ground = e => {
  for (; e; e = e.parentElement) {
    const colour = rgb(getComputedStyle(e).backgroundColor);
    if (colour.length < 4 || colour[3]) return colour.slice(0, 3);
  }
  return [255, 255, 255];
};
const page = document.documentElement;
document.querySelectorAll("details").forEach(one => one.open = true);
const told = { window: innerWidth, wide: page.scrollWidth - page.clientWidth, cut: [], worst: 21 };
for (const e of document.querySelectorAll("body *:not(script)")) {
  const box = e.getBoundingClientRect(), text = e.textContent.trim().slice(0, 40);
  if (e.closest("thead") && box.width <= 1) continue;
  if (box.width && (box.right > page.clientWidth + 1 || box.left < -1)) told.cut.push(`${e.tagName}: ${text}`);
  if (![...e.childNodes].some(node => node.nodeType == 3 && node.data.trim())) continue;
  const style = getComputedStyle(e), ink = rgb(e.ownerSVGElement ? style.fill : style.color).slice(0, 3);
  const [a, b] = [light(ink), light(ground(e))].sort((x, y) => y - x);
  told.worst = Math.min(told.worst, (a + .05) / (b + .05));
}
parent.postMessage(told, "*");
</script>
"""


FRAME = """<!doctype html><body><iframe width="{width}" height="2000" style="border:0" src="{page}"></iframe>
<script>
addEventListener("message", told => document.body.textContent = `told ${{JSON.stringify(told.data)}} told`);
</script>
"""


@contextmanager
def month(till: Till) -> Iterator[Shop]:
    """A store in which every part of the report has something to say."""
    with open_shop(till.store) as shop:
        clients = [shop.client(f"Client {number}") for number in range(60)]
        ann, long, hostile = shop.client("Ann Lee"), shop.client(LONG), shop.client(HOSTILE)
        for number, client in enumerate(clients):
            shop.sale(client, f"2025-0{1 + number % 9}-11", 20 + number)
            if number % 3 == 0:
                shop.sale(client, "2026-10-20", "55.55")
        for client in (ann, long, hostile):
            for day in ("2026-03-01", "2026-04-01", "2026-05-01"):
                shop.sale(client, day, "432.10")
        shop.campaign(
            "autumn-launch-with-a-long-name-indeed",
            dict.fromkeys(clients[:40], "2026-10-10"),
            held_out=clients[40:],
            started_on="2026-10-10",
        )
        sheet = shop.call_sheet("2026-11-12", [(ann, "Maya Ortiz"), (long, "Daniel Whitlock")])
        shop.touch(ann, "2026-11-12", outcome="A", sheet=sheet, row=1)
        shop.sale(ann, "2026-11-13", "777.77")
        shop.visit(long, "2026-11-11")
        shop.call_sheet("2026-11-14", [(long, "Maya Ortiz"), (hostile, "Maya Ortiz")])
        yield shop


@pytest.fixture
def told(till: Till) -> Till:
    with month(till):
        pass
    for words in (("score", "--as-of", "2026-08-01"), ("score",)):
        assert till.type(*words).code == 0
    return till


def test_the_month_is_told_in_at_most_ten_lines_with_its_figures(told: Till) -> None:
    answer = told.type("report", "--json").json
    lines = answer["lines"]
    assert 5 <= len(lines) <= 10
    assert lines[0] == "21 sales, $1,888.77 net; 0 ($0.00) in the 30 days before."
    assert lines[1] == "21 clients bought: 0 for the first time, 21 who had bought before."
    assert any("2 calls due: 1 made on the day, 1 without an outcome" in line for line in lines)
    assert any(line.startswith("1 visit bought nothing; 0 of them") for line in lines)
    assert any("autumn-launch-with-a-long-name-indeed: too few to tell" in line for line in lines)
    assert (answer["from"], answer["to"]) == ("2026-10-15", "2026-11-13")


def test_screen_page_and_paper_tell_the_same(told: Till, tmp_path: Path) -> None:
    page, sheet = tmp_path / "month.html", tmp_path / "month.pdf"
    answer = told.type("report", "--html", str(page), "--pdf", str(sheet), "--json").json
    assert answer["files"] == [str(page), str(sheet)]
    written, screen = page.read_text(encoding="utf-8"), " ".join(told.type("report").out.split())
    for line in answer["lines"]:
        assert line.replace("'", "&#39;") in written
        assert " ".join(line.split())[:60] in screen
    assert sheet.read_bytes().startswith(b"%PDF")
    assert "├" in told.type("report").out
    plain = told.type("report", "--plain").out
    assert not set("├┤●█─") & set(plain)


def test_the_page_needs_no_network_and_no_script(told: Till, tmp_path: Path) -> None:
    page = tmp_path / "month.html"
    told.type("report", "--html", str(page))
    written = page.read_text(encoding="utf-8")
    assert not re.search(r"https?:|//[a-z]|<script|<iframe|@import|url\(|\bsrc=|\bon\w+=", written)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in written
    for chart in re.findall(r"<svg viewBox[^>]*>", written):
        assert 'role="img" aria-label="' in chart or "aria-hidden" in chart
    charts = written.count('role="img"')
    assert charts == 5
    assert written.count("<table") >= charts + 3


def test_no_amount_is_seen_where_amounts_are_hidden(told: Till, tmp_path: Path) -> None:
    page = tmp_path / "month.html"
    answer = told.type("report", "--no-amounts", "--html", str(page), "--json")
    for text in (page.read_text(encoding="utf-8"), answer.out, told.type("report", "--no-amounts").out):
        assert "$" not in text.replace("${", "")
        assert not re.search(r"432\.10|777\.77|1,888|1,296", text)
    assert "$1,888.77" in told.type("report").out


def test_a_past_day_says_what_was_imported_since(told: Till) -> None:
    with open_shop(told.store) as shop:
        shop.batch(1, imported_on="2026-11-12")
    assert "imported or told" not in told.type("report").out
    past = told.type("report", today="2026-11-01")
    assert re.search(r"\d\d sales or returns imported or told otherwise", " ".join(past.out.split()))


def test_an_empty_store_has_a_report(till: Till, tmp_path: Path) -> None:
    page, sheet = tmp_path / "month.html", tmp_path / "month.pdf"
    typed = till.type("report", "--html", str(page), "--pdf", str(sheet))
    assert typed.code == 0, typed.err
    assert "Nobody has been scored yet" in page.read_text(encoding="utf-8")
    assert till.type("report").code == 0


def test_a_span_that_runs_backwards_is_refused(till: Till) -> None:
    typed = till.type("report", "--from", "2026-11-10", "--to", "2026-11-01")
    assert (typed.code, "is after" in typed.err) == (2, True)


def test_the_tints_of_the_heat_map_leave_its_figures_readable() -> None:
    template = (ROOT / "templates" / "report" / "month.html").read_text(encoding="utf-8")
    tints = re.findall(r'"(#[0-9a-f]{6})"', template[template.index("set tints") : template.index("set dashes")])
    assert len(tints) == 6
    assert min((_light(tint) + 0.05) / (_light("#111111") + 0.05) for tint in tints) >= 7


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.debian
@pytest.mark.skipif(not shutil.which("chromium"), reason="needs chromium of Debian")
@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser_nothing_is_cut_and_every_text_stands_out(told: Till, tmp_path: Path, width: int) -> None:
    page = tmp_path / "month.html"
    told.type("report", "--html", str(page))
    assert _console(page, tmp_path, width) == []
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", f"{LOOK}</body>"), encoding="utf-8")
    frame = tmp_path / "frame.html"
    frame.write_text(FRAME.format(width=width, page=page.name), encoding="utf-8")
    shown = _browse(frame, tmp_path, 1400, "--virtual-time-budget=5000", "--dump-dom").stdout
    seen = json.loads(html.unescape(shown.split(" told")[0].split("told ")[1]))
    assert (seen["window"], seen["wide"], seen["cut"]) == (width, 0, [])
    assert seen["worst"] >= 7


@pytest.mark.debian
@pytest.mark.skipif(
    not (shutil.which("chromium") and shutil.which("pdftotext")), reason="needs chromium and poppler-utils of Debian"
)
def test_printed_it_says_all_that_the_page_says(told: Till, tmp_path: Path) -> None:
    page, printed = tmp_path / "month.html", tmp_path / "printed.pdf"
    lines = told.type("report", "--html", str(page), "--json").json["lines"]
    _browse(page, tmp_path, 1280, f"--print-to-pdf={printed}")
    text = "".join(
        subprocess.run(["pdftotext", str(printed), "-"], capture_output=True, text=True, check=True).stdout.split()
    )
    for line in lines:
        assert "".join(line.split()) in text
    assert text.count("Bartholom") >= LONG.count("Bartholom")
    assert "Callstocome" in text


def _browse(page: Path, folder: Path, width: int, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *("chromium", *CHROMIUM, f"--user-data-dir={folder / 'profile'}", f"--window-size={width},2400"),
            *("--enable-logging=stderr", *words, page.as_uri()),
        ],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )


def _console(page: Path, folder: Path, width: int) -> list[str]:
    """What the page made the browser say."""
    said = _browse(page, folder, width, "--dump-dom").stderr
    return [line for line in said.splitlines() if "CONSOLE" in line]
