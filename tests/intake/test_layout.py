"""Files that a spreadsheet, a report or a hand has worked on: what a person would read is read, and said."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from clientbook_cli.intake import layout
from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.exports import itemised, order

ORDERS = [
    *order("#1", ("1", 'Ring, "gold"', "100.00"), ("1", "Chain", "50.00"), who="Zoë Ōta"),
    *order("#2", ("2", "Studs", "9.00"), who="Bo Hall"),
]
PEOPLE = [
    {"Customer ID": "'7000000000001", "First Name": "Ann", "Last Name": "Lee", "Email": "ann@example.com"},
    {"Customer ID": "'7000000000002", "First Name": "Bo", "Last Name": "Hall", "Email": "bo@example.com"},
]
MAPPING = """kind = "sales"
[columns]
transaction_id = "No"
sold_on = "When"
item = "What"
quantity = "Qty"
net = "Paid"
sku = "SKU"
"""
HEADER = "No,When,What,Qty,Paid,SKU,Note\n"
ROWS = [f"{n},2026-01-{n:02},Ring {n},1,5.00,R{n},\n" for n in range(1, 9)]


@pytest.fixture
def mapping(desk: Desk) -> Path:
    return desk.file(MAPPING, "my.toml")


def set_aside(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows("SELECT line, cause FROM set_aside_row ORDER BY line")


@pytest.mark.parametrize("mark", [";", "^", "\t"])
def test_a_first_line_that_names_the_delimiter_is_heeded(desk: Desk, mark: str) -> None:
    text = f"sep={mark}\n" + exports.write(exports.SHOPIFY_79, ORDERS, delimiter=mark)
    receipt = desk.receipt(text)
    assert (receipt["rows_kept"], receipt["delimiter"]) == (3, mark)
    assert "first line names the mark between columns" in receipt["repaired"][0]


@pytest.mark.parametrize(
    "title",
    [
        "Sales report\n",
        "Harlow & Finch,,,,,,\nFrom,2026-01-01,to,2026-01-31,,,\n,,,,,,\n",
        '"Printed on 1/2/2026 by ""Ann"""\n\n\n',
    ],
)
def test_lines_above_the_names_are_passed_over_and_line_numbers_stay_right(
    desk: Desk, mapping: Path, title: str
) -> None:
    bad = "9,never,Ring,1,5.00,R,\n"
    receipt = desk.receipt(title + HEADER + "".join(ROWS) + bad, "--map", mapping)
    assert (receipt["rows_read"], receipt["rows_kept"]) == (9, 8)
    assert "above the names of the columns passed over" in receipt["repaired"][0]
    assert set_aside(desk) == [(title.count("\n") + 10, "unreadable date")]


def wrapped(text: str, *, names_too: bool = False) -> str:
    """Each data line quoted once more, with a semicolon after it, as a spreadsheet does."""
    out = io.StringIO()
    for number, record in enumerate(csv.reader(io.StringIO(text))):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(record)
        plain = line.getvalue().removesuffix("\n")
        quoted = '"' + plain.replace('"', '""') + '";'
        out.write((quoted if number or names_too else plain) + "\n")
    return out.getvalue()


@pytest.mark.parametrize("names_too", [False, True])
def test_lines_that_were_quoted_as_a_whole_are_read_as_they_were_meant(desk: Desk, names_too: bool) -> None:
    rows = [{**row, "Notes": "two\nlines"} if row.get("Currency") else row for row in ORDERS]
    text = exports.write(exports.SHOPIFY_79, rows)
    receipt = desk.receipt(wrapped(text, names_too=names_too))
    assert (receipt["rows_kept"], receipt["rows_set_aside"]) == (3, 0)
    assert "3 rows that were quoted as a whole" in receipt["repaired"]
    assert desk.receipt(text)["rows_already_there"] == 3


