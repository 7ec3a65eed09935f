"""WebToffee's order export: a record an order, with a cell for each line and one for its refunds.

Takes a record apart into rows with plain cells: the order's own on the first, each line on one, each refund on one
more, a sale of its own on its own day. Knows the cells' inner form; what figures mean is the preset's to say.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from clientbook_cli.intake.formats import fold

LINE = ("event", "line_type", "item", "sku", "quantity", "gross", "discount", "net", "tax", "refunded_undated")
_LINE_CELL = re.compile(r"line_item_\d+")
# A name may hold the marks that part the fields: only before a known one do they part.
_FIELD = re.compile(r"(?:^|\|)(name|product_id|sku|quantity|total|sub_total|tax|tax_data|refunded|meta[^:|]*):")
_REFUND = re.compile(
    r"amount:(?P<amount>[^|]*)\|reason:(?P<reason>.*?)\|date:(?P<date>\d{4}-\d\d-\d\d[ T][\d:]*)", re.S
)
# Marks in line_type that no till writes: a row that is no line, and one worth what it says without naming goods.
NOTHING, WHOLE = "~nothing", "~whole"
_OWN = ("record", "counted")
_WHO = re.compile(r"customer_|billing_")


def take_apart(source: Path, target: Path, *, delimiter: str) -> list[str]:
    """Write the rows of every record of a file that is in order to another one; the names of its columns."""
    with source.open(encoding="utf-8", newline="") as opened, target.open("w", encoding="utf-8", newline="") as written:
        records = csv.reader(opened, delimiter=delimiter)
        names = [fold(name) for name in next(records, [])]
        header = list(dict.fromkeys((*(name for name in names if not _LINE_CELL.fullmatch(name)), *LINE, *_OWN)))
        writer = csv.DictWriter(
            written, header, delimiter=delimiter, restval="", extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        for number, cells in enumerate(records, start=1):
            record: dict[str, str] = {}
            for name, cell in zip(names, cells, strict=False):
                record.setdefault(name, cell)  # of two columns of one name the first is read, as in any other file
            for place, row in enumerate(rows(record)):
                writer.writerow({**row, "record": str(number), "counted": "0" if place else "1"})
    return header


def rows(record: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The rows of one order; every one has the order's number, the first has all of its cells."""
    head = {name: cell for name, cell in record.items() if not _LINE_CELL.fullmatch(name)}
    number = head.get("order_number") or head.get("order_id", "")
    lines = [cell for name, cell in record.items() if _LINE_CELL.fullmatch(name) and cell.strip()]
    refunds = list(_REFUND.finditer(head.get("refund_items", "")))
    first = head if refunds else {**head, "refunded_undated": head.get("refunded_total", "")}
    if not lines:
        yield {**first, "line_type": NOTHING}
    for place, cell in enumerate(lines):
        key = {"order_id": head.get("order_id", ""), "order_number": number, "order_date": head.get("order_date", "")}
        yield {**(first if not place else key), **_line(cell)}
    for place, refund in enumerate(refunds, start=1):
        yield {
            **{name: cell for name, cell in head.items() if _WHO.match(name)},
            "order_number": f"{number} refund {place}",
            "order_date": refund["date"],
            "event": "refund",
            "line_type": WHOLE,
            "item": refund["reason"].strip(),
            "quantity": "-1",
            "net": _goods(refund["amount"], head),
        }


def _line(cell: str) -> dict[str, str]:
    places = list(_FIELD.finditer(cell))
    if not places:
        return {"item": cell.strip(), "quantity": cell.strip()}  # no line: it is set aside for its quantity
    ends = [place.start() for place in places[1:]] + [len(cell)]
    said = {place[1]: cell[place.end() : end].strip() for place, end in zip(places, ends, strict=True)}
    gross, net = said.get("sub_total", ""), said.get("total", "")
    return {
        "item": said.get("name", ""),
        "sku": said.get("sku", ""),
        "quantity": said.get("quantity", ""),
        "gross": gross or net,
        "discount": _less(gross, net),
        "net": net,
        "tax": said.get("tax", ""),
    }


def _less(gross: str, net: str) -> str:
    one, other = _number(gross), _number(net)
    return "" if one is None or other is None else str(one - other)


def _goods(amount: str, head: Mapping[str, str]) -> str:
    """The part of a refund that is merchandise: as much of it as of the whole order."""
    back, total = _number(amount), _number(head.get("order_total", ""))
    if back is None or not total:
        return amount if back is None else str(-abs(back))
    other = [_number(head.get(name, "")) or Decimal(0) for name in ("shipping_total", "tax_total", "fee_total")]
    share = max(min((total - sum(other)) / total, Decimal(1)), Decimal(0))
    return str(round(-abs(back) * share, 4))


def _number(cell: str) -> Decimal | None:
    """A plain number, whatever guards it from a spreadsheet."""
    try:
        value = Decimal(cell.strip().removeprefix("'"))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
