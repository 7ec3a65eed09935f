"""A copy that a spreadsheet saved again tells the same: the import finds every record there already."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence

import pytest

from tests.intake import exports, spreadsheet
from tests.intake.conftest import Desk
from tests.intake.exports import itemised, order
from tests.intake.workbooks import written

Row = Mapping[str, str]

ORDERS = [
    *order("#1", ("1", "Ring", "1149.00"), ("1", "Chain", "50.50"), who="José Ortíz"),
    *order("#2", ("2", "Studs", "9.00"), off="1.80", who="Bo Hall"),
]
ITEMS = [
    *itemised("T1", ("1.0", "Potter’s mug", "$8.00"), ("2.0", "Ring", "$1,149.00"), date="2026-03-25"),
    *itemised("T2", ("-1.0", "Chain", "-$7.00"), date="2026-04-03", time="09:05:00", more={"Event Type": "Refund"}),
]
PEOPLE = [
    {"Customer ID": "'7000000000001", "First Name": "José", "Last Name": "Ortíz", "Email": "jose@example.com",
     "Phone": "'+15035550142", "Default Address Zip": "'02101", "Total Spent": "100.00"},
    {"Customer ID": "'7000000000002", "First Name": "Bo", "Last Name": "Hall", "Email": "bo@example.com"},
]  # fmt: skip


def number(cell: str) -> str:
    """1149.00 becomes 1149, 50.50 becomes 50.5."""
    return re.sub(r"(?<=\d)\.0+$|(\.\d*?)0+$", r"\1", cell) if re.fullmatch(r"-?\d+\.\d+", cell) else cell


def accounting(cell: str) -> str:
    """-$7.00 becomes ($7.00), and what is left positive ends in a blank."""
    if re.fullmatch(r"-\$[\d,.]+", cell):
        return f"({cell[1:]})"
    return f"{cell} " if re.fullmatch(r"\$[\d,.]+", cell) else cell


def american(cell: str) -> str:
    """2026-03-25 becomes 3/25/2026, 14:05:00 becomes 2:05:00 PM."""
    if day := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", cell):
        return f"{int(day[2])}/{int(day[3])}/{day[1]}"
    if time := re.fullmatch(r"(\d\d):(\d\d):(\d\d)", cell):
        hour = int(time[1])
        return f"{(hour - 1) % 12 + 1}:{time[2]}:{time[3]} {'PM' if hour >= 12 else 'AM'}"
    return cell


def unguarded(cell: str) -> str:
    return cell.removeprefix("'")


def resaved(rows: Sequence[Row], *changes: Callable[[str], str]) -> Sequence[Row]:
    for change in changes:
        rows = [{name: change(cell) for name, cell in row.items()} for row in rows]
    return rows


@pytest.mark.parametrize(
    ("header", "rows", "again"),
    [
        pytest.param(exports.SHOPIFY_79, ORDERS, resaved(ORDERS, number, unguarded), id="Shopify orders"),
        pytest.param(exports.SQUARE_35, ITEMS, resaved(ITEMS, number, accounting, american), id="Square items"),
        pytest.param(exports.SHOPIFY_CUSTOMERS, PEOPLE, resaved(PEOPLE, number, unguarded), id="Shopify customers"),
    ],
)
@pytest.mark.parametrize("how", ["cp1252", "semicolons", "sorted", "workbook"])
def test_a_resaved_copy_is_there_already(
    desk: Desk, header: tuple[str, ...], rows: Sequence[Row], again: Sequence[Row], how: str
) -> None:
    first = desk.receipt(exports.write(header, rows))
    text = exports.write(header, again, delimiter=";" if how == "semicolons" else ",", end="\r\n")
    content: str | bytes = text.encode("cp1252") if how == "cp1252" else text
    if how == "sorted":
        lines = text.splitlines(keepends=True)
        # Rows of one order stay together, as a sort by order number leaves them.
        content = "".join([lines[0], *sorted(lines[1:], key=lambda line: line.split(",")[0], reverse=True)])
    if how == "workbook":
        content = written({"Copy": [list(header), *([row.get(name, "") for name in header] for row in again)]})
    receipt = desk.receipt(content, name=f"copy of export.{'xlsx' if how == 'workbook' else 'csv'}")
    assert (receipt["rows_set_aside"], receipt["rows_already_there"]) == (0, first["rows_kept"])
    assert (receipt["sales_new"], receipt["sales_changed"], receipt["clients_new"]) == (0, 0, 0)
    assert receipt["control"] == first["control"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("first", ["export", "copy"])
def test_stock_numbers_that_a_spreadsheet_spoiled_change_no_sale(desk: Desk, first: str, ending: str) -> None:
    rows = [dict(row) for row in order("#1", ("1", "Ring", "48.00"), ("1", "Studs", "9.00"), ("1", "Pin", "5.00"))]
    numbers = ["4006381333931" if ending == "csv" else "40063813339316612", "00042", "AB-1"]
    for row, sku in zip(rows, numbers, strict=True):
        row["Lineitem sku"] = sku
    text = exports.write(exports.SHOPIFY_79, rows)
    table = list(csv.reader(text.splitlines()))
    copy = spreadsheet.as_csv(table) if ending == "csv" else spreadsheet.as_workbook(table)
    files: dict[str, tuple[str | bytes, str]] = {"export": (text, "orders.csv"), "copy": (copy, f"copy.{ending}")}
    name = files[first][1]
    receipts = {name: desk.receipt(*files.pop(first)[:1], name=name)}
    ((content, name),) = files.values()
    receipts[name] = desk.receipt(content, name=name)
    assert receipts[name]["sales_new"] == receipts[name]["rows_set_aside"] == 0
    assert "Lineitem sku: 1 spoiled by a spreadsheet" in str(receipts[f"copy.{ending}"]["repaired"])
    assert desk.rows("SELECT sku FROM sale_line JOIN sale_now USING (sale) ORDER BY line") == [
        (sku,) for sku in numbers
    ]
    again = desk.receipt(copy if first == "copy" else text, name=f"again.{name.rpartition('.')[2]}")
    assert (again["same_file"], again["rows_kept"]) == (True, 0)
    if first == "export":
        assert (receipts[name]["rows_kept"], receipts[name]["sales_changed"]) == (0, 0)


def test_a_few_days_that_begin_with_the_year_are_read_beside_many_that_do_not(desk: Desk) -> None:
    days = ("3/14/2026 10:30", "3/15/2026 9:05", "2026-03-16 12:00:00", "2026-03-17")
    rows = [row for number, at in enumerate(days) for row in order(f"#{number}", ("1", "Ring", "48.00"), at=at)]
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, [*rows, *order("#9", ("1", "Pin", "5.00"), at=days[0])]))
    assert (receipt["rows_set_aside"], receipt["first_day"], receipt["last_day"]) == (0, "2026-03-14", "2026-03-17")
