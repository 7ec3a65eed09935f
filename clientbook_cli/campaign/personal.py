"""A mail that somebody writes to one client: through the same outbox, so that it counts wherever mails count.

It asks less than a mail to many (no quiet days, no subscription), but never goes to who said stop.
"""

from __future__ import annotations

import datetime as dt

from clientbook_cli.audience import freeze
from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.campaign import campaigns, ladder
from clientbook_cli.campaign.campaigns import PERSONAL, Campaign, Make
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number
from clientbook_cli.settings import Settings

SQL = queries(__file__)


def address_of(book: Book, *, client: int, email: str | None, today: dt.date) -> str:
    """Where a client may be written to. Raises UsageError with what speaks against it."""
    bar = book.value(SQL["find-bar"], client=client, on_day=today)
    mailbox = freeze.mailable(email) if email and not bar else None
    if mailbox is None:
        raise UsageError(
            f"{client_number(client)} cannot be written to: {bar or freeze.UNMAILABLE}",
            rule="nobody who said stop is written to, and nobody without a good address",
            next=f"clientbook client show {client_number(client)} says what they said",
        )
    return mailbox


def add(
    book: Book,
    *,
    client: int,
    address: str,
    make: Make,
    folder: str | None,
    settings: Settings,
    today: dt.date,
    now: dt.datetime,
) -> Campaign:
    """Write one mail down as confirmed, inside the caller's transaction: who types it has given their word."""
    ladder.check_imprint(settings)
    stem = make.template.source.name.removeprefix("mail/").removesuffix(".md")
    name = f"{stem} to {client_number(client)} on {today}"
    times = int(book.value(SQL["count-personal"], name=name))
    name += f" {times + 1}" if times else ""
    audience = freeze.alone(book, client=client, address=address, today=today, now=now)
    campaigns.add(
        book,
        name=name,
        kind=PERSONAL,
        make=make,
        audience=audience,
        recipients=[(client, address)],
        settings=settings,
        today=today,
        now=now,
    )
    ladder.approve(book, campaigns.find(book, name), recipients=1, folder=folder, settings=settings, now=now)
    return campaigns.find(book, name)
