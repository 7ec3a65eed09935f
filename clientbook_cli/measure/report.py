"""The report of a month: every figure of it, gathered once, for the screen, the page and the paper alike.

Asks each part of `measure` and of `score`; makes no figure of its own, and knows nothing of how it is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.errors import NoStoreError, UsageError
from clientbook_cli.measure import attribution, followup, hindsight, month, retention, trial
from clientbook_cli.measure.attribution import View
from clientbook_cli.measure.followup import FollowUp
from clientbook_cli.measure.hindsight import Hindsight
from clientbook_cli.measure.month import CallToCome, Sales, Tier
from clientbook_cli.measure.retention import Retention
from clientbook_cli.measure.trial import Trial
from clientbook_cli.score import heat, snapshot
from clientbook_cli.score.heat import HeatMap
from clientbook_cli.settings import Settings

DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A span and the same time before it. `scored_on`, `heat`: none where nobody has been scored."""

    first: dt.date
    last: dt.date
    before: tuple[dt.date, dt.date]
    today: dt.date
    now: Sales
    then: Sales
    tiers: tuple[Tier, ...]
    scored_on: dt.date | None
    heat: HeatMap | None
    followed: tuple[FollowUp, ...]
    views: tuple[View, ...]
    campaigns: tuple[Trial, ...]
    retention: Retention
    to_come: tuple[CallToCome, ...]
    hindsight: Hindsight


def gather(
    book: Book,
    *,
    first: dt.date,
    last: dt.date,
    today: dt.date,
    known: dt.datetime,
    settings: Settings,
    associates: Sequence[str],
) -> Report:
    """The report of the days from `first` to `last`, both included, as known `today`, which ends at `known`."""
    last = max(first, min(last, today))
    currency, window = settings.store.currency, settings.measure.window_days
    before = (first - (last - first) - dt.timedelta(days=1), first - dt.timedelta(days=1))
    scored_on, warm = _heat(book, today)
    return Report(
        first=first,
        last=last,
        before=before,
        today=today,
        now=month.sales(book, first=first, last=last, today=today, currency=currency),
        then=month.sales(book, first=before[0], last=before[1], today=today, currency=currency),
        tiers=month.tiers(book, order=list(settings.score.tiers), today=today, currency=currency),
        scored_on=scored_on,
        heat=warm,
        followed=tuple(
            followup.followup(
                book,
                first=first,
                last=last,
                today=today,
                associates=associates,
                window_days=window,
                currency=currency,
            )
        ),
        views=attribution.attribute(book, first=first, last=last, today=today, window_days=window, currency=currency),
        campaigns=tuple(_trials(book, today=today, window_days=window, currency=currency)),
        retention=retention.retention(book, today=today, currency=currency),
        to_come=tuple(month.calls_to_come(book, today=today, known=known)),
        hindsight=hindsight.look_back(book, today=today, known=known),
    )


def _heat(book: Book, today: dt.date) -> tuple[dt.date | None, HeatMap | None]:
    try:
        run = snapshot.newest(book, today=today)
    except NoStoreError:
        return None, None
    return run.as_of, heat.heat_map(book, run=run)


def _trials(book: Book, *, today: dt.date, window_days: int, currency: str) -> list[Trial]:
    """The campaigns that have reached somebody."""
    found = []
    for name in month.campaigns(book, today=today):
        try:
            found.append(
                trial.compare(
                    book,
                    kind="campaign",
                    name=name,
                    window_days=window_days,
                    currency=currency,
                    today=today,
                )
            )
        except UsageError:  # its mails wait, or were all refused
            continue
    return found
