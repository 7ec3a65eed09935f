"""Mail that lies in files: an mbox, a Maildir, or single .eml files. Read only."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from clientbook_cli.errors import InputError

LARGEST = 30 * 2**20  # bytes: no answer or bounce is larger


def messages(source: Path) -> Iterator[bytes]:
    """Every message of a file or folder. Raises InputError."""
    if not source.exists():
        raise InputError(
            "there is no such file", where=str(source), next="name an mbox file, a Maildir or an .eml file"
        )
    try:
        if source.is_dir():
            yield from _folder(source)
        elif source.suffix.lower() == ".eml":
            yield source.read_bytes()
        else:
            with source.open("rb") as file:
                if not file.read(5).startswith(b"From ") and source.stat().st_size:
                    raise InputError(
                        "is no mbox file",
                        where=str(source),
                        rule='an mbox begins with the word "From "',
                        next="save the mails as mbox, or each as an .eml file in a folder",
                    )
            with closing(mailbox.mbox(source, create=False)) as box:
                for key in box.keys():  # noqa: SIM118 - a mailbox's iterator gives messages, read already
                    yield box.get_bytes(key)[:LARGEST]
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", where=str(source), next="give yourself the right"
        ) from error


def _folder(folder: Path) -> Iterator[bytes]:
    places = [folder / name for name in ("new", "cur") if (folder / name).is_dir()] or [folder]
    for place in places:
        for file in sorted(place.iterdir()):
            if file.is_file() and not file.name.startswith("."):
                yield file.read_bytes()[:LARGEST]
