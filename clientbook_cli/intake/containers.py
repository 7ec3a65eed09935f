"""What an export comes packed in: gzip, a zip archive, an Excel workbook; and what cannot be taken at all.

Each file inside is unpacked into a scratch folder, counted while it is written: no archive may become much larger than
the settings allow. Knows nothing of columns and records.
"""

from __future__ import annotations

import errno
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from clientbook_cli.errors import InputError
from clientbook_cli.settings import ImportSettings

_CHUNK = 1 << 20
_SAVE_AS_CSV = "save it as CSV (in Excel: Save As > CSV UTF-8), and import that"
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook (.xls), or one with a password", _SAVE_AS_CSV),
    (b"%PDF", "is a PDF", "export the same report as CSV or as an Excel workbook"),
    (b"7z\xbc\xaf", "is packed with 7-Zip", "unpack it, and import the CSV inside"),
    (b"Rar!", "is packed with RAR", "unpack it, and import the CSV inside"),
)
_RULE = "an export is text (CSV) or an Excel workbook (.xlsx), also inside .gz or .zip"
_TEXT_ENDINGS = (".csv", ".txt", ".tsv", ".tab", ".json")
_NOBODY_S = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$)")  # what systems add to archives by themselves
# What zipfile raises for archives that are broken in one way or another.
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError, ValueError,
           LookupError, OverflowError)  # fmt: skip
_ENCRYPTED = 0x1  # a flag of an archive's entry
_FREE_GROWTH = 10 << 20  # a small file may be as empty as it likes


@dataclass(frozen=True, slots=True)
class Content:
    """One file to be read, unpacked."""

    path: Path  # the file as it was given
    name: str  # what it is called, with the archive it lies in
    text: Path  # where its bytes are
    said: tuple[str, ...] = ()  # what was done to come by it, in words


def plain(path: Path) -> Content:
    """A file that is packed in nothing."""
    return Content(path, path.name, path)


def unpack(path: Path, *, scratch: Path, limits: ImportSettings) -> tuple[Content, ...]:
    """Every file to be read in `path`, mostly itself. Raises InputError for what is no export, or too large."""
    path = _checked(path)
    with path.open("rb") as opened:
        first = opened.read(8)
    refuse(path, first)
    if first.startswith(b"\x1f\x8b"):
        return (_gunzipped(path, scratch, limits),)
    if first.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _unzipped(path, scratch, limits)
    return (plain(path),)


def refuse(path: Path, first: bytes) -> None:
    """Raise InputError when the first bytes of a file are those of something that is never read."""
    for magic, said, next_ in _REFUSED:
        if first.startswith(magic):
            raise InputError(said, where=str(path), rule=_RULE, next=next_)


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


def _gunzipped(path: Path, scratch: Path, limits: ImportSettings) -> Content:
    text = scratch / "unpacked.csv"
    try:
        with path.open("rb") as packed, text.open("wb") as unpacked:
            meter = _Meter(path, packed_bytes=path.stat().st_size, limits=limits)
            while chunk := packed.read(_CHUNK >> 4):
                for part in meter.inflated(chunk):
                    unpacked.write(part)
            meter.finish()
    except zlib.error as error:
        raise _damaged(path, "gzip") from error
    return Content(path, path.name, text, (f"unpacked from {path.name}",))


