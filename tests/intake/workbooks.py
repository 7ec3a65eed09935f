"""Small Excel workbooks, written as the format's standard (ECMA-376) has them: tests need no library for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def written(
    sheets: Mapping[str, Sequence[Sequence[object]]], *, days: str = "", shown: Mapping[str, str] | None = None
) -> bytes:
    """A workbook with these sheets; numbers in the columns named by `days` (letters) are shown as days.

    `shown`: column (letters) -> the number format of its numbers.
    """
    formats = dict(shown or {})
    styles = {letters: 2 + number for number, letters in enumerate(formats)} | dict.fromkeys(days.split(","), 1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        numbers = range(1, len(sheets) + 1)
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>' for n in numbers
        )
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{parts}</Types>',
        )
        archive.writestr("_rels/.rels", _links([("officeDocument", "xl/workbook.xml")]))
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            _links([*(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), ("styles", "styles.xml")]),
        )
        named = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{named}</sheets></workbook>'
        )
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{_MAIN}"><numFmts>'
            + "".join(
                f'<numFmt numFmtId="{n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(formats.values(), 164)
            )
            + '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/>'
            + "".join(f'<xf numFmtId="{n}" applyNumberFormat="1"/>' for n in range(164, 164 + len(formats)))
            + "</cellXfs></styleSheet>",
        )
        for number, rows in enumerate(sheets.values(), 1):
            body = "".join(_row(n, row, styles) for n, row in enumerate(rows, 1))
            archive.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>',
            )
    return out.getvalue()


def _links(parts: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(parts, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _row(number: int, cells: Sequence[object], styles: Mapping[str, int]) -> str:
    return f'<row r="{number}">{"".join(_cell(number, n, cell, styles) for n, cell in enumerate(cells))}</row>'


def _cell(row: int, column: int, cell: object, styles: Mapping[str, int]) -> str:
    letters = ("" if column < 26 else chr(64 + column // 26)) + chr(65 + column % 26)
    if isinstance(cell, int | float):
        style = f' s="{styles[letters]}"' if letters in styles else ""
        return f'<c r="{letters}{row}"{style}><v>{cell!r}</v></c>'
    return f'<c r="{letters}{row}" t="inlineStr"><is><t xml:space="preserve">{escape(str(cell))}</t></is></c>'
