"""Where each record of a CSV file begins: counting records, and finding them again.

Every physical line belongs to a record that is read or to one that is set aside. A record may span lines inside
quote marks; a blank line is none.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CELL_LIMIT = 1 << 24  # characters: as much as Python's reader takes; what the settings allow is less
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


class Counter:
    """Counts records in chunks of bytes: line ends outside quote marks, blank lines aside when it is told to.

    Works on whole chunks at a time, since a loop over lines would take longer than the import itself; looking for
    blank lines too would double its time.
    """

    def __init__(self, *, without_blank_lines: bool = False) -> None:
        self._without_blank_lines = without_blank_lines
        self.cell_lines = 0  # of the last chunk: as many as no cell has lines in it; 0: each is in one, and none is cut
        self._quoted = False
        self._records = 0
        self._last = b"\n"

    def add(self, chunk: bytes) -> None:
        if b"\r" in chunk:
            chunk = chunk.replace(b"\r", b"")
        if not chunk:
            return
        text = b"\n" + chunk if self._last == b"\n" else chunk
        self.cell_lines = 0
        blank = self._without_blank_lines and b"\n\n" in text
        if b'"' not in chunk and not self._quoted:
            self._records += chunk.count(b"\n") - (len(_BLANK.findall(text)) if blank else 0)
        elif blank:
            parts = text.split(b'"')
            outside = parts[1 if self._quoted else 0 :: 2]
            self._records += sum(part.count(b"\n") - len(_BLANK.findall(part)) for part in outside)
            self._records -= not self._quoted and self._last == b"\n"
            self._note_cells(parts, text.count(b"\n") > sum(part.count(b"\n") for part in outside))
        else:
            # Two quote marks with nothing but cell text between them hold no line end: they cancel out.
            marks = chunk.translate(None, _ALL_BUT_MARKS)
            parts = marks.replace(b'""', b"").split(b'"')
            ends = sum(part.count(b"\n") for part in parts[1 if self._quoted else 0 :: 2])
            self._records += ends
            self._note_cells(parts, marks.count(b"\n") > ends)
        self._last = chunk[-1:]

    def _note_cells(self, parts: Sequence[bytes], over_lines: bool) -> None:
        """Note whether a quote mark is open after these parts, which quote marks divide, and how many lines cells have.

        Cells side by side may be taken for one.
        """
        inside = parts[0 if self._quoted else 1 :: 2] if over_lines else ()
        is_cut, self._quoted = self._quoted, self._quoted ^ (len(parts) % 2 == 0)
        if inside or is_cut or self._quoted:
            self.cell_lines = 1 + max((part.count(b"\n") for part in inside), default=0)

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
