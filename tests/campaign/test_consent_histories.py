"""Random people with random histories against an oracle of thirty lines: nobody suppressed is ever mailed.

`CLIENTBOOK_PEOPLE=100000` makes it as large as wanted.
"""

from __future__ import annotations

import datetime as dt
import os
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clientbook_cli.audience.freeze import freeze
from clientbook_cli.audience.rule import EVERYBODY
from clientbook_cli.book.connection import create_book
from clientbook_cli.book.queries import queries
from clientbook_cli.settings import ConsentSettings, MailSettings, Settings
from tests.campaign.conftest import Outing
from tests.campaign.test_send import _Taking
from tests.shop import NOW, TODAY, Shop

SQL = queries(__file__)
PEOPLE = int(os.environ.get("CLIENTBOOK_PEOPLE", "2500"))
MAILED = int(os.environ.get("CLIENTBOOK_PEOPLE", "500"))
QUIET, CALLS = 7, 7
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
        for one in self.clients:
            for _ in range(pick.choice((0, 0, 1, 1, 2, 3))):
                self._say(pick, one["client"], one["email"])
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
        book.run(SQL["add-consents"], rows=self.consents, now=NOW)
        book.run(SQL["add-addresses"], rows=self.addresses, now=NOW)
        book.run(SQL["add-touches"], rows=self.touches)


def mailable(town: Town, *, asks: bool) -> set[str]:
    """The oracle: mailboxes that may get a mail to many."""
    holders = defaultdict(set)
    for one in town.clients:
        holders[one["email"]].add(one["client"])
    said = [one for one in town.consents if not one["undone"]]
    lifted = {(stop, one["client"]) for one in said for stop in one["lifts"] or ()}
    stopped: set[int] = set()
    shut: set[str | None] = set()
    for one in said:
        if one["state"] == "stopped" and (one["consent"], one["client"]) not in lifted:
            stopped |= {one["client"]} - {None}
            shut |= {one["address"]} - {None}
    last = _last_words(said)
    recent = {one["client"] for one in town.touches if (TODAY - one["day"]).days <= QUIET}
    known = {one["address"]: one for one in town.addresses}  # the newest word counts
    good: set[str] = set()
    for mailbox, clients in holders.items():
        word = known.get(mailbox, {"state": "good", "until": None})
        bad = word["state"] in ("retired", "wrong") or (word["state"] == "paused" and word["until"] >= TODAY)
        if mailbox is None or bad or mailbox in shut or clients & stopped:
            continue
        fit = clients - recent
        yes = {client for client in fit if last.get(client) == "subscribed"} if asks else fit
        if yes:
            good.add(mailbox)
    return good


def _last_words(said: Sequence[Row]) -> dict[int, str]:
    """What counts of the permissions of each client who gave one."""
    words = [one for one in said if one["client"] and one["state"] not in ("unknown", "stopped")]
    return {one["client"]: one["state"] for one in sorted(words, key=lambda one: (one["said_at"], one["consent"]))}


@pytest.mark.parametrize("asks", [False, True], ids=["opt-out", "opt-in"])
def test_nobody_suppressed_is_chosen_and_every_good_mailbox_is_chosen_once(tmp_path: Path, asks: bool) -> None:
    town = Town(PEOPLE, seed=11)
    settings = Settings(
        consent=ConsentSettings(mass="opt-in" if asks else "opt-out"),
        mail=MailSettings(quiet_days=QUIET, call_days=CALLS),
    )
    with create_book(tmp_path / "book.duckdb") as book:
        town.write(Shop(book))
        audience = freeze(book, rule=EVERYBODY, hold_out=Decimal(0), seed=1, settings=settings, today=TODAY, now=NOW)
    chosen = [str(one.address) for one in audience.chosen]
    assert len(chosen) == len(set(chosen))
    assert set(chosen) == mailable(town, asks=asks)
    assert len(audience.members) == PEOPLE


def test_what_is_said_after_the_approval_holds_for_every_mail_that_has_not_left(outing: Outing) -> None:
    before, after = Town(MAILED, seed=3), Town(MAILED, seed=3)
    pick = random.Random(5)
    for one in pick.sample(after.clients, len(after.clients) // 4):
        after._say(pick, one["client"], one["email"])
    before.write(outing.shop)
    outing.settings = replace(outing.settings, mail=MailSettings(quiet_days=QUIET, call_days=CALLS))
    campaign = outing.approved()
    assert campaign.chosen == len(mailable(before, asks=False))
    outing.shop.book.run(SQL["add-consents"], rows=after.consents[len(before.consents) :], now=NOW)
    taking = _Taking()
    outing.send(campaign, taking)
    assert set(taking.taken) == mailable(before, asks=False) & mailable(after, asks=False)
