"""What templates may say of a campaign's recipients, read once before its mails are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.campaign.vocabulary import Person
from clientbook_cli.clients import occasions

SQL = queries(__file__)
YEAR = 366


def find(book: Book, *, clients: Sequence[int], today: dt.date) -> Mapping[int, Person]:
    """The clients of these numbers, by number; one that was merged is described as the client they are now."""
    days: dict[tuple[int, str], dt.date] = {}
    for one in occasions.coming(book, today=today, days=YEAR):
        days.setdefault((one.client, one.kind), one.keeping)
    return {
        person.client: replace(
            person,
            birthday=days.get((person.client, "birthday")),
            anniversary=days.get((person.client, "anniversary")),
        )
        for person in book.rows(Person, SQL["describe-clients"], clients=list(clients), on_day=today)
    }
