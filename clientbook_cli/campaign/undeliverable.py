"""Addresses at which nobody is, as a server said when it was to take a mail for them: no later list has them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.campaign import outbox
from clientbook_cli.campaign.campaigns import Campaign
from clientbook_cli.campaign.outbox import Result
from clientbook_cli.clients import addresses
from clientbook_cli.figures import count

# Enhanced status codes (RFC 3463) that speak of the address itself: no such mailbox, no such domain, moved.
NOBODY_THERE = re.compile(r"\b5\.1\.([12346]|10)\b")


def retire(book: Book, campaign: Campaign, results: Sequence[Result], *, now: dt.datetime) -> None:
    """Remember addresses of which the server said that there is nobody there: no later list has them."""
    gone = {one.client: one.reply for one in results if one.state == "refused" and NOBODY_THERE.search(one.reply)}
    if not gone:
        return
    operation = record(
        book, command="mail send", said=f"{campaign.name}: {count(len(gone), 'address', 'addresses')} retired", now=now
    )
    for row in outbox.recipients(book, campaign=campaign.campaign):
        if row.client in gone:
            addresses.record(
                book,
                channel="email",
                address=row.address,
                state="retired",
                reason=gone[row.client],
                source="mail send",
                now=now,
                operation=operation,
            )
