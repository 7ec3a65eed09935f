"""Whether the very same file was imported before, by the same rules: told by its hash alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from clientbook_cli.book.connection import Book
from clientbook_cli.errors import ClientbookError
from clientbook_cli.intake import batch as batches
from clientbook_cli.intake import format_file, formats
from clientbook_cli.settings import StoreSettings


def rules_of(format_: formats.Format, *, order: str, store: StoreSettings) -> str:
    """What the same bytes are read by: another mapping, or another order of dates, reads them anew."""
    said = f"|{order}|{store.currency}|{store.timezone}|{format_.source}|{format_.repairs}|{format_.services}"
    return hashlib.sha256(format_.file.read_bytes() + said.encode()).hexdigest()


def find(
    sha256: str,
    *,
    read_book: Callable[[], AbstractContextManager[Book]],
    known: Sequence[formats.Format],
    wanted: str,
    mapping: Path | None,
    kind: str,
    rules: Callable[[formats.Format], str],
) -> dict[str, Any] | None:
    """The receipt of an earlier import of these bytes, if the same format would be taken again and reads them the same.

    `wanted`, `mapping` and `kind` are what the owner said of the file; where that is wrong, the import itself says so.
    """
    with read_book() as book:
        before = batches.same_bytes(book, sha256=sha256)
    for each in before:
        try:
            format_ = format_file.load(mapping) if mapping else formats.by_name(wanted or each.format, known)
        except ClientbookError:
            continue
        if rules(format_) == each.rules and kind in ("", format_.kind):
            return each.told()
    return None


def again(before: Mapping[str, Any], *, name: str, dry_run: bool) -> Mapping[str, Any]:
    """The receipt of an earlier import, as that of a file which changes nothing."""
    there = before["rows_kept"] + before["rows_already_there"]
    nothing = dict.fromkeys(("rows_kept", "lines_new", "sales_new", "sales_changed", "sales_joined"), 0)
    nothing |= dict.fromkeys(("clients_new", "clients_joined", "occasions", "consents"), 0)
    return {**before, **nothing, "file": name, "dry_run": dry_run, "rows_already_there": there, "same_file": True}
