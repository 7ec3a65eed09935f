"""Bytes to a text file that can be read as CSV: what encoding, which delimiter, which names, how many records.

A file that is UTF-8 with one kind of line end is left where it is; any other is written again into a scratch folder,
and what was done to it is said. Knows nothing of formats.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from clientbook_cli.errors import InputError
from clientbook_cli.intake.records import Counter

DELIMITERS = ",;\t|"
_CHUNK = 4 << 20
_SAMPLE_RECORDS = 300
_SAMPLE_CHARACTERS = 512 << 10
_SAVE_AS_CSV = "save it as CSV (in Excel: Save As > CSV UTF-8), and import that"
_ARCHIVES = (
    (b"PK\x03\x04", "is an Excel workbook or a zip archive", _SAVE_AS_CSV),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook", _SAVE_AS_CSV),
    (b"\x1f\x8b", "is packed with gzip", "unpack it and import the CSV inside"),
    (b"%PDF", "is a PDF", "export the same report as CSV"),
)
_GLOB = re.compile(r"[*?\[\]{}]")  # DuckDB would look for other files by such a name
# What a spreadsheet or an export puts round a cell to keep it as text, and blanks that are not blanks.
_GUARD = re.compile(rb"'[=+\-@0-9]")


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as it can be read: UTF-8, one kind of line end."""

    path: Path  # the file as it was given
    text: Path  # what is read
    sha256: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]  # the first records
    lines: int  # data records and blank lines; right unless a quote mark stands astray
    odd: bool  # has cells with guards or unusual blanks
    repaired: tuple[str, ...]  # what was done to it, in words

    @property
    def name(self) -> str:
        return self.path.name


def examine(path: Path, *, scratch: Path, headless: bool = False) -> TextFile:
    """Look at a file once, from end to end. `headless`: its first line may be data. Raises InputError."""
    path = _checked(path)
    first = _first_bytes(path)
    encoding, repaired = _encoding_by_mark(first), list[str]()
    if encoding is None and b"\0" in first:
        raise InputError(
            "is not a text file", where=str(path), rule="an export is CSV: text, one record a line",
            next="export it again as CSV",
        )  # fmt: skip
    facts = _Facts.of(path)
    if encoding in (None, "utf-8-sig") and not facts.is_utf8:
        encoding = _eight_bit(path)
    encoding = encoding or "utf-8"
    text = path
    if encoding not in ("utf-8", "utf-8-sig") or facts.mixed_line_ends or _GLOB.search(str(path)):
        text = scratch / "text.csv"
        _write_again(path, text, encoding)
        if encoding not in ("utf-8", "utf-8-sig"):
            repaired.append(f"read as {encoding}")
        if facts.mixed_line_ends:
            repaired.append("line ends made the same")
        facts = replace(_Facts.of(text), sha256=facts.sha256)
    with text.open(encoding="utf-8-sig", newline="") as opened:
        start = opened.read(_SAMPLE_CHARACTERS)
    if not start.strip():
        raise InputError("is empty", where=str(path), next="export it again")
    delimiter = _delimiter(start)
    header, *sample = _parsed(start, delimiter)
    header = [name.strip() for name in header]
    if not sample and not headless:
        raise InputError(
            "has names of columns and not one record below them",
            where=str(path),
            row=delimiter.join(header)[:200],
            next="export it again, for a period with sales in it",
        )
    return TextFile(
        path=path,
        text=text,
        sha256=facts.sha256,
        encoding="utf-8 with BOM" if encoding == "utf-8-sig" else encoding,
        delimiter=delimiter,
        header=tuple(header),
        sample=tuple(tuple(record) for record in sample[:_SAMPLE_RECORDS]),
        lines=facts.records - 1,
        odd=facts.odd,
        repaired=tuple(repaired),
    )


