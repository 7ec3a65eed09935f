"""Product lists and wish lists into the book: read record by record, since such lists are short.

A record without an item, of an unreadable price or day, or (a wish) of nobody in the book is set aside with its reason.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from clientbook_cli.clients import newcomers, products, search, wishes
from clientbook_cli.desk.posting import Work, begin
from clientbook_cli.errors import InputError, UsageError
from clientbook_cli.figures import read_money
from clientbook_cli.intake import receipt
from clientbook_cli.intake.columns import tidied
from clientbook_cli.intake.convert import Staged
from clientbook_cli.intake.faults import Bad
from clientbook_cli.intake.formats import Matched
from clientbook_cli.intake.reader import TextFile
from clientbook_cli.intake.spoiled import is_stock_number, left_out
from clientbook_cli.ledger import by_hand
from clientbook_cli.ledger.identity import fold

KINDS = ("wishes", "products")
_MOST_CELL = 1 << 20
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
# What makes a wish; whose it is was looked up.
_OF_A_WISH = ("item", "brand", "category", "up_to", "for_whom", "need_by", "note", "associate")


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a list; cells by field, empty ones left out."""

    number: int
    line: int
    cells: Mapping[str, str]
    text: str


def read(file: TextFile, matched: Matched, *, order: str) -> tuple[Staged, list[Record]]:
    """The records of a list, and those that cannot be read. Raises InputError where day and month cannot be told."""
    records = list(_records(file, matched))
    days = {field: _order(records, field, file, order) for field in ("since", "need_by") if field in matched.places}
    good, bad = list[Record](), list[Bad]()
    for record in records:
        fault = _fault(record, days)
        if fault is None:
            good.append(replace(record, cells={**record.cells, **_in_iso(record, days)}))
        else:
            cause, field = fault
            value = record.cells.get(field)
            bad.append(Bad(record.number, record.line, cause, matched.column_of(field), value, record.text))
    spoiled = [record.cells["sku"] for record in good if _is_spoiled(record)]
    said = (left_out(matched, len(spoiled), min(spoiled)),) if spoiled else ()
    return Staged(len(records), tuple(bad), (), said), good


def post(work: Work, blank: receipt.Receipt, records: Sequence[Record]) -> tuple[receipt.Receipt, list[Bad]]:
    """Write a list down; the receipt, and the records that name nobody."""
    batch = begin(work)
    if work.matched.format.kind == "products":
        listed = [
            products.Listed(
                item=record.cells["item"],
                sku=None if _is_spoiled(record) else record.cells.get("sku"),
                any_sku=_is_spoiled(record),
                brand=record.cells.get("brand"),
                category=record.cells.get("category"),
                price=_money(record, "price"),
                since=_iso(record, "since"),
            )
            for record in records
        ]
        done = products.post(
            work.book,
            listed,
            source=work.matched.format.source,
            batch=batch,
            currency=work.store.currency,
            today=work.today,
        )
        return replace(
            blank, batch=batch, rows_kept=len(records) - done.already_there, rows_already_there=done.already_there
        ), []
    kept, there, bad, new = 0, 0, list[Bad](), 0
    for record in records:
        met = _whose(work, record)
        if met is None:
            bad.append(Bad(record.number, record.line, "names nobody in the book", None, None, record.text))
            continue
        new += met.is_new
        if _wish(work, record, met.client):
            kept += 1
        else:
            there += 1
    return replace(
        blank,
        batch=batch,
        rows_kept=kept,
        rows_already_there=there,
        clients_new=new,
        rows_set_aside=blank.rows_set_aside + len(bad),
    ), bad


def _wish(work: Work, record: Record, client: int) -> bool:
    """Write a wish down, unless a list said the very same before, or a copy of it that a spreadsheet saved again."""
    said = "|".join(f"{field}={_kept(record, field)}" for field in sorted(_OF_A_WISH) if field in record.cells)
    content = int.from_bytes(hashlib.sha256(f"{client}|{said}".encode()).digest()[:8], "big")
    if wishes.is_listed(work.book, content=content):
        return False
    wishes.add(
        work.book,
        client=client,
        wanted=wishes.Wanted(
            item=record.cells["item"],
            brand=record.cells.get("brand"),
            category=record.cells.get("category"),
            most=_money(record, "up_to"),
            for_whom=record.cells.get("for_whom"),
            need_by=_iso(record, "need_by"),
            note=record.cells.get("note"),
            associate=record.cells.get("associate"),
        ),
        today=work.today,
        now=work.now,
        source=f"import:{work.matched.format.source}",
        content=content,
        operation=work.operation,
    )
    return True


def _kept(record: Record, field: str) -> str:
    """A cell as far as a spreadsheet keeps it: a number without zeros at its ends, true and false in capitals."""
    cell = record.cells[field]
    if field == "up_to":
        return f"{read_money(cell).normalize():f}"
    if _NUMBER.fullmatch(cell):
        return f"{Decimal(cell).normalize():f}"
    return cell.upper() if cell.lower() in ("true", "false") else cell


