"""Sift a file that cannot be read in one go: a clean copy of what is good, and each bad record by itself.

A quote mark that is never closed costs its own line, not all the lines after it. What a person would read without a
thought is mended and counted: a row that lacks only cells which may be empty, or has empty ones too many.
"""

from __future__ import annotations

import bisect
import csv
import io
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clientbook_cli.intake import footing, layout
from clientbook_cli.intake.records import CELL_LIMIT, Record

# A record that is still open after so many lines was opened by a quote mark astray.
_MOST_LINES = 400
_MOST_CHARACTERS = 256 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a good record of one file looks like."""

    delimiter: str
    header: Sequence[str]
    header_line: int = 1  # 0: the file has no names
    optional: frozenset[int] = frozenset()  # columns that may be missing at the end of a row
    wrapped: bool = False  # each line is quoted once more as a whole
    most_cell: int = 32 << 10  # characters
    sound: bool = False  # its quote marks are in order: a record may have any number of lines


@dataclass(slots=True)
class Places:
    """Where each record of a clean copy stood: only where numbers jump something is kept."""

    _clean: array[int] = field(default_factory=lambda: array("Q"))
    _record: array[int] = field(default_factory=lambda: array("Q"))
    _line: array[int] = field(default_factory=lambda: array("Q"))
    count: int = 0
    _record_past: int = -1  # how far the last record's number and line are beyond its number in the copy
    _line_past: int = -1

    def add(self, record: int, line: int) -> None:
        """The next record of the clean copy."""
        self.count += 1
        if record - self.count != self._record_past or line - self.count != self._line_past:
            self._record_past, self._line_past = record - self.count, line - self.count
            self._clean.append(self.count)
            self._record.append(record)
            self._line.append(line)

    def of(self, number: int) -> tuple[int, int]:
        """Record number and physical line in the file of the record with this number in the copy."""
        at = -1 if number >= self._clean[-1] else bisect.bisect_right(self._clean, number) - 1
        past = number - self._clean[at]
        return self._record[at] + past, self._line[at] + past


@dataclass(frozen=True, slots=True)
class Sifted:
    """A file divided in what can be read and what cannot."""

    places: Places  # of the good records, which are in the clean copy
    bad: tuple[tuple[Record, str], ...]  # with the cause
    said: tuple[str, ...]  # what was mended, in words


def sift(file: Path, clean: Path, rules: Rules) -> Sifted:
    """Write the good records of a file to a clean copy and give back the others."""
    csv.field_size_limit(CELL_LIMIT)
    sieve = _Sieve(rules)
    with (
        file.open(encoding="utf-8-sig", newline="\n", errors="replace") as source,
        clean.open("w", encoding="utf-8", newline="") as copy,
    ):
        lines = _Lines(source)
        if rules.header_line:
            copy.write(_as_line(rules.header, rules.delimiter))
            lines.skip_record(rules.header_line)
        sieve.run(lines, copy)
    return sieve.sifted()


class _Lines:
    """Lines that can be put back."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._back: list[str] = []
        self.number = 0

    def take(self) -> str | None:
        line = self._back.pop() if self._back else next(self._source, None)
        self.number += line is not None
        return line

    def put_back(self, lines: Sequence[str]) -> None:
        self._back.extend(reversed(lines))
        self.number -= len(lines)

    def skip_record(self, line: int) -> None:
        """Go past the record that begins on this line, which is known to be whole."""
        for _ in range(line - 1):
            self.take()
        text = self.take() or ""
        while text.count('"') % 2 and (more := self.take()) is not None:
            text += more


