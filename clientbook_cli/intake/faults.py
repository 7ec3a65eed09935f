"""What is wrong with a record that was set aside: which of its cells, why, and where it stands in the file."""

from __future__ import annotations

from dataclasses import dataclass

from clientbook_cli.errors import InputError
from clientbook_cli.intake import footing, records, sifting
from clientbook_cli.intake.formats import Matched


@dataclass(frozen=True, slots=True)
class Bad:
    """One record that was set aside."""

    record: int  # data record, the first is 1
    line: int  # physical line of the file
    cause: str
    field: str | None  # the file's own name of the column
    value: str | None
    text: str  # the record as it stood


@dataclass(frozen=True, slots=True)
class Found:
    """A staged record that cannot be taken: which field is at fault, and what stands in it."""

    record: int
    field: str
    value: str | None


def named(
    found: Found, record: records.Record, matched: Matched, sifted: sifting.Sifted | None, *, delimiter: str, rows: int
) -> Bad:
    """What is wrong with a record, in the file's own terms. `rows`: how many records the file has."""
    number, line = sifted.places.of(found.record) if sifted else (record.record, record.line)
    if found.field in ("sold_on", "name"):
        cells = record.cells(delimiter)
        is_last = found.field == "sold_on" and number == rows and not found.value
        if footing.is_totals(cells) or (is_last and footing.is_last_sums(cells)):
            return Bad(number, line, footing.TOTALS, None, None, record.text)
    return Bad(number, line, _cause(found), matched.column_of(found.field), found.value, record.text)


def swapped(cell: str, *, column: str, where: str) -> InputError:
    """A workbook in which some days became others, and nobody can tell which."""
    return InputError(
        f"a spreadsheet took the day for the month in some cells of {column}, and left others as they were",
        where=where,
        row=f"{column}: {cell}",
        next="export the file again, and import it as it comes, unopened",
    )


def _cause(found: Found) -> str:
    if found.field == "name":
        return "names nobody"
    if found.field == "transaction_id":
        return "a number that a spreadsheet spoiled (export the file again, and import it unopened)"
    if found.field in ("email", "phone"):
        return "unreadable address" if found.value else "no address"
    what = {"sold_on": "date", "quantity": "number"}.get(found.field, "amount")
    return f"unreadable {what}" if found.value else f"no {what}"
