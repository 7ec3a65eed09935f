"""Find the client an owner means by an id, an email, a phone number or a name."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number

SQL = queries(__file__)
SHOWN = 10
LOCAL_DIGITS = 7  # a number with fewer digits would match half the town


@dataclass(frozen=True, slots=True)
class Found:
    """A client as a list shows them."""

    client: int
    name: str | None
    email: str | None
    phone: str | None
    tier: str | None
    last_purchase: dt.date | None


def find(book: Book, text: str, *, today: dt.date, limit: int = 50) -> list[Found]:
    """Clients whose id, email, phone or name matches `text`; words of a name in any order, accents and case aside."""
    text = text.strip()
    number = re.fullmatch(r"[Cc]?(\d{1,9})", text)
    digits = re.sub(r"\D", "", text)
    return book.rows(
        Found,
        SQL["find-clients"],
        client=int(number[1]) if number and text[0] in "Cc" else -1,
        email=text.lower() if "@" in text else "",
        digits=digits if len(digits) >= LOCAL_DIGITS else "none",
        words=[] if "@" in text or digits else text.split(),
        on_day=today,
        limit=limit,
    )


def the_client(book: Book, text: str, *, today: dt.date) -> Found:
    """The one client meant. Raises UsageError that lists the candidates when there are several, or none."""
    found = find(book, text, today=today)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(
            f"no client is found by {text!r}",
            rule="a client is an id (C102), an email, a phone number or a name",
            next="clientbook client find with a part of the name",
        )
    names = [f"{client_number(entry.client)} {entry.name or entry.email or entry.phone or ''}" for entry in found]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    raise UsageError(
        f"{text!r} fits {len(found)} clients",
        rule="; ".join(names[:SHOWN]) + more,
        next=f"type the id instead: {client_number(found[0].client)}",
    )
