"""The plan of a day: who is called by whom, and why. Made once and stored; asked again, it is the same.

Has the reasons found and weighed, shares the calls out, draws the lots, writes the scripts. Knows nothing of paper.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.calls import lots, reasons, rules, weigh, wording
from clientbook_cli.calls.barred import Standing
from clientbook_cli.calls.profile import Profile, profiles
from clientbook_cli.calls.reasons import Reason
from clientbook_cli.calls.script import Scripts
from clientbook_cli.calls.share import Room, Wanted, rooms, share_out
from clientbook_cli.figures import count
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import Associate, Settings

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Why:
    """A reason as the sheet says it; `private`: without amounts."""

    kind: str
    said: str
    private: str
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
    first_day: dt.date  # of the first sheet it stood on


@dataclass(frozen=True, slots=True)
class Plan:
    """The calls of a day. `sheet` is none when there was nobody to call: nothing is stored then."""

    day: dt.date
    brand: str | None
    sheet: int | None
    calls: tuple[Call, ...]
    is_new: bool
    held_out: int = 0  # calls that were drawn not to be made


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

    A client is called once a day, with all their reasons, in the order of `weigh.weigh`. A plan for a brand is a sheet
    of its own beside the day's, with other clients and room of its own; its rows are numbered on. Raises UsageError for
    a brand that nobody bought, TemplateError.
    """
    stored = _stored(book, day=day, brand=brand)
    if stored is not None:
        return stored
    brand = find(book, day=day, today=today, settings=settings, brand=brand)
    working = working_on(book, day=day, settings=settings, associates=associates)
    shared, held = _share(book, day=day, settings=settings, associates=associates, working=working)
    _hold(book, held, day=day, until=day + dt.timedelta(days=settings.measure.window_days))
    if not shared:
        return Plan(day, brand, None, (), is_new=True, held_out=len(held))
    calls = _calls(book, shared, settings=settings, associates=associates, scripts=scripts, day=day)
    return _store(book, Plan(day, brand, None, calls, is_new=True, held_out=len(held)), now=now)


def find(book: Book, *, day: dt.date, today: dt.date, settings: Settings, brand: str | None = None) -> str | None:
    """Have the reasons of a day found and weighed, in tables of the open book; the brand as the till writes it."""
    brand = reasons.find(
        book, day=day, today=today, settings=settings.calls, currency=settings.store.currency, brand=brand
    )
    weigh.weigh(book, day=day, today=today, settings=settings)
    return brand


def working_on(book: Book, *, day: dt.date, settings: Settings, associates: Sequence[Associate]) -> tuple[Room, ...]:
    """Who calls on a day, and how many calls each is to make."""
    away = [str(row[0]) for row in book.table(SQL["list-away"], on_day=day).rows]
    return rooms(associates, day=day, target=settings.calls.target, away=away)


def seats(
    ranked: Sequence[Standing], *, associates: Sequence[Associate], working: Sequence[Room]
) -> list[tuple[Standing, str]]:
    """Who of the ranked is called, and by whom."""
    of = {one.client: one for one in ranked}
    wanted = [Wanted(one.client, one.owner, anybody=one.goes_to_anybody) for one in ranked]
    return [(of[client], name) for client, name in share_out(wanted, associates, working)]


def _share(
    book: Book, *, day: dt.date, settings: Settings, associates: Sequence[Associate], working: Sequence[Room]
) -> tuple[list[tuple[Standing, str]], list[tuple[int, str, str]]]:
    """The calls of the day, and (client, reason, associate) of those whose lot it is not to be called.

    Who is held out had a seat; it goes to the next in the list, whose lot is drawn in turn.
    """
    may_hold = lots.any_share(settings.calls)
    ranked = weigh.candidates(book, seats=None if may_hold else sum(room.target for room in working))
    held: dict[int, tuple[int, str, str]] = {}
    asked: set[int] = set()
    while True:
        shared = seats([one for one in ranked if one.client not in held], associates=associates, working=working)
        fresh = {one.client: name for one, name in shared if one.client not in asked} if may_hold else {}
        asked |= set(fresh)
        why = reasons.of_clients(book, list(fresh)) if fresh else {}
        lost = {
            client: (client, kind, name)
            for client, name in fresh.items()
            if (kind := lots.drawn(why[client], day=day, settings=settings.calls))
        }
        if not lost:
            return shared, list(held.values())
        held |= lost


