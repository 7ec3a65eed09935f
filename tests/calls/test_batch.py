"""Outcomes are read as they are written on paper, or all that is wrong with them is said."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from clientbook_cli import paper
from clientbook_cli.calls.batch import Entry, filled, typed
from clientbook_cli.cli.days import read_day
from clientbook_cli.errors import UsageError
from tests.calls.planning import TOMORROW, buyer, promise
from tests.conftest import Till
from tests.shop import TODAY, open_shop

SATURDAY, TUESDAY = dt.date(2026, 11, 14), dt.date(2026, 11, 17)


def day(text: str) -> dt.date:
    return read_day(text, today=TODAY)


def test_a_batch_is_read_as_it_stands_on_paper() -> None:
    assert typed("1T wants studs; 2V; 3A Sat 11:00; 4x\n 5 b: tuesday 4:30 pm after work;", read_day=day) == [
        Entry(1, "T", "wants studs"),
        Entry(2, "V"),
        Entry(3, "A", None, SATURDAY, "11:00"),
        Entry(4, "X"),
        Entry(5, "B", "after work", TUESDAY, "16:30"),
    ]


@pytest.mark.parametrize(
    ("rest", "at", "note"),
    [
        ("sat", None, None),
        ("sat, 9.30", "09:30", None),
        ("sat at 11:00 with Sam", "11:00", "with Sam"),
        ("sat 12am", "00:00", None),
        ("sat 12 p.m.", "12:00", None),
        ("2026-11-14 2 rings", None, "2 rings"),
        ("14 Nov 11:00 with Sam", "11:00", "with Sam"),
        ("Sat 14 Nov 2026, 2 rings", None, "2 rings"),
        ("sat 3 may be late", None, "3 may be late"),
        ("sat 11a apt 3 B", "11:00", "apt 3 B"),
        ("14-Nov 2 rings", None, "2 rings"),
        ("14-Nov-26", None, None),
        ("14-nov-2026 16:30:00", "16:30", None),
    ],
)
def test_an_hour_is_told_from_a_note(rest: str, at: str | None, note: str | None) -> None:
    assert typed(f"3A {rest}", read_day=day) == [Entry(3, "A", note, SATURDAY, at)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1Q", "there is no outcome 'Q'"),
        ("V", "no row and letter"),
        ("1A", "A (appointment) needs a day"),
        ("1B someday", "cannot read 'someday' as a day"),
        ("1A sat 25:00", "'25:00' is no hour"),
        ("1T; 1V", "row 1 is there twice"),
        ("1T; 2Q; 3", "2 of 3 rows cannot be read, and none was written down"),
        (" ; \n", "there is no row"),
        ("1T 2V 5N", "'1T 2V 5N': 2V may be a row of its own (a semicolon parts the rows; in a note, write 2 V)"),
        ("10N, 11N", "11N may be a row of its own"),
        ("1t wants studs 2v", "2v may be a row of its own"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_kept(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        typed(text, read_day=day)
    assert said in f"{caught.value.said} {caught.value.rule}"


def test_a_filled_spreadsheet_is_read_by_its_columns() -> None:
    rows = [
        {"sheet": "7", "row": "1", "code": "t", "note": "'=wants studs", "next": ""},
        {"sheet": "7", "row": "2", "code": "", "note": "", "next": ""},
        {"sheet": "7", "row": "3", "code": "B", "note": "after work", "next": "tue 16:30"},
        {"sheet": "7", "row": "4", "client": "C12", "code": "V", "note": "out of town", "next": "17-Nov-26 with Sam,"},
    ]
    assert filled(rows, read_day=day) == [
        Entry(1, "T", "=wants studs", sheet=7),
        Entry(3, "B", "after work", TUESDAY, "16:30", 7),
        Entry(4, "V", "with Sam, out of town", TUESDAY, None, 7, "C12"),
    ]
    with pytest.raises(UsageError):
        filled([{"sheet": "7", "row": "one", "code": "T"}], read_day=day)


def test_a_row_that_is_not_on_the_sheet_leaves_none_of_the_batch_written(till: Till) -> None:
    with open_shop(till.store) as shop, shop.book.transaction():
        promise(shop.book, buyer(shop), TOMORROW)
    till.type("calls", "plan")
    refused = till.type("calls", "log", "--batch", "1T; 99V", today="2026-11-14")
    assert refused.code == 2
    assert (
        "row 99: no sheet of today (Sat 14 Nov 2026) has a row 99; none of the 2 rows was written down" in refused.err
    )
    assert [call["row"] for call in till.type("calls", "due", "--json", today="2026-11-14").json["calls"]] == [1]


@pytest.mark.parametrize("saved", ["utf-8-sig", "cp1252", "semicolons", "workbook"])
def test_a_filled_sheet_is_read_however_it_was_saved(till: Till, tmp_path: Path, saved: str) -> None:
    with open_shop(till.store) as shop, shop.book.transaction():
        promise(shop.book, buyer(shop, name="Zoë Nováček"), TOMORROW)
    sheet, back = tmp_path / "calls.csv", tmp_path / f"back.{'xlsx' if saved == 'workbook' else 'csv'}"
    till.type("calls", "sheet", "--csv", str(sheet))
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        names, (*cells, _, _, _) = csv.reader(stream)
    rows = [names, [cell.replace("č", "c") for cell in (*cells, "b", "après midi", "17 Nov 16:30")]]
    if saved == "workbook":
        paper.workbook(rows[0], rows[1:], back)
    else:
        with back.open("w", encoding=saved if saved != "semicolons" else "utf-8", newline="") as stream:
            csv.writer(stream, delimiter=";" if saved == "semicolons" else ",").writerows(rows)
    (logged,) = till.type("calls", "log", "--file", str(back), "--json", today="2026-11-14").json["logged"]
    assert (logged["code"], logged["follow_up"]["due"], logged["note"]) == ("B", "2026-11-17", "après midi")


def test_a_file_that_is_no_filled_sheet_is_said_so(till: Till, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("name,phone\nAnn,1\n", encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    for file, said in (("other.csv", "has no columns row and code"), ("a.pdf", "is a PDF"), ("none.csv", "none.csv")):
        refused = till.type("calls", "log", "--file", str(tmp_path / file))
        assert refused.code == 2
        assert said in refused.err


def test_a_filled_sheet_is_never_written_down_against_another(till: Till, tmp_path: Path) -> None:
    """Neither by another number of the sheet, nor where the rows of this book mean somebody else."""
    with open_shop(till.store) as shop, shop.book.transaction():
        for number in range(2):
            promise(shop.book, buyer(shop, number, name=f"Ann {number}"), TOMORROW)
    file = tmp_path / "calls.csv"
    till.type("calls", "sheet", "--csv", str(file))
    till.type("calls", "sheet", "--for", "2026-11-20")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        names, *rows = csv.reader(stream)
    for row in rows:
        row[-3] = "X"

    def typed(*words: str) -> str:
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([names, *rows])
        refused = till.type("calls", "log", "--file", str(file), *words, today="2026-11-14")
        assert refused.code == 2
        return " ".join(refused.err.split())

    assert "row 1 of the file is of sheet 1, not of sheet 2" in typed("--sheet", "2")
    client = names.index("client")
    rows[0][client], rows[1][client] = rows[1][client], rows[0][client]
    assert "row 1 of sheet 1 is Ann 0 C1, not C2; none of the 2 rows was written down" in typed()
    assert len(till.type("calls", "due", "--json", today="2026-11-14").json["calls"]) == 2
