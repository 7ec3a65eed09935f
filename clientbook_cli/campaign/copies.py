"""The proof of what was sent: each mail's bytes, kept in the book from the moment it was about to leave.

The mails of a campaign differ little, so each is compressed against one specimen, the mail of a client of whom nothing
is known: some 400 bytes a mail instead of 9,000. Files that all of them carry are kept once, with the campaign.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.campaign.message import Letter

SQL = queries(__file__)
_MARK = b"\x00file %d\x00"  # no byte of a mail is a zero


def keep_specimen(book: Book, *, campaign: int, specimen: Letter, files: Sequence[bytes]) -> bytes:
    """What a campaign's copies are compressed against: kept at its first run, the same ever after."""
    kept = book.value(SQL["find-specimen"], campaign=campaign)
    if kept is None:
        kept = _without(specimen.content, files)
        book.run(SQL["keep-specimen"], campaign=campaign, specimen=kept)
    return bytes(kept)


def keep(book: Book, *, campaign: int, letters: Sequence[Letter], specimen: bytes, files: Sequence[bytes]) -> None:
    """Keep mails that are about to leave, inside the caller's transaction. An earlier attempt's copy is replaced."""
    if not letters:
        return
    book.run(SQL["drop-copies"], campaign=campaign, clients=[letter.client for letter in letters])
    copies = [
        {"client": letter.client, "content": _packed(_without(letter.content, files), specimen)} for letter in letters
    ]
    book.run(SQL["add-copies"], campaign=campaign, copies=copies)


def read(book: Book, *, campaign: int, client: int, files: Sequence[bytes]) -> bytes | None:
    """A client's mail as it was handed over; none when it never was."""
    packed = book.value(SQL["find-copy"], campaign=campaign, client=client)
    if packed is None:
        return None
    unpacking = zlib.decompressobj(wbits=-zlib.MAX_WBITS, zdict=book.value(SQL["find-specimen"], campaign=campaign))
    content = unpacking.decompress(packed) + unpacking.flush()
    for number, file in enumerate(files):
        content = content.replace(_MARK % number, file)
    return content


def _packed(content: bytes, specimen: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS, zdict=specimen)
    return packing.compress(content) + packing.flush()


def _without(content: bytes, files: Sequence[bytes]) -> bytes:
    for number, file in enumerate(files):
        content = content.replace(file, _MARK % number)
    return content
