"""Numbers that a workbook shows with zeros in front: a zip code 02101 is kept as 2101, and its number format is 00000.

Reads styles and places of cells straight from the workbook's parts, since the reader of its values passes formats over.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from xml.parsers import expat

_WHOLE = re.compile(r"0[0 ()/\-]*0")  # zeros and what stands between them, and nothing that a count or a day would have
_PLACE = re.compile(r"([A-Z]{1,3})(\d+)")
_CHUNK = 1 << 20


@dataclass(slots=True)
class Padded:
    """Which cells of one sheet are shown how."""

    # Column -> stretches of rows (first, last, format): mostly one a column.
    _stretches: dict[int, list[list[Any]]] = field(default_factory=dict)

    def add(self, row: int, column: int, shown: str) -> None:
        """The cell of this row and column, both from 1."""
        stretches = self._stretches.setdefault(column, [])
        if stretches and stretches[-1][1] == row - 1 and stretches[-1][2] == shown:
            stretches[-1][1] = row
        else:
            stretches.append([row, row, shown])

    def row(self, number: int) -> Mapping[int, str]:
        """Column -> format, of one row; to be asked from the top down."""
        found = dict[int, str]()
        for column, stretches in self._stretches.items():
            while stretches and stretches[0][1] < number:
                stretches.pop(0)
            if stretches and stretches[0][0] <= number:
                found[column] = stretches[0][2]
        return found

    def __bool__(self) -> bool:
        return bool(self._stretches)


def padded(file: Path, sheet: str) -> Padded:
    """The cells of a sheet that are shown with zeros in front. None where its parts cannot be made out."""
    found = Padded()
    try:
        with zipfile.ZipFile(file) as archive:
            styles = _styles(archive)
            if styles:
                _read(archive, _part_of(archive, sheet), _cells(found, styles))
    except (KeyError, ValueError, expat.ExpatError):
        return Padded()
    return found


def written(value: float, shown: str) -> str:
    """A whole number in a format of zeros, as it is seen: 2101 in 00000 is 02101, 21011234 in 00000-0000 02101-1234."""
    digits = str(int(value)).zfill(shown.count("0"))
    first = len(digits) - shown.count("0") + 1  # more digits than zeros stand at the first zero
    out, place = [], 0
    for mark in shown:
        taken = first if mark == "0" and not place else 1
        out.append(digits[place : place + taken] if mark == "0" else mark)
        place += taken if mark == "0" else 0
    return "".join(out)


def _styles(archive: zipfile.ZipFile) -> Mapping[int, str]:
    """Number of a cell's style -> format, of those with zeros in front."""
    codes, styles, inside = dict[str, str](), dict[int, str](), [False, 0]

    def start(name: str, said: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "numFmt":
                codes[said["numFmtId"]] = said["formatCode"]
            case "cellXfs":
                inside[0] = True
            case "xf" if inside[0]:
                code = _plain(codes.get(said.get("numFmtId", ""), ""))
                if _WHOLE.fullmatch(code):
                    styles[inside[1]] = code
                inside[1] += 1

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "cellXfs":
            inside[0] = False

    _read(archive, "xl/styles.xml", start, end)
    return styles


def _plain(code: str) -> str:
    """A format without conditions, colors and quote marks; of several parts the one for numbers above 0."""
    return re.sub(r'\[[^\]]*\]|"|\\', "", code).split(";")[0].strip()


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where in the archive a sheet lies."""
    wanted, targets = list[str](), dict[str, str]()

    def sheets(name: str, said: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet" and said.get("name") == sheet:
            wanted.extend(value for key, value in said.items() if key.rpartition(":")[2] == "id")

    def links(name: str, said: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            targets[said["Id"]] = said["Target"]

    _read(archive, "xl/workbook.xml", sheets)
    _read(archive, "xl/_rels/workbook.xml.rels", links)
    target = targets[wanted[0]] if wanted else ""
    return target.removeprefix("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _cells(found: Padded, styles: Mapping[int, str]) -> Callable[[str, dict[str, str]], None]:
    def start(name: str, said: dict[str, str]) -> None:
        if name.rpartition(":")[2] != "c" or "s" not in said or said.get("t", "n") != "n":
            return
        shown, place = styles.get(int(said["s"])), _PLACE.fullmatch(said.get("r", ""))
        if shown and place:
            column = 0
            for letter in place[1]:
                column = column * 26 + ord(letter) - 64
            found.add(int(place[2]), column, shown)

    return start


def _read(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    with archive.open(part) as opened:
        while chunk := opened.read(_CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)
