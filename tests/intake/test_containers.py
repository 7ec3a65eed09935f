"""What exports come packed in: workbooks, gzip and zip give the same records as the plain file."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from clientbook_cli.errors import InputError
from clientbook_cli.intake import containers, workbook
from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.exports import itemised, order
from tests.intake.workbooks import written

ORDERS = exports.write(
    exports.SHOPIFY_79, [*order("#1", ("1", "Ring", "100.00")), *order("#2", ("2", "Chain", "50.50"), who="Bo Hall")]
)
ITEMS = exports.write(exports.SQUARE_35, itemised("T", ("1.0", "Mug", "$8.00")))


def zipped(**members: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_a_gzipped_file_is_the_same_file_again(desk: Desk) -> None:
    first = desk.receipt(ORDERS)
    packed = desk.receipt(gzip.compress(ORDERS.encode()), name="orders.csv.gz")
    assert (packed["same_file"], packed["rows_already_there"]) == (True, first["rows_kept"])
    other = desk.receipt(gzip.compress(ITEMS[:40].encode()) + gzip.compress(ITEMS[40:].encode()), name="items.csv.gz")
    assert (other["rows_kept"], other["repaired"]) == (1, ["unpacked from items.csv.gz"])


def test_each_file_in_an_archive_is_an_import_of_its_own(desk: Desk) -> None:
    members = {"orders.csv": ORDERS, "sub/items.csv": ITEMS, "__MACOSX/._orders.csv": b"\0", "notes.pdf": b"%PDF"}
    typed = desk.type(desk.file(zipped(**members), "exports.zip"))
    assert typed.code == 0, typed.err
    assert [(each["file"], each["format"], each["rows_kept"]) for each in typed.json["files"]] == [
        ("orders.csv", "shopify-orders", 2),
        ("items.csv", "square-items", 1),
    ]


def test_a_bad_file_in_an_archive_does_not_stop_the_others(desk: Desk) -> None:
    typed = desk.type(desk.file(zipped(**{"a.csv": "Foo,Bar,Baz\n1,2,3\n", "b.csv": ORDERS}), "exports.zip"))
    assert typed.code == 2
    assert [each["file"] for each in typed.json["files"]] == ["b.csv"]


def test_set_aside_rows_of_an_archive_are_mended_like_any_others(desk: Desk) -> None:
    receipt = desk.receipt(gzip.compress(ORDERS.replace(",2,Chain,", ",two,Chain,").encode()), name="orders.csv.gz")
    assert (receipt["rows_set_aside"], receipt["causes"][0]["first_line"]) == (1, 3)
    aside = desk.till.store / "imports" / "orders.set-aside.csv"
    mended = desk.receipt(aside.read_text(encoding="utf-8-sig").replace(",two,", ",2,"), name="mended.csv")
    assert mended["rows_kept"] == 1


def test_a_workbook_is_read_as_a_person_sees_it(desk: Desk) -> None:
    rows = [line.split(",") for line in ORDERS.splitlines()]
    receipt = desk.receipt(written({"About": [], "Orders": rows, "More": [["x"]]}), name="orders.xlsx")
    assert (receipt["rows_kept"], receipt["control"]["total"]) == (2, "201.00")
    assert receipt["repaired"] == ["read from the sheet Orders; not read: More"]
    assert desk.receipt(ORDERS)["rows_already_there"] == 2


def test_a_workbook_in_an_archive_is_read_too(desk: Desk) -> None:
    rows = [line.split(",") for line in ORDERS.splitlines()]
    packed = zipped(**{"orders.xlsx": written({"Orders": rows})})
    assert desk.receipt(packed, name="orders.zip")["rows_kept"] == 2


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        (0.1 + 0.2, "0.3"),
        (1149.0, "1149"),
        (7000000000001.0, "7000000000001"),
        (12.5, "12.5"),
        (-0.05, "-0.05"),
        (1e-7, "0.0000001"),
        (True, "TRUE"),
        ("  text ", "  text "),
        (None, ""),
    ],
)
def test_numbers_lose_the_dust_of_binary_fractions(cell: object, seen: str) -> None:
    assert workbook.cell_text(cell) == seen


@pytest.mark.parametrize(
    ("value", "shown", "seen"),
    [
        (2101, "00000", "02101"),
        (21011234, "00000-0000", "02101-1234"),
        (21011234, '00000\\-0000;"none"', "02101-1234"),
        (123456, "00000", "123456"),
        (12.5, "00000", "12.5"),
        (12, "0.00", "12"),
        (12, "#,##0", "12"),
    ],
)
def test_zeros_that_a_workbook_shows_in_front_are_read(tmp_path: Path, value: object, shown: str, seen: str) -> None:
    rows: list[list[object]] = [["", "Name", "Zip"], ["", "Ann", value], [], ["", "Bo", value], ["", "Cy", "text"]]
    book, text = tmp_path / "book.xlsx", tmp_path / "sheet.csv"
    book.write_bytes(written({"Empty": [], "S & T": rows}, shown={"A": "000", "C": shown}))
    workbook.write_text(book, text)
    lines = [line.split(",")[-1] for line in text.read_text().splitlines()]
    assert lines == ["Zip", seen, "", seen, "text"]


def test_days_and_times_of_a_workbook_are_iso(desk: Desk) -> None:
    mapping = desk.file('kind = "sales"\n[columns]\nsold_on = "When"\nitem = "What"\nnet = "Paid"\n', "my.toml")
    rows: list[list[object]] = [["When", "What", "Paid"], [46085, "Ring", 5], [46086.5 + 1e-9, "Chain", 0.1 + 0.2]]
    receipt = desk.receipt(written({"S": rows}, days="A"), "--map", mapping, name="sales.xlsx")
    assert (receipt["first_day"], receipt["last_day"], receipt["control"]["net"]) == (
        "2026-03-04",
        "2026-03-05",
        "5.30",
    )
    assert desk.rows("SELECT sold_at::VARCHAR FROM sale ORDER BY day") == [(None,), ("2026-03-05 12:00:00",)]


@pytest.mark.parametrize(
    ("content", "name", "said", "setting"),
    [
        (gzip.compress(b"a,b\n" * (4 << 20)), "bomb.csv.gz", "grows more than 100-fold", "most_ratio"),
        (zipped(**{"a.csv": b"a,b\n" * (4 << 20)}), "bomb.zip", "grows more than 100-fold", "most_ratio"),
        (zipped(**{"xl/workbook.xml": b" " * (16 << 20)}), "bomb.xlsx", "grows more than 100-fold", "most_ratio"),
    ],
    ids=["gz", "zip", "xlsx"],
)
def test_an_archive_that_grows_too_much_is_stopped_while_it_is_unpacked(
    desk: Desk, content: bytes, name: str, said: str, setting: str
) -> None:
    typed = desk.type(desk.file(content, name))
    assert typed.code == 2
    assert said in typed.err
    assert setting in typed.err


def test_the_largest_size_is_a_setting(desk: Desk) -> None:
    settings = desk.till.store / "clientbook.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[imports]\nmost_unpacked_mb = 1\n", encoding="utf-8")
    typed = desk.type(desk.file(gzip.compress(ORDERS.encode() + b"#," * (1 << 20)), "large.csv.gz"))
    assert "is larger than 1 MB when it is unpacked" in typed.err
    assert "raise most_unpacked_mb" in typed.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped(**{"word/document.xml": "x"}), "is a Word document"),
        (zipped(**{"xl/workbook.bin": "x"}), "binary Excel workbook"),
        (zipped(), "holds no file"),
        (written({"Empty": []}), "without a table"),
    ],
)
def test_documents_that_are_no_exports_are_refused(desk: Desk, content: bytes, said: str) -> None:
    typed = desk.type(desk.file(content, "some.zip"))
    assert typed.code == 2
    assert said in typed.err


def test_a_damaged_archive_and_one_with_a_password_are_told_apart(desk: Desk) -> None:
    good = zipped(**{"orders.csv": ORDERS})
    start = good.index(b"orders.csv") + len(b"orders.csv")
    damaged = good[: start + 40] + bytes(255 - byte for byte in good[start + 40 : start + 60]) + good[start + 60 :]
    locked = bytearray(good)
    locked[6] |= 1
    locked[good.index(b"PK\x01\x02") + 8] |= 1
    for content, said in (damaged, "packed with zip and damaged"), (bytes(locked), "packed with a password"):
        typed = desk.type(desk.file(content, "exports.zip"))
        assert (typed.code, said in typed.err) == (2, True)


def test_a_fault_of_ours_is_not_taken_for_damage_of_an_archive(desk: Desk) -> None:
    path = desk.file(zipped(**{"orders.csv": ORDERS}), "exports.zip")
    for fault in (ValueError, KeyError, RuntimeError):
        with pytest.raises(fault), containers.opened_zip(path):
            raise fault("ours")
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(InputError, match="damaged"), containers.opened_zip(path):
        pass
