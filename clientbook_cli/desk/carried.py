"""What a restored book must not forget: the stops that the book it replaces knew of.

A stop survives a restore.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from clientbook_cli.book.connection import Book, open_book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.clients import consent
from clientbook_cli.errors import BookError

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class _Stop:
    client: int | None
    channel: str
    address: str | None
    said_at: dt.datetime
    source: str
    reason: str | None


def carry_stops(replaced: Path, book: Path, *, now: dt.datetime) -> int:
    """Write every stop that stands in the replaced book into the restored one, where it does not stand; how many.

    A replaced book that cannot be opened any more has none to give.
    """
    stops: list[_Stop] = []
    with suppress(BookError), open_book(replaced) as before:
        stops = before.rows(_Stop, SQL["list-standing"])
    with open_book(book, write=True, command="restore") as restored, restored.transaction():
        known = {row[0] for row in restored.table(SQL["list-clients"]).rows}
        lost = [stop for stop in stops if not _stands(restored, stop)]
        operation = record(restored, command="restore", said="stops carried over", now=now) if lost else 0
        for stop in lost:
            client = stop.client if stop.client in known else None
            if client is not None or stop.address is not None:
                consent.record(
                    restored,
                    client=client,
                    channel=stop.channel,
                    state="stopped",
                    source=stop.source,
                    reason=stop.reason,
                    now=stop.said_at,
                    operation=operation,
                    address=stop.address,
                )
    return len(lost)


def _stands(book: Book, stop: _Stop) -> bool:
    return bool(book.value(SQL["count-standing"], client=stop.client, channel=stop.channel, address=stop.address))
