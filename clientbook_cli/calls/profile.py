"""What whoever calls a client must know of them: number, purchase, contact, consent, partner, occasions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Profile:
    """A client as the sheet shows them; what nobody knows is none."""

    client: int
    name: str | None = None
    first_name: str | None = None
    phone: str | None = None  # E.164
    email: str | None = None
    partner: str | None = None
    last_purchase: dt.date | None = None
    last_item: str | None = None
    last_contact: dt.date | None = None
    last_channel: str | None = None
    last_outcome: str | None = None
    last_associate: str | None = None
    consent: str = "unknown"  # of the phone: subscribed, one-to-one, unknown, stopped
    birthday_month: int | None = None
    birthday_day: int | None = None
    anniversary_month: int | None = None
    anniversary_day: int | None = None


def profiles(book: Book, clients: Sequence[int], *, day: dt.date) -> dict[int, Profile]:
    """The profile of each of these clients on a day, by the number given, also one that was merged away since."""
    table = book.table(SQL["find-profiles"], clients=list(clients), on_day=day)
    return {row[0]: Profile(*row[1:]) for row in table.rows}
