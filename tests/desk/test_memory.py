"""An import takes a bounded part of the memory, and more only where it must."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from clientbook_cli.book.connection import create_book, open_book
from clientbook_cli.desk.importing import OpenBook, import_file
from clientbook_cli.desk.looking import Options
from clientbook_cli.errors import ShortOfMemoryError
from clientbook_cli.intake.format_file import presets
from clientbook_cli.ledger import gather
from clientbook_cli.settings import StoreFolder, StoreSettings
from clientbook_cli.templates import Templates
from tests.bench.till import write_shopify, write_square
from tests.shop import NOW


def take_in(folder: Path, *, memory: str, roomy: bool) -> int:
    file = folder / "orders.csv"
    write_shopify(file, lines=2_000)
    return int(imported(folder, file, memory=memory, roomy=roomy)["rows_kept"])


def imported(folder: Path, file: Path, *, memory: str = "", roomy: bool = False) -> Mapping[str, Any]:
    store = StoreFolder(folder)
    with create_book(store.book):
        pass

    def opening(memory: str) -> OpenBook:
        return lambda allowed: open_book(store.book, write=True, files=allowed, memory=memory)

    return import_file(
        file,
        open_book=opening(memory),
        known=presets(Templates()),
        options=Options(),
        store=StoreSettings(),
        folder=store,
        now=NOW,
        open_roomy=opening("") if roomy else None,
    )


def test_an_import_that_cannot_do_with_its_memory_is_tried_with_more(tmp_path: Path) -> None:
    assert take_in(tmp_path, memory="5MB", roomy=True) == 2_000


def test_memory_that_is_short_is_said(tmp_path: Path) -> None:
    with pytest.raises(ShortOfMemoryError, match="not enough memory"):
        take_in(tmp_path, memory="5MB", roomy=False)


@pytest.mark.parametrize("write", [write_shopify, write_square])
def test_a_file_in_any_order_makes_the_same_sales_however_few_are_made_at_once(
    write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "sales.csv", lines=600)
    with file.open(encoding="utf-8", newline="") as opened:
        names, *records = csv.reader(opened)
    random.Random(3).shuffle(records)
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows([names, *records])
    receipts = []
    for at_once in (1_000_000, 97):
        monkeypatch.setattr(gather, "_AT_ONCE", at_once)
        folder = tmp_path / str(at_once)
        folder.mkdir()
        receipts.append(imported(folder, file))
    assert receipts[0]["lines_new"] == 600
    assert receipts[0] == receipts[1]
