"""What the book has learnt since the day that is asked about, and that may change the answer given then.

Sales, scores, calls and mails each carry the instant they were written down, so a past day can be asked again; what was
imported, merged, erased or corrected meanwhile cannot be unknown, and is counted here instead.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.figures import count, day

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Hindsight:
    """How much of each kind was written down afterwards about the days in question.

    `sales`: sales and returns, new or told otherwise. `taken_back`: imports, visits, calls and promises. `merged`:
    pairs of numbers that became one client, or two again. `erased`: clients who wished to be forgotten. `calls`,
    `visits`: made by then and written down later. `mails`: whose answer or bounce was read later, or whose fate was
    settled. `restored`: times the book was made again from a backup. `scored_on`: when the score that is shown was
    made, if nobody had been scored by then.
    """

    sales: int = 0
    taken_back: int = 0
    merged: int = 0
    erased: int = 0
    calls: int = 0
    visits: int = 0
    mails: int = 0
    restored: int = 0
    scored_on: dt.date | None = None


def look_back(book: Book, *, today: dt.date, known: dt.datetime) -> Hindsight:
    """What was learnt after `known`, the last instant of `today`, about the days up to `today`."""
    return book.row(Hindsight, SQL["look-back"], today=today, known=known) or Hindsight()


def in_words(found: Hindsight, *, today: dt.date) -> str:
    """Why the answer may differ from the one given that day; empty where nothing speaks for it."""
    counted = (
        (found.sales, "sale or return", "sales or returns", "imported or told otherwise"),
        (found.taken_back, "entry", "entries", "taken back"),
        (found.merged, "pair of clients", "pairs of clients", "merged or taken apart"),
        (found.erased, "client", "clients", "erased"),
        (found.calls, "call", "calls", "written down late"),
        (found.visits, "visit", "visits", "written down late"),
        (found.mails, "mail", "mails", "answered, bounced or settled"),
        (found.restored, "backup", "backups", "restored"),
    )
    learnt = [f"{count(number, one, many)} {what}" for number, one, many, what in counted if number]
    said = []
    if learnt:
        said.append(f"Since {day(today)}: {', '.join(learnt)}. The answer given that day was without.")
    if found.scored_on:
        said.append(f"Nobody had been scored that day: the score shown was made on {day(found.scored_on)}.")
    return " ".join(said)