def _checked(path: Path) -> Path:
    """The full path of a file that can be read."""
    try:
        if not path.exists():
            raise InputError("there is no such file", where=str(path), next="check its name and folder")
        if not path.is_file():
            raise InputError(
                "is a folder, not a file" if path.is_dir() else "is not a file",
                where=str(path),
                next=f"name the exports in it: clientbook import {path}/*.csv",
            )
        with path.open("rb") as opened:
            if not opened.read(1):
                raise InputError("is empty", where=str(path), next="export it again")
    except OSError as error:
        raise InputError(
            f"cannot be opened: {error.strerror or error}", where=str(path), next="give yourself the right to read it"
        ) from error
    return path.resolve()


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as opened:
        first = opened.read(64 << 10)
    for magic, said, next_ in _ARCHIVES:
        if first.startswith(magic):
            raise InputError(said, where=str(path), rule="an export is CSV: text, one record a line", next=next_)
    return first


def _encoding_by_mark(first: bytes) -> str | None:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if first.startswith(mark):
            return name
    # UTF-16 without its mark: every other byte of plain text is zero.
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = first[offset : 400 + offset : 2]
        if len(half) > 3 and half.count(0) > 0.9 * len(half) and first[1 - offset : 400 : 2].count(0) == 0:  # noqa: PLR2004
            return name
    return None


def _eight_bit(path: Path) -> str:
    """cp1252, unless the file has bytes that it leaves undefined."""
    with path.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            if any(undefined in chunk for undefined in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")):
                return "latin-1"
    return "cp1252"


def _write_again(path: Path, text: Path, encoding: str) -> None:
    """A copy in UTF-8 with one kind of line end."""
    try:
        with path.open(encoding=encoding, newline=None) as source, text.open("w", encoding="utf-8", newline="") as copy:
            while chunk := source.read(_CHUNK):
                # A mark of UTF-8 before text that is none reads as three letters.
                copy.write(chunk.replace("\0", "").removeprefix("\u00ef\u00bb\u00bf"))
    except UnicodeError as error:
        raise InputError(
            "is not a text file", where=str(path), rule=f"it begins like {encoding} text, and is none",
            next="export it again as CSV",
        ) from error  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Facts:
    """What one pass over the bytes tells."""

    sha256: str
    is_utf8: bool
    mixed_line_ends: bool
    records: int  # the header among them
    odd: bool

    @classmethod
    def of(cls, path: Path) -> _Facts:
        digest = hashlib.sha256()
        decoder = codecs.getincrementaldecoder("utf-8")()
        records = Counter()
        is_utf8, odd = True, False
        feeds = returns = pairs = 0
        last = b""
        for chunk in _chunks(path):
            digest.update(chunk)
            if is_utf8 and not chunk.isascii():
                is_utf8 = _decodes(decoder, chunk)
            odd = odd or _is_odd(chunk)
            if b"\r" in chunk or last == b"\r":
                returns += chunk.count(b"\r")
                pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
            feeds += chunk.count(b"\n")
            records.add(chunk)
            last = chunk[-1:]
        is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
        mixed = returns > 0 and not (returns == pairs == feeds)
        return cls(digest.hexdigest(), is_utf8, mixed, records.end(), odd)


def _is_odd(chunk: bytes) -> bool:
    # Looking for one byte is ten times as fast as for two: so the rare one first.
    return (
        _GUARD.search(chunk) is not None
        or (b"=" in chunk and b'="' in chunk)
        or (b"\xa0" in chunk and b"\xc2\xa0" in chunk)
        or (b"\xaf" in chunk and b"\xe2\x80\xaf" in chunk)
    )


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(start: str) -> str:
    """The mark that divides the first record into most columns, as long as the next ones agree."""
    best, most = ",", 0
    for delimiter in DELIMITERS:
        records = _parsed(start, delimiter)[:20]
        width = len(records[0])
        agreeing = sum(len(record) == width for record in records)
        if width > 1 and width * agreeing > most:
            best, most = delimiter, width * agreeing
    return best


def _parsed(start: str, delimiter: str) -> list[list[str]]:
    """The first records; the last one may be cut."""
    csv.field_size_limit(1 << 24)
    parsed: list[list[str]] = []
    for record in csv.reader(start.splitlines(keepends=True), delimiter=delimiter):
        if record and (len(record) > 1 or record[0].strip()):
            parsed.append(record)
        if len(parsed) > _SAMPLE_RECORDS:
            break
    return parsed or [[""]]
