"""A huddle as something to read: headed parts of facts, tables and lists, the same on the screen and on paper. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clientbook_cli.calls.codes import CODES
from clientbook_cli.calls.huddle import Evening, Lost, Morning, Sales, Success
from clientbook_cli.calls.tally import Tally
from clientbook_cli.figures import client_number, count, phone, round_money
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import StoreSettings


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a huddle: lines of text, or a table with its columns."""

    head: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def of_morning(told: Morning, store: StoreSettings) -> list[Part]:
    """The parts of a morning huddle."""
    yesterday = told.day - dt.timedelta(days=1)
    calls = [_tally(tally) for tally in told.tallies if tally.listed or tally.made] or ["no calls were planned"]
    parts = [
        Part("Month to date", tuple(_month(told.month, told.target, yesterday, store))),
        Part(f"Yesterday, {written_day(yesterday)}", (_sold(told.yesterday, store), *calls)),
    ]
    for room in told.working:
        rows = [task for task in told.tasks if task.associate == room.associate]
        parts.append(
            Part(
                f"{room.associate}: {count(len(rows), 'call')}, target {room.target}",
                columns=("row", "client", "phone", "why"),
                rows=tuple(
                    (str(task.row), _who(task.client, task.name), _phone(task.phone, store), task.why or "")
                    for task in rows
                ),
            )
        )
    parts.append(
        Part(
            "Visits of yesterday that bought nothing",
            tuple(_lost(one) for one in told.lost) or ("none was written down",),
        )
    )
    if told.in_stock:
        parts.append(
            Part(
                "Wishes now in stock",
                tuple(
                    f"{_who(one.client, one.name)}: {one.wished} → {one.item}, since {written_day(one.since)}"
                    for one in told.in_stock
                ),
            )
        )
    if told.wrong_numbers:
        parts.append(
            Part(
                "Ask for a new number when they come in",
                tuple(_who(one.client, one.name) for one in told.wrong_numbers),
            )
        )
    return parts


def of_evening(told: Evening, store: StoreSettings) -> list[Part]:
    """The parts of an evening huddle."""
    letters = [letter for letter in CODES if any(letter in tally.outcomes for tally in told.tallies)]
    rows = tuple(
        (
            tally.associate or "nobody named",
            f"{tally.made} of {tally.target}",
            str(tally.reached),
            *(str(tally.outcomes.get(letter, 0) or "") for letter in letters),
        )
        for tally in told.tallies
    )
    still_open = [task for task in told.tasks if task.outcome is None]
    calls = Part(
        "Calls",
        lines=tuple(filter(None, [", ".join(f"{letter} {CODES[letter].words}" for letter in letters)])),
        columns=("associate", "made", "reached", *letters),
        rows=rows,
    )
    return [
        calls if any(tally.listed or tally.made for tally in told.tallies) else Part("Calls", ("none were planned",)),
        Part("Sales so far", (_sold(told.today, store), *_month(told.month, told.target, told.day, store))),
        Part("Successes", tuple(_success(one, store) for one in told.successes) or ("none is written down yet",)),
        Part(
            "What got in the way",
            tuple(_in_the_way(tally) for tally in told.tallies if tally.made < tally.target or tally.in_the_way)
            or ("nothing",),
        ),
        Part(
            f"Open rows: {len(still_open)}",
            columns=("row", "client", "associate", "why"),
            rows=tuple(
                (str(task.row), _who(task.client, task.name), task.associate, task.why or "") for task in still_open
            ),
        ),
    ]


def as_print(title: str, parts: Sequence[Part], *, day: dt.date, store: StoreSettings, paper: str) -> dict[str, Any]:
    """The data of `huddle/huddle.typ`."""
    return {
        "title": title,
        "store": store.name,
        "day": written_day(day),
        "paper": paper,
        "parts": [
            {
                "head": part.head,
                "lines": list(part.lines),
                "columns": list(part.columns),
                "rows": [list(row) for row in part.rows],
            }
            for part in parts
        ],
    }


def _lost(one: Lost) -> str:
    """Who looked at what, why they did not buy it, and what happens next."""
    who = _who(one.client, one.name) + (f", {one.associate}" if one.associate else "")
    what = (one.item or "looked around") + (f" for {one.for_whom}" if one.for_whom else "")
    why = f"why: {one.note}" if one.note else ""
    following = f"next: in touch on {written_day(one.due)}" if one.due else "next: nothing yet"
    return "; ".join(filter(None, (who, what, why, following)))


def _month(month: Sales, target: Any, until: dt.date, store: StoreSettings) -> list[str]:
    net = round_money(month.net, store.currency, locale=store.locale)
    lines = [f"{net} in {count(month.sales, 'sale')}, until {written_day(until)}"]
    if target is None:
        return [*lines, "no target is set: month_target in [huddle] of clientbook.toml"]
    goal, missing = round_money(target, store.currency, locale=store.locale), target - month.net
    left = f"; {round_money(missing, store.currency, locale=store.locale)} to go" if missing > 0 else "; reached"
    return [*lines, f"{month.net / target:.0%} of the month's target of {goal}{left}"]


def _sold(sales: Sales, store: StoreSettings) -> str:
    return f"{round_money(sales.net, store.currency, locale=store.locale)} in {count(sales.sales, 'sale')}"


def _tally(tally: Tally) -> str:
    appointments = tally.outcomes.get("A", 0)
    said = f"{tally.associate or 'nobody named'}: called {tally.made} of {tally.target}, reached {tally.reached}"
    return said + (f", {count(appointments, 'appointment')}" if appointments else "")


def _in_the_way(tally: Tally) -> str:
    missed = f"{tally.associate or 'nobody named'}, {tally.made} of {tally.target}"
    return f"{missed}: {tally.in_the_way or '______________________________'}"


def _success(one: Success, store: StoreSettings) -> str:
    who = f"{one.associate or 'somebody'}: {_who(one.client, one.name)}"
    note = f" ({one.note})" if one.note else ""
    if one.outcome == "bought" and one.net is not None and one.called_on is not None:
        spent = round_money(one.net, store.currency, locale=store.locale)
        return f"{who} bought for {spent} after the call of {written_day(one.called_on)}"
    if one.outcome == "A" and one.again_on is not None:
        return f"{who} comes on {written_day(one.again_on)}{f' at {one.again_at}' if one.again_at else ''}{note}"
    return f"{who} bought, by phone{note}"


def _who(client: int, name: str | None) -> str:
    return f"{name or ''} {client_number(client)}".strip()


def _phone(number: str | None, store: StoreSettings) -> str:
    return phone(number, store.country) if number else ""
