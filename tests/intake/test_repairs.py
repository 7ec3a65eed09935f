"""What the settings call a repair or a service is kept, and stands outside every figure of spend."""

from __future__ import annotations

import pytest

from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.exports import itemised, order

ORDERS = [
    *order("#2", ("1", "Ring", "300.00"), ("1", "Watch repair - battery", "20.00")),
    *order("#1", ("1", "SIZING", "45.00")),
]


def say(desk: Desk, settings: str) -> None:
    file = desk.till.store / "clientbook.toml"
    kept = file.read_text(encoding="utf-8").partition("\n[imports]")[0]
    file.write_text(f"{kept}\n[imports]\n{settings}\n", encoding="utf-8")


def kinds(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows("SELECT item, sale_line.kind FROM sale_line JOIN sale USING (sale) WHERE standing ORDER BY item")


def test_items_by_their_name_and_by_how_it_begins(desk: Desk) -> None:
    say(desk, 'repairs = ["sizing", "watch repair*"]')
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, ORDERS))
    assert (receipt["net_total"], receipt["control"]["subtotal"]) == ("300.00", "365.00")
    assert kinds(desk) == [("Ring", "merchandise"), ("SIZING", "repair"), ("Watch repair - battery", "repair")]


def test_a_whole_category(desk: Desk) -> None:
    say(desk, 'services = ["Workshop"]')
    rows = itemised("T1", ("1", "Ring", "$8.00"), ("1", "Engraving", "$5.00"))
    rows[1] = {**rows[1], "Category": "Workshop"}
    receipt = desk.receipt(exports.write(exports.SQUARE_35, rows))
    assert receipt["net_total"] == "8.00"
    assert kinds(desk) == [("Engraving", "service"), ("Ring", "merchandise")]


def test_a_changed_setting_reads_the_same_file_anew_and_can_be_changed_back(desk: Desk) -> None:
    text = exports.write(exports.SHOPIFY_79, ORDERS)
    assert desk.receipt(text)["net_total"] == "365.00"
    for settings, net, changed in (('repairs = ["Sizing"]', "320.00", 1), ("repairs = []", "365.00", 1)):
        say(desk, settings)
        receipt = desk.receipt(text)
        assert (receipt["net_total"], receipt["sales_new"], receipt["sales_changed"]) == (net, 0, changed)
        again = desk.receipt(text)
        assert (again["same_file"], again["sales_changed"]) == (True, 0)
        assert desk.rows("SELECT sum(net)::VARCHAR FROM sale WHERE standing") == [(f"{net}00",)]


@pytest.mark.parametrize("word", ["", " ", "*"])
def test_a_word_that_would_mean_everything_is_refused(desk: Desk, word: str) -> None:
    say(desk, f'repairs = ["{word}"]')
    typed = desk.type(desk.file(exports.write(exports.SHOPIFY_79, ORDERS)))
    assert typed.code == 2
    assert "would stand for everything" in typed.err
