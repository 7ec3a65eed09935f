"""Records that cannot be taken: where they stood, why, and how a mended copy comes back."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.conftest import Till
from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.exports import itemised, order

MAPPING = """kind = "sales"
[columns]
transaction_id = "No"
sold_on = "When"
item = "What"
quantity = "Qty"
net = "Paid"
"""
HEADER = "No,When,What,Qty,Paid\n"


def mended(desk: Desk, receipt: dict[str, object], *changes: tuple[str, str]) -> str:
    text = Path(str(receipt["set_aside_file"])).read_text(encoding="utf-8-sig")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def test_each_record_is_set_aside_with_its_line_its_cell_and_its_cause(desk: Desk) -> None:
    text = (
        HEADER
        + '1,2026-01-01,"Ring\nwith\nthree lines",1,5.00\n'
        + "2,31/02/2026,Ring,1,5.00\n"
        + "\n"
        + "3,2026-01-02,Ring,one,5.00\n"
        + "4,,Ring,1,5.00\n"
        + '5,2026-01-02,"Chain\nlong",1,a lot\n'
    )
    typed = desk.type(desk.file(text), "--map", desk.file(MAPPING, "my.toml"))
    assert typed.code == 5
    (receipt,) = typed.json["files"]
    assert (receipt["rows_read"], receipt["rows_kept"], receipt["rows_set_aside"]) == (5, 1, 4)
    assert desk.rows("SELECT record, line, cause, field, value FROM set_aside_row ORDER BY line") == [
        (2, 5, "unreadable date", "When", "31/02/2026"),
        (3, 7, "unreadable number", "Qty", "one"),
        (4, 8, "no date", "When", None),
        (5, 9, "unreadable amount", "Paid", "a lot"),
    ]
    with Path(receipt["set_aside_file"]).open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.reader(opened))
    assert rows[0] == ["set aside by import", "set aside line", "set aside because", *HEADER.strip().split(",")]
    assert rows[4] == ["1", "9", "unreadable amount in Paid", "5", "2026-01-02", "Chain\nlong", "1", "a lot"]


def test_ragged_rows_and_stray_quotes_cost_only_their_own_lines(desk: Desk) -> None:
    good = [f"{n},2026-01-01,Ring {n},1,5.00\n" for n in range(1, 9)]
    text = (
        HEADER
        + good[0]
        + "9,2026-01-01,Ring\n"
        + good[1]
        + '10,2026-01-01,"Ring,1,5.00\n'
        + "".join(good[2:])
        + '11,x",a,1,2,3,4\n'
    )
    typed = desk.type(desk.file(text), "--map", desk.file(MAPPING, "my.toml"))
    (receipt,) = typed.json["files"]
    assert (receipt["rows_read"], receipt["rows_kept"], receipt["rows_set_aside"]) == (11, 8, 3)
    assert desk.rows("SELECT line, cause FROM set_aside_row ORDER BY line") == [
        (3, "3 cells instead of 5"),
        (5, "a quote mark is not closed"),
        (12, "7 cells instead of 5"),
    ]
    assert receipt["control"]["net"] == "40.00"


def test_a_quote_mark_inside_a_cell_is_text(desk: Desk) -> None:
    text = HEADER + '1,2026-01-01,5" ring,1,5.00\n2,2026-01-01,"say ""hi""",1,5.00\n'
    assert desk.receipt(text, "--map", desk.file(MAPPING, "my.toml"))["rows_kept"] == 2
    assert desk.rows("SELECT item FROM sale_line ORDER BY sale") == [('5" ring',), ('say "hi"',)]


def test_a_mended_copy_completes_its_sales_as_if_they_had_been_right_at_once(desk: Desk) -> None:
    rows = order("#1", ("1", "Ring", "100.00"), ("2", "Chain", "50.00"), ("1", "Studs", "30.00"), off="18.00")
    clean = exports.write(exports.SHOPIFY_79, [*rows, *order("#2", ("1", "Ring", "10.00"))])
    broken = clean.replace(",2,Chain,", ",two,Chain,")
    receipt = desk.receipt(broken)
    assert (receipt["rows_kept"], receipt["rows_set_aside"]) == (3, 1)
    again = desk.receipt(mended(desk, receipt, (",two,", ",2,")), name="mended.csv")
    assert (again["rows_read"], again["rows_kept"], again["sales_changed"], again["sales_new"]) == (1, 1, 1, 0)
    assert again["control"] == {"orders": 1, "lines": 1, "tips": "0.00", "subtotal": "0.00", "shipping": "0.00",
                                "taxes": "0.00", "total": "0.00", "refunded": "0.00"}  # fmt: skip
    assert desk.receipt(clean, name="clean.csv")["rows_already_there"] == 4
    assert desk.rows("SELECT sum(net), count(*) FROM sale WHERE standing") == [(222, 2)]


