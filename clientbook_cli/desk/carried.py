"""What a restored book must not lose of the book it replaces: who said stop, and who was erased on their own wish.

A backup that was kept elsewhere knows neither what was said since, nor whom it must forget. Where the replaced book
is lost or cannot be opened any more, the newest of the store's own copies tells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clientbook_cli.book.connection import open_book
from clientbook_cli.book.operations import record
from clientbook_cli.clients import forgotten, stops
from clientbook_cli.clients.forgotten import Forgotten
from clientbook_cli.clients.stops import Stop
from clientbook_cli.errors import BookError


@dataclass(frozen=True, slots=True)
class Carried:
    """What was carried over. `to_erase`: clients of the restored book who were erased since it was copied.

    `is_same`: false where the backup comes of another book, in which nobody is known again by the hashes of this one.
    """

    stops: int = 0
    to_erase: Sequence[int] = ()
    is_same: bool = True


def carry_over(known: Sequence[Path], book: Path, *, now: dt.datetime) -> Carried:
    """Write into a restored book what the first of `known` that can be opened knows of stops and of the erased."""
    standing, erased = _first_known(known)
    if not standing and not erased.hashes:
        return Carried()
    with open_book(book, write=True, command="restore") as restored, restored.transaction():
        operation = record(restored, command="restore", said="stops and erased people carried over", now=now)
        lost = stops.take_over(restored, standing, operation=operation)
        # Whoever asked to be written down anew, and was in the backup as such, stays.
        before = forgotten.still_there(restored)
        is_same = forgotten.take_over(restored, erased, operation=operation)
        back = [client for client in forgotten.still_there(restored) if client not in before]
    return Carried(lost, back, is_same)


def _first_known(known: Sequence[Path]) -> tuple[list[Stop], Forgotten]:
    for path in known:
        try:
            with open_book(path, is_copy=True) as book:
                return stops.standing(book), forgotten.everybody(book)
        except BookError:
            continue  # damaged: the next one tells
    return [], Forgotten(None)
