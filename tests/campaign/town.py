"""A town of people with random histories, and an oracle apart from the code under test: whom no mail may reach."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from typing import Any

from clientbook_cli.book.queries import queries
from tests.shop import NOW, TODAY, Shop

SQL = queries(__file__)
QUIET = 7  # days without a mail after a contact
AUTUMN = "autumn"  # a tag
Row = dict[str, Any]


class Town:
    """People, and everything that was ever said of them, made up from a seed."""

    def __init__(self, people: int, seed: int) -> None:
        pick = random.Random(seed)
        mailboxes = [f"p{number}@example.com" for number in range(max(1, people * 4 // 5))]
        self.clients: list[Row] = [
            {"client": n, "email": pick.choice(mailboxes) if pick.random() < 0.9 else None}
            for n in range(1, people + 1)
        ]
        self.consents: list[Row] = []
        self.stops: dict[int | None, list[int]] = defaultdict(list)  # of each client
        self.addresses: list[Row] = []
        self.touches: list[Row] = []
        self.tagged: list[Row] = []  # with "autumn"
        for one in self.clients:
            for _ in range(pick.choice((0, 0, 1, 1, 2, 3))):
                self._say(pick, one["client"], one["email"])
            if pick.random() < 0.2:
                self.tagged.append({"client": one["client"]})
            if pick.random() < 0.1:
                self.touches.append({"client": one["client"], "day": TODAY - dt.timedelta(days=pick.randrange(20))})
        for mailbox in pick.sample(mailboxes, len(mailboxes) // 10):
            if pick.random() < 0.5:
                self._say(pick, None, mailbox)
            self._know(pick, mailbox)

    def _say(self, pick: random.Random, client: int | None, mailbox: str | None) -> None:
        state = pick.choice(("stopped", "stopped", "subscribed", "one-to-one", "unknown"))
        address = mailbox if client is None or (state == "stopped" and pick.random() < 0.8) else None
        if client is None:
            state = "stopped"
        mine = self.stops[client]
        lifts = [one for one in mine[-3:] if pick.random() < 0.5] if state == "subscribed" and client else []
        if state == "stopped":
            mine.append(len(self.consents) + 1)
        self.consents.append(
            {
                "consent": len(self.consents) + 1,
                "client": client,
                "address": address,
                "state": state,
                "lifts": lifts or None,
                "undone": pick.random() < 0.05,
                "said_at": NOW - dt.timedelta(days=500 - len(self.consents) % 400),
            }
        )

    def _know(self, pick: random.Random, mailbox: str) -> None:
        for _ in range(pick.choice((0, 1, 2))):
            state = pick.choice(("good", "paused", "retired", "wrong"))
            until = TODAY + dt.timedelta(days=pick.randrange(-30, 30)) if state == "paused" else None
            number = len(self.addresses) + 1
            self.addresses.append({"number": number, "address": mailbox, "state": state, "until": until})

    def write(self, shop: Shop) -> None:
        book = shop.book
        book.run(SQL["add-clients"], rows=self.clients)
        book.run(SQL["add-identities"], rows=self.clients)
        book.run(SQL["add-consents"], rows=self.consents, now=NOW)
        book.run(SQL["add-addresses"], rows=self.addresses, now=NOW)
        book.run(SQL["add-touches"], rows=self.touches)
        book.run(SQL["add-tags"], rows=self.tagged, tag=AUTUMN)


class Oracle:
    """Who may be written to, by every word that was ever said. `asks`: only who subscribed."""

    def __init__(self, town: Town, *, asks: bool) -> None:
        self._town = town
        self._asks = asks
        self._persons = {one["client"]: {one["client"]} for one in town.clients}
        self.box = {one["client"]: one["email"] for one in town.clients}
        self.holders: dict[str | None, set[int]] = defaultdict(set)
        for client, box in self.box.items():
            self.holders[box].add(client)
        said = [one for one in town.consents if not one["undone"]]
        lifted = {(stop, one["client"]) for one in said for stop in one["lifts"] or ()}
        stops = [one for one in said if one["state"] == "stopped" and (one["consent"], one["client"]) not in lifted]
        self._stopped = {one["client"] for one in stops}
        self._recent = {one["client"] for one in town.touches if (TODAY - one["day"]).days <= QUIET}
        self.shut = {one["address"] for one in stops} | {self.box[one] for one in self._stopped if one}
        known = {one["address"]: one for one in town.addresses}  # the newest word counts
        self.shut |= {box for box, word in known.items() if _is_bad(word)}
        self.shut.add(None)
        self._forgotten: set[int] = set()
        words = [one for one in said if one["client"] and one["state"] not in ("unknown", "stopped")]
        self._words = {one["client"]: one for one in sorted(words, key=lambda one: (one["said_at"], one["consent"]))}
        self.changed: set[int] = set()  # clients of whom more than a stop became known

    def mailable(self) -> set[str]:
        """Mailboxes that may get a mail to many."""
        return {
            box for box, clients in self.holders.items() if box and any(not self.against(one, box) for one in clients)
        }

    def against(self, client: int, box: str | None) -> bool:
        """Whether a mail to a client at a mailbox must not leave."""
        person = self._persons[client]
        return bool(
            box in self.shut
            or person & (self._stopped | self._recent | self._forgotten)
            or (self._asks and self._last_word(person) != "subscribed")
        )

    def is_same(self, one: int, other: int) -> bool:
        """Whether two numbers are one person."""
        return other in self._persons[one]

    def person(self, client: int) -> frozenset[int]:
        """All numbers of somebody."""
        return frozenset(self._persons[client])

    def stop(self, client: int) -> None:
        """Somebody says stop; it holds for their mailbox, whoever else has it."""
        self._stopped.add(client)
        self.shut |= {self.box[client]}

    def forget(self, client: int) -> None:
        """Somebody is erased. They said no stop: whoever else has their mailbox is written to there."""
        self._forgotten |= self._persons[client]

    def shut_box(self, box: str) -> None:
        """A mailbox is stopped, or no more."""
        self.shut.add(box)

    def spoke(self, client: int) -> None:
        """Somebody was spoken to."""
        self._recent.add(client)

    def only_personally(self, client: int) -> None:
        """Somebody takes a permission back to what is written to them alone."""
        self._words[client] = {"said_at": NOW + dt.timedelta(days=1), "consent": 0, "state": "one-to-one"}

    def merge(self, one: int, other: int) -> None:
        """Two are one."""
        both = self._persons[one] | self._persons[other]
        for client in both:
            self._persons[client] = both
        self.changed |= both

    def is_excused(self, client: int, box: str) -> bool:
        """Whether no mail need reach a client there: something speaks against it, or may.

        A stop of two who were found to be one may hold for the mailboxes of both, whoever else has them.
        """
        stopped = any(self._persons[one] & self._stopped for one in self.holders[box] & self.changed)
        return self.against(client, box) or stopped or bool(self._persons[client] & self.changed)

    def _last_word(self, person: set[int]) -> str:
        words = [self._words[one] for one in person if one in self._words]
        return str(max(words, key=lambda one: (one["said_at"], one["consent"]))["state"]) if words else ""


def _is_bad(word: Row) -> bool:
    return word["state"] in ("retired", "wrong") or (word["state"] == "paused" and word["until"] >= TODAY)
