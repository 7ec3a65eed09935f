"""People who are written down on the spot: found by name and contact where they are known, made a client where not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.clients import consent, forgotten, search
from clientbook_cli.clients.search import Found
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number
from clientbook_cli.ledger import by_hand
from clientbook_cli.ledger.identity import agree, fold


@dataclass(frozen=True, slots=True)
class Met:
    """Who was met, and whether the book had them before."""

    client: int
    name: str | None
    is_new: bool


def known_by(book: Book, said: by_hand.Particulars, *, today: dt.date) -> Met | None:
    """The one client who has the email or phone and a name that agrees, or no name."""
    found = {
        one.client: one
        for contact in (said.email, said.phone)
        if contact
        for one in search.by_contact(book, contact, today=today)
        if not one.name or not said.name or agree(fold(one.name), fold(said.name))
    }
    if len(found) != 1:
        return None
    (one,) = found.values()
    return Met(one.client, one.name, is_new=False)


def namesakes(book: Book, name: str, *, today: dt.date) -> list[Found]:
    """Clients of this very name."""
    return [one for one in search.by_name(book, name, today=today) if fold(one.name) == fold(name)]


def write(book: Book, *, said: by_hand.Particulars, operation: int, today: dt.date, now: dt.datetime) -> int:
    """Write a new person down; their number. What they had stopped before they were erased once is stopped still."""
    client = by_hand.add(book, said=said, operation=operation, today=today)
    for channel in forgotten.stopped(book, email=said.email, phone=said.phone):
        consent.record(
            book,
            client=client,
            channel=channel,
            state="stopped",
            source="forgotten",
            reason="said stop before they were erased",
            now=now,
            operation=operation,
        )
    return client


def meet(
    book: Book,
    who: str,
    *,
    email: str | None,
    phone: str | None,
    country: str,
    operation: int,
    today: dt.date,
    now: dt.datetime,
) -> Met:
    """The client meant by `who`, or a new one of that name when an email or a phone comes with it.

    Raises UsageError: nobody of that name and no contact; or a name that the book has under another contact.
    """
    if not (email or phone):
        return _known(book, who, today)
    said = by_hand.particulars(country=country, name=who, email=email, phone=phone)
    known = known_by(book, said, today=today)
    if known is not None:
        return known
    same = namesakes(book, who, today=today)
    if same:
        candidates = ", ".join(f"{client_number(one.client)} {one.email or one.phone or ''}".strip() for one in same)
        raise UsageError(
            f"{who} is in the book under another contact: {candidates}",
            rule="one person is one client",
            next=f"type {client_number(same[0].client)} if it is the same person; "
            "or clientbook client add NAME --new if it is somebody else",
        )
    return Met(write(book, said=said, operation=operation, today=today, now=now), who, is_new=True)


def _known(book: Book, who: str, today: dt.date) -> Met:
    try:
        found = search.the_client(book, who, today=today)
    except UsageError as error:
        if error.rule.startswith("a client is"):
            raise UsageError(
                error.said,
                rule="a new person needs a name and one contact",
                next=f'add --phone or --email, and "{who}" becomes a client',
            ) from error
        raise
    return Met(found.client, found.name, is_new=False)
