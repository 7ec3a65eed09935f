"""What the engine needs of whatever carries mails, and what it is told of each; and the carrier into a folder."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from clientbook_cli.campaign.message import Letter
from clientbook_cli.campaign.optout import mailto
from clientbook_cli.errors import ClientbookError, InputError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mail.

    `queued`: it was never handed over and nothing speaks against it. `stop`: why the run cannot go on, if it cannot.
    """

    state: str  # accepted, written, later, refused, unknown, queued
    reply: str
    stop: ClientbookError | None = None


class Carrier(Protocol):
    """Takes one mail at a time. Never tries a mail again that may have been taken."""

    def deliver(self, letter: Letter) -> Outcome:
        """Hand a mail over, and say what became of it."""
        ...


class FolderCarrier:
    """Writes each mail as an .eml file, for the owner to look at or to send in their own way."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _no_folder(folder, error) from error

    def deliver(self, letter: Letter) -> Outcome:
        """Write a mail; the file is there whole or not at all."""
        file = self._folder / file_name(letter)
        try:
            write_private(file, letter.content)
        except OSError as error:
            return Outcome("queued", str(error), _no_folder(self._folder, error))
        return Outcome("written", file.name)


class ProgramCarrier:
    """Hands a mail to the owner's own mail program, to be changed and sent there."""

    def __init__(self, show: Callable[[str], object]) -> None:
        self._show = show

    @contextmanager
    def open(self) -> Iterator[Carrier]:
        """Ready at once."""
        yield self

    def deliver(self, letter: Letter) -> Outcome:
        """Open the program; that it was sent there is taken for granted."""
        fields = {"subject": letter.subject, "body": letter.text.replace("\n", "\r\n")}
        if not self._show(mailto(letter.address, **fields)):
            return Outcome("queued", "", InputError(
                "no mail program opened", next="clientbook mail to … --send, or --to-folder DIR"
            ))  # fmt: skip
        return Outcome("written", "opened in the mail program")


def file_name(letter: Letter) -> str:
    """A name that every system takes and that no name of a client can bend: C102-ann-lee.eml."""
    plain = unicodedata.normalize("NFKD", letter.name).encode("ascii", "ignore").decode("ascii").lower()
    words = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
    return f"C{letter.client}{'-' if words else ''}{words}.eml"


def write_private(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    half = file.with_name(f".{file.name}.part")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
    half.replace(file)


def _no_folder(folder: Path, error: OSError) -> InputError:
    return InputError(
        f"cannot write mails here: {error.strerror or error}",
        where=str(folder),
        next="name a folder that you may write in and that has room",
    )
