"""What may be sent to whom, for random people and histories, against an oracle written from the rules alone."""

from __future__ import annotations

import calendar
import datetime as dt
import os
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clientbook_cli.book.backup import back_up
from clientbook_cli.book.connection import Book, create_book, open_book
from clientbook_cli.book.queries import queries
from clientbook_cli.desk.backups import restore_from
from clientbook_cli.settings import StoreFolder
from tests.shop import NOW, TODAY

SQL = queries(__file__)
PEOPLE = int(os.environ.get("CLIENTBOOK_HISTORIES", "3000"))
STATES = ("subscribed", "one-to-one", "unknown", "stopped")
CHANNELS = ("email", "phone", "text", "post")


@dataclass
class Person:
    """A client row, and what happened to it."""

    client: int
    email: str | None
    phone: str | None
    street: str | None
    bought: dt.date | None
    visited: dt.date | None
    promised: dt.date | None
    returned: dt.date | None  # what was bought came back whole on a day of its own
    given_back: float  # 1: it came back, and the till has no day for it

    @property
    def kept(self) -> dt.date | None:
        """When they bought what they still have."""
        came_back = self.given_back == 1 or (self.returned is not None and self.returned <= TODAY)
        return None if came_back else self.bought

    def address(self, channel: str) -> str | None:
        return {"email": self.email, "phone": self.phone, "text": self.phone}.get(channel)


@dataclass
class Word:
    """A row of consent."""

    consent: int
    client: int | None
    channel: str
    address: str | None
    state: str
    said_at: dt.datetime
    lifts: list[int] = field(default_factory=list)
    undone_at: dt.datetime | None = None


@dataclass
class World:
    """Everything that a book is filled with."""

    people: dict[int, Person]
    words: list[Word]
    states: list[tuple[str, str, str, dt.date | None, dt.datetime]]
    ties: list[tuple[int, int]]


