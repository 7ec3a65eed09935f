"""Everything that can go wrong in a way the owner can mend.

An error has four parts: what value (`said`, with `where` it stands), the `row` it stands in, the `rule` it broke, and
what to do `next`. Each class carries its exit code; `docs/errors.md` is made from these classes. A fault of ours is
no `ClientbookError`: it ends with exit 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class ClientbookError(Exception):
    """Something the owner can mend."""

    exit_code = 2

    def __init__(self, said: str, *, next: str, where: str = "", row: str = "", rule: str = "") -> None:
        super().__init__(said)
        self.said = said
        self.where = where
        self.row = row
        self.rule = rule
        self.next = next

    def lines(self) -> Iterator[tuple[str, str]]:
        """Label and text of each part that is known, in reading order; the first has no label."""
        yield "", f"{self.where}: {self.said}" if self.where else self.said
        for label in ("row", "rule", "next"):
            text = getattr(self, label)
            if text:
                yield label, text

    def __str__(self) -> str:
        return "\n".join(f"{label}  {text}".strip() for label, text in self.lines())


class UsageError(ClientbookError):
    """The command was typed in a way that cannot be carried out: an unknown name, a missing option, a wrong number."""


class InputError(ClientbookError):
    """A file could not be read as what it should be: not a CSV, no known header, an unreadable archive."""


class UnknownFileError(InputError):
    """A file whose columns fit no known format; where they can be guessed, a mapping for it is printed on stdout."""

    proposal: Any = None  # how it may be read, for whoever can ask


class UndecidedError(InputError):
    """A column of days in which no number is above 12: day and month cannot be told apart. A terminal is asked."""


class SettingsError(ClientbookError):
    """`clientbook.toml`, or a mapping or table it names, holds something that cannot be used."""


class TemplateError(ClientbookError):
    """A template names a variable that does not exist, or does not render."""


class NoStoreError(ClientbookError):
    """There is no store here yet, or a step of its set-up is missing (no mail account, no postal address)."""

    exit_code = 4


class BookBusyError(ClientbookError):
    """Another clientbook command has had the book open for longer than we wait."""

    exit_code = 6


class BookError(ClientbookError):
    """The book cannot be opened: damaged, made by a newer version, or not a book."""

    exit_code = 4


class DiskFullError(BookError):
    """There is no room left on the disk for what was to be written into the book or beside it."""


class ShortOfMemoryError(BookError):
    """A question to the book needs more memory than it may take, and what does not fit cannot be put on disk."""


class MailServerError(ClientbookError):
    """The mail server was not reached, its certificate was not good, or it refused login or mail."""

    exit_code = 7
