"""Reasons to call somebody on a day: one named rule and one query each.

A rule says whom it finds and the facts it found; whether they may be called that day, and how much it matters, is the
plan's to decide. The words of a reason are made from its facts alone.
"""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.clients import follow_ups, occasions
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import day as written_day
from clientbook_cli.figures import round_money
from clientbook_cli.settings import CallSettings, StoreSettings

SQL = queries(__file__)

# How much each reason matters, the weightiest first: what was promised; what can only be said now; what can wait. The
# weightiest reason of a client also chooses the script.
PRIORITY = {"follow-up": 8, "brand": 5, "anniversary": 4, "birthday": 3, "top-client": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why to call one client."""

    kind: str  # a key of PRIORITY
    client: int
    on: dt.date | None = None  # the occasion's day, or the day something was promised for
    times: int | None = None  # which anniversary it is
    spoken_on: dt.date | None = None  # when somebody last spoke to them
    brand: str | None = None
    item: str | None = None  # what they bought of the brand
    note: str | None = None
    associate: str | None = None  # who promised it
    follow_up: int | None = None
    made_on: dt.date | None = None  # when it was promised

    @property
    def priority(self) -> int:
        return PRIORITY[self.kind]


@dataclass(frozen=True, slots=True)
class _Spoken:
    client: int
    spoken_on: dt.date | None


@dataclass(frozen=True, slots=True)
class _Bought:
    client: int
    brand: str
    item: str | None


def of_the_day(book: Book, *, day: dt.date, settings: CallSettings, currency: str) -> list[Reason]:
    """Every reason of a day, whoever it concerns."""
    return [
        *promised(book, day=day),
        *occasions_coming(book, day=day, settings=settings),
        *top_clients(book, day=day, settings=settings, currency=currency),
    ]


def promised(book: Book, *, day: dt.date) -> list[Reason]:
    """A follow-up is due on the day or before it."""
    return [
        Reason(
            kind="follow-up",
            client=promise.client,
            on=promise.due,
            note=promise.note,
            associate=promise.associate,
            follow_up=promise.follow_up,
            made_on=promise.made_on,
        )
        for promise in follow_ups.due(book, today=day)
    ]


def occasions_coming(book: Book, *, day: dt.date, settings: CallSettings) -> list[Reason]:
    """A birthday or an anniversary is on the day or within `occasion_days` after it."""
    return [
        Reason(
            kind=occasion.kind,
            client=occasion.client,
            on=occasion.keeping,
            times=occasion.years or None,
        )
        for occasion in occasions.coming(book, today=day, days=settings.occasion_days)
        if occasion.kind in PRIORITY
    ]


def top_clients(book: Book, *, day: dt.date, settings: CallSettings, currency: str) -> list[Reason]:
    """A client of the top tier has not been spoken to for `top_every_days`, nor bought in the last `quiet_days`."""
    found = book.rows(
        _Spoken,
        SQL["find-top-clients"],
        on_day=day,
        tier=settings.top_tier,
        every_days=settings.top_every_days,
        quiet_days=settings.quiet_days,
        currency=currency,
    )
    return [Reason(kind="top-client", client=entry.client, spoken_on=entry.spoken_on) for entry in found]


def brand_buyers(book: Book, *, day: dt.date, brand: str) -> list[Reason]:
    """A client has bought the brand. Raises UsageError, naming the nearest, when nothing of it was ever sold."""
    found = book.rows(_Bought, SQL["find-brand-buyers"], on_day=day, brand=brand)
    if not found:
        known = [str(row[0]) for row in book.table(SQL["list-brands"]).rows]
        folded = {name.casefold(): name for name in known}
        near = [folded[name] for name in difflib.get_close_matches(brand.casefold(), list(folded), n=3)]
        raise UsageError(
            f"nobody has bought the brand {brand!r}",
            rule=f"brands in the book: {', '.join(known[:12]) or 'none'}{' …' if len(known) > 12 else ''}",  # noqa: PLR2004
            next=f"did you mean {near[0]}?" if near else "name a brand as the till writes it",
        )
    return [Reason(kind="brand", client=entry.client, brand=entry.brand, item=entry.item) for entry in found]


def say(reason: Reason, *, day: dt.date, last_purchase: dt.date | None, spend: Decimal, store: StoreSettings) -> str:
    """A reason in words, for the sheet of a day."""
    if reason.kind == "follow-up" and reason.on:
        late = (day - reason.on).days
        overdue = f" ({_days(late)} overdue)" if late > 0 else ""
        return f"promised for {written_day(reason.on)}{overdue}" + (
            f": {_one_line(reason.note)}" if reason.note else ""
        )
    if reason.kind == "brand":
        return f"bought {reason.brand}" + (f": {reason.item}" if reason.item else "")
    if reason.kind == "top-client":
        spoken = f"last spoken to {_days((day - reason.spoken_on).days)} ago" if reason.spoken_on else "not called yet"
        bought = f"last bought {_days((day - last_purchase).days)} ago" if last_purchase else ""
        worth = f"{round_money(spend, store.currency, locale=store.locale)} in 3 years" if spend > 0 else ""
        return "; ".join(filter(None, ("top client", spoken, bought, worth)))
    nth = f"{_ordinal(reason.times)} " if reason.kind == "anniversary" and reason.times else ""
    return f"{nth}{reason.kind}" + (f" on {written_day(reason.on)}" if reason.on else "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number:,} days"


def _ordinal(number: int) -> str:
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