def invent(people: int, seed: int) -> World:
    """Random people who share addresses, bought or not, said this and that, and were merged."""
    chance = random.Random(seed)

    def some_day(share: float, longest: int) -> dt.date | None:
        return TODAY - dt.timedelta(days=chance.randint(-5, longest)) if chance.random() < share else None

    world = World({}, [], [], [])
    for number in range(1, people + 1):
        bought = some_day(0.6, 700)
        returned = bought + dt.timedelta(days=chance.randint(0, 40)) if bought and chance.random() < 0.2 else None
        world.people[number] = Person(
            number,
            f"m{chance.randint(1, people)}@example.com" if chance.random() < 0.85 else None,
            f"+1503555{chance.randint(0, people):07d}" if chance.random() < 0.85 else None,
            "1 Elm St" if chance.random() < 0.7 else None,
            bought,
            some_day(0.2, 200),
            some_day(0.2, 200),
            returned,
            1.0 if bought and not returned and chance.random() < 0.1 else 0.0,
        )
    stops: dict[tuple[str, int | str | None], list[int]] = defaultdict(list)
    for place in range(1, people * 2 + 1):
        person = world.people[chance.randint(1, people)]
        channel, state = chance.choice(CHANNELS), chance.choice(STATES)
        address = person.address(channel)
        by_address = address is not None and chance.random() < 0.2
        word = Word(
            place,
            None if by_address else person.client,
            channel,
            address if by_address or state == "stopped" else None,
            state,
            NOW + dt.timedelta(minutes=chance.randint(0, 5)),
        )
        earlier = stops[channel, person.client] + stops[channel, address]
        if word.client is not None and state != "stopped" and earlier and chance.random() < 0.8:
            word.lifts = chance.sample(earlier, chance.randint(1, len(earlier)))
        if state != "stopped" and chance.random() < 0.1:
            word.undone_at = NOW
        world.words.append(word)
        if state == "stopped":
            stops[channel, address if word.client is None else word.client].append(place)
    for _ in range(people // 5):
        person = world.people[chance.randint(1, people)]
        channel = chance.choice(("email", "phone"))
        if address := person.address(channel):
            until = some_day(0.5, 5)
            moment = NOW + dt.timedelta(seconds=len(world.states))
            world.states.append(
                (channel, address, chance.choice(("good", "paused", "retired", "wrong")), until, moment)
            )
    world.ties = [tuple(chance.sample(range(1, people + 1), 2)) for _ in range(people // 10)]  # type: ignore[misc]
    return world


class Oracle:
    """The rules, said once more in another way."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stands = {number: number for number in world.people}
        changed = True
        while changed:
            changed = False
            for one, other in world.ties:
                lowest = min(self.stands[one], self.stands[other])
                for number in (one, other):
                    changed |= self.stands[number] != lowest
                    self.stands[number] = lowest
        self.numbers: dict[int, list[Person]] = {}
        for number, person in world.people.items():
            self.numbers.setdefault(self.stands[number], []).append(person)
        self.by_client: dict[int, list[Word]] = {}
        self.by_address: dict[tuple[str, str], list[Word]] = {}
        self.lifted: dict[int, set[int]] = {}
        for word in world.words:
            if word.undone_at:
                continue
            if word.client is not None:
                self.by_client.setdefault(self.stands[word.client], []).append(word)
                for stop in word.lifts:
                    self.lifted.setdefault(stop, set()).add(self.stands[word.client])
            if word.address and (word.client is None or word.state == "stopped"):
                self.by_address.setdefault((word.channel, word.address), []).append(word)
        self.address_states = {(channel, address): (state, until) for channel, address, state, until, _ in world.states}

    def state(self, client: int, channel: str) -> str:
        address = self.world.people[client].address(channel)
        said = [one for one in self.by_client.get(client, []) if one.channel == channel]
        said += self.by_address.get((channel, address), []) if address else []
        for stop in (one for one in said if one.state == "stopped"):
            whose = client if stop.client is None else self.stands[stop.client]
            if whose not in self.lifted.get(stop.consent, ()):
                return "stopped"
        words = [one for one in said if one.state in ("subscribed", "one-to-one")]
        if words:
            return max(words, key=lambda one: (one.said_at, one.consent)).state
        bought = any(one.kept and one.kept <= TODAY for one in self.numbers[client])
        return "one-to-one" if bought else "unknown"

    def bad(self, channel: str, address: str | None) -> bool:
        state, until = self.address_states.get((channel, address or ""), ("good", None))
        return state in ("retired", "wrong") or (state == "paused" and (until is None or until >= TODAY))

    def allowed(self, client: int, *, opt_in: bool, months: int | None) -> tuple[bool, bool, bool, bool, bool]:
        me = self.world.people[client]
        email, phone, text, post = (self.state(client, channel) for channel in CHANNELS)
        mailbox = me.email is not None and not self.bad("email", me.email)
        line = me.phone is not None and not self.bad("phone", me.phone)
        known = months is None
        for one in self.numbers[client]:
            known |= bool(one.kept and months and _back(months) <= one.kept <= TODAY)
            known |= any(day and _back(3) <= day <= TODAY for day in (one.visited, one.promised))
        return (
            mailbox and (email == "subscribed" or (email in ("one-to-one", "unknown") and not opt_in)),
            mailbox and email != "stopped",
            line and phone != "stopped" and known,
            line and text in ("subscribed", "one-to-one"),
            me.street is not None and post != "stopped",
        )


def _back(months: int) -> dt.date:
    """The same day so many months ago, or the last of a shorter month."""
    year, month = divmod(TODAY.year * 12 + TODAY.month - 1 - months, 12)
    return dt.date(year, month + 1, min(TODAY.day, calendar.monthrange(year, month + 1)[1]))


def write(book: Book, world: World) -> None:
    """Fill a book with everything but what was said."""
    people = pl.DataFrame([vars(one) for one in world.people.values()], infer_schema_length=None)
    states = pl.DataFrame(
        world.states, schema=["channel", "address", "state", "until", "said_at"], orient="row", infer_schema_length=None
    )
    ties = pl.DataFrame(world.ties, schema=["client", "into_client"], orient="row")
    with book.lend("people", people):
        for name in ("add-clients", "add-identities", "add-sales", "add-visits", "add-promises"):
            book.run(SQL[name])
    book.run(SQL["add-lines"])
    for name, query, frame in (("states", "add-states", states), ("ties", "add-merges", ties)):
        with book.lend(name, frame):
            book.run(SQL[query])


def say(book: Book, words: Sequence[Word]) -> None:
    """Write down what was said."""
    with book.lend("words", pl.DataFrame([vars(one) for one in words], infer_schema_length=None)):
        book.run(SQL["add-words"])


def answers(book: Book, *, opt_in: bool = False, months: int | None = 18) -> list[tuple[Any, ...]]:
    """A row a client: the client, and why not a mail to many, a mail, a call, a text, a letter."""
    return book.table(SQL["list-answers"], today=TODAY, needs_opt_in=opt_in, purchase_months=months).rows


@pytest.mark.parametrize("seed", [1, 2])
def test_random_histories_never_allow_what_the_rules_forbid(tmp_path: Path, seed: int) -> None:
    world = invent(PEOPLE, seed)
    oracle = Oracle(world)
    with create_book(tmp_path / "book.duckdb") as book:
        write(book, world)
        say(book, world.words)
        for opt_in, months in ((False, 18), (True, 18), (False, None)):
            rows = answers(book, opt_in=opt_in, months=months)
            assert [row[0] for row in rows] == sorted(oracle.numbers)
            wrong = [
                (row, told)
                for row in rows
                if tuple(why is None for why in row[1:])
                != (told := oracle.allowed(row[0], opt_in=opt_in, months=months))
            ]
            assert not wrong, wrong[:5]


def test_a_restored_book_stops_all_whom_the_book_it_replaces_had_stopped(tmp_path: Path) -> None:
    world, folder = invent(PEOPLE, 3), StoreFolder(tmp_path / "store")
    folder.path.mkdir()
    half = len(world.words) // 2
    with create_book(folder.book) as book:
        write(book, world)
        say(book, world.words[:half])
    back_up(folder.book, tmp_path / "stick.duckdb")
    with open_book(folder.book, write=True) as book:
        say(book, world.words[half:])
    carried = restore_from(folder, tmp_path / "stick.duckdb", country="US", today=TODAY, now=NOW).carried
    assert carried.stops > 0
    oracle = Oracle(world)
    with open_book(folder.book) as book:
        for client, _, mail, call, text, post in answers(book):
            for channel, why in zip(CHANNELS, (mail, call, text, post), strict=True):
                assert why == "stopped" or oracle.state(client, channel) != "stopped", (client, channel)
