"""How a client stands on a day, and every bar to calling them although there is a reason to, in words. Pure.

Which bars hold is told by `weigh.sql`, once for everybody: a promise outweighs the quiet after a contact, a mail on its
way and a hold-out; and the first try of it the cap too. It does not outweigh "stop", a wrong number, or none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.figures import count
from clientbook_cli.figures import day as written_day


@dataclass(frozen=True, slots=True)
class Standing:
    """A client who has a reason to be called, weighed."""

    client: int
    tier: str | None
    spend: Decimal  # net, of three years
    last_contact: dt.date | None
    last_purchase: dt.date | None
    owner: str | None  # whose client it is, or who promised
    goes_to_anybody: bool  # the call may be made by somebody else
    place: int  # 0 promised or by hand, 1 top tier, 2 the rest
    value: float
    bars: Sequence[str]  # as weigh.sql names them
    no_call: str | None
    planned_for: dt.date | None  # another sheet has the client
    snoozed_until: dt.date | None
    calls: int  # in the days the cap counts
    promised_for: dt.date | None  # the client asked for a later day
    tried_on: dt.date | None
    mail_pending: str | None  # the campaign whose mail is about to leave
    held_out: str | None  # the campaign that is measured against the client
    held_until: dt.date | None  # of a reason, the last day
    held_for: str | None


def said(one: Standing) -> list[str]:
    """Why a client is not called on a day, the weightiest first; nothing when they may be."""
    return [_words(one, bar) for bar in one.bars]


def _words(one: Standing, bar: str) -> str:
    match bar:
        case "no call":
            return one.no_call or ""
        case "planned":
            return f"on the sheet of {_day(one.planned_for)}"
        case "skipped":
            return "skipped by hand for this day"
        case "snoozed":
            return f"put off by hand until {_day(one.snoozed_until)}"
        case "capped":
            return f"called {count(one.calls, 'time')} lately, as often as the cap allows"
        case "promised later":
            return f"asked to be called on {_day(one.promised_for)}"
        case "tried":
            return f"promised, and tried on {_day(one.tried_on)}: again in some days"
        case "quiet":
            return f"contacted on {_day(one.last_contact)}"
        case "mail pending":
            return f"about to get the mail {one.mail_pending}"
        case "held out":
            return f"held out of {one.held_out}"
        case _:
            return f"held out of calls for {one.held_for} until {_day(one.held_until)}"


def _day(day: dt.date | None) -> str:
    return written_day(day) if day else ""
