"""A shop for tests: writes people and sales straight into a book, past the import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from clientbook_cli.book.connection import Book, open_book
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

    def batch(self, number: int, *, imported_on: str) -> None:
        """The import that brought every sale here (1), at noon of a day."""
        at = dt.datetime.fromisoformat(f"{imported_on}T20:00")
        self.book.run(SQL["add-batch"], batch=number, imported_at=at)

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

    def touch(
        self,
        client: int,
        day: dt.date | str,
        *,
        outcome: str = "T",
        associate: str | None = "Maya Ortiz",
        sheet: int | None = None,
        row: int | None = None,
    ) -> None:
        """A call that was made, of a row on a sheet where one is named."""
        self._rows += 1
        day = dt.date.fromisoformat(day) if isinstance(day, str) else day
        self.book.run(
            SQL["add-touch"],
            touch=self._rows,
            client=client,
            day=day,
            outcome=outcome,
            associate=associate,
            sheet=sheet,
            row=row,
        )

    def visit(self, client: int, day: dt.date | str, *, associate: str | None = "Maya Ortiz") -> None:
        """Somebody who looked around."""
        self._rows += 1
        day = dt.date.fromisoformat(day) if isinstance(day, str) else day
        self.book.run(SQL["add-visit"], visit=self._rows, client=client, day=day, associate=associate, now=NOW)

    def answer(self, client: int, day: str, *, campaign: int | None, read_on: str | None = None) -> None:
        """A client's answer to a campaign's mail; it is read on the same day unless another is named."""
        self._rows += 1
        at, read_at = (dt.datetime.fromisoformat(f"{when}T20:00") for when in (day, read_on or day))
        self.book.run(
            SQL["add-answer"], number=self._rows, client=client, campaign=campaign, arrived_at=at, read_at=read_at
        )

    def call_sheet(self, day: dt.date | str, tasks: Sequence[tuple[int, str]]) -> int:
        """A sheet for a day; its rows, from 1, are (client, associate)."""
        self._rows += 1
        sheet = self._rows
        day = dt.date.fromisoformat(day) if isinstance(day, str) else day
        self.book.run(SQL["add-sheet"], sheet=sheet, day=day, now=NOW)
        for row, (client, associate) in enumerate(tasks, start=1):
            self.book.run(SQL["add-task"], sheet=sheet, row=row, client=client, associate=associate)
        return sheet

    def campaign(
        self,
        name: str,
        mailed: Mapping[int, dt.date | str],
        *,
        held_out: Sequence[int] = (),
        started_on: dt.date | str,
        state: str = "accepted",
    ) -> int:
        """A campaign that started: the day each client's mail left (or came to `state`), and who was held back."""
        self._rows += 1
        number = self._rows
        start = dt.date.fromisoformat(started_on) if isinstance(started_on, str) else started_on
        self.book.run(SQL["add-audience"], audience=number, as_of=start, now=NOW)
        self.book.run(SQL["add-campaign"], campaign=number, name=name, audience=number, started_on=start, now=NOW)
        for client, left in mailed.items():
            day = dt.date.fromisoformat(left) if isinstance(left, str) else left
            self.book.run(SQL["add-member"], audience=number, client=client, place="chosen")
            self.book.run(SQL["add-outbox"], campaign=number, client=client, state=state, day=day)
        for client in held_out:
            self.book.run(SQL["add-member"], audience=number, client=client, place="held out")
        return number

    def restore(self, at: dt.datetime) -> None:
        """The note that a book made from a backup carries."""
        self.book.run(SQL["note-restored"], now=at)

    def like(self, client: int, kind: str, value: str) -> None:
        """Something a client likes, or a tag of theirs."""
        self._rows += 1
        self.book.run(SQL["add-preference"], preference=self._rows, client=client, kind=kind, value=value)

    def merge(self, client: int, *, into: int) -> None:
        """Two numbers that turned out to be one person."""
        self._rows += 1
        self.book.run(SQL["add-merge"], merge=self._rows, client=client, into=into)

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


@contextmanager
def open_shop(store: Path) -> Iterator[Shop]:
    """The shop whose book lies in a store folder, for tests that go on to type commands."""
    with open_book(store / "book.duckdb", write=True) as book:
        yield Shop(book)
