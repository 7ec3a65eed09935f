"""Golden twins: beside each sample `x.csv` stands `x.expected.json`, its receipt and what the book then holds.

Written again with `python -m tests.intake.test_golden [NAME …]`; the difference is read like code.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from clientbook_cli.book.connection import create_book, open_book
from clientbook_cli.desk.importing import import_file
from clientbook_cli.desk.looking import Options
from clientbook_cli.intake.format_file import presets
from clientbook_cli.intake.receipt import as_json
from clientbook_cli.settings import StoreFolder, StoreSettings
from clientbook_cli.templates import Templates
from tests.shop import NOW

FILES = Path(__file__).with_name("files")
SAMPLES = sorted((*FILES.glob("*.csv"), *(file for file in FILES.glob("*.json") if ".expected" not in file.name)))
ASKED = {"opt-outs": "optouts", "wishes": "wishes", "products": "products"}  # recognised only where they are asked for
_HELD = {
    "clients": "SELECT name, email, phone, street, city, postcode, partner FROM client_now ORDER BY client",
    "sales": """SELECT transaction_id, day, sold_at, kind, associate, currency, total, refunded, net, reconciled, client
        FROM sale_now ORDER BY sale""",
    "lines": """SELECT transaction_id, sale_line.kind, item, brand, category, quantity, gross, sale_line.discount,
        sale_line.net, tax FROM sale_line JOIN sale USING (sale) ORDER BY sale, line""",
    "consent": "SELECT name, channel, state FROM consent_now JOIN client_now USING (client) ORDER BY ALL",
    "occasions": "SELECT name, kind, year, month, day FROM occasion JOIN client_now USING (client) ORDER BY ALL",
    "wishes": """SELECT name, item, brand, category, most, need_by, note FROM wish JOIN client_now USING (client)
        ORDER BY wish""",
    "products": "SELECT sku, item, brand, category, price, since FROM product_now ORDER BY product",
    "set_aside": "SELECT line, cause, field, value FROM set_aside_row ORDER BY line",
}


def imported(file: Path, store: StoreFolder) -> Mapping[str, Any]:
    """The receipt of importing one file into a store, whose book is made when there is none."""
    if not store.book.exists():
        with create_book(store.book):
            pass
    return import_file(
        file,
        open_book=lambda allowed: open_book(store.book, write=True, files=allowed),
        known=presets(Templates()),
        options=Options(kind=ASKED.get(file.stem, "")),
        store=StoreSettings(timezone="America/Los_Angeles"),
        folder=store,
        now=NOW,
    )


def told(file: Path) -> Any:
    """All that comes of importing one sample into an empty store."""
    with tempfile.TemporaryDirectory() as folder:
        store = StoreFolder(Path(folder))
        receipt = imported(file, store)
        receipt = {**receipt, "set_aside_file": Path(receipt["set_aside_file"] or "").name}
        if not receipt["rows_harmless"]:  # stands in the twins of those files only that have such rows
            del receipt["rows_harmless"]
        with duckdb.connect(store.book, read_only=True) as connection:
            held = {
                name: [
                    [None if cell is None else str(cell) for cell in row]
                    for row in connection.execute(query).fetchall()
                ]
                for name, query in _HELD.items()
            }
    return {"receipt": json.loads(as_json(receipt)), **{name: rows for name, rows in held.items() if rows}}


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_a_sample_gives_what_its_twin_says(file: Path) -> None:
    expected = json.loads(file.with_suffix(".expected.json").read_text(encoding="utf-8"))
    assert told(file) == expected


def test_every_preset_has_a_sample() -> None:
    known = {
        json.loads(file.read_text(encoding="utf-8"))["receipt"]["format"] for file in FILES.glob("*.expected.json")
    }
    assert known == {format_.name for format_ in presets(Templates())}


if __name__ == "__main__":
    for sample in [each for each in SAMPLES if not sys.argv[1:] or each.stem in sys.argv[1:]]:
        text = json.dumps(told(sample), indent=1, ensure_ascii=False)
        sample.with_suffix(".expected.json").write_text(text + "\n", encoding="utf-8")