def _hold(book: Book, held: Sequence[tuple[int, str, str]], *, day: dt.date, until: dt.date) -> None:
    if held:
        rows = [{"client": client, "kind": kind, "associate": associate} for client, kind, associate in held]
        book.run(SQL["add-hold-outs"], held=rows, on_day=day, until=until)


def _calls(
    book: Book,
    shared: Sequence[tuple[Standing, str]],
    *,
    settings: Settings,
    associates: Sequence[Associate],
    scripts: Scripts,
    day: dt.date,
) -> tuple[Call, ...]:
    """The rows: all calls of the first associate in rank order, then those of the next."""
    clients = [one.client for one, _ in shared]
    people, why = profiles(book, clients, day=day), reasons.of_clients(book, clients)
    first_row = int(book.value(SQL["last-row"], on_day=day)) + 1
    calls: list[Call] = []
    for associate in associates:
        own = [one for one, name in shared if name == associate.name]
        for rank, one in enumerate(own, start=1):
            profile = people[one.client]
            told = profile.kept_secret(why[one.client])
            script = scripts.script(leading(told), profile, associate=associate.name)
            calls.append(
                Call(
                    row=first_row + len(calls),
                    client=one.client,
                    associate=associate.name,
                    rank=rank,
                    tier=one.tier,
                    reasons=said(told, one, profile, settings=settings, day=day),
                    script=script.spoken,
                    voicemail=script.voicemail,
                    first_day=min([day, *(reason.on for reason in told if reason.kind == "carried" and reason.on)]),
                )
            )
    return tuple(calls)


def leading(why: Sequence[Reason]) -> Reason:
    """The reason that chooses the script: the weightiest that says what the call is about."""
    bare = (rules.BY_HAND.kind, rules.CARRIED.kind)
    return next((reason for reason in why if reason.kind not in bare), why[0])


def said(
    why: Sequence[Reason], one: Standing, profile: Profile, *, settings: Settings, day: dt.date
) -> tuple[Why, ...]:
    """The reasons of a client in words."""
    facts = wording.Facts(day, profile.last_purchase, one.spend, settings.store)
    return tuple(
        Why(
            reason.kind,
            wording.say(reason, facts),
            wording.say(reason, facts, amounts=False),
            reason.follow_up,
        )
        for reason in why
    )


def _store(book: Book, made: Plan, *, now: dt.datetime) -> Plan:
    sheet = int(book.value(SQL["next-sheet"]))
    told = f"{count(len(made.calls), 'call')} for {written_day(made.day)}"
    record(book, command="calls plan", said=told, now=now)
    book.run(SQL["add-sheet"], sheet=sheet, on_day=made.day, brand=made.brand, made_at=now)
    add_tasks(book, made.calls, sheet=sheet)
    return replace(made, sheet=sheet)


def add_tasks(book: Book, calls: Sequence[Call], *, sheet: int) -> None:
    """Write rows of a sheet down."""
    rows = [
        {
            "row": call.row,
            "client": call.client,
            "associate": call.associate,
            "rank": call.rank,
            "tier": call.tier,
            "reasons": json.dumps([_as_json(why) for why in call.reasons]),
            "script": call.script,
            "voicemail": call.voicemail,
            "first_day": call.first_day,
        }
        for call in calls
    ]
    book.run(SQL["add-tasks"], sheet=sheet, tasks=rows)


def _as_json(why: Why) -> Mapping[str, object]:
    return {"kind": why.kind, "said": why.said, "private": why.private, "follow_up": why.follow_up}


def _stored(book: Book, *, day: dt.date, brand: str | None) -> Plan | None:
    found = book.table(SQL["find-sheet"], on_day=day, brand=brand).rows
    if not found:
        return None
    sheet, stored_brand, held_out = found[0]
    rows = book.rows(Call, SQL["find-tasks"], sheet=sheet)
    calls = [replace(call, reasons=tuple(Why(**why) for why in json.loads(str(call.reasons)))) for call in rows]
    return Plan(day, stored_brand, int(sheet), tuple(calls), is_new=False, held_out=int(held_out))
