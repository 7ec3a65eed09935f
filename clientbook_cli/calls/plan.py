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
from clientbook_cli.calls import lots, reasons, weigh
from clientbook_cli.calls.barred import Standing
from clientbook_cli.calls.call import Call, Why, Writer
from clientbook_cli.calls.profile import profiles
from clientbook_cli.calls.script import Scripts
from clientbook_cli.calls.share import Room, Wanted, rooms, share_out
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import count
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import Associate, Settings

SQL = queries(__file__)


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
    a brand that the book does not know and for a day that passed without a plan, TemplateError. `associates`: those who
    are not away that day.
    """
    stored = _stored(book, day=day, brand=brand)
    if stored is not None:
        return stored
    if day < today:
        raise UsageError(
            f"no such calls were planned for {written_day(day)}, and it is past",
            rule="a plan is made for a day to come, or for today",
            next="clientbook calls sheet --for today",
        )
    brand = find(book, day=day, today=today, settings=settings, brand=brand)
    working = rooms(associates, day=day, target=settings.calls.target)
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
    write = Writer(scripts, settings, day)
    row = int(book.value(SQL["last-row"], on_day=day))
    calls: list[Call] = []
    for associate in associates:
        own = [one for one, name in shared if name == associate.name]
        for rank, one in enumerate(own, start=1):
            told = people[one.client].kept_secret(why[one.client])
            bare = Call(row + len(calls) + 1, one.client, associate.name, rank, one.tier, (), "", "", day)
            calls.append(write.call(bare, told, one, people[one.client]))
    return tuple(calls)


def seat(book: Book, one: Standing, *, day: dt.date, settings: Settings, associates: Sequence[Associate]) -> str:
    """Who takes a call more on a day that is planned: their own associate if there, else whoever has the fewest."""
    there = [room.associate for room in rooms(associates, day=day, target=settings.calls.target)]
    there = there or [associate.name for associate in associates]
    load = dict(book.table(SQL["count-calls"], on_day=day).rows)
    own = next((name for name in there if name.casefold() == (one.owner or "").strip().casefold()), None)
    return own or min(there, key=lambda name: load.get(name, 0))


def one_more(book: Book, one: Standing, *, associate: str, scripts: Scripts, settings: Settings, day: dt.date) -> Call:
    """The row of a client who is added to a day that is planned, after all its other rows."""
    profile = profiles(book, [one.client], day=day)[one.client]
    told = profile.kept_secret(reasons.of_clients(book, [one.client])[one.client])
    row, load = int(book.value(SQL["last-row"], on_day=day)) + 1, dict(book.table(SQL["count-calls"], on_day=day).rows)
    bare = Call(row, one.client, associate, load.get(associate, 0) + 1, one.tier, (), "", "", day)
    return Writer(scripts, settings, day).call(bare, told, one, profile)


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
