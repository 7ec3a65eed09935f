"""Cells to values: money, numbers and dates as tills and spreadsheets write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clientbook_cli.intake import dates, phones, zones
from tests.intake.conftest import Desk

MAPPING = """kind = "sales"
[columns]
sold_on = "When"
item = "What"
quantity = "Qty"
net = "Paid"
[dates]
order = "month-first"
"""


def read(desk: Desk, column: str, *cells: str) -> list[object]:
    """What stands in the book for these cells of one column; None for each one that was set aside."""
    when, paid, quantity = "2026-01-01", "1", "1"
    lines = ["When;What;Qty;Paid"]
    for number, cell in enumerate(cells):
        values = {"When": when, "Qty": quantity, "Paid": paid, column: cell}
        quoted = '"' + values[column].replace('"', '""') + '"'
        values[column] = quoted
        lines.append(f"{values['When']};item {number};{values['Qty']};{values['Paid']}")
    desk.receipt("\n".join(lines) + "\n", "--map", desk.file(MAPPING, "my.toml"))
    field = {"When": "day::VARCHAR", "Qty": "quantity", "Paid": "told_net"}[column]
    found = dict(desk.rows(f"SELECT item, {field} FROM sale JOIN sale_line USING (sale)"))
    return [found.get(f"item {number}") for number in range(len(cells))]


def test_money_is_read_in_every_way_it_is_written(desk: Desk) -> None:
    written = {
        "1300.00": "1300",
        "$1,234.50": "1234.5",
        "(45.00)": "-45",
        "($24.00)": "-24",
        "-$7.00": "-7",
        "$-7.00": "-7",
        "$240.00 ": "240",
        " 12 ": "12",
        "39440": "39440",
        "'-5.00": "-5",
        "+5.": "5",
        "USD 5.00": "5",
        "5.00 USD": "5",
        "€10": "10",
        "1,234,567.89": "1234567.89",
        "0": "0",
        ".5": ".5",
        "5.00-": "-5",
        "1 234.50": "1234.5",
        "CA$5.00": "5",
        " $-   ": "0",
    }
    assert read(desk, "Paid", *written) == [Decimal(value) for value in written.values()]


def test_what_is_no_amount_is_set_aside_and_never_guessed(desk: Desk) -> None:
    cells = ["5.00", "call", "12,34,5", "5.00.00", "1e3x", "5 rings", "$", "--5", "31/12/2026"]
    assert read(desk, "Paid", *cells) == [Decimal(5), *[None] * 8]


def test_a_decimal_comma_is_decided_for_the_whole_column(desk: Desk) -> None:
    assert read(desk, "Paid", "1.234,50 €", "12,5", "7", "1.000") == [
        Decimal("1234.5"),
        Decimal("12.5"),
        Decimal(7),
        Decimal(1000),
    ]


def test_one_comma_among_points_does_not_turn_the_column_round(desk: Desk) -> None:
    assert read(desk, "Paid", "12.50", "13.50", "14,50") == [Decimal("12.5"), Decimal("13.5"), None]


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["2026-04-03", "2026-12-31"], ["2026-04-03", "2026-12-31"]),
        (["2026-04-03T10:00:00", "2026-04-03 10:00:00.123 +0200"], ["2026-04-03", "2026-04-03"]),
        (["4/3/2026", "12/31/2026"], ["2026-04-03", "2026-12-31"]),
        (["3/4/2026", "31/12/2026"], ["2026-04-03", "2026-12-31"]),
        (["4/3/26", "12/31/26"], ["2026-04-03", "2026-12-31"]),
        (["03.04.26", "31.12.2026"], ["2026-04-03", "2026-12-31"]),
        (["4/3/2026 10:05", "4/3/2026 11:05:33 PM"], ["2026-04-03", "2026-04-03"]),
        (["23-Aug-2026", "1-Sep-2026"], ["2026-08-23", "2026-09-01"]),
        (["August 23, 2026", "Sep 1, 2026"], ["2026-08-23", "2026-09-01"]),
        (["2026/04/03", "2026/12/31"], ["2026-04-03", "2026-12-31"]),
        (["12/31/2026", "1/2/2026", "31/02/2026"], ["2026-12-31", "2026-01-02", None]),
        (["2026-04-03", "2026-02-30", "soon"], ["2026-04-03", None, None]),
    ],
)
def test_dates_are_read_by_what_their_whole_column_says(desk: Desk, cells: list[str], days: list[str]) -> None:
    assert read(desk, "When", *cells) == days


def test_the_order_of_day_and_month_is_what_most_of_the_column_says() -> None:
    shapes = [dates.Shape("0/0/0", high_first=1, high_second=700, longest_first=2, cells=1000)]
    decision = dates.decide(shapes, wanted="", otherwise="")
    assert (decision.order, decision.formats[:2]) == ("month-first", ("%m/%d/%y", "%m/%d/%Y"))
    assert dates.decide(shapes, wanted="day-first", otherwise="").order == "day-first"


def test_a_column_that_cannot_tell_says_so() -> None:
    shapes = [dates.Shape("0/0/0", high_first=0, high_second=0, longest_first=2, cells=10)]
    assert dates.decide(shapes, wanted="", otherwise="").order == ""
    assert dates.decide(shapes, wanted="", otherwise="month-first").order == "month-first"


@pytest.mark.parametrize("label", ["1/" * 16_000, "America/Indiana", "../zones", "a/b", "/" * 9, "Café/Bar", "America"])
def test_a_cell_that_is_no_time_zone_is_none_whatever_it_holds(label: str) -> None:
    assert zones.zone_of(label) is None


def test_zones_are_known_by_their_own_names_and_by_those_that_tills_give_them() -> None:
    known = {"Pacific Time (US & Canada)": "America/Los_Angeles", "Etc/GMT+8": "Etc/GMT+8"}
    assert {label: zones.zone_of(label) for label in known} == known


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("503-555-0101 / 503-555-0102", "+15035550101"),
        ("none or  503-555-0102 ", "+15035550102"),
        ("5" + " " * 30_000 + "5", None),
        ("\xa0" * 30_000, None),
        ("5 or " * 6_000, None),
    ],
)
def test_of_several_phones_in_a_cell_the_first_counts_however_long_it_is(cell: str, number: str | None) -> None:
    assert phones.normalise(cell, country="US") == number


def test_a_cell_as_long_as_a_cell_may_be_is_no_date() -> None:
    odd = dates.Shape("A@A." * 8_000, 0, 0, 0, 1)
    plain = dates.Shape("0/0/0", 1, 0, 2, 1)
    decided = dates.decide([odd, plain], wanted="", otherwise="")
    assert decided.order == "day-first"
    assert all(each.startswith("%d/%m/") for each in decided.formats)
