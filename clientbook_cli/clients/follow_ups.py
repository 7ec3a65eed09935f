"""Promises to be in touch: made by hand or by a call's outcome, due on a day, done when the client was reached."""

from __future__ import annotations

import datetime as dt
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
) -> FollowUp:
    """Write a follow-up down. Inside the caller's transaction, or one of its own."""
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
        operation=operation,
    )
    return FollowUp(number, client, due, note, associate)
