"""The files of a store's folder beside its books: which hold words that name a person, and clearing them.

A line of a table goes; any other file that names them goes as a whole, since it can be made again. What cannot be read
(a PDF) goes when it is a sheet of a day on which they were called.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import functools
import gzip
import mmap
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from clientbook_cli.book.erasure import whole
from clientbook_cli.settings import StoreFolder

BOOKS = (".duckdb", ".wal", ".lock", ".holder")
_BY_LINE = (".csv", ".txt", ".tsv")
_KEPT = (".toml",)  # the owner's own settings are never deleted: they are named
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# A letter or a digit on either side, where each sign takes two bytes.
_WIDE = (
    ("utf-16-le", rb"(?<![0-9A-Za-z]\x00)", rb"(?![0-9A-Za-z]\x00)"),
    ("utf-16-be", rb"(?<!\x00[0-9A-Za-z])", rb"(?!\x00[0-9A-Za-z])"),
)
_MOST_UNPACKED = 1 << 28  # bytes of an archive that are looked at


def clean(folder: StoreFolder, words: Sequence[str], *, sheet_days: Sequence[dt.date]) -> list[str]:
    """Take a person out of every file; the files that were deleted or lost lines, by their place in the folder."""
    changed = []
    days = {day.isoformat() for day in sheet_days}
    for path in _files(folder):
        if path.suffix == ".pdf":
            named = _DAY.findall(path.name)
            gone = bool(days) and (not named or bool(days & set(named)))
            if gone or _names(path, words):
                path.unlink()
                changed.append(str(path.relative_to(folder.path)))
        elif path.suffix not in _KEPT and _names(path, words):
            if path.suffix in _BY_LINE:
                _drop_lines(path, words)
            if path.suffix not in _BY_LINE or _names(path, words):
                path.unlink()
            changed.append(str(path.relative_to(folder.path)))
    return changed


def search(folder: StoreFolder, words: Sequence[str], *, parts: Sequence[str] = ()) -> tuple[int, dict[str, int]]:
    """How many files there are, every byte of them looked at; and those that still name a person.

    `parts`: those of the words that stand within what somebody else is called. A book's bytes, in which one word
    follows the other without a gap, are not searched for these: its tables are.
    """
    files = _files(folder)
    books = [path for path in folder.path.rglob("*") if path.is_file() and path.suffix in BOOKS]
    alone = [word for word in words if word not in parts]
    found = [*(path for path in files if _names(path, words)), *(path for path in books if _names(path, alone))]
    return len(files) + len(books), {str(path.relative_to(folder.path)): 1 for path in found}


def _files(folder: StoreFolder) -> list[Path]:
    return sorted(path for path in folder.path.rglob("*") if path.is_file() and path.suffix not in BOOKS)


def _names(path: Path, words: Sequence[str]) -> bool:
    """Whether a file holds one of the words, in any of the ways in which files write them."""
    if not words or not path.stat().st_size:
        return False
    pattern = _pattern(tuple(words), is_whole=path.suffix not in BOOKS)
    with path.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        if pattern.search(mapped):
            return True
    return path.suffix not in BOOKS and any(pattern.search(content) for content in _unpacked(path))


@functools.cache
def _pattern(words: tuple[str, ...], *, is_whole: bool) -> re.Pattern[bytes]:
    """The words as bytes, in every case and encoding in which a file may have them; `is_whole`: not within another."""
    cases = {case for word in words for case in (word, word.lower(), word.upper(), word.title(), word.casefold())}
    found = set[bytes]()
    for case in cases:
        write = whole if is_whole else re.escape
        found.add(write(case).encode())
        if _is_latin(case):
            found.add(write(case).encode("latin-1"))
        for encoding, before, after in _WIDE:
            wide = re.escape(case.encode(encoding))
            edges = (before, after) if is_whole else (b"", b"")
            found.add((edges[0] if case[0].isalnum() else b"") + wide + (edges[1] if case[-1].isalnum() else b""))
    longest = sorted(found, key=lambda each: (-len(each), each))
    return re.compile(b"|".join(longest), re.IGNORECASE)


def _is_latin(text: str) -> bool:
    return all(ord(sign) < 256 for sign in text)  # noqa: PLR2004


def _unpacked(path: Path) -> Iterator[bytes]:
    """What a file holds when it is unpacked or decoded."""
    content = path.read_bytes()
    with suppress(OSError, EOFError, zipfile.BadZipFile):
        if content[:2] == b"\x1f\x8b":
            with gzip.open(path) as opened:
                yield opened.read(_MOST_UNPACKED)
        elif zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    with archive.open(name) as opened:
                        yield opened.read(_MOST_UNPACKED)
    if path.suffix == ".eml":
        mail = email.message_from_bytes(content, policy=email.policy.default)
        yield "\n".join(f"{name}: {value}" for name, value in mail.items()).encode()
        for part in mail.walk():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload


def _drop_lines(path: Path, words: Sequence[str]) -> None:
    """A table of records without those that name a person. A record may stand on several lines."""
    content = path.read_bytes()
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"
    text = content.decode(encoding, errors="surrogateescape")
    pattern = _pattern(tuple(words), is_whole=True)
    kept = [record for record in _records(text) if not pattern.search(record.encode(errors="surrogateescape"))]
    path.write_bytes("".join(kept).encode(encoding, errors="surrogateescape"))


def _records(text: str) -> Iterator[str]:
    held = ""
    for line in text.splitlines(keepends=True):
        held += line
        if held.count('"') % 2 == 0:
            yield held
            held = ""
    if held:
        yield held
