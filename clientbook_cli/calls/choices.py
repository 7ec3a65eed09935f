"""What is decided by hand: a client is added to a day's calls, skipped, put off, or given to somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.calls import barred, plan, weigh
from clientbook_cli.calls.script import Scripts
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import Associate, Settings

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was decided. `row`, `sheet`: on the day's sheet, if it is made; `rows`: how many it took off."""

    client: int
    kind: str
    day: dt.date
    until: dt.date | None = None
    associate: str | None = None
    sheet: int | None = None
    row: int | None = None
    rows: int = 0


@dataclass(frozen=True, slots=True)
class _Made:
    sheet: int
    day: dt.date


def add(
    book: Book,
    *,
    client: int,
    day: dt.date,
    note: str | None,
    associate: str | None,
    settings: Settings,
    associates: Sequence[Associate],
    scripts: Scripts,
    today: dt.date,
    now: dt.datetime,
) -> Chosen:
    """Put a client on a day's calls, inside the caller's transaction: on its sheet at once, where that is made already.

    Quiet days and mail on its way do not hinder what somebody decides; what the client said, a wrong number, the cap
    and a hold-out do. Raises UsageError, saying which.
    """
    _refuse_the_past(day, today)
    said = f"{client_number(client)} added to the calls of {day}"
    _choose(book, client=client, kind="add", day=day, note=note, associate=associate, said=said, now=now)
    plan.find(book, day=day, today=today, settings=settings)
    one = weigh.of_client(book, client)
    if one is None or one.bars:
        raise UsageError(
            f"{client_number(client)} cannot be called on {written_day(day)}",
            rule="; ".join(barred.said(one)) if one else "the rule of what is added by hand found nobody",
            next=f"clientbook why {client_number(client)} --for {day}",
        )
    made = book.row(_Made, SQL["find-sheet-of-day"], on_day=day)
    if made is None:
        return Chosen(client, "add", day, associate=associate)
    caller = associate or plan.seat(book, one, day=day, settings=settings, associates=associates)
    call = plan.one_more(book, one, associate=caller, scripts=scripts, settings=settings, day=day)
    plan.add_tasks(book, [call], sheet=made.sheet)
    return Chosen(client, "add", day, associate=caller, sheet=made.sheet, row=call.row)


def skip(book: Book, *, client: int, day: dt.date, today: dt.date, now: dt.datetime) -> Chosen:
    """Leave a client out on one day; its row, if there is one, is not to be called."""
    _refuse_the_past(day, today)
    said = f"{client_number(client)} skipped on {day}"
    _choose(book, client=client, kind="skip", day=day, said=said, now=now)
    rows = book.run(SQL["drop-open-rows"], client=client, why="skipped", first_day=day, last_day=day)
    return Chosen(client, "skip", day, rows=rows)


def snooze(book: Book, *, client: int, until: dt.date, note: str | None, today: dt.date, now: dt.datetime) -> Chosen:
    """Do not call a client before a day; then they come back. Raises UsageError for no later day."""
    if until <= today:
        raise UsageError(
            f"{written_day(until)} is no later day", rule="a call is put off until a day to come", next="name that day"
        )
    said = f"{client_number(client)} put off until {until}"
    _choose(book, client=client, kind="snooze", day=today, until=until, note=note, said=said, now=now)
    last = until - dt.timedelta(days=1)
    rows = book.run(SQL["drop-open-rows"], client=client, why="snoozed", first_day=today, last_day=last)
    return Chosen(client, "snooze", today, until=until, rows=rows)


def reassign(book: Book, *, client: int, associate: str, day: dt.date, now: dt.datetime) -> Chosen:
    """Give a client's row of a day to somebody else; it keeps its number. Raises UsageError where there is none."""
    moved = book.table(SQL["move-row"], client=client, associate=associate, on_day=day).rows
    if not moved:
        raise UsageError(
            f"{client_number(client)} has no open row on {written_day(day)}",
            rule="a row is given to somebody else while nobody wrote it down",
            next="clientbook client assign gives the client for good",
        )
    sheet, row = moved[0]
    said = f"row {row} of sheet {sheet} to {associate}"
    record(book, command="calls reassign", said=said, now=now)
    return Chosen(client, "reassign", day, associate=associate, sheet=sheet, row=row)


def take_back(book: Book, *, operation: int) -> int:
    """What an operation decided by hand was not decided: its rows come back, or go."""
    raised = book.run(SQL["raise-rows"], operation=operation) + book.run(SQL["withdraw-row"], operation=operation)
    return raised + book.run(SQL["remove-choice"], operation=operation)


def _choose(
    book: Book,
    *,
    client: int,
    kind: str,
    day: dt.date,
    said: str,
    now: dt.datetime,
    until: dt.date | None = None,
    note: str | None = None,
    associate: str | None = None,
) -> None:
    operation = record(book, command=f"calls {kind}", said=said, now=now)
    book.run(
        SQL["add-choice"],
        client=client,
        kind=kind,
        on_day=day,
        until=until,
        associate=associate,
        note=note,
        now=now,
        operation=operation,
    )


def _refuse_the_past(day: dt.date, today: dt.date) -> None:
    if day < today:
        raise UsageError(f"{written_day(day)} is past", rule="a day to come, or today", next="name such a day")
