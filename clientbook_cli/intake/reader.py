"""Bytes to a text file that can be read as CSV: what encoding, which delimiter, which names, how many records.

A file that is UTF-8 with one kind of line end is left where it is; any other is written again into a scratch folder,
and what was done to it is said. Knows nothing of formats.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from clientbook_cli.errors import InputError
from clientbook_cli.intake import containers, edge, layout
from clientbook_cli.intake.containers import Content
from clientbook_cli.intake.records import CELL_LIMIT, Counter

_CHUNK = 1 << 20  # what is looked at several times stays in the processor's own memory
_GULP = 16 << 20
_SAMPLE_CHARACTERS = 512 << 10
_MOSTLY_UTF8 = "utf-8, some of it cp1252"
_ASCII = bytes(range(128))
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LONG_NAMES = 12  # bytes; a shorter first line may well be a record too
_GLOB = re.compile(r"[*?\[\]{}]")  # DuckDB would look for other files by such a name
# What a spreadsheet or an export puts round a cell to keep it as text, and blanks that are not blanks.
_GUARD = re.compile(rb"'[=+\-@0-9]")
_RARE = ((b"=", b'="'), (b"\xa0", b"\xc2\xa0"), (b"\xaf", b"\xe2\x80\xaf"))


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as it can be read: UTF-8, one kind of line end."""

    path: Path  # the file as it was given
    name: str  # what it is called; inside an archive there may be several
    text: Path  # what is read
    sha256: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_line: int  # the physical line of the names
    sample: tuple[tuple[str, ...], ...]  # the first records
    lines: int  # data records and blank lines; right unless a quote mark stands astray
    long_cell: bool  # a cell over several lines may be too long, which shows when it is read; others are found before
    odd: str  # what cells have besides blanks at their ends: 'guards' (a quote mark in front), 'all'; empty: nothing
    irregular: bool  # to be sifted before it is read: lines above the names, names again, lines quoted as a whole, …
    wrapped: bool  # each line is quoted once more as a whole
    repaired: tuple[str, ...]  # what was done to it, in words


def examine(
    source: Path | Content,
    *,
    scratch: Path,
    headless: bool = False,
    most_cell: int = 32 << 10,
    read: Callable[[float], None] | None = None,
) -> TextFile:
    """Look at a file once, from end to end. `headless`: its first line may be data; `read` is told the part that was.

    Its bytes are hashed meanwhile, which leaves Python free. Raises InputError.
    """
    content = containers.plain(source.resolve()) if isinstance(source, Path) else source
    with ThreadPoolExecutor(1) as beside:
        sha256 = beside.submit(_digest, content.text)
        file = _examine(content, scratch=scratch, headless=headless, most_cell=most_cell, read=read)
        return replace(file, sha256=sha256.result())


def _examine(
    content: Content, *, scratch: Path, headless: bool, most_cell: int, read: Callable[[float], None] | None
) -> TextFile:
    """All of it but the hash."""
    path = content.path
    if edge.is_transfer(content.text):
        content = edge.laid_out(content, scratch=scratch)
    csv.field_size_limit(CELL_LIMIT)
    with content.text.open("rb") as opened:
        first = opened.read(64 << 10)
    containers.refuse(path, first)
    encoding, repaired = _encoding_by_mark(first), list(content.said)
    if encoding is None and b"\0" in first:
        raise InputError(
            "is not a text file", where=str(path), rule="an export is CSV: text, one record a line",
            next="export it again as CSV",
        )  # fmt: skip
    facts = _Facts.of(content.text, most_cell=most_cell, read=read)
    if encoding in (None, "utf-8-sig") and not facts.is_utf8:
        encoding = _eight_bit(content.text)
    encoding = encoding or "utf-8"
    text = content.text
    if encoding not in ("utf-8", "utf-8-sig") or facts.mixed_line_ends or _GLOB.search(str(text)):
        text = scratch / "text.csv"
        _write_again(content, text, encoding)
        if encoding not in ("utf-8", "utf-8-sig"):
            repaired.append(f"read as {encoding}")
        if facts.mixed_line_ends:
            repaired.append("line ends made the same")
        facts = _Facts.of(text, most_cell=most_cell)
    with text.open(encoding="utf-8-sig", newline="") as opened_text:
        start = opened_text.read(_SAMPLE_CHARACTERS)
    if not start.strip():
        raise InputError("is empty", where=str(path), next="export it again")
    laid = layout.find(start, headless=headless)
    if not laid.sample and not headless:
        raise InputError(
            "has names of columns and not one record below them",
            where=str(path),
            row=laid.delimiter.join(laid.header)[:200],
            next="export it again, for a period with sales in it",
        )
    return TextFile(
        path=path,
        name=content.name,
        text=text,
        sha256="",
        encoding="utf-8 with BOM" if encoding == "utf-8-sig" else encoding,
        delimiter=laid.delimiter,
        header=laid.header,
        header_line=laid.header_line,
        sample=laid.sample,
        lines=facts.records - laid.header_line,
        long_cell=facts.long_cell,
        odd=facts.odd,
        irregular=laid.header_line > 1
        or laid.wrapped
        or bool(laid.said)
        or facts.long_line
        or (facts.names_again and not headless),
        wrapped=laid.wrapped,
        repaired=(*repaired, *laid.said),
    )


