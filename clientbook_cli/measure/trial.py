"""What a trial sold: those who were reached against those held out, each client in a window of their own.

Reads the shared view of trials and the sales. Only what happened up to `today` counts, so that the same question for
the same day has the same answer, but for what was written down since: `hindsight` says that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import day as written_day
from clientbook_cli.measure import lift
from clientbook_cli.measure.interval import Side
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A trial as known on a day.

    `since`, `until`: the first and the last day that is watched. `over`: whether the last day has come. `last_sale`:
    the day the book's sales reach to; before `until` they may be incomplete.
    """

    name: str
    window_days: int
    reached: Part
    held_out: Part
    buyers: Lift
    spend: Lift
    since: dt.date
    until: dt.date
    over: bool
    last_sale: dt.date | None


@dataclass(frozen=True, slots=True)
class _Watched:
    side: str
    clients: int
    buyers: int
    spend: Decimal
    spends: Sequence[Decimal]
    since: dt.date
    until: dt.date


def compare(book: Book, *, kind: str, name: str, window_days: int, currency: str, today: dt.date) -> Trial:
    """Compare both sides of a trial by kind and name. Raises UsageError where nobody has been reached yet."""
    watched = {
        row.side: row
        for row in book.rows(
            _Watched,
            SQL["compare-sides"],
            kind=kind,
            name=name,
            window_days=window_days,
            currency=currency,
            today=today,
        )
    }
    if "reached" not in watched:
        raise _nobody(kind, name, today)
    since, until = watched["reached"].since, max(row.until for row in watched.values())
    reached, held_out = (_side(watched.get(side)) for side in ("reached", "held out"))
    buyers = lift.of_buyers(reached, held_out, window_days=window_days)
    spend = lift.of_spend(reached, held_out, window_days=window_days)
    if today < until and held_out.clients:
        buyers, spend = (_unfinished(found, window_days, until) for found in (buyers, spend))
    return Trial(
        name=name,
        window_days=window_days,
        reached=_part(watched.get("reached")),
        held_out=_part(watched.get("held out")),
        buyers=buyers,
        spend=spend,
        since=since,
        until=until,
        over=today >= until,
        last_sale=book.value(SQL["last-sale"], today=today),
    )


def _nobody(kind: str, name: str, today: dt.date) -> UsageError:
    if kind == "campaign":
        return UsageError(
            f"nobody has been reached by {name!r} as of {written_day(today)}",
            rule="a campaign is measured from its first mail on",
            next=f"clientbook mail status {name}",
        )
    key = name.replace("-", "_")
    return UsageError(
        f"nobody has been held out of calls for {name!r} as of {written_day(today)}",
        rule="a reason to call is measured from the day on which it first holds some of its clients out",
        next=f"in clientbook.toml, under [calls.reasons], set hold_out = 0.2 for {key}, then: clientbook calls plan",
    )


def _unfinished(found: Lift, window_days: int, until: dt.date) -> Lift:
    """To look every day until it pleases finds an effect where there is none: nothing is said before the end."""
    return replace(found, verdict=lift.TOO_FEW, enough=f"the {window_days} days, which end on {written_day(until)}")


def _side(row: _Watched | None) -> Side:
    return Side(row.clients, row.buyers, [float(net) for net in row.spends]) if row else Side(0, 0)


def _part(row: _Watched | None) -> Part:
    return Part(row.clients, row.buyers, row.spend) if row else Part(0, 0, Decimal(0))
