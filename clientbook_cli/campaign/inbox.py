"""What the mailbox says about mails of ours, and what follows from it: first as a plan that a person sees, then done.

Only what proves that it knows a mail of ours is believed: its Message-ID or its unsubscribe token, keyed with the
campaign's secret. A wish in somebody's own words is proposed, never taken for granted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.campaign import tokens, verdict
from clientbook_cli.campaign.verdict import Verdict
from clientbook_cli.clients import addresses, consent
from clientbook_cli.figures import count

SQL = queries(__file__)
SOFT_LIMIT = 3  # so many soft bounces pause an address …
PAUSE_DAYS = 90  # … for so long
SOFT_MEMORY = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message about a client, and what it does. `proposed`: only when a person says so."""

    hash: str
    kind: str
    said: str
    client: int
    name: str | None
    campaign: int | None
    campaign_name: str | None
    address: str
    arrived_at: dt.datetime | None
    does: str
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All that was heard and is new; how many were read, known already, and claim to know a mail of ours but do not."""

    heard: tuple[Heard, ...]
    read: int
    known: int
    forged: int


@dataclass(frozen=True, slots=True)
class _Row:
    client: int
    address: str
    state: str
    message_id: str
    name: str | None


@dataclass(frozen=True, slots=True)
class _Writer:
    client: int
    name: str | None


@dataclass(frozen=True, slots=True)
class _Campaign:
    campaign: int
    name: str
    secret: bytes


def look(book: Book, verdicts: Iterable[Verdict], *, now: dt.datetime) -> Plan:
    """What follows from messages, in their order. Changes nothing."""
    campaigns = {one.campaign: one for one in book.rows(_Campaign, SQL["list-secrets"])}
    before = {hash_ for (hash_,) in book.table(SQL["list-known"]).rows}
    heard: list[Heard] = []
    soft: dict[str, int] = {}
    read = known = forged = 0
    for one in verdicts:
        read += 1
        if one.hash in before:
            known += 1
            continue
        found = _true_of(book, one, campaigns)
        if found is not None:
            campaign, row = found
            heard.append(_about(book, one, campaign, row, soft, now=now))
        elif one.kind in (verdict.ASKS, verdict.STOP) and not one.stops:
            wish = _wish(book, one)
            heard += [wish] if wish else []
        forged += found is None and bool(one.about or one.stops)
    return Plan(tuple(one for one in heard if one.does), read, known, forged)


def apply(book: Book, heard: Iterable[Heard], *, today: dt.date, now: dt.datetime) -> int:
    """Do what was shown, inside the caller's transaction; how many messages it was."""
    wanted = list(heard)
    if not wanted:
        return 0
    operation = record(book, command="mail inbox", said=f"{count(len(wanted), 'message')} about mails", now=now)
    for one in wanted:
        book.run(
            SQL["add-return"],
            hash=one.hash,
            campaign=one.campaign,
            client=one.client,
            address=one.address,
            kind=verdict.STOP if one.kind == verdict.ASKS else one.kind,
            said=one.said,
            arrived_at=one.arrived_at,
            now=now,
            operation=operation,
        )
        _do(book, one, operation=operation, today=today, now=now)
    return len(wanted)


def _do(book: Book, one: Heard, *, operation: int, today: dt.date, now: dt.datetime) -> None:
    if one.kind in (verdict.STOP, verdict.ASKS, verdict.COMPLAINT):
        consent.record(
            book,
            client=one.client,
            channel="email",
            state="stopped",
            source="mail inbox",
            reason=one.said,
            now=now,
            operation=operation,
            address=one.address,
        )
    paused = one.kind == verdict.SOFT and one.does.startswith("paused")
    if one.kind == verdict.HARD or paused:
        addresses.record(
            book,
            channel="email",
            address=one.address,
            state="paused" if paused else "retired",
            reason=one.said,
            source="mail inbox",
            now=now,
            operation=operation,
            until=today + dt.timedelta(days=PAUSE_DAYS) if paused else None,
        )
    if one.kind == verdict.HARD:
        reply = f"it came back: {one.said}"
        book.run(SQL["turn-back"], campaign=one.campaign, client=one.client, reply=reply, now=now, on_day=today)
    elif one.kind in (verdict.ANSWER, verdict.STOP, verdict.COMPLAINT) and one.campaign is not None:
        book.run(SQL["prove-arrived"], campaign=one.campaign, client=one.client, now=now)


def _true_of(book: Book, one: Verdict, campaigns: dict[int, _Campaign]) -> tuple[_Campaign, _Row] | None:
    """The mail of ours that a message is about, if it can only know it from that mail."""
    claims = [(claim, "stop", "") for claim in one.stops] + [(claim, "mail", text) for text, claim in one.about]
    for claim, what, text in claims:
        campaign = campaigns.get(claim.campaign)
        if campaign is None or not tokens.is_true(claim, what=what, secret=campaign.secret):
            continue
        row = book.row(_Row, SQL["find-row"], campaign=claim.campaign, client=claim.client)
        if row and (not text or text == row.message_id):
            return campaign, row
    return None


def _about(
    book: Book, one: Verdict, campaign: _Campaign, row: _Row, soft: dict[str, int], *, now: dt.datetime
) -> Heard:
    does = {
        verdict.HARD: "address retired",
        verdict.STOP: "no more mail",
        verdict.COMPLAINT: "no more mail",
        verdict.ASKS: "no more mail",
        verdict.ANSWER: "written down",
    }.get(one.kind, "")
    if one.kind == verdict.SOFT:
        if row.address not in soft:
            soft[row.address] = int(book.value(SQL["count-soft"], address=row.address, since=now - SOFT_MEMORY))
        soft[row.address] += 1
        times = soft[row.address]
        does = f"paused for {PAUSE_DAYS} days" if times % SOFT_LIMIT == 0 else f"counted: {times} of {SOFT_LIMIT}"
    return Heard(
        hash=one.hash,
        kind=one.kind,
        said=one.said,
        client=row.client,
        name=row.name,
        campaign=campaign.campaign,
        campaign_name=campaign.name,
        address=row.address,
        arrived_at=one.arrived_at,
        does=does,
        proposed=one.kind == verdict.ASKS,
    )


def _wish(book: Book, one: Verdict) -> Heard | None:
    """A wish to be left alone that names no mail of ours: a From can be anybody's, so it is proposed."""
    writer = book.row(_Writer, SQL["find-writer"], address=one.sender)
    if writer is None:
        return None
    return Heard(
        hash=one.hash,
        kind=verdict.ASKS,
        said=one.said,
        client=writer.client,
        name=writer.name,
        campaign=None,
        campaign_name=None,
        address=one.sender.lower(),
        arrived_at=one.arrived_at,
        does="no more mail",
        proposed=True,
    )
