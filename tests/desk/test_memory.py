"""An import takes a bounded part of the memory, and more only where it must."""

from __future__ import annotations

from pathlib import Path

import pytest

from clientbook_cli.book.connection import create_book, open_book
from clientbook_cli.desk.importing import OpenBook, import_file
from clientbook_cli.desk.looking import Options
from clientbook_cli.errors import ShortOfMemoryError
from clientbook_cli.intake.format_file import presets
from clientbook_cli.settings import StoreFolder, StoreSettings
from clientbook_cli.templates import Templates
from tests.bench.till import write_shopify
from tests.shop import NOW


def take_in(folder: Path, *, memory: str, roomy: bool) -> int:
    store, file = StoreFolder(folder), folder / "orders.csv"
    write_shopify(file, lines=2_000)
    with create_book(store.book):
        pass

    def opening(memory: str) -> OpenBook:
        return lambda allowed: open_book(store.book, write=True, files=allowed, memory=memory)

    receipt = import_file(
        file,
        open_book=opening(memory),
        known=presets(Templates()),
        options=Options(),
        store=StoreSettings(),
        folder=store,
        now=NOW,
        open_roomy=opening("") if roomy else None,
    )
    return int(receipt["rows_kept"])


def test_an_import_that_cannot_do_with_its_memory_is_tried_with_more(tmp_path: Path) -> None:
    assert take_in(tmp_path, memory="5MB", roomy=True) == 2_000


def test_memory_that_is_short_is_said(tmp_path: Path) -> None:
    with pytest.raises(ShortOfMemoryError, match="not enough memory"):
        take_in(tmp_path, memory="5MB", roomy=False)