class _Meter:
    """Inflates gzip in small steps, and stops where it grows beyond what the settings allow."""

    def __init__(self, path: Path, *, packed_bytes: int, limits: ImportSettings) -> None:
        self._path, self._packed, self._limits = path, packed_bytes, limits
        self._made = 0
        self._inflate = zlib.decompressobj(wbits=31)

    def inflated(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk of the packed file holds."""
        while chunk:
            if self._inflate.eof:  # another member follows
                if not chunk.startswith(b"\x1f\x8b"):
                    return
                self._inflate = zlib.decompressobj(wbits=31)
            part = self._inflate.decompress(chunk, _CHUNK)
            self._made += len(part)
            check_growth(self._path, made=self._made, packed=self._packed, limits=self._limits)
            yield part
            chunk = self._inflate.unconsumed_tail or self._inflate.unused_data

    def finish(self) -> None:
        """Raise InputError when the file ended too early."""
        if not self._inflate.eof:
            raise _damaged(self._path, "gzip")


def check_growth(path: Path, *, made: int, packed: int, limits: ImportSettings) -> None:
    """Raise InputError when so many bytes were unpacked from so many that it is no honest export."""
    if made > limits.most_unpacked_mb << 20:
        raise InputError(
            f"is larger than {limits.most_unpacked_mb:,} MB when it is unpacked",
            where=str(path),
            rule=f"clientbook.toml: [imports] most_unpacked_mb = {limits.most_unpacked_mb}",
            next="raise most_unpacked_mb if the file is what you think it is, or unpack it yourself",
        )
    if made > _FREE_GROWTH and made > packed * limits.most_ratio:
        raise InputError(
            f"grows more than {limits.most_ratio}-fold when it is unpacked",
            where=str(path),
            rule=f"clientbook.toml: [imports] most_ratio = {limits.most_ratio}",
            next="raise most_ratio if the file is what you think it is, or unpack it yourself",
        )


def _unzipped(path: Path, scratch: Path, limits: ImportSettings) -> tuple[Content, ...]:
    with opened_zip(path) as archive:
        names = [entry.filename for entry in archive.infolist()]
        if "xl/workbook.xml" in names:
            from clientbook_cli.intake import workbook

            _measure(path, archive, limits)
            said = workbook.write_text(path, scratch / "sheet.csv")
            return (Content(path, path.name, scratch / "sheet.csv", said),)
        _refuse_documents(path, names)
        entries = [each for each in archive.infolist() if not each.is_dir() and not _NOBODY_S.search(each.filename)]
        wanted = [each for each in entries if each.filename.lower().endswith(_TEXT_ENDINGS)] or entries[:1]
        if not wanted:
            raise InputError("holds no file", where=str(path), next="export it again")
        made = [_extracted(path, archive, entry, scratch, limits) for entry in wanted]
        if len(made) > 1:
            return tuple(made)
        # A single file may itself be a workbook.
        (one,) = made
        inside = "xl/workbook.xml" in _names(one.text)
        return unpack_inner(one, scratch=scratch, limits=limits) if inside else (one,)


def unpack_inner(content: Content, *, scratch: Path, limits: ImportSettings) -> tuple[Content, ...]:
    """A workbook that lay in an archive."""
    (sheet,) = _unzipped(content.text, scratch, limits)
    return (Content(content.path, content.name, sheet.text, (*content.said, *sheet.said)),)


def _names(file: Path) -> list[str]:
    if not zipfile.is_zipfile(file):
        return []
    with opened_zip(file) as archive:
        return archive.namelist()


def _refuse_documents(path: Path, names: list[str]) -> None:
    for mark, said in (
        ("xl/workbook.bin", "is a binary Excel workbook (.xlsb)"),
        ("word/document.xml", "is a Word document"),
        ("Index/Document.iwa", "is an Apple Numbers document"),
        ("content.xml", "is an OpenDocument file"),
    ):
        if mark in names:
            raise InputError(said, where=str(path), rule=_RULE, next="open it, save it as CSV, and import that")


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive. Raises InputError where it is damaged."""
    with _damage_told(path):
        archive = zipfile.ZipFile(path)
    with archive:
        yield archive


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """What is wrong with an archive, in our words: round what zipfile does, and nothing of ours."""
    try:
        yield
    except _DAMAGE as error:
        raise _damaged(path, "zip") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place that no file has; a full disk is said elsewhere
            raise
        raise _damaged(path, "zip") from error


def _extracted(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, scratch: Path, limits: ImportSettings
) -> Content:
    name = PurePosixPath(entry.filename.replace("\\", "/")).name
    text = scratch / f"{entry.header_offset}.csv"  # a name inside an archive is never a path of ours
    with text.open("wb") as unpacked:
        made = 0
        for chunk in _chunks(path, archive, entry):
            made += len(chunk)
            check_growth(path, made=made, packed=entry.compress_size, limits=limits)
            unpacked.write(chunk)
    return Content(path, name, text, (f"unpacked from {path.name}",))


def _measure(path: Path, archive: zipfile.ZipFile, limits: ImportSettings) -> None:
    """Unpack a workbook into nothing, only to see how large it is: what it says of itself may be a lie."""
    made = 0
    for entry in archive.infolist():
        for chunk in _chunks(path, archive, entry):
            made += len(chunk)
            check_growth(path, made=made, packed=path.stat().st_size, limits=limits)


def _chunks(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What an entry holds, piece by piece. Raises InputError for one that is damaged or has a password."""
    if entry.flag_bits & _ENCRYPTED:
        raise InputError("is packed with a password", where=str(path), next="unpack it, and import the files inside")
    with _damage_told(path):
        packed = archive.open(entry)
    with packed:
        while chunk := _next(path, packed):
            yield chunk


def _next(path: Path, packed: IO[bytes]) -> bytes:
    with _damage_told(path):
        return packed.read(_CHUNK)


def _damaged(path: Path, how: str) -> InputError:
    return InputError(
        f"is packed with {how} and damaged", where=str(path), rule=_RULE, next="export or download it again"
    )
