"""What came of the calls: one touch a row of a sheet, and what it sets in motion; and what is still to be written down.

A second outcome for a row corrects the first. A stop is never taken back here: consent is the client's word.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.calls.codes import CODES, Code, legend
from clientbook_cli.clients import consent, follow_ups
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number
from clientbook_cli.figures import day as written_day

SQL = queries(__file__)
OPEN_DAYS = 7  # a row that was not written down for this long has lapsed; the plan finds the client again


@dataclass(frozen=True, slots=True)
class Logged:
    """An outcome that was written down. `corrected`: the letter it replaced. `stop_stays`: a stop was said before."""

    touch: int
    sheet: int
    row: int
    client: int
    name: str | None
    associate: str
    code: Code
    note: str | None
    on: dt.date
    follow_up: follow_ups.FollowUp | None
    corrected: str | None
    stop_stays: bool


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A row of a sheet without an outcome."""

    sheet: int
    row: int
    day: dt.date
    client: int
    name: str | None
    phone: str | None
    associate: str
    why: str


@dataclass(frozen=True, slots=True)
class OpenPromise:
    """A follow-up that is due and on no open row."""

    follow_up: int
    client: int
    name: str | None
    due: dt.date
    note: str | None
    associate: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """What is still to be done, or to be written down."""

    calls: tuple[OpenCall, ...]
    follow_ups: tuple[OpenPromise, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    sheet: int
    day: dt.date
    row: int
    client: int
    name: str | None
    phone: str | None
    associate: str
    reasons: str


@dataclass(frozen=True, slots=True)
class _Touch:
    outcome: str
    day: dt.date
    operation: int


@dataclass(frozen=True, slots=True)
class _SheetOfDay:
    sheet: int
    day: dt.date
    first_row: int
    last_row: int


def log(
    book: Book,
    *,
    row: int,
    letter: str,
    note: str | None,
    next_on: dt.date | None,
    sheet: int | None,
    today: dt.date,
    now: dt.datetime,
) -> Logged:
    """Write the outcome of one row down, inside the caller's transaction.

    The row is one of today's sheets unless `sheet` is named. Raises UsageError for an unknown code, a row that is not
    on that sheet, or a day that is missing or in the past.
    """
    code = _code(letter, next_on, today)
    task = _task(book, row=row, sheet=sheet, today=today)
    promises = [why["follow_up"] for why in json.loads(task.reasons) if why.get("follow_up")]
    on = min(task.day, today)
    former = book.row(_Touch, SQL["find-touch"], sheet=task.sheet, row=task.row)
    if former is not None:
        follow_ups.withdraw(book, operation=former.operation)
        follow_ups.reopen(book, follow_ups=promises, closed_on=former.day)
        book.run(SQL["remove-touch"], sheet=task.sheet, row=task.row)
    said = f"{client_number(task.client)}: {code.words}"
    operation = record(book, command="calls log", said=said, now=now)
    touch = int(book.value(SQL["next-touch"]))
    book.run(
        SQL["add-touch"],
        touch=touch,
        client=task.client,
        associate=task.associate,
        on_day=on,
        called_at=now,
        outcome=code.letter,
        note=note,
        phone=task.phone,
        again_on=next_on,
        sheet=task.sheet,
        row=task.row,
        operation=operation,
    )
    if code.reached:
        follow_ups.close(book, follow_ups=promises, today=on)
    if code.letter == "X":
        consent.record(
            book,
            client=task.client,
            channel="phone",
            state="stopped",
            source="calls log",
            reason=note,
            now=now,
            operation=operation,
        )
    promise = None
    if next_on is not None:
        promise = follow_ups.add(
            book,
            client=task.client,
            due=_reminder(next_on, today) if code.letter == "A" else next_on,
            note=_promise_note(code, note, next_on),
            associate=task.associate,
            today=today,
            now=now,
            source="calls log",
            operation=operation,
        )
    return Logged(
        touch=touch,
        sheet=task.sheet,
        row=task.row,
        client=task.client,
        name=task.name,
        associate=task.associate,
        code=code,
        note=note,
        on=on,
        follow_up=promise,
        corrected=former.outcome if former else None,
        stop_stays=former is not None and former.outcome == "X" and code.letter != "X",
    )


def due(book: Book, *, today: dt.date) -> Due:
    """Rows of today's sheets, and of the last seven days', without an outcome; and promises that no such row covers."""
    calls = book.rows(OpenCall, SQL["find-open-calls"], today=today, open_days=OPEN_DAYS)
    promises = book.rows(OpenPromise, SQL["find-open-promises"], today=today, clients=[call.client for call in calls])
    return Due(tuple(calls), tuple(promises))


def _code(letter: str, next_on: dt.date | None, today: dt.date) -> Code:
    code = CODES.get(letter.strip().upper())
    if code is None:
        raise UsageError(f"there is no outcome {letter!r}", rule=legend(), next="type one of these letters")
    if code.needs_day and next_on is None:
        when = "when the appointment is" if code.letter == "A" else "when to call back"
        raise UsageError(
            f"{code.letter} ({code.words}) needs a day",
            rule=f"--next says {when}",
            next="add --next DAY, as in --next friday",
        )
    if next_on is not None and not code.takes_day:
        raise UsageError(
            f"{code.letter} ({code.words}) takes no day", rule="nothing follows it", next="leave --next out"
        )
    if next_on is not None and next_on < today:
        raise UsageError(f"{written_day(next_on)} is past", rule="--next is a day to come", next="name a later day")
    return code


def _task(book: Book, *, row: int, sheet: int | None, today: dt.date) -> _Task:
    task = book.row(_Task, SQL["find-task"], row=row, sheet=sheet, today=today)
    if task is not None:
        return task
    sheets = book.rows(_SheetOfDay, SQL["list-sheets"], today=today, open_days=OPEN_DAYS)
    listed = [f"sheet {one.sheet} for {written_day(one.day)}: rows {one.first_row} to {one.last_row}" for one in sheets]
    raise UsageError(
        f"sheet {sheet} has no row {row}" if sheet else f"no sheet of today ({written_day(today)}) has a row {row}",
        rule="; ".join(listed) or "no sheet has been made in the last week",
        next="look at the sheet's number and the row on paper; another day's sheet is named with --sheet"
        if listed
        else "clientbook calls sheet makes one",
    )


def _reminder(appointment: dt.date, today: dt.date) -> dt.date:
    """The day before an appointment; its own day where the day before has begun already."""
    before = appointment - dt.timedelta(days=1)
    return before if before > today else appointment


def _promise_note(code: Code, note: str | None, next_on: dt.date) -> str | None:
    if code.letter == "A":
        return f"appointment on {written_day(next_on)}" + (f", {note}" if note else "")
    return note
