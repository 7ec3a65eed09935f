"""The plan of a day: who is called by whom, and why. Made once and stored; asked again, it is the same.

Finds the reasons, leaves out whoever must not be called, ranks, shares out. Knows nothing of paper.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.calls import reasons as rules
from clientbook_cli.calls.barred import Standing, barred
from clientbook_cli.calls.profile import Profile, profiles
from clientbook_cli.calls.reasons import Reason
from clientbook_cli.calls.script import Scripts
from clientbook_cli.calls.share import Wanted, rooms, share_out
from clientbook_cli.figures import count
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import Associate, Settings

SQL = queries(__file__)

_LONGEST_WAIT = 365  # days; beyond a year, waiting longer makes a call no more urgent


@dataclass(frozen=True, slots=True)
class Why:
    """A reason as the sheet says it."""

    kind: str
    said: str
    follow_up: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One row of a sheet."""

    row: int
    client: int
    associate: str
    rank: int
    tier: str | None
    reasons: tuple[Why, ...]
    script: str
    voicemail: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The calls of a day. `sheet` is none when there was nobody to call: nothing is stored then."""

    day: dt.date
    brand: str | None
    sheet: int | None
    calls: tuple[Call, ...]
    is_new: bool


def plan(
    book: Book,
    *,
    day: dt.date,
    brand: str | None,
    settings: Settings,
    associates: Sequence[Associate],
    scripts: Scripts,
    today: dt.date,
    now: dt.datetime,
) -> Plan:
    """The stored plan of a day, made now if there is none. Inside the caller's transaction.

    A client is called once a day, with all their reasons. The order of the list:

    1. promised calls; 2. clients of the top tier; 3. everybody else; and within each by
       reasons × worth × waiting, where
       reasons = the sum of the priorities of the client's reasons, each kind once (`reasons.PRIORITY`),
       worth   = 1 + log10(1 + net spend of the last three years, in the store's currency),
       waiting = days since the last contact or purchase, 1 to 365; nobody knows of any: 365.

    A plan for a brand is a sheet of its own beside the day's, with other clients and room of its own; its rows are
    numbered on. Raises UsageError for a brand that nobody bought, TemplateError.
    """
    stored = _stored(book, day=day, brand=brand)
    if stored is not None:
        return stored
    currency = settings.store.currency
    found = (
        rules.brand_buyers(book, day=day, brand=brand)
        if brand
        else rules.of_the_day(book, day=day, settings=settings.calls, currency=currency)
    )
    brand = next((reason.brand for reason in found if reason.brand), None)  # as the till writes it
    why: dict[int, list[Reason]] = defaultdict(list)
    for reason in sorted(found, key=lambda one: -one.priority):
        why[reason.client].append(reason)
    standings = book.rows(
        Standing,
        SQL["weigh-clients"],
        clients=sorted(why),
        on_day=day,
        today=today,
        quiet_days=settings.calls.quiet_days,
        window_days=settings.measure.window_days,
        purchase_months=settings.call_months,
        inquiry_months=settings.consent.inquiry_months,
        currency=currency,
    )
    ranked = sorted(
        (one for one in standings if not barred(one, why[one.client])),
        key=lambda one: _order(one, why[one.client], day=day, top_tier=settings.calls.top_tier),
    )
    wanted = [_wanted(one, why[one.client]) for one in ranked]
    shared = share_out(wanted, associates, rooms(associates, day=day, target=settings.calls.target))
    if not shared:
        return Plan(day, brand, None, (), is_new=True)
    calls = _calls(
        shared,
        why=why,
        standings={one.client: one for one in ranked},
        people=profiles(book, [client for client, _ in shared], day=day),
        associates=associates,
        first_row=int(book.value(SQL["last-row"], on_day=day)) + 1,
        scripts=scripts,
        settings=settings,
        day=day,
    )
    return _store(book, Plan(day, brand, None, calls, is_new=True), now=now)


def _order(one: Standing, why: Sequence[Reason], *, day: dt.date, top_tier: str) -> tuple[int, float, int]:
    """Where a client stands in the list; see `plan`."""
    group = 0 if why[0].kind == "follow-up" else 1 if one.tier == top_tier else 2
    return group, -value(one, why, day=day), one.client


def value(one: Standing, why: Sequence[Reason], *, day: dt.date) -> float:
    """reasons × worth × waiting; see `plan`."""
    heard = max(filter(None, (one.last_contact, one.last_purchase)), default=None)
    waiting = min(max((day - heard).days, 1), _LONGEST_WAIT) if heard else _LONGEST_WAIT
    worth = 1 + math.log10(1 + max(float(one.spend), 0))  # a weight, no longer money
    return sum(rules.PRIORITY[kind] for kind in {reason.kind for reason in why}) * worth * waiting


def _wanted(one: Standing, why: Sequence[Reason]) -> Wanted:
    promise = next((reason for reason in why if reason.kind == "follow-up"), None)
    return Wanted(one.client, (promise and promise.associate) or one.owner, promised=promise is not None)


def _calls(
    shared: Sequence[tuple[int, str]],
    *,
    why: Mapping[int, Sequence[Reason]],
    standings: Mapping[int, Standing],
    people: Mapping[int, Profile],
    associates: Sequence[Associate],
    first_row: int,
    scripts: Scripts,
    settings: Settings,
    day: dt.date,
) -> tuple[Call, ...]:
    """The rows: all calls of the first associate in rank order, then those of the next."""
    calls: list[Call] = []
    for associate in associates:
        own = [client for client, name in shared if name == associate.name]
        for rank, client in enumerate(own, start=1):
            script = scripts.script(why[client][0], people[client], associate=associate.name)
            standing = standings[client]
            said = tuple(
                Why(
                    reason.kind,
                    rules.say(
                        reason,
                        day=day,
                        last_purchase=people[client].last_purchase,
                        spend=standing.spend,
                        store=settings.store,
                    ),
                    reason.follow_up,
                )
                for reason in why[client]
            )
            row = first_row + len(calls)
            calls.append(Call(row, client, associate.name, rank, standing.tier, said, script.spoken, script.voicemail))
    return tuple(calls)


def _store(book: Book, made: Plan, *, now: dt.datetime) -> Plan:
    sheet = int(book.value(SQL["next-sheet"]))
    said = f"{count(len(made.calls), 'call')} for {written_day(made.day)}"
    record(book, command="calls plan", said=said, now=now)
    book.run(SQL["add-sheet"], sheet=sheet, on_day=made.day, brand=made.brand, made_at=now)
    rows = [
        {
            "row": call.row,
            "client": call.client,
            "associate": call.associate,
            "rank": call.rank,
            "tier": call.tier,
            "reasons": json.dumps([{"kind": w.kind, "said": w.said, "follow_up": w.follow_up} for w in call.reasons]),
            "script": call.script,
            "voicemail": call.voicemail,
        }
        for call in made.calls
    ]
    book.run(SQL["add-tasks"], sheet=sheet, tasks=rows)
    return Plan(made.day, made.brand, sheet, made.calls, is_new=True)


def _stored(book: Book, *, day: dt.date, brand: str | None) -> Plan | None:
    found = book.table(SQL["find-sheet"], on_day=day, brand=brand).rows
    if not found:
        return None
    sheet, stored_brand = found[0]
    calls = [
        Call(row, client, associate, rank, tier, tuple(Why(**why) for why in json.loads(reasons)), script, voicemail)
        for row, client, associate, rank, tier, reasons, script, voicemail in book.table(
            SQL["find-tasks"], sheet=sheet
        ).rows
    ]
    return Plan(day, stored_brand, int(sheet), tuple(calls), is_new=False)
