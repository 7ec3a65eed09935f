"""Visits: who was in the store, what they looked at, for whom, by when, and what the store owes them after it.

A visit that bought nothing makes its own follow-up. Who exactly the visitor is was found before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.clients import follow_ups
from clientbook_cli.clients.follow_ups import FollowUp
from clientbook_cli.figures import client_number
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import VisitSettings

SQL = queries(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was noticed of a visitor; what nobody noticed is none."""

    associate: str | None = None
    looked_at: str | None = None
    liked: str | None = None
    category: str | None = None
    for_client: int | None = None
    for_whom: str | None = None
    need_by: dt.date | None = None
    budget: Decimal | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit. `bought`: a sale of that day is theirs; `follow_up`: the promise that came of it, and its day."""

    visit: int
    client: int
    name: str | None
    day: dt.date
    associate: str | None
    looked_at: str | None
    liked: str | None
    category: str | None
    for_client: int | None
    for_whom: str | None
    need_by: dt.date | None
    budget: Decimal | None
    note: str | None
    bought: bool
    follow_up: int | None
    due: dt.date | None
    done_on: dt.date | None


def add(
    book: Book,
    *,
    client: int,
    seen: Seen,
    day: dt.date,
    settings: VisitSettings,
    now: dt.datetime,
    operation: int | None = None,
) -> tuple[Visit, FollowUp | None]:
    """Write a visit down, and the follow-up that it makes, as a part of `operation` or as one of its own.

    Whoever bought that day is not followed up by a visit.
    """
    if operation is None:
        operation = record(book, command="visit", said=f"visit of {client_number(client)} on {day}", now=now)
    number = int(book.value(SQL["next-visit"]))
    book.run(
        SQL["add-visit"],
        visit=number,
        client=client,
        on_day=day,
        now=now,
        associate=seen.associate,
        looked_at=seen.looked_at,
        liked=seen.liked,
        category=seen.category,
        for_client=seen.for_client,
        for_whom=seen.for_whom,
        need_by=seen.need_by,
        budget=seen.budget,
        note=seen.note,
        operation=operation,
    )
    visit = of(book, visit=number)
    if visit.bought:
        return visit, None
    due = follow_up_day(seen, day=day, settings=settings)
    promise = follow_ups.add(
        book,
        client=client,
        due=due,
        note=_promise(seen),
        associate=seen.associate,
        today=day,
        now=now,
        source="visit",
        visit=number,
        operation=operation,
    )
    return replace(visit, follow_up=promise.follow_up, due=promise.due), promise


def follow_up_day(seen: Seen, *, day: dt.date, settings: VisitSettings) -> dt.date:
    """When to be in touch after a visit: the category's days, and early enough before it is needed."""
    category = (seen.category or "").casefold()
    by_category = {name.casefold(): days for name, days in settings.by_category.items()}
    due = day + dt.timedelta(days=by_category.get(category, settings.follow_up_days))
    if seen.need_by is not None:
        due = min(due, seen.need_by - dt.timedelta(days=settings.need_by_lead_days))
    return max(due, day + dt.timedelta(days=1))


def _promise(seen: Seen) -> str:
    """What the follow-up is about, in the words of the visit."""
    about = f"liked {seen.liked}" if seen.liked else f"looked at {seen.looked_at}" if seen.looked_at else "visit"
    whom = f", for {seen.for_whom}" if seen.for_whom else ""
    until = f", needed by {written_day(seen.need_by)}" if seen.need_by else ""
    return f"{about}{whom}{until}"


def of(book: Book, *, visit: int) -> Visit:
    """One visit by its number."""
    (found,) = book.rows(Visit, SQL["find-visit"], visit=visit)
    return found


def of_client(book: Book, *, client: int) -> list[Visit]:
    """A client's visits, the newest first."""
    return book.rows(Visit, SQL["list-visits-of-client"], client=client)


def between(book: Book, *, first: dt.date, last: dt.date) -> list[Visit]:
    """Everybody's visits in a span of days, both included, the newest first."""
    return book.rows(Visit, SQL["list-visits"], first=first, last=last)


def take_back(book: Book, *, operation: int) -> int:
    """An operation's visits were never written; how many there were. Their follow-ups are taken back by themselves."""
    return book.run(SQL["remove-visits"], operation=operation)
