"""Ready data and a template become a PDF, a page for the browser, or a table for a spreadsheet.

Knows no stage and decides nothing about what is printed. A file is written whole or not at all: a reader never sees
half of one. Client text reaches a `.typ` template only as JSON data, never as its source.
"""

from __future__ import annotations

import csv
import datetime as dt
import errno
import io
import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from clientbook_cli.errors import InputError, TemplateError
from clientbook_cli.templates import Renderer, Template

# Where Letter is the sheet in the printer (CLDR's paper sizes); everywhere else it is A4.
_LETTER = frozenset(("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"))

_MOST_ROWS = 1 << 20  # of a sheet in Excel

# A whole number or decimal, or a phone number as people write one: these a spreadsheet may read as they are.
_HARMLESS = re.compile(r"[-+]?\d{1,3}(,?\d{3})*(\.\d+)?|\+?[\d(][\d ().-]{4,}\d")
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")

# Prints every character of the data on a line of its own, the first of which no font can have.
_SPECIMEN = b"#set page(width: auto, height: auto)\n#for c in json(bytes(sys.inputs.data)) [#text(c)#parbreak()]"
_NO_CHARACTER = "\U0010fffe"
_DIAGNOSTIC_LINE = re.compile(r"┌─ .*?:(\d+):\d+")


def paper_size(country: str) -> str:
    """The sheet in a country's printers: "us-letter" or "a4", as typst names them."""
    return "us-letter" if country in _LETTER else "a4"


def pdf(template: Template, data: Mapping[str, Any], file: Path) -> str:
    """Write a PDF from a `.typ` template, which reads its data as `json(bytes(sys.inputs.data))`.

    Gives the characters of the data that no font here has (they print as boxes), each once; mostly none. Raises
    TemplateError, InputError.
    """
    import typst

    if "@preview/" in template.text or "@local/" in template.text:
        raise TemplateError(
            "imports a package, which would be fetched from the network",
            where=str(template.file),
            rule="a sheet is printed from what lies in the store's folder alone",
            next="copy what it needs into the template",
        )
    text = json.dumps(data, ensure_ascii=False)
    try:
        document = typst.compile(str(template.file), format="pdf", sys_inputs={"data": text})
    except typst.TypstError as error:
        raise _untypeset(template, error) from error
    write(file, document)
    return missing_glyphs(text)


def page(template: Template, data: Mapping[str, Any], file: Path) -> None:
    """Write an HTML page; every value is escaped. Raises TemplateError, InputError."""
    write(file, Renderer(escape=True).render(template, data).encode())


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], file: Path) -> None:
    """Write a CSV that a spreadsheet opens as text and numbers, never as formulas. Raises InputError."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([sheet_cell(column) for column in columns])
    writer.writerows([[sheet_cell(value) for value in row] for row in rows])
    # The mark at the start is what makes Excel read UTF-8.
    write(file, text.getvalue().encode("utf-8-sig"))


def workbook(columns: Sequence[str], rows: Sequence[Sequence[object]], file: Path) -> None:
    """Write an Excel workbook of one sheet: text as text, never as a formula or a link; money and days as such.

    Raises InputError, also where there are more rows than a sheet has.
    """
    import xlsxwriter

    if len(rows) >= _MOST_ROWS:
        raise InputError(
            f"{len(rows):,} rows are more than an Excel sheet has",
            where=str(file),
            rule=f"at most {_MOST_ROWS - 1:,} below the names of the columns",
            next=f"write {file.with_suffix('.csv').name} instead",
        )
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        money, instant = (
            book.add_format({"num_format": "#,##0.00"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, bold)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, Decimal):
                    sheet.write_number(number, place, float(value), money)
                elif isinstance(value, dt.datetime):
                    sheet.write_datetime(number, place, value, instant)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(number, place, value)
                elif isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(number, place, value)
                elif value is not None:
                    sheet.write_string(number, place, "".join(_printable(str(value))))
        sheet.autofit()
    write(file, content.getvalue())


def sheet_cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula: an apostrophe before what could start one.

    Numbers and phone numbers stay as they are. Control characters go; a line break becomes a space.
    """
    return "".join(_printable(disarmed("" if value is None else str(value))))


def disarmed(text: str) -> str:
    """A text no spreadsheet takes for a formula, by an apostrophe before it; import takes that off again."""
    return f"'{text}" if text.lstrip().startswith(_FORMULA) and not _HARMLESS.fullmatch(text) else text


def missing_glyphs(text: str) -> str:
    """The characters of a text that no font here has, sorted, each once.

    Typst says nothing of them. In its SVG a character without a glyph is drawn by the same symbol as one that no font
    can have, so one small specimen of the text's rarer characters tells them all.
    """
    rare = sorted({character for character in text if ord(character) > 0xFF and _is_drawn(character)})  # noqa: PLR2004
    if not rare:
        return ""
    import typst

    drawn = typst.compile(_SPECIMEN, format="svg", sys_inputs={"data": json.dumps([_NO_CHARACTER, *rare])}).decode()
    lines = re.findall(r"<g transform[^>]*>\s*((?:<use [^>]*>\s*)+|<image[^>]*>)", drawn)
    symbols = [re.findall(r'xlink:href="#(\w+)"', line) for line in lines]
    if len(symbols) != len(rare) + 1:
        # One that is drawn as a picture or not at all shifts the count; asked alone, it is taken for drawn.
        return "".join(missing_glyphs(character) for character in rare) if len(rare) > 1 else ""
    return "".join(c for c, used in zip(rare, symbols[1:], strict=True) if used == symbols[0])


def _is_drawn(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZ" and not unicodedata.combining(character)


def _printable(text: str) -> Iterator[str]:
    for character in text:
        if character in "\r\n\t":
            yield " "
        elif unicodedata.category(character) != "Cc":
            yield character


def write(file: Path, content: bytes) -> None:
    """Write all of the content, or leave the file as it was: beside it first, then in its place. Raises InputError."""
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise InputError(
            "is a device or a pipe", where=str(file), rule="a whole file is put in its place", next="name a file"
        )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # mkstemp makes it readable by its owner alone: a sheet is a list of people.
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}",
            where=str(file),
            next="make room on that disk"
            if error.errno in (errno.ENOSPC, errno.EDQUOT)
            else "close it where it is open, or name a file in a folder you may write to",
        ) from error


def _untypeset(template: Template, error: Any) -> TemplateError:
    found = _DIAGNOSTIC_LINE.search(getattr(error, "diagnostic", "") or "")
    line = int(found[1]) if found else 0
    return TemplateError(
        f"cannot be typeset: {getattr(error, 'message', '') or error}",
        where=f"{template.file}:{line}" if line else str(template.file),
        row=template.text.splitlines()[line - 1].strip() if line else "",
        rule="; ".join(getattr(error, "hints", ())) or "Typst: data is read with json(bytes(sys.inputs.data))",
        next="mend that line, or move the template away to print the packaged one",
    )