class _Sieve:
    """Takes record after record; most of them by counting marks alone."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._width = len(rules.header)
        self._names = [name.strip() for name in rules.header]
        mark = re.escape(rules.delimiter)
        # A cell in quote marks from one end to the other.
        self._cell = re.compile(f'(?:(?<={mark})|(?<![\\s\\S]))"[^"]*(?:""[^"]*)*"(?={mark}|\\Z)')
        self._places, self._bad = Places(), list[tuple[Record, str]]()
        self._mended: Counter[str] = Counter()
        self._record = self._start = 0
        # Quick to ask of every line, so that only few are taken apart.
        self._like_names = (self._names[0], '"' + self._names[0]) if self._names[0] else ("\0",)

    def run(self, lines: _Lines, copy: io.TextIOBase) -> None:
        """All lines: good records to the copy, the others aside."""
        while (line := lines.take()) is not None:
            body = line.rstrip("\r\n")
            if not body or body.isspace():
                continue
            self._start, self._record = lines.number, self._record + 1
            text = None if self._rules.wrapped else self._whole(body, lines)
            if text is None:
                text = self._difficult(line, lines)
            if text is not None:
                copy.write(f"{text}\n")
                self._places.add(self._record, self._start)

    def sifted(self) -> Sifted:
        """What came of it."""
        said = (f"{rows:,} {'row' if rows == 1 else 'rows'} {what}" for what, rows in self._mended.items())
        return Sifted(self._places, tuple(self._with_footing()), tuple(said))

    def _with_footing(self) -> list[tuple[Record, str]]:
        """The bad records, with those told apart that are no records at all."""
        told, last = list[tuple[Record, str]](), self._record
        for record, cause in reversed(self._bad):
            meant = footing.cause(record.cells(self._rules.delimiter), cause, is_last=record.record == last)
            last -= meant in footing.HARMLESS and record.record == last
            told.append((record, meant))
        return told[::-1]

    def _whole(self, body: str, lines: _Lines) -> str | None:
        """The record that begins with this line, when it is beyond doubt; else None, and no line is taken."""
        marks = body.count('"')
        if not marks:
            good = body.count(self._rules.delimiter) == self._width - 1 and len(body) <= self._rules.most_cell
            return body if good and not self._is_names(body) else None
        taken = list[str]()
        if marks % 2:
            while marks % 2 and (len(taken) < _MOST_LINES or self._rules.sound) and (more := lines.take()) is not None:
                taken.append(more)
                marks += more.count('"')
            body = body + "\n" + "".join(taken).rstrip("\r\n")
        bare = self._cell.sub("", body)
        sound = '"' not in bare and "\n" not in bare and bare.count(self._rules.delimiter) == self._width - 1
        if sound and len(body) <= self._rules.most_cell and not self._is_names(body):
            return body
        lines.put_back(taken)
        return None

    def _is_names(self, body: str) -> bool:
        named = self._rules.header_line and body.startswith(self._like_names)
        return bool(named) and self._cells(body) == self._names

    def _cells(self, body: str) -> list[str]:
        parsed = next(csv.reader(io.StringIO(body, newline=""), delimiter=self._rules.delimiter), [])
        return [cell.strip() for cell in parsed]

    def _difficult(self, line: str, lines: _Lines) -> str | None:
        """The record that begins with this line, mended where it can be; else it is put aside."""
        cells, text = self._complete(line, lines)
        if cells is not None and self._rules.header_line and [cell.strip() for cell in cells] == self._names:
            self._aside(text, footing.NAMES_AGAIN)
            return None
        fitting = None if cells is None else self._fitted(cells)
        if fitting is None:
            self._aside(text, self._cause(cells))
            return None
        longest = max(map(len, fitting))
        if longest > self._rules.most_cell:
            most = f"at most {self._rules.most_cell:,}: [imports] most_cell_kb"
            self._aside(text, f"a cell of {longest:,} characters ({most})")
            return None
        return _as_line(fitting, self._rules.delimiter).removesuffix("\n")

    def _aside(self, text: str, cause: str) -> None:
        self._bad.append((Record(self._record, self._start, text.rstrip("\r\n")), cause))

    def _complete(self, line: str, lines: _Lines) -> tuple[list[str] | None, str]:
        """The cells of the record that begins with this line, as they are; or the line alone, with them or none."""
        if self._rules.wrapped and (inside := _unwrapped(line, lines)):
            self._mended["that were quoted as a whole"] += 1
            return _parsed(inside, self._rules.delimiter), inside
        cells = _parsed(line, self._rules.delimiter)
        if '"' not in line or (cells is not None and self._fits(cells)):
            return cells, line
        taken = list[str]()
        more = _record(line, lines, taken, self._rules)
        if more is not None and self._fits(more):
            return more, line + "".join(taken)
        lines.put_back(taken)
        return cells, line

    def _fits(self, cells: Sequence[str]) -> bool:
        return len(cells) == self._width or self._fitting(cells) is not None

    def _fitting(self, cells: Sequence[str]) -> list[str] | None:
        """The cells brought to the width of the file, where nothing is lost or made up by it."""
        width = self._width
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return list(cells[:width])
        lacking = range(len(cells), width)
        if len(cells) > 1 and lacking and all(index in self._rules.optional for index in lacking):
            return [*cells, *[""] * len(lacking)]
        return None

    def _fitted(self, cells: list[str]) -> list[str] | None:
        if len(cells) == self._width:
            return cells
        fitting = self._fitting(cells)
        if fitting is not None:
            short = len(cells) < self._width
            self._mended["without their last cells, which may be empty" if short else "with empty cells too many"] += 1
        return fitting

    def _cause(self, cells: Sequence[str] | None) -> str:
        if cells is None:
            return "a quote mark is not closed"
        return f"{len(cells)} {'cell' if len(cells) == 1 else 'cells'} instead of {self._width}"


def _unwrapped(line: str, lines: _Lines) -> str | None:
    """The record inside a line that is one quoted cell, or inside as many lines as that cell has."""
    taken, text = list[str](), line
    while text.count('"') % 2 and len(taken) < _MOST_LINES and (more := lines.take()) is not None:
        taken.append(more)
        text += more
    inside = layout.unwrapped(text)
    if inside is None:
        lines.put_back(taken)
    return inside


def _parsed(text: str, delimiter: str) -> list[str] | None:
    """The cells of one whole record; none when a quote mark is still open at its end.

    Within one line a quote mark astray is text; over several it would swallow whole records.
    """
    body = text.rstrip("\r\n")
    try:
        # The reader closes an open quote at the end of its text without a word: one more line shows it.
        parsed = list(csv.reader(io.StringIO(body + "\nx", newline=""), delimiter=delimiter, strict="\n" in body))
    except csv.Error:
        return None
    return parsed[0] if len(parsed) == 2 else None  # noqa: PLR2004 - the record and the line after it


def _record(line: str, lines: _Lines, taken: list[str], rules: Rules) -> list[str] | None:
    """The cells of a record over several lines, which are noted in `taken`; none where its quote marks are astray."""

    def fed() -> Iterator[str]:
        yield line
        size = len(line)
        while rules.sound or (len(taken) < _MOST_LINES and size < _MOST_CHARACTERS):
            if (more := lines.take()) is None:
                return
            taken.append(more)
            size += len(more)
            yield more

    try:
        return next(csv.reader(fed(), delimiter=rules.delimiter, strict=True), None)
    except csv.Error:
        return None


def _as_line(cells: Sequence[str], delimiter: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)
    return out.getvalue()
