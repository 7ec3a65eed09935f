"""Records that were set aside and name somebody who was erased: what they say is not kept.

The book has keyed hashes of such people alone, so every cell, and every two cells side by side, is tried.
"""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
from collections.abc import Sequence
from dataclasses import replace

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.intake import phones
from clientbook_cli.intake.faults import Bad
from clientbook_cli.ledger.identity import fold

SQL = queries(__file__)


def silence(book: Book, bad: Sequence[Bad], *, country: str, delimiter: str) -> tuple[Bad, ...]:
    """The same records; those that name somebody who was erased without what they say."""
    known = {(kind, digest) for kind, digest in book.table(SQL["list-hashes"]).rows} if bad else set()
    if not known:
        return tuple(bad)
    key = str(book.value(SQL["find-key"]))
    return tuple(
        replace(each, text="", value=None) if _is_named(each.text, known, key, country, delimiter) else each
        for each in bad
    )


def _is_named(text: str, known: set[tuple[str, str]], key: str, country: str, delimiter: str) -> bool:
    cells = [cell.strip() for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]
    pairs = [" ".join(pair) for pair in itertools.pairwise(cells)]
    tried = [("email", cell.lower()) for cell in cells if "@" in cell]
    tried += [("text", " ".join(fold(cell))) for cell in (*cells, *pairs) if any(map(str.isalpha, cell))]
    numbers = [cell for cell in cells if sum(map(str.isdigit, cell)) >= phones.SHORTEST]
    tried += [("phone", number) for cell in numbers if (number := phones.normalise(cell, country=country))]
    return any((kind, hashlib.sha256(f"{key}|{kind}|{value}".encode()).hexdigest()) in known for kind, value in tried)
