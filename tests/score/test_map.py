"""Where clients stand: the map by recency and frequency, and the table that goes to a spreadsheet."""

from __future__ import annotations

import csv

import pytest

from clientbook_cli.score import heat, snapshot
from clientbook_cli.settings import AxisSettings, ScoreSettings
from tests.conftest import Till
from tests.shop import NOW, TODAY, Shop, open_shop


def test_every_client_stands_in_one_field(shop: Shop) -> None:
    for number in range(12):
        client = shop.client(f"Client {number}")
        for month in range(1 + number % 4):
            shop.sale(client, f"202{4 + number % 3}-0{1 + month}-11", 10 + number)
    three = AxisSettings(cuts=(200, 500))
    run = snapshot.run(
        shop.book, settings=ScoreSettings(recency=three), currency="USD", as_of=TODAY, today=TODAY, now=NOW
    )
    found = heat.heat_map(shop.book, run=run)
    assert [row[0].r for row in found.rows] == [3, 2, 1]
    assert [cell.f for cell in found.rows[0]] == [1, 2, 3, 4, 5]
    assert sum(cell.clients for row in found.rows for cell in row) == found.clients == 12
    warm = {found.warmth(cell) for row in found.rows for cell in row if cell.clients}
    assert max(warm) == heat.WARMTHS
    assert min(warm) >= 1
    assert all(found.warmth(cell) == 0 for row in found.rows for cell in row if not cell.clients)


@pytest.fixture
def stocked(till: Till) -> Till:
    with open_shop(till.store) as shop:
        shop.sale(shop.client("=1+1", email="ann@example.com"), "2026-11-03", "1234.50")
        shop.sale(shop.client("Ben"), "2024-11-03", "10")
    till.type("score")
    return till


def test_the_map_is_shown_with_its_cuts_in_eighty_columns(stocked: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for words in (("map",), ("map", "--plain"), ("show",)):
        shown = stocked.type("score", *words).out
        assert max(map(len, shown.splitlines())) <= 80
        (best,) = [text for text in shown.splitlines() if text.startswith("R5")]
        assert best.split()[:6] == ["R5", "up", "to", "180", "days", "1"]
        assert "How the scores were cut:" in shown
    told = stocked.type("score", "map", "--tier", "base", "--json").json
    assert len(told["map"]) == 25
    assert sum(cell["clients"] for cell in told["map"]) == told["clients"]
    assert stocked.type("score", "map", "--tier", "bass").code == 2


def test_a_narrow_screen_shows_every_field_of_the_map(stocked: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    shown = stocked.type("score", "map").out.splitlines()
    (heads,) = [text.split() for text in shown if "F1" in text]
    assert heads == ["F1", "F2", "F3", "F4", "F5"]
    assert [text.split()[-5:] for text in shown if text.startswith("R5")] == [["1", *"····"]]
    assert max(map(len, shown)) <= 60


def test_the_table_for_a_spreadsheet_has_all_clients_and_no_formula(stocked: Till) -> None:
    file = stocked.store / "clients.csv"
    typed = stocked.type("score", "show", "--csv", str(file), "--json")
    assert typed.json["files"] == [str(file)]
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["client"] for row in rows] == ["C1", "C2"]
    assert rows[0]["name"] == "'=1+1"
    assert (rows[0]["monetary"], rows[0]["r"], rows[0]["tier"]) == ("1234.50", "5", typed.json["clients"][0]["tier"])
