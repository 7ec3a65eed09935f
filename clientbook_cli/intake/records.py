"""Where each record of a CSV file begins: counting, finding again, and sifting a file whose quote marks are astray.

Every physical line belongs to a record that is read or to one that is set aside. A record may span lines inside
quote marks; a blank line is none.
"""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# A record that is still open after so many lines was opened by a quote mark astray.
_MOST_LINES = 400
_MOST_CHARACTERS = 256 << 10
_BLANK = re.compile(rb"\n(?=\n)")
_ALL_BUT_MARKS = bytes(byte for byte in range(256) if byte not in b'"\n')


@dataclass(frozen=True, slots=True)
class Record:
    """One data record as it stands in the file."""

    record: int  # the first is 1
    line: int  # the physical line it begins on; the header's is 1
    text: str  # without its line end

    def cells(self, delimiter: str) -> list[str]:
        """Its cells, as far as it can be read."""
        return next(csv.reader(io.StringIO(self.text, newline=""), delimiter=delimiter), [])


@dataclass(frozen=True, slots=True)
class Sifted:
    """A file divided in what can be read and what cannot."""

    places: Sequence[int]  # of each good record in the clean copy: its record number and line, one after the other
    bad: tuple[tuple[Record, str], ...]  # with the cause


class Counter:
    """Counts records in chunks of bytes: line ends outside quote marks, blank lines aside when it is told to.

    Works on whole chunks at a time, since a loop over lines would take longer than the import itself; looking for
    blank lines too would double its time.
    """

    def __init__(self, *, without_blank_lines: bool = False) -> None:
        self._without_blank_lines = without_blank_lines
        self._quoted = False
        self._records = 0
        self._last = b"\n"

    def add(self, chunk: bytes) -> None:
        if b"\r" in chunk:
            chunk = chunk.replace(b"\r", b"")
        if not chunk:
            return
        text = b"\n" + chunk if self._last == b"\n" else chunk
        blank = self._without_blank_lines and b"\n\n" in text
        if b'"' not in chunk and not self._quoted:
            self._records += chunk.count(b"\n") - (len(_BLANK.findall(text)) if blank else 0)
        elif blank:
            parts = text.split(b'"')
            outside = parts[1 if self._quoted else 0 :: 2]
            self._records += sum(part.count(b"\n") - len(_BLANK.findall(part)) for part in outside)
            self._records -= not self._quoted and self._last == b"\n"
            self._quoted ^= len(parts) % 2 == 0
        else:
            # Two quote marks with nothing but cell text between them hold no line end: they cancel out.
            marks = chunk.translate(None, _ALL_BUT_MARKS)
            quotes = marks.count(b'"')
            parts = marks.replace(b'""', b"").split(b'"')
            self._records += sum(part.count(b"\n") for part in parts[1 if self._quoted else 0 :: 2])
            self._quoted ^= quotes % 2 == 1
        self._last = chunk[-1:]

    def end(self) -> int:
        """How many records there were; one without a line end counts too."""
        return self._records + (self._last != b"\n")


def count(file: Path) -> int:
    """The data records of a file with a header, blank lines aside."""
    counter = Counter(without_blank_lines=True)
    with file.open("rb") as opened:
        while chunk := opened.read(1 << 22):
            counter.add(chunk)
    return counter.end() - 1


def find(file: Path, wanted: Sequence[int], *, header: bool = True) -> dict[int, Record]:
    """The records with these numbers (the first data record is 1), in a file whose quote marks are in order."""
    left, found = set(wanted), dict[int, Record]()
    if not left:
        return found
    for number, (line, text) in enumerate(_records(file), start=0 if header else 1):
        if number in left:
            found[number] = Record(number, line, text)
            left.discard(number)
            if not left:
                break
    return found


def _records(file: Path) -> Iterator[tuple[int, str]]:
    """Physical line and text of each record; the header is the first."""
    open_line, pending = 0, list[str]()
    with file.open(encoding="utf-8-sig", newline="\n", errors="replace") as opened:
        for number, line in enumerate(opened, start=1):
            if not pending:
                if not line.strip():
                    continue
                open_line = number
            pending.append(line)
            if line.count('"') % 2 == (1 if len(pending) == 1 else 0):
                if len(pending) == 1:
                    continue
            elif len(pending) > 1:
                yield open_line, "".join(pending).rstrip("\r\n")
                pending = []
                continue
            if len(pending) == 1:
                yield open_line, line.rstrip("\r\n")
                pending = []
    if pending:
        yield open_line, "".join(pending).rstrip("\r\n")


def sift(file: Path, clean: Path, *, delimiter: str, width: int, header: bool = True) -> Sifted:
    """Write the records of `width` cells to a clean copy and give back the others.

    A quote mark that is never closed costs its own line, not all the lines after it.
    """
    places, bad = array("Q"), list[tuple[Record, str]]()
    with (
        file.open(encoding="utf-8-sig", newline="\n", errors="replace") as source,
        clean.open("w", encoding="utf-8", newline="") as copy,
    ):
        writer = csv.writer(copy, delimiter=delimiter, lineterminator="\n")
        lines = _Lines(source)
        record = -1 if header else 0
        while (line := lines.take()) is not None:
            if not line.strip():
                continue
            start, record = lines.number, record + 1
            cells, text = _complete(line, lines, delimiter, width)
            if cells is not None:
                writer.writerow(cells)
                places.extend((record, start))
            else:
                bad.append((Record(record, start, text.rstrip("\r\n")), _cause(text, delimiter, width)))
    if header:
        places = places[2:]
    return Sifted(places, tuple(bad))


class _Lines:
    """Lines that can be put back."""

    def __init__(self, source: io.TextIOBase | Iterator[str]) -> None:
        self._source = iter(source)
        self._back: list[str] = []
        self.number = 0

    def take(self) -> str | None:
        line = self._back.pop() if self._back else next(self._source, None)
        self.number += line is not None
        return line

    def put_back(self, lines: Sequence[str]) -> None:
        self._back.extend(reversed(lines))
        self.number -= len(lines)


def _complete(line: str, lines: _Lines, delimiter: str, width: int) -> tuple[list[str] | None, str]:
    """The cells of the record that begins with this line, or none and the line alone."""
    cells = _cells(line, delimiter)
    if cells is not None and len(cells) == width:
        return cells, line
    if '"' not in line:
        return None, line
    taken, text = list[str](), line
    while cells is None and len(taken) < _MOST_LINES and len(text) < _MOST_CHARACTERS:
        more = lines.take()
        if more is None:
            break
        taken.append(more)
        text += more
        if '"' in more:
            cells = _cells(text, delimiter)
    if cells is not None and len(cells) == width:
        return cells, text
    lines.put_back(taken)
    return None, line


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of one whole record; none when a quote mark is still open at its end, or stands where none may.

    Within one line a quote mark astray is text; over several it would swallow whole records.
    """
    body = text.rstrip("\r\n")
    try:
        # The reader closes an open quote at the end of its text without a word: one more line shows it.
        parsed = list(csv.reader(io.StringIO(body + "\nx", newline=""), delimiter=delimiter, strict="\n" in body))
    except csv.Error:
        return None
    return parsed[0] if len(parsed) == 2 else None  # noqa: PLR2004 - the record and the line after it


def _cause(text: str, delimiter: str, width: int) -> str:
    cells = _cells(text, delimiter)
    return "a quote mark is not closed" if cells is None else f"{len(cells)} cells instead of {width}"
