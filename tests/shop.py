"""A shop for tests: writes people and sales straight into a book, past the import."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)
NOW = dt.datetime(2026, 11, 13, 18, 0)  # noqa: DTZ001 - instants in the book are UTC without a mark
TODAY = dt.date(2026, 11, 13)


class Shop:
    """Each method writes one row (and what it needs) and returns its number."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._clients = 0
        self._sales = 0
        self._rows = 0

    def client(
        self, name: str | None = None, *, email: str | None = None, phone: str | None = None, **more: Any
    ) -> int:
        """A person with one identity."""
        self._clients += 1
        self.book.run(
            SQL["add-client"],
            client=self._clients,
            name=name,
            first_name=more.get("first_name", name.split()[0] if name else None),
            email=email,
            phone=phone,
            partner=more.get("partner"),
            postcode=more.get("postcode"),
        )
        self.book.run(
            SQL["add-identity"], identity=self._clients, client=self._clients, name=name, email=email, phone=phone
        )
        return self._clients

    def sale(
        self,
        client: int | None,
        day: dt.date | str,
        net: Decimal | float | str,
        *,
        brand: str | None = None,
        category: str | None = None,
        item: str = "Ring",
        associate: str | None = None,
        kind: str = "sale",
        currency: str = "USD",
    ) -> int:
        """A sale of one line; a client of None names nobody."""
        self._sales += 1
        self.book.run(
            SQL["add-sale"],
            sale=self._sales,
            transaction_id=f"T{self._sales}",
            day=dt.date.fromisoformat(day) if isinstance(day, str) else day,
            kind=kind,
            identity=client,
            associate=associate,
            currency=currency,
            net=Decimal(str(net)),
        )
        self.book.run(
            SQL["add-line"], sale=self._sales, item=item, brand=brand, category=category, net=Decimal(str(net))
        )
        return self._sales

    def consent(self, client: int | None, channel: str, state: str, *, address: str | None = None) -> None:
        """Something a client said."""
        self._rows += 1
        self.book.run(
            SQL["add-consent"],
            consent=self._rows,
            client=client,
            channel=channel,
            address=address,
            state=state,
            now=NOW,
        )

    def touch(self, client: int, day: dt.date | str, *, outcome: str = "T", associate: str = "Maya Ortiz") -> None:
        """A call that was made."""
        self._rows += 1
        day = dt.date.fromisoformat(day) if isinstance(day, str) else day
        self.book.run(SQL["add-touch"], touch=self._rows, client=client, day=day, outcome=outcome, associate=associate)

    def occasion(self, client: int, kind: str, month: int, day: int, *, year: int | None = None) -> None:
        """A birthday or an anniversary."""
        self._rows += 1
        self.book.run(
            SQL["add-occasion"], occasion=self._rows, client=client, kind=kind, year=year, month=month, day=day
        )

    def score(self, tiers: dict[int, str], *, as_of: dt.date = TODAY) -> None:
        """A finished score run that put each client in a tier."""
        self._rows += 1
        self.book.run(SQL["add-run"], run=self._rows, as_of=as_of, now=NOW, clients=len(tiers))
        for client, tier in tiers.items():
            self.book.run(SQL["add-score"], run=self._rows, client=client, tier=tier, as_of=as_of)