def test_a_bad_row_among_lines_quoted_as_a_whole_can_be_mended(desk: Desk, mapping: Path) -> None:
    receipt = desk.receipt(wrapped(HEADER + "".join(ROWS).replace("2026-01-03", "never")), "--map", mapping)
    assert (receipt["rows_kept"], receipt["rows_set_aside"], set_aside(desk)) == (7, 1, [(4, "unreadable date")])
    aside = Path(str(receipt["set_aside_file"])).read_text(encoding="utf-8-sig")
    mended = desk.receipt(aside.replace("never", "2026-01-03"), "--map", mapping, name="mended.csv")
    assert (mended["rows_kept"], mended["rows_set_aside"]) == (1, 0)


def test_one_column_of_texts_with_commas_is_not_taken_for_quoted_lines() -> None:
    assert not layout.find('Notes\n"a, b"\n"c, d"\n', headless=False).wrapped
    assert not layout.find('"A","B"\n"a, b","c"\n', headless=False).wrapped


def test_names_in_the_middle_are_no_records_and_need_no_mending(desk: Desk, mapping: Path) -> None:
    typed = desk.type(desk.file(HEADER + ROWS[0] + HEADER + ROWS[1] + "\n" + HEADER), "--map", mapping)
    (receipt,) = typed.json["files"]
    assert typed.code == 0
    assert (receipt["rows_read"], receipt["rows_kept"], receipt["rows_set_aside"]) == (4, 2, 2)
    assert (receipt["rows_harmless"], receipt["set_aside_file"]) == (2, None)
    assert set_aside(desk) == [(3, "the names of the columns again"), (6, "the names of the columns again")]


def test_names_in_the_middle_of_a_client_list_are_nobodys(desk: Desk) -> None:
    text = exports.write(exports.SHOPIFY_CUSTOMERS, PEOPLE)
    header, first, second = text.splitlines(keepends=True)
    receipt = desk.receipt(header + first + header + second)
    assert (receipt["rows_kept"], receipt["rows_harmless"]) == (2, 1)
    assert desk.rows("SELECT count(*) FROM client") == [(2,)]


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ("Total,,,8,40.00,,\n", "a row of totals"),
        (",,Grand total:,8,40.00,,\n", "a row of totals"),
        (",,,8,40.00,,\n", "a row of totals"),
        ("Summe,,,,40.00,,,\n", "a row of totals"),
        ("Total,8,40.00\n", "a row of totals"),
        ("\nPrinted by Ann\n", "a line below the table"),
    ],
)
def test_totals_and_remarks_below_a_table_are_told_apart_from_bad_records(
    desk: Desk, mapping: Path, row: str, cause: str
) -> None:
    typed = desk.type(desk.file(HEADER + "".join(ROWS) + row), "--map", mapping)
    (receipt,) = typed.json["files"]
    assert (typed.code, receipt["rows_kept"], receipt["rows_set_aside"]) == (0, 8, 1)
    assert [each[1] for each in set_aside(desk)] == [cause]
    assert receipt["control"]["net"] == "40.00"


def test_a_row_of_totals_below_a_client_list_is_nobody(desk: Desk) -> None:
    text = exports.write(exports.SHOPIFY_CUSTOMERS, [*PEOPLE, {"First Name": "Total", "Total Spent": "900.00"}])
    receipt = desk.receipt(text)
    assert (receipt["rows_kept"], receipt["rows_set_aside"], receipt["rows_harmless"]) == (2, 1, 1)


def test_a_row_that_lacks_only_cells_which_may_be_empty_is_good(desk: Desk, mapping: Path) -> None:
    ragged = ["11,2026-02-01,Ring,1,5.00\n", "12,2026-02-01,Ring,1\n", "13,2026-02-01,Ring,1,5.00,R,,,\n"]
    receipt = desk.receipt(HEADER + "".join([*ROWS, *ragged]), "--map", mapping)
    assert (receipt["rows_kept"], receipt["rows_set_aside"]) == (10, 1)
    assert receipt["repaired"] == [
        "1 row without their last cells, which may be empty",
        "1 row with empty cells too many",
    ]
    assert set_aside(desk) == [(11, "4 cells instead of 7")]


