"""Excel workbooks (.xlsx) as CSV: the first sheet that holds a table, each cell as the text a person sees.

Dates become ISO days and times, numbers lose the dust of binary fractions and keep the zeros that are shown in front.
Formulas count by their last value.
"""

from __future__ import annotations

import csv
import datetime as dt
import errno
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from clientbook_cli.errors import InputError
from clientbook_cli.intake import padding

_DIGITS = 15  # as many as Excel keeps and shows
_UNREADABLE = ("CalamineError", "PasswordError", "WorksheetNotFound", "XmlError", "ZipError", "PanicException")
_SECOND = dt.timedelta(seconds=1)


def write_text(file: Path, text: Path) -> tuple[str, ...]:
    """Write a workbook's first sheet with data as CSV; what is said of it. Raises InputError."""
    try:
        return _written(file, text)
    except BaseException as error:
        # A panic of the library is no Exception, and its class has no public name.
        if not isinstance(error, OSError | ValueError) and type(error).__name__ not in _UNREADABLE:
            raise
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise InputError(
            "cannot be read as an Excel workbook", where=str(file), next="open it in Excel and save it again"
        ) from error


def _written(file: Path, text: Path) -> tuple[str, ...]:
    import python_calamine as calamine

    book = calamine.load_workbook(str(file))
    shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == calamine.SheetVisibleEnum.Visible]
    with_data = list[str]()
    for name in shown or book.sheet_names:
        try:
            sheet = book.get_sheet_by_name(name)
        except calamine.CalamineError:  # a sheet that is only a chart
            continue
        if not sheet.height:
            continue
        with_data.append(name)
        if len(with_data) == 1:
            _write(sheet, text, padding.padded(file, name))
    if not with_data:
        raise InputError("is a workbook without a table in it", where=str(file), next="export it again")
    first, *others = with_data
    passed = f"; not read: {', '.join(others)}" if others else ""
    return (f"read from the sheet {first}{passed}",) if others else (f"read from the sheet {first}",)


def _write(sheet: Any, text: Path, padded: padding.Padded) -> None:
    """One line a row; blank rows stay, so that line numbers are Excel's own."""
    above = sheet.start[0] if sheet.start else 0
    with text.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        opened.write("\n" * above)
        for row in _rows(sheet, padded):
            if any(row):
                writer.writerow(row)
            else:
                opened.write("\n")


def _rows(sheet: Any, padded: padding.Padded) -> Iterator[Sequence[str]]:
    # The iterator begins with the rows above the first filled one; a table is read from that one on.
    above, left = sheet.start or (0, 0)
    for number, row in enumerate(sheet.iter_rows()):
        if number < above:
            continue
        cells = [cell_text(cell) for cell in row]
        for column, shown in padded.row(number + 1).items() if padded else ():
            place = column - 1 - left
            value = row[place] if 0 <= place < len(row) else None
            if (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and value >= 0
                and float(value).is_integer()
            ):
                cells[place] = padding.written(value, shown)
        yield cells


def cell_text(cell: object) -> str:
    """What a person sees in a cell, as far as it says something: dates as ISO, numbers as plain digits."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | str():
            return str(cell)
        case float():
            return _number(cell)
        case dt.datetime():
            rounded = (cell + _SECOND / 2).replace(microsecond=0)
            return rounded.date().isoformat() if rounded.time() == dt.time() else rounded.isoformat(sep=" ")
        case dt.date():
            return cell.isoformat()
        case dt.time():
            return cell.replace(microsecond=0).isoformat()
        case dt.timedelta():
            return str(cell)
        case _:
            return ""


def _number(value: float) -> str:
    """The fifteen digits that Excel itself works with; a power of ten only where there were more, which are lost."""
    if value.is_integer():
        return str(int(value)) if abs(value) < 10**_DIGITS else f"{value:.{_DIGITS - 1}E}"
    written = f"{value:.{_DIGITS}g}"
    return written if "e" not in written else f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".")
