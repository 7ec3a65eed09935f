"""Find clients by whatever an owner remembers: an id, an email, a phone, a name, a note, a thing they bought.

`find` looks everywhere and forgives typos; `the_client` takes a word of a command to be one client, or says who could
be meant, and never guesses.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.clients import typos
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number
from clientbook_cli.ledger.identity import fold

SQL = queries(__file__)
SHOWN = 10
LOCAL_DIGITS = 7  # a number with fewer digits would match half the town
_ID = re.compile(r"[Cc](\d{1,9})")
_PHONE = re.compile(r"[+(]?[\d\s()./+–—-]*\d[\d\s()./+–—-]*(\s*(ext|x|#)\.?\s*\d+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A client as a list shows them. `because`: what matched, when it was not the name."""

    client: int
    name: str | None
    email: str | None
    phone: str | None
    tier: str | None
    last_purchase: dt.date | None
    because: str = ""


def find(book: Book, text: str, *, today: dt.date, limit: int = 50) -> list[Found]:
    """Clients whom `text` may mean, the nearest first.

    Names are found whatever their accents, case and order of words, and with a typo in a word; phones however they are
    written; notes, visits, wishes and items bought by words that they hold.
    """
    text = text.strip()
    contact = _by_contact(book, text)
    if contact is not None:
        return _cards(book, contact, today=today, limit=limit)
    words = fold(text)
    if not words:
        return []
    found = _named(book, words)
    if not found:  # whoever is called just so is meant; typos are looked for when nobody is
        found = [(client, "") for client in _nearly_named(book, words)]
    if len(found) < limit:
        found += [(client, because) for because, client in book.table(SQL["find-mentions"], words=list(words)).rows]
    return _cards(book, found, today=today, limit=limit)


def by_contact(book: Book, contact: str, *, today: dt.date) -> list[Found]:
    """Clients who have an email or a phone, or had it."""
    return _cards(book, _by_contact(book, contact) or [], today=today, limit=SHOWN)


def by_name(book: Book, name: str, *, today: dt.date, limit: int = 50) -> list[Found]:
    """Clients whose name holds all words of `name`; those who are called just that first."""
    words = fold(name)
    return _cards(book, _named(book, words) if words else [], today=today, limit=limit)


def the_client(book: Book, text: str, *, today: dt.date) -> Found:
    """The one client meant. Raises UsageError that lists the candidates when there are several, or none."""
    contact = _by_contact(book, text.strip())
    found = _cards(book, contact, today=today, limit=50) if contact is not None else by_name(book, text, today=today)
    whole = text.strip().lower()
    exact = [one for one in found if one.email == whole or (contact is None and fold(one.name) == fold(text))]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if not found:
        near = find(book, text, today=today, limit=3)
        meant = "; ".join(f"{client_number(one.client)} {one.name or one.email or one.phone or ''}" for one in near)
        raise UsageError(
            f"no client is found by {text!r}",
            rule="a client is an id (C102), an email, a phone number or a name",
            next=f"did you mean {meant}?" if near else "clientbook client find with a part of the name",
        )
    names = [f"{client_number(entry.client)} {entry.name or entry.email or entry.phone or ''}" for entry in found]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    raise UsageError(
        f"{text!r} fits {len(found)} clients",
        rule="; ".join(names[:SHOWN]) + more,
        next=f"type the id instead: {client_number(found[0].client)}",
    )


def everybody(book: Book, clients: Collection[int] | None, *, today: dt.date, currency: str) -> list[Found]:
    """Cards of these clients, or of all, those who spent most first."""
    return book.rows(
        Found,
        SQL["list-everybody"],
        every=clients is None,
        clients=list(clients or ()),
        on_day=today,
        currency=currency,
    )


def names(book: Book, clients: Sequence[int]) -> dict[int, str | None]:
    """How these clients are called."""
    return dict(book.table(SQL["list-names-of"], clients=list(clients)).rows)


def is_contact(text: str) -> bool:
    """Whether a text is an id, an email or a phone number rather than a name."""
    return bool(_ID.fullmatch(text) or "@" in text or _digits(text))


Hit = tuple[int, str]  # a client, and what matched


def _by_contact(book: Book, text: str) -> list[Hit] | None:
    """Clients of an id, an email or a phone; none when the text is neither."""
    if number := _ID.fullmatch(text):
        return [(row[0], "") for row in book.table(SQL["find-number"], client=int(number[1])).rows]
    if "@" in text:
        return [(row[0], "email") for row in book.table(SQL["find-email"], email=text.lower()).rows]
    digits = _digits(text)
    if digits:
        return [(row[0], "phone") for row in book.table(SQL["find-phone"], digits=digits).rows]
    return None


def _digits(text: str) -> str:
    """The digits of what can only be a phone number, without what a dialler puts before or an extension after it."""
    found = _PHONE.fullmatch(text)
    if not found:
        return ""
    plain = text[: found.start(1)] if found[1] else text
    digits = re.sub(r"\D", "", plain)
    # 00 and 0 are dialled, not part of the number; "+44 (0)20" is a habit of people who print both.
    digits = re.sub(r"^0+", "", re.sub(r"\D", "", plain.replace("(0)", "")))
    return digits if len(digits) >= LOCAL_DIGITS else ""


def _named(book: Book, words: Sequence[str]) -> list[Hit]:
    rows = book.table(SQL["find-names"], words=list(words), whole=" ".join(words)).rows
    return [(client, "email" if in_email else "") for client, in_email in rows]


def _nearly_named(book: Book, words: Sequence[str]) -> list[int]:
    """Clients with a word near each of these, the nearest first."""
    known = [row[0] for row in book.table(SQL["list-words"]).rows]
    meant = [typos.near(word, known) for word in words]
    holders: dict[int, set[str]] = defaultdict(set)
    for client, word in book.table(SQL["find-holders"], words=list(set().union(*meant))).rows:
        holders[client].add(word)
    far: dict[int, int] = {}
    for client, theirs in holders.items():
        wrong = [min((near[word] for word in theirs & near.keys()), default=None) for near in meant]
        if None not in wrong:
            far[client] = sum(filter(None, wrong))
    return sorted(far, key=lambda client: (far[client], client))


def _cards(book: Book, hits: Iterable[Hit], *, today: dt.date, limit: int) -> list[Found]:
    first: dict[int, str] = {}
    for client, because in hits:
        first.setdefault(client, because)
    clients = list(first)[:limit]
    return book.rows(
        Found,
        SQL["list-cards"],
        clients=clients,
        reasons=[first[client] for client in clients],
        on_day=today,
    )
