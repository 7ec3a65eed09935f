"""What a campaign sold: those it was mailed to against those held out, and what may be credited to it.

Reads the outbox and the sales; sends and changes nothing. Only what was known on `today` counts, so that the same
question for the same day has the same answer, but for sales and returns imported since.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.campaign import campaigns
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import day as written_day
from clientbook_cli.measure import attribution, lift
from clientbook_cli.measure.attribution import View
from clientbook_cli.measure.lift import Lift

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Part:
    """One side: its clients, how many of them bought in their window, and their net merchandise in it."""

    clients: int
    buyers: int
    spend: Decimal

    @property
    def each(self) -> Decimal:
        """Net merchandise per client, buyer or not; of a side that has any."""
        return self.spend / self.clients


@dataclass(frozen=True, slots=True)
class Measured:
    """A campaign's effect as known on a day.

    `since`, `until`: the first and the last day that is watched. `over`: whether the last day has come. `last_sale`:
    the day the book's sales reach to; before `until` they may be incomplete.
    """

    name: str
    window_days: int
    mailed: Part
    held_out: Part
    lift: Lift
    views: tuple[View, ...]
    since: dt.date
    until: dt.date
    over: bool
    last_sale: dt.date | None


@dataclass(frozen=True, slots=True)
class _Watched:
    part: str
    clients: int
    buyers: int
    spend: Decimal
    since: dt.date
    until: dt.date


def measure(book: Book, *, name: str, window_days: int, currency: str, today: dt.date) -> Measured:
    """Measure a campaign by name. Raises UsageError for an unknown one, or one whose first mail has not left."""
    campaign = campaigns.find(book, name)
    watched = {
        row.part: row
        for row in book.rows(
            _Watched,
            SQL["compare-groups"],
            campaign=campaign.campaign,
            window_days=window_days,
            currency=currency,
            today=today,
        )
    }
    if "mailed" not in watched:
        raise UsageError(
            f"no mail of {campaign.name!r} has left by {written_day(today)}",
            rule="a campaign is measured from its first mail on",
            next=f"clientbook mail status {campaign.name}",
        )
    mailed, held_out = (_part(watched.get(part)) for part in ("mailed", "held out"))
    until = max(row.until for row in watched.values())
    found = lift.compare(lift.Group(mailed.clients, mailed.buyers), lift.Group(held_out.clients, held_out.buyers))
    if today < until and held_out.clients:
        # To look every day until it pleases finds an effect where there is none.
        found = replace(
            found, verdict=lift.TOO_FEW, enough=f"the {window_days} days, which end on {written_day(until)}"
        )
    return Measured(
        name=campaign.name,
        window_days=window_days,
        mailed=mailed,
        held_out=held_out,
        lift=found,
        views=attribution.of_campaign(
            book,
            campaign=campaign.campaign,
            name=campaign.name,
            window_days=window_days,
            currency=currency,
            today=today,
        ),
        since=watched["mailed"].since,
        until=until,
        over=today >= until,
        last_sale=book.value(SQL["last-sale"], today=today),
    )


def _part(row: _Watched | None) -> Part:
    return Part(row.clients, row.buyers, row.spend) if row else Part(0, 0, Decimal(0))
