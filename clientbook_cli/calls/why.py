"""Why a client is on a day's list, and why not: every rule's answer, every bar, and whether there was a seat.

Asks the same tables and the same sharing out as the plan, and changes nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.calls import barred, lots, plan, reasons, rules, weigh, wording
from clientbook_cli.calls.barred import Standing
from clientbook_cli.calls.profile import profiles
from clientbook_cli.calls.reasons import Reason
from clientbook_cli.calls.share import rooms
from clientbook_cli.figures import count
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import Associate, Settings

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one rule says of the client: `said` its reasons in words, or whom it asks for."""

    rule: str
    is_on: bool
    found: bool
    said: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Why somebody is on the list of a day, or is not. `row`, `sheet`: where the day is planned already."""

    client: int
    day: dt.date
    on_list: bool
    associate: str | None
    sheet: int | None
    row: int | None
    because: tuple[str, ...]
    why_not: tuple[str, ...]
    rules: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    sheet: int
    row: int
    associate: str
    reasons: str  # as JSON


def explain(
    book: Book, *, client: int, day: dt.date, today: dt.date, settings: Settings, associates: Sequence[Associate]
) -> Explained:
    """Every rule's answer for a client on a day, whether the day is planned or not."""
    plan.find(book, day=day, today=today, settings=settings)
    found, one = reasons.of_clients(book, [client])[client], weigh.of_client(book, client)
    row = book.row(_Row, SQL["find-row"], client=client, on_day=day)
    said = _in_words(book, found, one, client=client, day=day, settings=settings)
    why_not, associate = (
        ([], row.associate) if row else _why_not(book, found, one, day=day, settings=settings, associates=associates)
    )
    told = [why["said"] for why in json.loads(row.reasons)] if row else said  # a row says what stands on paper
    place = f"row {row.row} of sheet {row.sheet}, {associate}" if row else f"would be called by {associate}"
    because = [] if why_not else [place, *told]
    return Explained(
        client=client,
        day=day,
        on_list=not why_not,
        associate=associate if not why_not else None,
        sheet=row.sheet if row else None,
        row=row.row if row else None,
        because=tuple(because),
        why_not=tuple(why_not),
        rules=tuple(_answers(found, said, settings)),
    )


def _in_words(
    book: Book, found: Sequence[Reason], one: Standing | None, *, client: int, day: dt.date, settings: Settings
) -> list[str]:
    if one is None:
        return []
    profile = profiles(book, [client], day=day)[client]
    facts = wording.Facts(day, profile.last_purchase, one.spend, settings.store)
    return [wording.say(reason, facts) for reason in found]


def _answers(found: Sequence[Reason], said: Sequence[str], settings: Settings) -> list[Answer]:
    answers = []
    for rule in rules.RULES:
        own = [words for reason, words in zip(found, said, strict=True) if reason.kind == rule.kind]
        asks = rules.asks(rule, settings.calls, currency=settings.store.currency)
        answers.append(Answer(rule.kind, rules.of(rule, settings.calls).on, bool(own), "; ".join(own) or asks))
    return answers


def _why_not(
    book: Book,
    found: Sequence[Reason],
    one: Standing | None,
    *,
    day: dt.date,
    settings: Settings,
    associates: Sequence[Associate],
) -> tuple[list[str], str | None]:
    """Why a client has no row on the day, and else who would call."""
    if one is None:
        return ["no reason is due"], None
    if one.bars:
        return barred.said(one), None
    working = rooms(associates, day=day, target=settings.calls.target)
    if book.value(SQL["count-sheets"], on_day=day):
        return [f"the list of {written_day(day)} is made, and had no seat for them or no reason yet"], None
    ranked = weigh.candidates(book, seats=None)
    taken = {other.client: name for other, name in plan.seats(ranked, associates=associates, working=working)}
    if one.client not in taken:
        place = [other.client for other in ranked].index(one.client) + 1
        seats = sum(room.target for room in working)
        theirs = "" if one.goes_to_anybody or not one.owner else f"; waits for {one.owner}, who is off or full"
        return [f"no seat: {place} in the list, {count(seats, 'call')} that day{theirs}"], None
    lot = lots.drawn(found, day=day, settings=settings.calls)
    if lot:
        return [f"held out of calls for {lot}, to measure the others against"], None
    return [], taken[one.client]
