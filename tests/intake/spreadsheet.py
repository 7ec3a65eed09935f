"""What a spreadsheet makes of a CSV file that somebody only opens and saves again, on a computer set to US English.

Every cell that can be a number, a day or a truth becomes one, and is written as it is shown, not as it was.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from contextlib import suppress

from tests.intake.workbooks import written

_SHOWN = 11  # digits of a whole number that a cell shows; more become a power of ten
_KEPT = 15  # digits of any number that are kept at all
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def saved(cell: str) -> str:
    """A cell as the saved CSV file has it."""
    if (money := _money(cell)) is not None:
        return money
    if re.fullmatch(r"-?\d+(\.\d+)?", cell):
        return _general(cell)
    if re.fullmatch(r"\+\d+", cell):
        return _general(cell[1:])
    if guarded := re.fullmatch(r'="(.*)"', cell):
        return guarded[1]
    if cell.lower() in ("true", "false"):
        return cell.upper()
    if (moment := _moment(cell)) is not None:
        day = f"{moment.month}/{moment.day}/{moment.year}"
        return f"{day} {moment.hour}:{moment.minute:02}" if ":" in cell else day
    if month := re.fullmatch(r"(\d{1,2})-(\d{4})", cell):
        number, year = int(month[1]), int(month[2])
        if number in range(1, 13) and year >= 1900:
            return f"{_MONTHS[number - 1]}-{year % 100:02}"
    return cell


def typed(cell: str) -> object:
    """A cell as the saved workbook has it: text, or a number; what is shown as a day is text here, as ISO."""
    plain = cell.strip().replace("$", "").replace(",", "")
    if _money(cell) is not None:
        return float(plain.replace("(", "-").rstrip(")"))
    if re.fullmatch(r"[-+]?\d+(\.\d+)?", cell):
        return float(f"{float(cell):.{_KEPT}g}")
    if guarded := re.fullmatch(r'="(.*)"', cell):
        return guarded[1]
    if cell.lower() in ("true", "false"):
        return cell.upper()
    if (moment := _moment(cell)) is not None:
        return moment.isoformat(sep=" ") if ":" in cell else moment.date().isoformat()
    return saved(cell)


def _money(cell: str) -> str | None:
    """$1,234.50 and -$7.00 as an accounting format shows them."""
    found = re.fullmatch(r"(-?)\$(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?", cell.strip())
    if found is None:
        return None
    text = f"${float(found[2].replace(',', '') + (found[3] or '')):,.2f}"
    return f"({text})" if found[1] else f"{text} "


def _general(cell: str) -> str:
    """A number in the format that no one chose: no zeros at its ends, and no more digits than fit."""
    text = f"{float(cell):.{_KEPT}g}" if len(re.sub(r"\D", "", cell)) > _KEPT else cell
    if "e" not in text:
        whole, _, part = text.partition(".")
        sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        digits, part = digits.lstrip("0") or "0", part.rstrip("0")
        if len(digits) <= _SHOWN:
            return sign + digits + (f".{part}" if part else "")
    return f"{float(cell):.5E}".replace("E+0", "E+")


def _moment(cell: str) -> dt.datetime | None:
    for day in ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"):
        for time in ("", " %H:%M", " %H:%M:%S", " %I:%M %p"):
            with suppress(ValueError):
                return dt.datetime.strptime(cell, day + time)  # noqa: DTZ007 - a cell knows no zone
    return None


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The table saved as CSV, names first."""
    out = io.StringIO(newline="")
    names, *others = rows
    csv.writer(out).writerows([names, *([saved(cell) for cell in row] for row in others)])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """The table saved as a workbook."""
    names, *others = rows
    return written({"export": [names, *([typed(cell) for cell in row] for row in others)]})
