"""What client lists and opt-out lists say of people beyond their particulars: occasions, consent, who looks after them.

A list never weakens a stop: consent is append-only, and a stop wins whatever is added later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UndecidedError
from clientbook_cli.intake.formats import Matched

SQL = queries(__file__)
_COLUMNS = 4  # as many consent columns as are staged
_NOTHING = r"[^\x00-\x{10FFFF}]"


@dataclass(frozen=True, slots=True)
class Listed:
    """What became of a list."""

    rows_kept: int
    rows_already_there: int
    occasions: int = 0
    consents: int = 0
    spent_compared: int = 0  # buyers whose spend the list tells, and who have sales in the book
    spent_equal: int = 0


@dataclass(frozen=True, slots=True)
class _Order:
    kind: str
    high_first: int  # cells whose first number is no month
    high_second: int
    cell: str


def post(
    book: Book, *, matched: Matched, batch: int, operation: int, now: dt.datetime, order: str, where: str
) -> Listed:
    """Write down what a staged client list says of its people, once they have their clients.

    `order`: what the owner said of day and month. Raises InputError where the column cannot tell.
    """
    source = f"import:{matched.format.source}"
    counts = book.table(SQL["count-listed"]).rows[0]
    book.run(SQL["add-listing"], batch=batch)
    orders = {row.kind: _order(row, matched, order, where) for row in book.rows(_Order, SQL["list-day-orders"])}
    book.run(
        SQL["read-occasions"],
        birthdays_day_first=orders.get("birthday") == "day-first",
        anniversaries_day_first=orders.get("anniversary") == "day-first",
        this_year=now.year,
    )
    book.run(SQL["end-occasions"], today=now.date(), operation=operation)
    occasions = book.run(SQL["add-occasions"], source=source, operation=operation)
    consents = 0
    for number, consent in enumerate(matched.format.consent[:_COLUMNS]):
        for channel in consent.channels if f"consent_{number}" in matched.places else ():
            consents += book.run(
                SQL["add-consents"],
                place=number + 1,
                channel=channel,
                subscribed=_any_of(consent.subscribed),
                stopped=_any_of(consent.stopped),
                source=source,
                now=now,
                operation=operation,
            )
    if "partner_id" in matched.places:
        book.run(SQL["add-partners"], source=source, now=now, operation=operation)
    book.run(SQL["add-assignments"], source=source, now=now, operation=operation)
    spent = (0, 0)
    if "spent" in matched.places:
        spent = book.table(SQL["compare-spent"], source=matched.format.source).rows[0]
    return Listed(int(counts[0]), int(counts[1]), occasions, consents, int(spent[0]), int(spent[1]))


def post_sale_words(book: Book, *, matched: Matched, batch: int, zone: str, now: dt.datetime, operation: int) -> int:
    """Write down the stops and permissions that a file of gathered sales tells of its buyers; how many are new."""
    if "consent_0" not in matched.places:
        return 0
    told, added = matched.format.consent[0], 0
    for channel in told.channels if told.stopped else ():
        added += book.run(
            SQL["add-sale-stops"],
            channel=channel,
            stopped=_any_of(told.stopped),
            source=f"import:{matched.format.source}",
            now=now,
            operation=operation,
        )
    if told.subscribed:
        book.run(SQL["find-permissions"], subscribed=_any_of(told.subscribed), channels=list(told.channels))
        added += int(book.value(SQL["count-permissions"]))
        book.run(SQL["add-permissions"], batch=batch, zone=zone)
    return added


def post_stops(book: Book, *, now: dt.datetime, operation: int) -> Listed:
    """Write down who is on a staged opt-out list: a stop of the address, whoever has it now or later."""
    counts = book.table(SQL["count-stops"]).rows[0]
    added = book.run(SQL["add-stops"], now=now, operation=operation)
    return Listed(int(counts[0]), int(counts[1]), consents=added)


def _order(row: _Order, matched: Matched, wanted: str, where: str) -> str:
    if wanted:
        return wanted
    if row.high_first != row.high_second:
        return "day-first" if row.high_first > row.high_second else "month-first"
    if matched.format.date_order:
        return matched.format.date_order
    column = matched.column_of(row.kind)
    raise UndecidedError(
        f"cannot tell day from month in {column}: no number in it is above 12",
        where=where,
        row=f"{column}: {row.cell}",
        rule="the order of day and month is decided from the whole column",
        next="add --day-first (31/12) or --month-first (12/31)",
    )


def _any_of(words: Sequence[str]) -> str:
    return "|".join(words) or _NOTHING