@pytest.mark.parametrize("above", ["\n", "\r\n", "\n\n", " \n"])
def test_a_blank_line_above_the_names_is_no_record(desk: Desk, above: str) -> None:
    receipt = desk.receipt(above + exports.write(exports.SHOPIFY_CUSTOMERS, [*PEOPLE, {"Tags": " "}]))
    assert [receipt[f"rows_{what}"] for what in ("read", "kept", "set_aside")] == [3, 2, 1]
    assert receipt["clients_new"] == 2
    assert [line for line, _ in set_aside(desk)] == [above.count("\n") + 4]


def test_a_client_with_18_of_20_cells_is_good(desk: Desk) -> None:
    lines = exports.write(exports.SHOPIFY_CUSTOMERS, PEOPLE).splitlines()
    lines[2] = lines[2].removesuffix(",,")
    receipt = desk.receipt("\n".join(lines) + "\n")
    assert (receipt["rows_kept"], receipt["rows_set_aside"]) == (2, 0)


@pytest.mark.parametrize("cell", ["x" * 40_000, '"' + "a note\n" * 5_714 + 'xx"'], ids=["one line", "many lines"])
def test_a_cell_that_is_too_long_costs_its_row_and_names_the_limit(desk: Desk, mapping: Path, cell: str) -> None:
    rows = [*ROWS[:3], f"9,2026-01-01,Ring,1,5.00,R,{cell}\n", *ROWS[3:]]
    receipt = desk.receipt(HEADER + "".join(rows), "--map", mapping)
    assert (receipt["rows_kept"], receipt["rows_set_aside"]) == (8, 1)
    assert set_aside(desk) == [(5, "a cell of 40,000 characters (at most 32,768: [imports] most_cell_kb)")]


def test_a_record_may_be_longer_than_a_cell(desk: Desk, mapping: Path) -> None:
    note = '"' + "a note\n" * 3_000 + '"'
    rows = [*ROWS[:3], f"9,2026-01-01,{note},1,5.00,R,{note}\n", *ROWS[3:]]
    receipt = desk.receipt(HEADER + "".join(rows), "--map", mapping)
    assert (receipt["rows_kept"], receipt["rows_set_aside"]) == (9, 0)


def test_bytes_of_another_encoding_among_utf8_cost_nothing(desk: Desk) -> None:
    items = itemised("T", ("1.0", "Zoë’s mug", "$8.00"), ("1.0", "Ōta’s ring", "$9.00"), ("1.0", "Bo~s chain", "$1.00"))
    text = exports.write(exports.SQUARE_35, items).encode().replace(b"~", b"\x92")
    receipt = desk.receipt(text)
    assert receipt["encoding"] == "utf-8, some of it cp1252"
    assert desk.rows("SELECT item FROM sale_line ORDER BY line") == [("Zoë’s mug",), ("Ōta’s ring",), ("Bo’s chain",)]


def lay(lines: Sequence[str]) -> layout.Layout:
    return layout.find("".join(f"{line}\n" for line in lines), headless=False)


@pytest.mark.parametrize(
    ("lines", "delimiter", "line"),
    [
        (["a;b;c", "1,5;2,5;3,5", "1,5;2,5;3,5"], ";", 1),
        (["name|city", "Lee, Ann|Bend, OR", "Hall, Bo|Bend, OR"], "|", 1),
        (["date,2024,2025", "x,1,2"], ",", 1),
        (["Title", "", "a,b,c", "1,2,3"], ",", 3),
        (["only"], ",", 1),
    ],
)
def test_where_the_names_stand_and_what_divides_them(lines: list[str], delimiter: str, line: int) -> None:
    laid = lay(lines)
    assert (laid.delimiter, laid.header_line) == (delimiter, line)
