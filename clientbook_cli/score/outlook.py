"""Who will buy again: the models fitted to the book, tried on its own past, and silent where they failed there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import NoStoreError
from clientbook_cli.figures import count
from clientbook_cli.score import back_test, forecast
from clientbook_cli.score.back_test import FEWEST_CLIENTS, FEWEST_DAYS, FEWEST_REPEATS, BackTest
from clientbook_cli.settings import ScoreSettings

if TYPE_CHECKING:
    import polars

SQL = queries(__file__)
AHEAD_DAYS = 365


@dataclass(frozen=True, slots=True)
class Prospect:
    """A client's next 12 months. `p_active`: has not left for good; `p_buys`: will buy at least once in that time."""

    client: int
    name: str | None
    email: str | None
    trips: int
    p_active: float
    p_buys: float
    purchases: float
    spend: Decimal


@dataclass(frozen=True, slots=True)
class Outlook:
    """As of the last sale in the book. Without trust there are no clients, and `because` says what is missing."""

    as_of: dt.date
    until: dt.date
    trusted: bool
    because: str
    back_test: BackTest | None
    clients: tuple[Prospect, ...]  # most expected spend first
    purchases: float = 0.0  # of all clients together
    spend: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Named:
    client: int
    name: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    first_day: dt.date | None
    last_day: dt.date | None


def look_ahead(
    book: Book, *, settings: ScoreSettings, currency: str, today: dt.date, limit: int | None = None
) -> Outlook:
    """The next 12 months of the clients known today.

    Of [score], `since` and `floor` count here too. The window does not: a model of how long people stay needs to know
    when they came. Raises NoStoreError where nothing was bought yet.
    """
    asked = _Asked(book, currency, settings.since or dt.date.min, Decimal(str(settings.floor)))
    known = asked.known(today)
    if known.first_day is None or known.last_day is None:
        raise NoStoreError("there are no purchases to look ahead from", next="clientbook import FILE, of sales")
    as_of = known.last_day
    until = as_of + dt.timedelta(days=AHEAD_DAYS)
    ahead = min(AHEAD_DAYS, (as_of - known.first_day).days // 2)
    fitted_to = as_of - dt.timedelta(days=ahead)
    past = asked.histories(fitted_to)
    missing = _too_little(past, ahead)
    if missing:
        return Outlook(as_of, until, False, missing, None, ())
    tried = _try_on_the_past(asked, past, fitted_to=fitted_to, until=as_of)
    now = asked.histories(as_of)
    model = forecast.fit(now) if tried and tried.trusted else None
    if tried is None or model is None:
        because = tried.because if tried and not tried.trusted else "the models do not fit this store's sales"
        return Outlook(as_of, until, False, because, tried, ())
    told = forecast.foretell(model, now, days=AHEAD_DAYS)
    return Outlook(
        as_of,
        until,
        True,
        tried.because,
        tried,
        _prospects(book, now, told, limit=limit),
        purchases=float(told.purchases.sum()),
        spend=Decimal(f"{told.spend.sum():.2f}"),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of the book, always for the same currency and rules."""

    book: Book
    currency: str
    since: dt.date
    floor: Decimal

    def known(self, day: dt.date) -> _Known:
        known = self.book.row(
            _Known, SQL["known-days"], as_of=day, currency=self.currency, since=self.since, floor=self.floor
        )
        return known or _Known(None, None)

    def histories(self, day: dt.date) -> polars.DataFrame:
        return self.book.frame(
            SQL["gather-histories"], as_of=day, currency=self.currency, since=self.since, floor=self.floor
        )

    def outcome(self, after: dt.date, until: dt.date) -> polars.DataFrame:
        return self.book.frame(
            SQL["gather-outcome"],
            after=after,
            until=until,
            currency=self.currency,
            since=self.since,
            floor=self.floor,
        )


def _too_little(past: polars.DataFrame, days: int) -> str:
    """Why a back-test cannot even be tried; empty: it can."""
    if days < FEWEST_DAYS:
        return f"the book holds {2 * days} days of sales; {2 * FEWEST_DAYS} would be enough"
    repeats = int((past["trips"] > 1).sum())
    if past.height < FEWEST_CLIENTS or repeats < FEWEST_REPEATS:
        return (
            f"too few to learn from: {count(past.height, 'client')}, {repeats:,} of them with a second purchase; "
            f"{FEWEST_CLIENTS} and {FEWEST_REPEATS} would be enough"
        )
    return ""


def _try_on_the_past(asked: _Asked, past: polars.DataFrame, *, fitted_to: dt.date, until: dt.date) -> BackTest | None:
    model = forecast.fit(past)
    if model is None:
        return None
    told = forecast.foretell(model, past, days=(until - fitted_to).days)
    return back_test.compare(past, asked.outcome(fitted_to, until), told, fitted_to=fitted_to, until=until)


def _prospects(
    book: Book, histories: polars.DataFrame, told: forecast.Forecast, *, limit: int | None
) -> tuple[Prospect, ...]:
    import polars as pl

    best = (
        histories.select(
            "client",
            "trips",
            active=pl.Series(told.active),
            buys=pl.Series(told.buys),
            purchases=pl.Series(told.purchases),
            spend=pl.Series(told.spend),
        )
        .sort("spend", "client", descending=[True, False])
        .head(limit or histories.height)
    )
    named = {found.client: found for found in book.rows(_Named, SQL["name-clients"], clients=best["client"].to_list())}
    return tuple(
        Prospect(
            client=client,
            name=named[client].name,
            email=named[client].email,
            trips=trips,
            p_active=active,
            p_buys=buys,
            purchases=purchases,
            spend=Decimal(f"{spend:.2f}"),
        )
        for client, trips, active, buys, purchases, spend in best.iter_rows()
        if client in named
    )