def _is_spoiled(record: Record) -> bool:
    return is_stock_number(record.cells.get("sku", ""))


def _whose(work: Work, record: Record) -> newcomers.Met | None:
    """The client a wish is of; a new one when the list gives a name and a contact."""
    cells = record.cells
    contacts = {field: cells[field] for field in ("email", "phone") if _is_contact(work, cells, field)}
    said = by_hand.particulars(country=work.store.country, name=cells.get("name"), **contacts)
    known = newcomers.known_by(work.book, said, today=work.today)
    if known is not None:
        return known
    if said.name and not (said.email or said.phone):
        # Found by likeness is good enough for a person who looks at the answer, not for a list that nobody looks at.
        same = [
            one for one in search.by_name(work.book, said.name, today=work.today) if fold(one.name) == fold(said.name)
        ]
        return newcomers.Met(same[0].client, same[0].name, is_new=False) if len(same) == 1 else None
    if not said.name:
        return None
    client = newcomers.write(work.book, said=said, operation=work.operation, today=work.today, now=work.now)
    return newcomers.Met(client, said.name, is_new=True)


def _is_contact(work: Work, cells: Mapping[str, str], field: str) -> bool:
    """Whether a record has an email or a phone number that can be one."""
    try:
        by_hand.particulars(country=work.store.country, **{field: cells[field]})
    except (KeyError, UsageError):
        return False
    return True


def _records(file: TextFile, matched: Matched) -> Iterator[Record]:
    csv.field_size_limit(_MOST_CELL)
    with file.text.open(encoding="utf-8-sig", newline="") as opened:
        above = file.header_line - 1
        for _ in range(above):
            opened.readline()
        rows = csv.reader(opened, delimiter=file.delimiter)
        next(rows, None)
        number, ends = 0, above + rows.line_num
        for row in rows:
            line, ends = ends + 1, above + rows.line_num
            if not any(cell.strip() for cell in row):
                continue
            number += 1
            cells = {
                field: tidied(" ".join(row[place].split()))
                for field, place in matched.places.items()
                if place < len(row) and row[place].strip()
            }
            yield Record(number, line, cells, file.delimiter.join(row))


def _fault(record: Record, days: Mapping[str, str]) -> tuple[str, str] | None:
    """What is wrong with a record, and in which field; none: it can be taken."""
    if not record.cells.get("item"):
        return "no item", "item"
    for field in ("price", "up_to"):
        try:
            read_money(record.cells.get(field, "0"))
        except UsageError:
            return "unreadable amount", field
    for field, order in days.items():
        if field in record.cells and not _is_day(record.cells[field], order):
            return "unreadable date", field
    return None


def _order(records: Sequence[Record], field: str, file: TextFile, wanted: str) -> str:
    """How the days of a column are written, from the whole column. Raises InputError where it cannot tell."""
    cells = [record.cells[field] for record in records if field in record.cells]
    slashed = [list(map(int, parts)) for cell in cells if len(parts := _numbers(cell)) == 3 and len(parts[0]) < 4]  # noqa: PLR2004
    if wanted or not slashed:
        return wanted or "month-first"
    first, second = (sum(parts[place] > 12 for parts in slashed) for place in (0, 1))  # noqa: PLR2004
    if first == second:
        raise InputError(
            f"cannot tell day from month in {field}",
            where=str(file.path),
            row=cells[0],
            rule="the order of day and month is decided from the whole column",
            next="add --day-first (31/12) or --month-first (12/31)",
        )
    return "day-first" if first > second else "month-first"


def _numbers(cell: str) -> list[str]:
    return [part for part in cell.replace("/", "-").replace(".", "-").split("-") if part.isdigit()]


def _day(cell: str, order: str) -> dt.date:
    """A day as it is written in a column. Raises UsageError."""
    numbers = _numbers(cell)
    try:
        if len(numbers[0]) == 4:  # noqa: PLR2004
            year, month, day = map(int, numbers)
        else:
            one, other, year = map(int, numbers)
            day, month = (one, other) if order == "day-first" else (other, one)
        return dt.date(year if year > 99 else 2000 + year, month, day)  # noqa: PLR2004
    except (ValueError, IndexError) as error:
        raise UsageError(f"{cell!r} is no day", next="write it as 2026-11-20") from error


def _is_day(cell: str, order: str) -> bool:
    try:
        _day(cell, order)
    except UsageError:
        return False
    return True


def _in_iso(record: Record, days: Mapping[str, str]) -> dict[str, str]:
    return {
        field: _day(record.cells[field], order).isoformat() for field, order in days.items() if field in record.cells
    }


def _iso(record: Record, field: str) -> dt.date | None:
    return dt.date.fromisoformat(record.cells[field]) if field in record.cells else None


def _money(record: Record, field: str) -> Decimal | None:
    return read_money(record.cells[field]) if field in record.cells else None
