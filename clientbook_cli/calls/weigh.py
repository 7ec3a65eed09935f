"""Who of those with a reason may be called on a day, and in which order: one query for all.

Goes on from the tables that `reasons.find` made in the open book.
"""

from __future__ import annotations

import datetime as dt

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.calls.barred import Standing
from clientbook_cli.settings import Settings

SQL = queries(__file__)


def weigh(book: Book, *, day: dt.date, today: dt.date, settings: Settings) -> None:
    """Weigh every client who has a reason. The order of the list:

    1. promised calls and those added by hand; 2. clients of the top tier; 3. everybody else; and within each by
       reasons × worth × waiting, where
       reasons = the sum of the priorities of the client's reasons, each kind once,
       worth   = 1 + log10(1 + net spend of the last three years, in the store's currency),
       waiting = days since the last contact or purchase, 1 to 365; nobody knows of any: 365.
    """
    calls = settings.calls
    book.run(
        SQL["weigh-clients"],
        on_day=day,
        today=today,
        window_days=settings.measure.window_days,
        quiet_days=calls.quiet_days,
        again_days=calls.again_days,
        every_days=calls.top_every_days,
        wait_days=calls.wait_days,
        top_tier=calls.top_tier,
        cap=calls.cap,
        purchase_months=settings.call_months,
        inquiry_months=settings.consent.inquiry_months,
    )


def candidates(book: Book, *, seats: int | None) -> list[Standing]:
    """Who may be called, in the order of the list; `seats`: no more of any one associate's clients are looked at."""
    return [_standing(row) for row in book.table(SQL["list-candidates"], seats=seats).rows]


def of_client(book: Book, client: int) -> Standing | None:
    """How one client was weighed; none when no rule has a reason for them."""
    rows = book.table(SQL["find-weighed"], client=client).rows
    return _standing(rows[0]) if rows else None


def _standing(row: tuple[object, ...]) -> Standing:
    return Standing(*row)  # type: ignore[arg-type]
