"""Who must not be called on a day although there is a reason to, and why not. Pure.

A promise is kept: it outweighs the quiet after a contact, a mail on its way and a hold-out. It does not outweigh what
`may_contact` says (which counts a promise as an inquiry of its day).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.calls.reasons import Reason
from clientbook_cli.figures import day as written_day


@dataclass(frozen=True, slots=True)
class Standing:
    """How a client stands on a day."""

    client: int
    tier: str | None
    spend: Decimal  # net, of three years
    last_contact: dt.date | None
    last_purchase: dt.date | None
    owner: str | None  # whose client it is
    no_call: str | None  # why the client may not be called at all
    wrong_number: bool
    is_quiet: bool | None  # contacted within the quiet days; none: never contacted
    planned_for: dt.date | None  # another sheet has the client
    promised_for: dt.date | None  # the client asked for a later day
    mail_pending: str | None  # the campaign whose mail is about to leave
    held_out: str | None  # the campaign that is measured against the client


def barred(one: Standing, why: Sequence[Reason]) -> str:
    """Why a client is not called on a day, in words; empty when they may be."""
    promise = next((reason for reason in why if reason.kind == "follow-up"), None)
    if one.no_call:
        return one.no_call
    if one.wrong_number:
        return "wrong number"
    if one.planned_for:
        return f"on the sheet of {written_day(one.planned_for)}"
    if promise is not None:
        return ""
    if one.promised_for:
        return f"asked to be called on {written_day(one.promised_for)}"
    if one.is_quiet and one.last_contact:
        return f"contacted on {written_day(one.last_contact)}"
    if one.mail_pending:
        return f"about to get the mail {one.mail_pending}"
    if one.held_out:
        return f"held out of {one.held_out}"
    return ""
