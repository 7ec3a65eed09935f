"""Bytes to text: whatever the encoding, the delimiter and the line ends, the same records come of it."""

from __future__ import annotations

import csv
import io
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
    ("megabytes", "lines", "whole"),
    [
        (400, 1_000_000, True),
        (400, 1_000_001, True),
        (510, 5_000_000, True),
        (40, 100_000, False),
        (4_000, 10**7, False),
    ],
)
def test_a_file_that_fits_in_memory_is_read_in_whole_row_groups(
    tmp_path: Path, megabytes: int, lines: int, whole: bool
) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as opened:
        opened.truncate(megabytes << 20)  # takes no room on the disk
    small = tmp_path / "small.csv"
    small.write_text(exports.write(exports.SHOPIFY_79, ROWS), encoding="utf-8")
    file = replace(reader.examine(small, scratch=tmp_path), text=large, lines=lines)
    size = portions.bytes_at_once(file)
    assert size % 16 == 0  # else DuckDB leaves records out
    assert (size // 4 * lines // (megabytes << 20) >= 122_880) == whole
    assert size * 3 < portions.FITTING * 2  # it holds three at a time


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
    counter = records.Counter(without_blank_lines=True)
    for start in range(0, len(text), size):
        counter.add(text[start : start + size])
    assert counter.end() == len(rows)


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
