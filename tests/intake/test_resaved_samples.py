"""Every sample opened in a spreadsheet and saved again, as CSV and as a workbook: nothing new, or it is said why."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from clientbook_cli.book.connection import open_book
from clientbook_cli.desk.importing import import_file
from clientbook_cli.desk.looking import Options, unpacked
from clientbook_cli.errors import InputError, UndecidedError
from clientbook_cli.settings import ImportSettings, StoreFolder, StoreSettings
from tests.intake import spreadsheet
from tests.intake.test_golden import ASKED, FILES
from tests.ledger.store import KNOWN
from tests.shop import NOW

LEFT_OUT = {"shopify-orders-set-aside"}
SAMPLES = [file for file in sorted(FILES.glob("*.csv")) if "resaved" not in file.stem and file.stem not in LEFT_OUT]
# Whose numbers a spreadsheet cannot keep: more digits than it shows, or than it has.
SPOILED = {"toast-items"}


# Days written day-first, which a spreadsheet set to US English takes for others or leaves as text.
SWAPPED = {"loyverse-items", "loyverse-receipts", "tiendanube-orders"}


def _take_in(file: Path, store: StoreFolder, kind: str, order: str = "") -> Mapping[str, Any]:
    with unpacked(file, limits=ImportSettings()) as contents:
        return import_file(
            contents[0],
            open_book=lambda allowed: open_book(store.book, write=True, files=allowed),
            known=KNOWN,
            options=Options(kind=kind, order=order),
            store=StoreSettings(timezone="America/Los_Angeles"),
            folder=store,
            now=NOW,
        )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda file: file.stem)
def test_a_sample_that_a_spreadsheet_saved_again_is_there_already(
    tmp_path: Path, pristine: Path, sample: Path, ending: str
) -> None:
    store, kind = StoreFolder(tmp_path), ASKED.get(sample.stem, "")
    shutil.copy(pristine, store.book)
    first = _take_in(sample, store, kind)
    text = sample.read_text(encoding=first["encoding"].replace("utf-8 with BOM", "utf-8-sig"))
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=first["delimiter"]))
    copy = tmp_path / f"copy.{ending}"
    copy.write_bytes(spreadsheet.as_csv(rows) if ending == "csv" else spreadsheet.as_workbook(rows))
    if ending == "xlsx" and sample.stem in SWAPPED:
        with pytest.raises(InputError, match="took the day for the month"):
            _take_in(copy, store, kind)
        return
    try:
        again = _take_in(copy, store, kind)
    except UndecidedError:  # which was plain while the year stood first
        again = _take_in(copy, store, kind, "month-first")
    new = {key: again[key] for key in ("rows_kept", "sales_new", "sales_changed", "clients_new") if again[key]}
    assert new == {}
    if sample.stem in SPOILED:
        assert all("a spreadsheet spoiled" in cause["cause"] for cause in again["causes"])
        assert again["rows_set_aside"] == again["rows_read"]
    elif again["rows_set_aside"] > first["rows_set_aside"]:  # a day that the spreadsheet left as text among others
        assert "unreadable date" in [cause["cause"] for cause in again["causes"]]
