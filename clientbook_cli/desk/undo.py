"""Taking an operation back: a table of commands and of what each stage does to take its own away.

An operation that cannot be taken back is refused with the reason; nothing is half undone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from clientbook_cli.book import operations
from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import Operation
from clientbook_cli.calls import choices, outcomes, tally
from clientbook_cli.clients import (
    associates,
    consent,
    dependence,
    follow_ups,
    notes,
    occasions,
    preferences,
    relations,
    surprises,
    visits,
    wishes,
)
from clientbook_cli.desk import unimport
from clientbook_cli.errors import UsageError
from clientbook_cli.ledger import by_hand, duplicates, merge

# What takes a part of an operation away: given the book, the operation, and this instant; how many rows it took.
Part = Callable[[Book, int, dt.datetime], int]


def _plain(take_back: Callable[..., int]) -> Part:
    return lambda book, operation, now: take_back(book, operation=operation)  # noqa: ARG005


PARTS: Mapping[str, tuple[Part, ...]] = {
    "import": (unimport.take_back_operation,),
    "visit": (_plain(follow_ups.take_back), _plain(visits.take_back), _plain(dependence.take_back_person)),
    "wish": (_plain(wishes.take_back),),
    "wish done": (_plain(wishes.take_back),),
    "occasion": (_plain(occasions.take_back),),
    "client add": (_plain(dependence.take_back_person),),
    "client edit": (_plain(by_hand.take_back),),
    "client note": (_plain(notes.take_back),),
    "client gift": (_plain(surprises.take_back),),
    "client relation": (_plain(relations.take_back),),
    "client prefers": (_plain(preferences.take_back),),
    "client follow-up": (_plain(follow_ups.take_back),),
    "client assign": (_plain(associates.take_back),),
    "client consent": (lambda book, operation, now: consent.take_back(book, operation=operation, now=now),),
    "associate add": (_plain(associates.take_back),),
    "associate off": (_plain(associates.take_back),),
    "associate leave": (_plain(associates.take_back),),
    "calls log": (_plain(outcomes.take_back),),
    "calls add": (_plain(choices.take_back),),
    "calls skip": (_plain(choices.take_back),),
    "calls snooze": (_plain(choices.take_back),),
    "huddle evening": (_plain(tally.take_back),),
    "merge": (_plain(merge.take_back),),
    "unmerge": (_plain(merge.take_back),),
    "duplicates": (_plain(duplicates.take_back),),
}

# Why others cannot be, and what to do instead.
REFUSED: Mapping[str, tuple[str, str]] = {
    "mail send": ("mails have left, or may have", "clientbook mail cancel NAME stops those that have not"),
    "calls plan": ("a sheet may be on paper already", "clientbook calls skip CLIENT takes one client off it"),
    "calls reassign": ("a row keeps its number, not its callers", "clientbook calls reassign CLIENT NAME again"),
    "restore": ("a restored book is another book", "clientbook restore the copy of the one it replaced"),
    "forget": ("somebody was erased, and nothing of them is left", "write them down anew if they ask for it"),
}


@dataclass(frozen=True, slots=True)
class Undone:
    """An operation that was taken back, and how many rows went or came again."""

    operation: int
    command: str
    said: str
    rows: int


def undo(book: Book, *, number: int | None, now: dt.datetime) -> Undone:
    """Take an operation back, the last one unless a number is given, inside the caller's transaction.

    Raises UsageError for one that does not exist, was taken back already, or cannot be taken back.
    """
    found = _find(book, number)
    if found.command not in PARTS:
        why, instead = REFUSED.get(found.command, ("nothing that it wrote is ever taken away", "undo an earlier one"))
        earlier = [one for one in operations.latest(book, limit=20) if one.command in PARTS]
        before = (
            f"; the last that can be: clientbook undo {earlier[0].operation} ({earlier[0].said})" if earlier else ""
        )
        raise UsageError(f"{found.command} cannot be taken back: {why}", row=found.said, next=f"{instead}{before}")
    rows = sum(part(book, found.operation, now) for part in PARTS[found.command])
    operations.mark_undone(book, operation=found.operation, now=now)
    return Undone(found.operation, found.command, found.said, rows)


def _find(book: Book, number: int | None) -> Operation:
    if number is None:
        last = operations.latest(book, limit=1)
        if not last:
            raise UsageError("there is nothing to take back", next="clientbook status")
        return last[0]
    found = operations.find(book, operation=number)
    if found is None:
        raise UsageError(
            f"there is no operation {number}", next="clientbook undo --list shows the last ones with their numbers"
        )
    if found.undone_at is not None:
        raise UsageError(
            f"operation {number} was taken back already: {found.said}", next="clientbook undo --list shows what stands"
        )
    return found
