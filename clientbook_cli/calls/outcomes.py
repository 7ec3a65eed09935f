"""What came of the calls: one touch a row of a sheet, and what it sets in motion.

A second outcome for a row corrects the first. A stop is never taken back here: consent is the client's word.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.calls import codes, rows
from clientbook_cli.calls.codes import Code
from clientbook_cli.clients import consent, follow_ups, occasions
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number
from clientbook_cli.figures import day as written_day

SQL = queries(__file__)


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
class _Touch:
    outcome: str
    day: dt.date
    operation: int


@dataclass(frozen=True, slots=True)
class _Written:
    sheet: int
    row: int
    day: dt.date
    outcome: str


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
    at: str | None = None,
    client: str | None = None,
) -> Logged:
    """Write the outcome of one row down, inside the caller's transaction.

    The row is one of today's sheets unless `sheet` is named. `client`: whom the paper means, as C102. Raises UsageError
    for an unknown code, a row that is not on that sheet or means somebody else, or a day that is missing or past.
    """
    code = codes.checked(letter, next_on=next_on, today=today)
    task = rows.find(book, row=row, sheet=sheet, today=today)
    if client is not None and client.upper() not in (client_number(task.client), client_number(task.printed)):
        raise UsageError(
            f"row {row} of sheet {task.sheet} is {task.name or 'somebody'} {client_number(task.client)}, not {client}",
            rule="a filled sheet is written down against the sheet it was made from",
            next="write such rows down by hand: clientbook calls log ROW CODE",
        )
    promises = _promises(json.loads(task.reasons))
    on = min(task.day, today)
    former = book.row(_Touch, SQL["find-touch"], sheet=task.sheet, row=task.row)
    if former is not None:
        _unmake(book, sheet=task.sheet, row=task.row, day=former.day, operation=former.operation)
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
        again_at=at,
        sheet=task.sheet,
        row=task.row,
        operation=operation,
    )
    book.run(SQL["drop-rows"], sheet=task.sheet, row=task.row)
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
    if next_on is not None and code.letter == "A":
        occasions.add_appointment(
            book, client=task.client, on=next_on, note=_at(at, note), source="calls log", operation=operation
        )
    if next_on is not None:
        promise = follow_ups.add(
            book,
            client=task.client,
            due=_reminder(next_on, today) if code.letter == "A" else next_on,
            note=_promise_note(code, note, next_on, at),
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


def client_of(book: Book, *, row: int, sheet: int | None, today: dt.date) -> int:
    """The client on a row of today's sheet, or of the sheet that is named. Raises UsageError."""
    return rows.find(book, row=row, sheet=sheet, today=today).client


def take_back(book: Book, *, operation: int) -> int:
    """The outcome that an operation wrote was not so; how many there were. Raises UsageError for a stop."""
    found = book.row(_Written, SQL["find-touch-of-operation"], operation=operation)
    if found is None:
        return 0
    _refuse_a_stop(found.outcome)
    _unmake(book, sheet=found.sheet, row=found.row, day=found.day, operation=operation)
    return 1


def _refuse_a_stop(outcome: str) -> None:
    if outcome == "X":
        raise UsageError(
            "a stop is not taken back by undo",
            rule="the client said so: only a new word of theirs changes it",
            next="clientbook client consent CLIENT phone one-to-one --reason …",
        )


def _unmake(book: Book, *, sheet: int, row: int, day: dt.date, operation: int) -> None:
    """Take an outcome and all it set in motion away; a stop stays."""
    reasons = json.loads(str(book.value(SQL["find-reasons"], sheet=sheet, row=row)))
    follow_ups.withdraw(book, operation=operation)
    occasions.take_back(book, operation=operation)
    follow_ups.reopen(book, follow_ups=_promises(reasons), closed_on=day)
    book.run(SQL["raise-rows"], sheet=sheet, row=row)
    book.run(SQL["remove-touch"], sheet=sheet, row=row)


def _promises(reasons: list[dict[str, Any]]) -> list[int]:
    return [why["follow_up"] for why in reasons if why.get("follow_up")]


def _reminder(appointment: dt.date, today: dt.date) -> dt.date:
    """The day before an appointment; its own day where the day before has begun already."""
    before = appointment - dt.timedelta(days=1)
    return before if before > today else appointment


def _promise_note(code: Code, note: str | None, next_on: dt.date, at: str | None) -> str | None:
    if code.letter == "A":
        return ", ".join(filter(None, (f"{codes.APPOINTMENT} {written_day(next_on)}", _at(at, note))))
    return _at(at, note)


def _at(at: str | None, note: str | None) -> str | None:
    """A note with the hour before it."""
    return ", ".join(filter(None, (f"at {at}" if at else "", note))) or None