def _digest(file: Path) -> str:
    """The SHA-256 of a file's bytes, in gulps so large that it rarely has to wait for another thread."""
    hashed, gulp = hashlib.sha256(), memoryview(bytearray(min(_GULP, file.stat().st_size + 1)))
    with file.open("rb", buffering=0) as opened:
        while size := opened.readinto(gulp):
            hashed.update(gulp[:size])
    return hashed.hexdigest()


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
    """cp1252, unless the file has bytes that it leaves undefined; or UTF-8 where only some bytes are astray."""
    high = sound = 0
    undefined = False
    for chunk in _chunks(path):
        undefined = undefined or any(byte in chunk for byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))
        high += len(chunk.translate(None, _ASCII))
        sound += sum(map(len, _SEQUENCE.findall(chunk)))
    if sound > high // 2:
        return _MOSTLY_UTF8
    return "latin-1" if undefined else "cp1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8, as they are meant in files that two programs wrote."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("clientbook-cp1252", _as_cp1252)


def _write_again(content: Content, text: Path, encoding: str) -> None:
    """A copy in UTF-8 with one kind of line end."""
    how = ("utf-8-sig", "clientbook-cp1252") if encoding == _MOSTLY_UTF8 else (encoding, "strict")
    try:
        with (
            content.text.open(encoding=how[0], errors=how[1], newline=None) as source,
            text.open("w", encoding="utf-8", newline="") as copy,
        ):
            while chunk := source.read(_CHUNK):
                # A mark of UTF-8 before text that is none reads as three letters.
                copy.write(chunk.replace("\0", "").removeprefix("\u00ef\u00bb\u00bf"))
    except UnicodeError as error:
        raise InputError(
            "is not a text file", where=str(content.path), rule=f"it begins like {encoding} text, and is none",
            next="export it again as CSV",
        ) from error  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Facts:
    """What one pass over the bytes tells."""

    is_utf8: bool
    mixed_line_ends: bool
    records: int  # the header among them
    long_cell: bool  # a cell over several lines may be too long
    odd: str
    long_line: bool  # a line may hold a cell that is too long
    names_again: bool  # its first line stands there a second time

    @classmethod
    def of(cls, path: Path, *, most_cell: int, read: Callable[[float], None] | None = None) -> _Facts:
        decoder = codecs.getincrementaldecoder("utf-8")()
        records = Counter()
        is_utf8, odd, long_line, long_cell = True, "", False, False
        feeds = returns = pairs = size = begun = 0  # begun: bytes of a line that goes on in the next chunk
        plain_ends = False
        whole = path.stat().st_size or 1
        last, names, tail, again = b"", b"", b"", 0
        for chunk in _chunks(path):
            if is_utf8 and not chunk.isascii():
                is_utf8 = _decodes(decoder, chunk)
            odd = _oddity(chunk, odd)
            end = chunk.find(b"\n")
            rest = len(chunk) if end < 0 else end
            long_line = long_line or begun + rest >= most_cell or _has_long_line(chunk, most_cell // 2)
            begun = begun + rest if end < 0 else len(chunk) - 1 - chunk.rfind(b"\n")
            names = names or b"\n" + chunk.split(b"\n", 1)[0].removeprefix(codecs.BOM_UTF8).rstrip(b"\r")
            again += chunk.count(names) + (tail + chunk[: len(names)]).count(names)
            tail = chunk[-len(names) :]
            if b"\r" in chunk or last == b"\r":
                returns += chunk.count(b"\r")
                pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk[:1] == b"\n")
                feeds += chunk.count(b"\n")
            else:
                plain_ends = plain_ends or b"\n" in chunk
            records.add(chunk)
            if lines := records.cell_lines:  # a chunk may have half of a cell
                long_cell = long_cell or _has_long_line(chunk, most_cell // 4 // lines)
            last = chunk[-1:]
            size += len(chunk)
            if read:
                read(size / whole)
        is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
        mixed = returns > 0 and (plain_ends or not (returns == pairs == feeds))
        names_again = again > 0 and len(names) > _LONG_NAMES
        return cls(is_utf8, mixed, records.end(), long_cell, odd, long_line, names_again)


def _oddity(chunk: bytes, before: str) -> str:
    if before == "all":
        return before
    # Looking for one byte is ten times as fast as for two: so the rare one first.
    if any(rare in chunk and mark in chunk for rare, mark in _RARE):
        return "all"
    return before or ("guards" if _GUARD.search(chunk) else "")


def _has_long_line(chunk: bytes, stretch: int) -> bool:
    """Whether a line fills a whole stretch of the chunk, as each line in it twice as long does; quick to see."""
    return any(chunk.find(b"\n", place, place + stretch) < 0 for place in range(0, len(chunk) - stretch + 1, stretch))


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
