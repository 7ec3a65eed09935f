"""Bytes to text: whatever the encoding, the delimiter and the line ends, the same records come of it."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientbook_cli.intake import portions, reader, records, sifting
from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.exports import order

ROWS = [
    *order("#1", ("1", "Bague “été”", "100.00"), who="Zoë Ōta"),
    *order("#2", ("1", "Ring", "9.00"), who="José Ortíz"),
]
LATIN = [
    *order("#1", ("1", "Café ring", "100.00"), who="Zoë Ott"),
    *order("#2", ("1", "Ring", "9.00"), who="José Ortíz"),
]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8 with BOM"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_text_in_any_unicode_form_is_read_and_said(desk: Desk, encoding: str, said: str) -> None:
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, ROWS).encode(encoding))
    assert (receipt["rows_kept"], receipt["encoding"]) == (2, said)
    assert desk.rows("SELECT name FROM client ORDER BY client") == [("Zoë Ōta",), ("José Ortíz",)]


@pytest.mark.parametrize(("encoding", "more"), [("cp1252", "’"), ("latin-1", "\x81")])
def test_old_encodings_are_read_and_said(desk: Desk, encoding: str, more: str) -> None:
    text = exports.write(exports.SHOPIFY_79, LATIN).replace("Café", f"Café{more}")
    receipt = desk.receipt(text.encode(encoding))
    assert (receipt["rows_kept"], receipt["encoding"], receipt["repaired"]) == (2, encoding, [f"read as {encoding}"])
    assert ("José Ortíz",) in desk.rows("SELECT name FROM client")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_line_end_will_do(desk: Desk, delimiter: str, end: str) -> None:
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, ROWS, delimiter=delimiter, end=end))
    assert (receipt["rows_kept"], receipt["delimiter"]) == (2, delimiter)


def test_mixed_line_ends_are_made_the_same_and_said(desk: Desk) -> None:
    first, second, third, *_ = exports.write(exports.SHOPIFY_79, ROWS).split("\n")
    receipt = desk.receipt(f"{first}\r\n{second}\n{third}\r\n")
    assert (receipt["rows_kept"], receipt["repaired"]) == (2, ["line ends made the same"])


def test_blank_lines_are_no_records_and_a_last_line_needs_no_end(desk: Desk) -> None:
    text = exports.write(exports.SHOPIFY_79, ROWS).replace("\n#2", "\n\n  \n\n#2").rstrip("\n")
    assert desk.receipt(text)["rows_read"] == 2


def test_a_name_that_looks_like_a_search_pattern_is_only_a_name(desk: Desk) -> None:
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, ROWS), name="orders [2] {a} 50%?.csv")
    assert (receipt["rows_kept"], receipt["file"]) == (2, "orders [2] {a} 50%?.csv")


def test_guards_of_a_spreadsheet_are_taken_off(desk: Desk) -> None:
    rows = [
        {**row, "Billing Zip": '="02101"', "Total": "'100.00", "Billing City": "\u00a0Bend\u202f "} for row in ROWS[:1]
    ]
    desk.receipt(exports.write(exports.SHOPIFY_79, rows))
    assert desk.rows("SELECT postcode, city FROM client") == [("02101", "Bend")]
    assert desk.rows("SELECT total FROM sale") == [(100,)]


@pytest.mark.parametrize(
    ("city", "postcode"),
    [
        ("  Bend ", "02101 "),
        ("Bend", "'02101"),
        (" Bend", "'02101 "),
        ("Bend", '="02101"'),
        ("Bend\u00a0", "'02101"),
        ("\u202fBend", "02101"),
    ],
)
def test_what_is_round_a_cell_is_taken_off_whatever_else_the_file_has_of_it(
    desk: Desk, city: str, postcode: str
) -> None:
    rows = [{**row, "Billing Zip": postcode, "Billing City": city} for row in ROWS[:1]]
    desk.receipt(exports.write(exports.SHOPIFY_79, rows))
    assert desk.rows("SELECT postcode, city FROM client") == [("02101", "Bend")]


@pytest.mark.parametrize(
    ("megabytes", "lines", "long_cell", "whole"),
    [
        (400, 1_000_000, False, True),
        (4_000, 10_000_000, False, True),
        (510, 5_000_000, False, True),
        (400, 1_000_000, True, False),
        (40, 100_000, False, False),  # one thread would read it alone
        (4_000, 100_000, False, False),  # so many rows have no room
    ],
)
def test_a_large_file_is_read_in_whole_row_groups(
    tmp_path: Path, megabytes: int, lines: int, long_cell: bool, whole: bool
) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as opened:
        opened.truncate(megabytes << 20)  # takes no room on the disk
    small = tmp_path / "small.csv"
    small.write_text(exports.write(exports.SHOPIFY_79, ROWS), encoding="utf-8")
    file = replace(reader.examine(small, scratch=tmp_path), text=large, lines=lines, long_cell=long_cell)
    portion = portions.of(file, most_cell=32 << 10)
    rows = max(portion.size // 4, portion.most_line) * lines // (megabytes << 20)
    assert (rows >= 122_880) == whole
    assert (portion.most_line == 32 << 10) == (not whole)


@pytest.mark.parametrize("begun", [0, 1, 100, 15_000, 16_383, 16_384, 16_385, 20_000, 32_000, 32_767, 32_768])
def test_a_line_as_long_as_a_cell_may_be_is_found_wherever_it_lies(tmp_path: Path, begun: int) -> None:
    file = tmp_path / "long.csv"
    before = ("a,b\n" + "1,2\n" * (1 << 18))[: (1 << 20) - begun - 4]
    text = before.ljust((1 << 20) - begun - 1, "3") + "\n"  # the chunks are a megabyte
    file.write_text(text + "x," + "y" * ((32 << 10) - 2) + "\n1,2\n", encoding="utf-8")
    assert reader.examine(file, scratch=tmp_path).irregular
    file.write_text(text + "1,2\n" * 9_000, encoding="utf-8")
    assert not reader.examine(file, scratch=tmp_path).irregular


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 40_000), st.lists(st.integers(0, 30_000), min_size=1, max_size=12), st.integers(0, 1 << 20))
def test_a_cell_over_several_lines_that_is_too_long_is_never_taken_for_a_short_one(
    begun: int, ends: list[int], size: int
) -> None:
    most_cell = 32 << 10
    cell = bytearray(b"y" * (most_cell + size % 20_000))
    for end in ends:
        cell[end] = ord("\n")
    text = b"a,b\n" + b"1,2\n" * (1 << 18)
    text = text[: (1 << 20) - begun - begun % 4] + b'x,"' + bytes(cell) + b'"\n' + b"1,2\n" * 40_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "long.csv"
        file.write_bytes(text)
        examined = reader.examine(file, scratch=Path(folder), most_cell=most_cell)
    assert examined.long_cell or examined.irregular


def test_short_cells_over_several_lines_are_known_to_be_short(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("a,b\n" + '1,"two\nand three\nlines"\n1,"2"\n' * 100_000, encoding="utf-8")
    examined = reader.examine(file, scratch=tmp_path)
    assert (examined.long_cell, examined.irregular, examined.lines) == (False, False, 200_000)


_CELLS = st.sampled_from(["", "a", "a\nb", 'x"y', "\n", "\n\n", '"', ",", "b\r\nc", "'", "é"])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(_CELLS, min_size=2, max_size=2), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.integers(1, 9),
    st.booleans(),
)
def test_records_are_counted_right_however_the_chunks_fall(
    rows: list[list[str]], end: str, quoting: int, size: int, blank: bool
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    for row in rows:
        writer.writerow(row)
        if blank:
            out.write(end)
    text = out.getvalue().encode()
    counter, plain = records.Counter(without_blank_lines=True), records.Counter()
    for start in range(0, len(text), size):
        counter.add(text[start : start + size])
        plain.add(text[start : start + size])
    assert counter.end() == len(rows)
    whole = records.Counter()
    whole.add(text)
    most = max(cell.count("\n") for row in rows for cell in row)
    assert whole.cell_lines >= 1 + most if most else whole.cell_lines == 0


def test_sifting_writes_back_what_was_good_with_its_places(tmp_path: Path) -> None:
    file, clean = tmp_path / "a.csv", tmp_path / "b.csv"
    file.write_text('a,b\n1,"x\ny"\n2\n3,"open\n\n4,"say ""so"""\n', encoding="utf-8")
    sifted = sifting.sift(file, clean, sifting.Rules(delimiter=",", header=("a", "b")))
    assert clean.read_text(encoding="utf-8") == 'a,b\n1,"x\ny"\n4,"say ""so"""\n'
    assert [sifted.places.of(number) for number in (1, 2)] == [(1, 2), (4, 7)]
    assert [(record.record, record.line, cause) for record, cause in sifted.bad] == [
        (2, 4, "1 cell instead of 2"),
        (3, 5, "a quote mark is not closed"),
    ]


def test_a_long_file_keeps_its_order_in_the_book(desk: Desk) -> None:
    """Long enough for several threads: what a join or a list of constants would lose shows here."""
    rows = [
        row for n in range(70_000) for row in order(f"#{n}", ("1", f"Ring {n}", "1.00"), ("1", f"Chain {n}", "2.00"))
    ]
    path = desk.file(exports.write(exports.SHOPIFY_10, rows))
    assert reader.examine(path, scratch=desk.folder).lines == 140_000
    assert desk.type(path).code == 0
    right = "if(line = 1, 'Ring ', 'Chain ') || substr(transaction_id, 2)"
    assert desk.rows(f"SELECT count(*) FROM sale JOIN sale_line USING (sale) WHERE item <> {right}") == [(0,)]
    placed = "SELECT transaction_id, row_number() OVER (ORDER BY sale) - 1 AS place FROM sale"
    assert desk.rows(f"SELECT count(*) FROM ({placed}) WHERE '#' || place <> transaction_id") == [(0,)]
