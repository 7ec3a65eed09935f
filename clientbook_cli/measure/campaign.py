"""What a campaign sold: those it was mailed to against those held out, and what may be credited to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.campaign import campaigns
from clientbook_cli.measure import attribution, trial
from clientbook_cli.measure.attribution import View
from clientbook_cli.measure.trial import Trial


@dataclass(frozen=True, slots=True)
class Measured:
    """A campaign's trial, and what each view credits to it."""

    trial: Trial
    views: tuple[View, ...]


def measure(book: Book, *, name: str, window_days: int, currency: str, today: dt.date) -> Measured:
    """Measure a campaign by name. Raises UsageError for an unknown one, or one whose first mail has not left."""
    found = trial.compare(
        book,
        kind="campaign",
        name=campaigns.find(book, name).name,
        window_days=window_days,
        currency=currency,
        today=today,
    )
    views = attribution.of_campaign(
        book,
        name=found.name,
        since=found.since,
        until=found.until,
        today=today,
        window_days=window_days,
        currency=currency,
    )
    return Measured(found, views)
