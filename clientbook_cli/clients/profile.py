"""Everything that whoever serves a client should know of them, gathered once; and what is still worth asking.

Reads what other rooms wrote (scores, calls, mails) through the shared views; says nothing of how it is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.clients import (
    consent,
    follow_ups,
    notes,
    occasions,
    preferences,
    relations,
    surprises,
    visits,
    wishes,
)
from clientbook_cli.clients.consent import Permissions, Said
from clientbook_cli.clients.follow_ups import FollowUp
from clientbook_cli.clients.notes import Note
from clientbook_cli.clients.occasions import Kept
from clientbook_cli.clients.preferences import Preference
from clientbook_cli.clients.relations import Relation
from clientbook_cli.clients.surprises import Gift, Surprise
from clientbook_cli.clients.visits import Visit
from clientbook_cli.clients.wishes import Wish
from clientbook_cli.ledger import merge
from clientbook_cli.ledger.merge import Merge
from clientbook_cli.settings import Settings

SQL = queries(__file__)
LAST_ITEMS, LAST_TOUCHES = 5, 8


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is, and whose client."""

    client: int
    name: str | None
    first_name: str | None
    email: str | None
    phone: str | None  # E.164
    phone_text: str | None  # as it was written, with its extension
    street: str | None
    city: str | None
    region: str | None
    postcode: str | None
    country: str | None
    company: str | None
    partner: str | None
    first_seen: dt.date | None
    associate: str | None
    said_by_owner: bool  # the associate was assigned, not found by what they sold


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest score, and the tier before it with the day on which it changed."""

    run: int
    as_of: dt.date
    r: int
    f: int
    m: int
    tier: str
    segment: str
    recency_days: int
    frequency: int
    monetary: Decimal
    tier_before: str | None
    changed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Bought:
    """What was bought of one brand or category, in the store's currency."""

    kind: str  # brand, category
    name: str
    pieces: int
    net: Decimal
    last: dt.date


@dataclass(frozen=True, slots=True)
class Item:
    """One piece that was bought, and for whom it was, if that is known."""

    day: dt.date
    item: str | None
    brand: str | None
    net: Decimal
    currency: str
    given_to: str | None


@dataclass(frozen=True, slots=True)
class Spent:
    """All purchases together, in the store's currency."""

    purchases: int
    net: Decimal
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Touch:
    """A contact that was made. `how`: the outcome's letter, or what became of a mail."""

    day: dt.date
    channel: str
    associate: str | None
    how: str
    note: str | None
    campaign: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """A client, whole."""

    person: Person
    score: Standing | None
    spent: Spent
    bought: Sequence[Bought]
    items: Sequence[Item]
    household: Sequence[Relation]
    may: Permissions
    history: Sequence[Said]
    gifts: Sequence[Gift]
    kept_secret: Sequence[Surprise]
    preferences: Sequence[Preference]
    wishes: Sequence[Wish]
    visits: Sequence[Visit]
    occasions: Sequence[Kept]
    follow_ups: Sequence[FollowUp]
    touches: Sequence[Touch]
    notes: Sequence[Note]
    merges: Sequence[Merge]
    ask_for: Sequence[str]


def of(book: Book, client: int, *, settings: Settings, today: dt.date) -> Profile:
    """The profile of a client as of a day."""
    currency = settings.store.currency
    person = book.rows(Person, SQL["find-person"], client=client)[0]
    household = relations.of_client(book, client=client)
    days = occasions.of_client(book, client=client)
    likes = preferences.of_client(book, client=client)
    return Profile(
        person=person,
        score=book.row(Standing, SQL["find-standing"], client=client, today=today),
        spent=book.rows(Spent, SQL["sum-spent"], client=client, today=today, currency=currency)[0],
        bought=book.rows(Bought, SQL["list-bought"], client=client, today=today, currency=currency),
        items=book.rows(Item, SQL["list-items"], client=client, today=today, limit=LAST_ITEMS),
        household=household,
        may=consent.permissions(book, client, today=today, settings=settings),
        history=consent.history(book, client),
        gifts=surprises.given(book, client=client),
        kept_secret=surprises.kept_from(book, [client], day=today).get(client, []),
        preferences=likes,
        wishes=wishes.listed(book, client=client),
        visits=visits.of_client(book, client=client),
        occasions=days,
        follow_ups=follow_ups.open_of(book, client=client, today=today),
        touches=book.rows(Touch, SQL["list-touches"], client=client, today=today, limit=LAST_TOUCHES),
        notes=notes.of_client(book, client=client),
        merges=merge.of_client(book, client=client),
        ask_for=tuple(_missing(person, household, days, likes)),
    )


def _missing(
    person: Person, household: Sequence[Relation], days: Sequence[Kept], likes: Sequence[Preference]
) -> list[str]:
    """What nobody knows yet and is worth asking, the most useful first."""
    kinds = {one.kind for one in days}
    partner = bool(person.partner) or any(one.kind == "partner" for one in household)
    known = {
        "phone": bool(person.phone),
        "email": bool(person.email),
        "birthday": "birthday" in kinds,
        "partner": partner,
        "anniversary": "anniversary" in kinds or not partner,
        "sizes": any(one.kind.startswith("size") for one in likes),
        "likes": any(one.kind not in ("tag", "dislike") and not one.kind.startswith("size") for one in likes),
        "postal address": bool(person.street and (person.postcode or person.city)),
    }
    return [what for what, is_known in known.items() if not is_known]
