"""Merges, partings, imports, words and notes in one random sequence: taken back, the book is what it was.

`CLIENTBOOK_SEQUENCES=100` runs so many.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from clientbook_cli.book import operations
from clientbook_cli.book.connection import Book, open_book
from clientbook_cli.clients import consent, notes
from clientbook_cli.desk.undo import undo
from clientbook_cli.errors import UsageError
from clientbook_cli.ledger import by_hand, duplicates, merge
from tests.intake import exports
from tests.intake.exports import order
from tests.ledger.store import Store
from tests.shop import NOW, TODAY

SEQUENCES = int(os.environ.get("CLIENTBOOK_SEQUENCES", "3"))
STEPS = 14
# People who are hard to tell apart: a household, a maiden name, a shared mailbox, names in two writings.
PEOPLE = (
    ("Ann Lee", "ann@example.com", "503-555-0101"),
    ("LEE, Ann", "ann@example.com", ""),
    ("Ann Smith", "ann@example.com", "503-555-0102"),
    ("Ben Lee", "home@example.com", "503-555-0101"),
    ("Bea Lee", "home@example.com", ""),
    ("B Lee", "home@example.com", "503-555-0103"),
    ("José Ortíz", "jose@example.com", "(503) 555-0104"),
    ("Jose Ortiz", "", "+1 503 555 0104"),
    ("", "jose@example.com", ""),
    ("Ann Lee", "ann.lee@example.org", "503-555-0109"),
)
CARDS = "SELECT client, name, email, phone FROM client_now ORDER BY client"
WORDS = (
    "SELECT client, channel, state, address FROM consent WHERE undone_at IS NULL AND state <> 'stopped' ORDER BY ALL"
)
NOTES = "SELECT client, text FROM note ORDER BY ALL"
STOPS = "SELECT client, channel, address FROM consent WHERE undone_at IS NULL AND state = 'stopped' ORDER BY ALL"


class Sequence:
    """A store, and everything that may be done to its people."""

    def __init__(self, folder: Path, files: list[Path]) -> None:
        self.store, self.files = Store.at(folder), files
        self.first = len(self.state()["cards"])
        with self.book() as book:
            self.begun = operations.latest(book, limit=1)[0].operation

    def state(self) -> dict[str, Any]:
        """The people, what they bought and what was said, without stops, which stay whatever is taken back."""
        told = {name: rows for name, rows in self.store.state().items() if name != "consents"}
        with duckdb.connect(self.store.folder.book, read_only=True) as connection:
            asked = {"cards": CARDS, "words": WORDS, "notes": NOTES}
            return told | {name: connection.execute(query).fetchall() for name, query in asked.items()}

    def stops(self) -> set[tuple[str, str]]:
        """Addresses that are stopped."""
        with duckdb.connect(self.store.folder.book, read_only=True) as connection:
            return {(row[1], row[2]) for row in connection.execute(STOPS).fetchall() if row[2]}

    def do(self, chance: random.Random) -> None:
        """Something at random; what is refused was refused for a reason."""
        acts = (self.take_in, self.merge, self.merge, self.part, self.keep_apart, self.say, self.say, self.note,
                self.edit, self.undo)  # fmt: skip
        with suppress(UsageError):
            chance.choice(acts)(chance)

    def take_in(self, chance: random.Random) -> None:
        self.store.take_in(chance.choice(self.files))

    def merge(self, chance: random.Random) -> None:
        with self.book() as book:
            one, other = self._two(book, chance)
            merge.merge(book, one=one, other=other, now=NOW)

    def part(self, chance: random.Random) -> None:
        with self.book() as book:
            one, _ = self._two(book, chance)
            made = merge.of_client(book, client=one)
            merge.unmerge(book, merge=chance.choice(made).merge if made else 0, now=NOW)

    def keep_apart(self, chance: random.Random) -> None:
        with self.book() as book:
            one, other = self._two(book, chance)
            duplicates.keep_apart(book, one=one, other=other, now=NOW)

    def say(self, chance: random.Random) -> None:
        """A word; a stop only of those who were there at the start, since whoever said one stays."""
        with self.book() as book:
            one, _ = self._two(book, chance)
            words = ("subscribed", "one-to-one", "stopped") if one <= self.first else ("subscribed", "one-to-one")
            consent.say(
                book,
                client=one,
                channel=chance.choice(consent.CHANNELS),
                state=chance.choice(words),
                reason="said so",
                permitted_on=TODAY,
                zone=ZoneInfo("America/Los_Angeles"),
                today=TODAY,
                now=NOW,
            )

    def note(self, chance: random.Random) -> None:
        with self.book() as book:
            notes.add(book, client=self._two(book, chance)[0], text="a dog", associate=None, today=TODAY, now=NOW)

    def edit(self, chance: random.Random) -> None:
        with self.book() as book:
            operation = operations.record(book, command="client edit", said="edit", now=NOW)
            said = by_hand.Particulars(name=chance.choice((None, "Zoe Park")), city="Salem")
            by_hand.edit(book, client=self._two(book, chance)[0], said=said, operation=operation, today=TODAY)

    def undo(self, _: random.Random) -> None:
        """The last operation that stands."""
        with self.book() as book:
            last = operations.latest(book, limit=1)[0].operation
            if last > self.begun:
                undo(book, number=last, now=NOW)

    def undo_all(self) -> None:
        """The newest first, as `clientbook undo` typed again and again."""
        with self.book() as book:
            for one in operations.latest(book, limit=1000):
                if one.operation > self.begun and not (one.command == "client consent" and "stopped" in one.said):
                    undo(book, number=one.operation, now=NOW)

    @contextmanager
    def book(self) -> Iterator[Book]:
        """The book, in one transaction."""
        with open_book(self.store.folder.book, write=True) as book, book.transaction():
            yield book

    @staticmethod
    def _two(book: Book, chance: random.Random) -> list[int]:
        there = [row[0] for row in book._connection.execute(CARDS).fetchall()]
        return [chance.choice(there), chance.choice(there)]


def _orders(chance: random.Random, prefix: str) -> str:
    rows = []
    for number in range(chance.randint(2, 5)):
        name, email, phone = chance.choice(PEOPLE)
        line = ("1", "Ring", f"{chance.randint(10, 99)}.00")
        rows += order(f"#{prefix}{number}", line, who=name, email=email, phone=phone)
    return exports.write(exports.SHOPIFY_79, rows)


def _list(chance: random.Random) -> str:
    rows = [
        {
            "Square Customer ID": f"S{place}", "First Name": name.split(" ")[0], "Last Name": name.partition(" ")[2],
            "Email Address": email, "Phone Number": phone, "Birthday": "1980-02-29",
            "Email Subscription Status": chance.choice(("subscribed", "unknown", "")),
        }
        for place, (name, email, phone) in enumerate(PEOPLE)
        if chance.random() < 0.5
    ]  # fmt: skip
    return exports.write(exports.SQUARE_CUSTOMERS, rows)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Path]]:
    """A store with a first import, and the files that may come to it."""
    folder, chance = tmp_path_factory.mktemp("sequences"), random.Random(1)
    files = []
    for number in range(6):
        text = _orders(chance, str(number)) if number % 3 else _list(chance)
        files.append(folder / f"{number}.csv")
        files[-1].write_text(text, encoding="utf-8")
    store = Store(folder / "store")
    store.take_in(*files[:2])
    return store.folder.path, files[2:]


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_everything_taken_back_leaves_the_people_as_they_were(
    begun: tuple[Path, list[Path]], tmp_path: Path, seed: int
) -> None:
    start, files = begun
    shutil.copytree(start, tmp_path / "store")
    made, chance = Sequence(tmp_path / "store", files), random.Random(seed)
    before = made.state()
    for _ in range(STEPS):
        made.do(chance)
    stopped = made.stops()
    made.undo_all()
    assert made.state() == before
    assert made.stops() == stopped
    assert made.store.torn() == {}
