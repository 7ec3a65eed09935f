"""How the start of a text file is laid out: the mark between its columns, where their names stand, what is odd.

Reads only a first stretch of text, and knows nothing of formats.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DELIMITERS = ",;\t|"
SAMPLE_RECORDS = 300
_LOOK = 25  # records from the top that tell the layout
_SEPARATOR = re.compile(r'"?sep=(.)"?[,;]*', re.IGNORECASE)
# A line that is one quoted cell from end to end, as a spreadsheet leaves a line that it had taken for one cell.
_WRAPPED = re.compile(r'\s*"((?:[^"]|"")*)"[;,\t\s]*', re.DOTALL)
_NO_NAME = re.compile(r"[-+($€£]*\s*\d[\d.,:/\s()%$€£+-]*|[^\s@]+@[^\s@.]+\.[^\s@]+")
_MOSTLY = 0.8
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Layout:
    """What the start of a file tells."""

    delimiter: str
    header: tuple[str, ...]
    header_line: int  # the physical line on which the names stand
    sample: tuple[tuple[str, ...], ...]  # the first records below them
    wrapped: bool  # each line is quoted once more as a whole
    said: tuple[str, ...]


def find(start: str, *, headless: bool) -> Layout:
    """The layout of a file that begins like this. `headless`: there may be no names, and nothing stands above them."""
    lines = [(number, text) for number, text in _raw_records(start) if text.strip()]
    said, forced = list[str](), ""
    if lines and (named := _SEPARATOR.fullmatch(lines[0][1].strip(" \r\n"))):
        forced = named[1]
        lines = lines[1:]
        said.append(f"its first line names the mark between columns: {_mark(forced)}")
    wrapped = _is_wrapped([text for _, text in lines[:_LOOK]])
    if wrapped:
        lines = [(number, unwrapped(text) or text) for number, text in lines]
    texts = [text for _, text in lines]
    delimiter = forced or _delimiter(texts[:_LOOK])
    records = list(_records(texts, delimiter))
    names = 0 if headless else _header(records[:_LOOK])
    if names:
        said.append(f"{names} line{'s' if names > 1 else ''} above the names of the columns passed over")
    line = lines[names][0] if names < len(lines) else 1
    header = records[names] if records else [""]
    return Layout(
        delimiter,
        tuple(name.strip() for name in header),
        line,
        tuple(tuple(record) for record in records[names + 1 :][:SAMPLE_RECORDS]),
        wrapped,
        tuple(said),
    )


def unwrapped(text: str) -> str | None:
    """The record inside a line that is one quoted cell; none when it is not."""
    inside = _WRAPPED.fullmatch(text)
    return inside[1].replace('""', '"').rstrip("\r\n") + "\n" if inside else None


def _raw_records(start: str) -> Iterator[tuple[int, str]]:
    """The first records as text, with their physical lines; a record goes on while a quote mark is open.

    A quote mark that is never closed would make one record of all the rest: such a line stands alone.
    """
    lines = list(io.StringIO(start, newline=""))
    index = 0
    for _ in range(SAMPLE_RECORDS + _LOOK):
        if index >= len(lines):
            return
        end, open_ = index + 1, lines[index].count('"') % 2 == 1
        while open_ and end < len(lines) and end - index < _LOOK * 4:
            open_ = lines[end].count('"') % 2 == 0
            end += 1
        if open_:
            end = index + 1
        yield index + 1, "".join(lines[index:end])
        index = end


def _is_wrapped(texts: Sequence[str]) -> bool:
    """Whether the lines are quoted once more: each is a single cell, and holds quoted or divided text."""
    below = texts[1:] or texts
    inside = [inner for inner in map(unwrapped, below) if inner and any(mark in inner for mark in DELIMITERS)]
    if not inside or len(inside) < _MOSTLY * len(below):
        return False
    # A column of one quoted text with commas looks the same, but then its name is a single cell as well.
    names = unwrapped(texts[0]) or texts[0]
    return any(_width(names, mark) > 1 and _width(names, mark) == _width(inside[0], mark) for mark in DELIMITERS)


def _width(text: str, delimiter: str) -> int:
    return len(next(_records([text], delimiter), ()))


def _records(texts: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    for text in texts:
        try:
            yield next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        except csv.Error:  # a cell beyond every limit
            yield [text]


def _delimiter(texts: Sequence[str]) -> str:
    """The mark that divides most records into one and the same number of columns; names count double."""
    best, most = ",", 0
    for delimiter in DELIMITERS:
        widths = Counter(len(record) for record in _records(texts, delimiter))
        widths[_width(texts[0], delimiter) if texts else 1] += 1
        width, agreeing = max(widths.items(), key=lambda item: (item[0] > 1) * item[0] * item[1])
        if width > 1 and width * agreeing > most:
            best, most = delimiter, width * agreeing
    return best


def _header(records: Sequence[Sequence[str]]) -> int:
    """Which of the first records holds the names of the columns: 0 unless a title clearly stands above them."""
    if not records:
        return 0
    width = max(Counter(len(record) for record in records).items(), key=lambda item: (item[1], item[0]))[0]
    for index, record in enumerate(records):
        if len(record) * 4 > width * 3 and len(record) > 1 and _names(record):
            return index
        if _filled(record) * 4 > width * 3:  # a record like any other
            return 0
    return 0


def _filled(record: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in record)


def _names(record: Sequence[str]) -> bool:
    """Whether these cells can be names of columns: most are filled, none is a number, a day or an address."""
    filled = [cell.strip() for cell in record if cell.strip()]
    return len(filled) > 1 and len(filled) > _HALF * len(record) and not any(map(_NO_NAME.fullmatch, filled))


def _mark(delimiter: str) -> str:
    return "tab" if delimiter == "\t" else delimiter
