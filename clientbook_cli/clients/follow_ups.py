"""Promises to be in touch: made by hand or by a call's outcome, due on a day, done when the client was reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One promise."""

    follow_up: int
    client: int
    due: dt.date
    note: str | None
    associate: str | None
    made_on: dt.date


def add(
    book: Book,
    *,
    client: int,
    due: dt.date,
    note: str | None,
    associate: str | None,
    today: dt.date,
    now: dt.datetime,
    source: str = "owner",
    visit: int | None = None,
    operation: int | None = None,
) -> FollowUp:
    """Write a follow-up down, as a part of `operation` or as one of its own."""
    if operation is None:
        operation = record(book, command="client follow-up", said=f"follow up with C{client} on {due}", now=now)
    number = book.value(SQL["next-follow-up"])
    book.run(
        SQL["add-follow-up"],
        follow_up=number,
        client=client,
        due=due,
        note=note,
        associate=associate,
        made_on=today,
        source=source,
        visit=visit,
        operation=operation,
    )
    return FollowUp(number, client, due, note, associate, today)


def open_of(book: Book, *, client: int, today: dt.date) -> list[FollowUp]:
    """A client's promises that nobody has kept yet, the next one first."""
    return book.rows(FollowUp, SQL["list-open"], client=client, today=today)


def close(book: Book, *, follow_ups: Sequence[int], today: dt.date) -> None:
    """The client was reached: these promises are kept."""
    book.run(SQL["close-follow-ups"], follow_ups=list(follow_ups), done_on=today)


def reopen(book: Book, *, follow_ups: Sequence[int], closed_on: dt.date) -> None:
    """The client was not reached that day after all."""
    book.run(SQL["reopen-follow-ups"], follow_ups=list(follow_ups), done_on=closed_on)


def withdraw(book: Book, *, operation: int) -> None:
    """What an operation promised was not meant."""
    book.run(SQL["withdraw-follow-ups"], operation=operation)


def take_back(book: Book, *, operation: int) -> int:
    """An operation's promises were never made, kept since or not; how many there were."""
    return book.run(SQL["remove-follow-ups"], operation=operation)
