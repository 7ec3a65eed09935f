"""A store to import into without a command line, and its state without its numbering, to compare two histories by."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from clientbook_cli.book.connection import create_book, open_book
from clientbook_cli.desk.importing import import_file
from clientbook_cli.desk.looking import Options
from clientbook_cli.intake.format_file import presets
from clientbook_cli.settings import StoreFolder, StoreSettings
from clientbook_cli.templates import Templates
from tests.shop import NOW

KNOWN = presets(Templates())
PEOPLE = """
    SELECT list_sort(list(identity)), any_value(client_now.name), any_value(client_now.email),
        any_value(client_now.phone), any_value(client_now.street), any_value(client_now.partner),
        any_value(client_now.first_seen)
    FROM identity JOIN client_standing USING (client) JOIN client_now ON client_now.client = standing
    GROUP BY standing ORDER BY 1"""
SALES = """
    SELECT source, transaction_id, day, sold_at, kind, identity, associate, location, currency, subtotal, discount,
        shipping, taxes, tips, total, refunded, net, reconciled, tender, beside IS NOT NULL AS aside,
        (SELECT list_sort(list((item, sku, quantity, gross, sale_line.net)))
         FROM sale_line WHERE sale_line.sale = sale.sale) AS lines
    FROM sale WHERE standing OR beside IS NOT NULL ORDER BY ALL"""
CONSENTS = "SELECT email, channel, state FROM consent_now JOIN client_now USING (client) ORDER BY ALL"
OCCASIONS = "SELECT email, kind, month, day, year FROM occasion JOIN client_now USING (client) ORDER BY ALL"
TORN = {
    "lines without their sale": "SELECT count(*) FROM sale_line WHERE sale NOT IN (SELECT sale FROM sale)",
    "sales without a line": """SELECT count(*) FROM sale
        WHERE sale NOT IN (SELECT sale FROM sale_line) AND sale NOT IN (SELECT sale FROM sale_part)""",
    "sales nobody told": """SELECT count(*) FROM sale WHERE sale NOT IN (SELECT sale FROM sale_sighting)
        AND sale NOT IN (SELECT whole FROM sale_part WHERE made)""",
    "parts of nothing": """SELECT count(*) FROM sale_part
        WHERE sale NOT IN (SELECT sale FROM sale) OR whole NOT IN (SELECT sale FROM sale)""",
    "wholes that are parts": """SELECT count(*) FROM sale JOIN sale_part USING (sale) WHERE standing""",
    "sightings of nothing": "SELECT count(*) FROM sale_sighting WHERE sale NOT IN (SELECT sale FROM sale)",
    "two standing": "SELECT count(*) - count(DISTINCT (source, transaction_id)) FROM sale WHERE standing",
    "none standing": "SELECT count(DISTINCT (source, transaction_id)) - count(*) FILTER (WHERE standing) FROM sale",
    "buyers unknown": "SELECT count(*) FROM sale ANTI JOIN identity USING (identity) WHERE identity IS NOT NULL",
    "people without a number": "SELECT count(*) FROM identity WHERE client NOT IN (SELECT client FROM client)",
    "numbers given twice": "SELECT count(*) - count(DISTINCT client) FROM client",
    "sales numbered twice": "SELECT count(*) - count(DISTINCT sale) FROM sale",
    "lines numbered twice": "SELECT count(*) - count(DISTINCT (sale, line)) FROM sale_line",
}


class Store:
    """A store folder with an empty book."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = StoreFolder(folder)
        with create_book(self.folder.book):
            pass

    @classmethod
    def at(cls, folder: Path) -> Store:
        """The store in a folder that has one."""
        store = cls.__new__(cls)
        store.folder = StoreFolder(folder)
        return store

    def take_in(self, *files: Path, **options: Any) -> list[Mapping[str, Any]]:
        """Import files in their order; their receipts."""
        return [
            import_file(
                file,
                open_book=lambda allowed: open_book(self.folder.book, write=True, files=allowed),
                known=KNOWN,
                options=Options(**options),
                store=StoreSettings(timezone="America/Los_Angeles"),
                folder=self.folder,
                now=NOW,
            )
            for file in files
        ]

    def state(self) -> dict[str, Any]:
        """What the book tells: people, sales with their lines, consent, occasions."""
        with duckdb.connect(self.folder.book, read_only=True) as connection:
            asked = {"people": PEOPLE, "sales": SALES, "consents": CONSENTS, "occasions": OCCASIONS}
            return {name: connection.execute(query).fetchall() for name, query in asked.items()}

    def torn(self) -> dict[str, int]:
        """Whatever in the book does not hold together."""
        with duckdb.connect(self.folder.book, read_only=True) as connection:
            found = {name: connection.execute(query).fetchall()[0][0] for name, query in TORN.items()}
        return {name: rows for name, rows in found.items() if rows}
