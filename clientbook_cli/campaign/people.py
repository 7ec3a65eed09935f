"""What templates may say of a campaign's recipients, read once before its mails are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.campaign.vocabulary import Person

SQL = queries(__file__)


def find(book: Book, *, clients: Sequence[int], today: dt.date) -> Mapping[int, Person]:
    """The clients of these numbers, by number; one that was merged is described as the client they are now."""
    return {
        person.client: person
        for person in book.rows(Person, SQL["describe-clients"], clients=list(clients), on_day=today)
    }