def test_a_mended_head_row_brings_the_orders_figures(desk: Desk) -> None:
    clean = exports.write(exports.SHOPIFY_79, order("#1", ("1", "Ring", "100.00"), ("1", "Chain", "50.00")))
    receipt = desk.receipt(clean.replace(",150.00,", ",much,", 1))
    assert receipt["causes"][0]["field"] == "Subtotal"
    desk.receipt(mended(desk, receipt, ("much", "150.00")), name="mended.csv")
    assert desk.receipt(clean, name="clean.csv")["rows_already_there"] == 2


def test_a_mended_copy_imported_in_two_goes_ends_the_same(desk: Desk) -> None:
    lines = [("1", "Ring", "100.00"), ("1", "Ring", "100.00"), ("3", "Chain", "50.00")]
    clean = exports.write(exports.SHOPIFY_79, order("#1", *lines))
    first = desk.receipt(clean.replace(",1,Ring,", ",uno,Ring,").replace(",3,Chain,", ",tres,Chain,", 1))
    assert first["rows_set_aside"] == 3
    second = desk.receipt(mended(desk, first, (",uno,", ",1,")), name="export.set-aside.csv")
    assert (second["rows_kept"], second["rows_set_aside"]) == (2, 1)
    third = desk.receipt(mended(desk, second, (",tres,", ",3,")), name="again.csv")
    assert (third["rows_kept"], third["rows_set_aside"]) == (1, 0)
    assert desk.receipt(clean, name="clean.csv")["rows_already_there"] == 3


def test_a_mended_square_line_completes_its_sale(desk: Desk) -> None:
    clean = exports.write(
        exports.SQUARE_35, itemised("T", ("1.0", "Mug", "$8.00"), ("2.0", "Ring", "$90.00"), more={"Customer ID": "C"})
    )
    receipt = desk.receipt(clean.replace(",2.0,", ",two,"))
    again = desk.receipt(mended(desk, receipt, (",two,", ",2.0,")), name="mended.csv")
    assert again["control"]["gross"] == "90.00"
    assert desk.receipt(clean, name="clean.csv")["rows_already_there"] == 2


def test_a_rehearsal_stores_nothing(desk: Desk) -> None:
    receipt = desk.receipt(
        HEADER + "1,2026-01-01,Ring,1,5.00\n2,x,Ring,1,5\n", "--map", desk.file(MAPPING, "my.toml"), "--dry-run"
    )
    assert (receipt["rows_kept"], receipt["rows_set_aside"], receipt["batch"]) == (1, 1, None)
    assert desk.rows("SELECT count(*) FROM sale") == [(0,)]
    assert desk.rows("SELECT count(*) FROM operation") == [(0,)]
    assert not (desk.till.store / "imports").exists()


def test_what_a_spreadsheet_would_run_is_written_as_text(desk: Desk) -> None:
    receipt = desk.receipt(HEADER + "1,bad,=cmd|'/c calc',1,-5.00\n", "--map", desk.file(MAPPING, "my.toml"))
    text = Path(receipt["set_aside_file"]).read_text(encoding="utf-8-sig")
    assert "'=cmd" in text
    assert ",-5.00" in text
    desk.receipt(text.replace("bad", "2026-01-01"), "--map", desk.folder / "my.toml", name="mended.csv")
    assert desk.rows("SELECT item FROM sale_line") == [("=cmd|'/c calc'",)]


@pytest.mark.parametrize("rows", [1, 130_000])
def test_the_record_number_is_right_in_a_long_file_too(desk: Desk, rows: int) -> None:
    text = HEADER + "".join(f"{n},2026-01-01,Ring,1,5.00\n" for n in range(rows)) + "x,never,Ring,1,5.00\n"
    desk.receipt(text, "--map", desk.file(MAPPING, "my.toml"))
    assert desk.rows("SELECT record, line FROM set_aside_row") == [(rows + 1, rows + 2)]


def test_a_moved_store_names_the_file_of_what_was_set_aside_where_it_lies_now(desk: Desk, tmp_path: Path) -> None:
    desk.receipt(HEADER + "1,2026-01-01,Ring,one,5.00\n", "--map", desk.file(MAPPING, "map.toml"))
    moved = Till(desk.till.store.rename(tmp_path / "moved"))
    shown = moved.type("imports", "show", "1", "--json").json["set_aside_file"]
    assert Path(shown).parent == moved.store / "imports"
    assert Path(shown).exists()
    assert moved.type("imports", "undo", "1", "--json").json["set_aside_file"] == shown
