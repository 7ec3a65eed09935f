"""Random people with random histories, and words that come in while mails leave: nobody suppressed is ever mailed.

`CLIENTBOOK_PEOPLE=100000` makes it as large as wanted; `CLIENTBOOK_POSTED` is how many of them a real server serves.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clientbook_cli.audience.freeze import freeze
from clientbook_cli.audience.rule import EVERYBODY, Named
from clientbook_cli.book.connection import Book, create_book, open_book
from clientbook_cli.book.sitting import sitting
from clientbook_cli.campaign import outbox
from clientbook_cli.campaign import send as engine
from clientbook_cli.campaign.campaigns import Campaign
from clientbook_cli.campaign.carrier import Carrier, Outcome
from clientbook_cli.campaign.mailer.session import Mailer
from clientbook_cli.campaign.message import Letter
from clientbook_cli.settings import ConsentSettings, MailSettings, Settings
from tests.campaign.conftest import SETTINGS, Outing
from tests.campaign.doors import Doors
from tests.campaign.servers import PASSWORD
from tests.campaign.town import AUTUMN, QUIET, Oracle, Town
from tests.conftest import Till
from tests.shop import NOW, TODAY, Shop

PEOPLE = int(os.environ.get("CLIENTBOOK_PEOPLE", "2500"))
SENT = int(os.environ.get("CLIENTBOOK_PEOPLE", "300"))
POSTED = int(os.environ.get("CLIENTBOOK_POSTED", "150"))
BURSTS = 40  # times at most that words come in while one campaign leaves
TWO_MONTHS = 60 * 86400


class _Watched:
    """A carrier that looks at each mail as somebody would who knows every word that was said until then."""

    def __init__(self, oracle: Oracle, carrier: Carrier | None = None) -> None:
        self._oracle = oracle
        self._carrier = carrier
        self.letters: dict[int, Letter] = {}
        self.boxes: list[str] = []
        self.wrong: list[tuple[int, str]] = []

    def deliver(self, letter: Letter) -> Outcome:
        again = any(self._oracle.is_same(letter.client, one) for one in self._oracle.changed & self.letters.keys())
        if self._oracle.against(letter.client, letter.address) or again or letter.client in self.letters:
            self.wrong.append((letter.client, letter.address))
        self.letters[letter.client] = letter
        self.boxes.append(letter.address)
        return self._carrier.deliver(letter) if self._carrier else Outcome("accepted", "250")


class _Store:
    """A store with a town in its book, and everything to mail it."""

    def __init__(self, till: Till, people: int, *, asks: bool, seed: int) -> None:
        self.till = till
        self.town = Town(people, seed)
        self.oracle = Oracle(self.town, asks=asks)
        self.path = till.store / "book.duckdb"
        self.settings = _settings(asks=asks)
        mail = f'[mail]\nquiet_days = {QUIET}\ncall_days = 0\n[consent]\nmass = "{self.settings.consent.mass}"\n'
        with (till.store / "clientbook.toml").open("a", encoding="utf-8") as file:
            file.write(f"\n{mail}")
        with open_book(self.path, write=True) as book, book.transaction():
            self.town.write(Shop(book))
        # Some had a mail two months ago: they answer it now.
        self.before = _Watched(Oracle(self.town, asks=asks))
        with self.outing(seconds=-TWO_MONTHS) as outing:
            with outing.shop.book.transaction():
                autumn = outing.approved(name=AUTUMN, rule=Named("tag", (AUTUMN,)))
            outing.send(autumn, self.before)
            assert not self.before.wrong
            self.doors = Doors(till, self.town, self.oracle, self.before.letters, seed=seed)
            self.doors.put_on_a_sheet(outing.shop)

    @contextmanager
    def outing(self, *, seconds: float = 0) -> Iterator[Outing]:
        """The book open, and a campaign's outing with it."""
        with open_book(self.path, write=True) as book:
            outing = Outing(Shop(book), self.path.with_name("mail.lock"), settings=self.settings)
            outing.watch.seconds = seconds
            yield outing

    def send(self, campaign: Campaign, carrier: Carrier) -> int:
        """Send a campaign as `mail send` does; words come in between its batches. How many mails were accepted."""
        with self.outing() as outing:
            composer = outing.composer(campaign)
        every = max(1, campaign.chosen // engine.BATCH_MAILS // BURSTS)
        openings = 0
        with sitting(self.path) as open_again:

            def opened() -> AbstractContextManager[Book]:
                nonlocal openings
                openings += 1
                if openings % every == 0:
                    self.doors.burst()
                return open_again()

            report = engine.send(
                opened,
                campaign=campaign,
                carrier=carrier,
                composer=composer,
                settings=self.settings,
                clock=outing.watch.clock,
                lock=outing.lock,
            )
        assert report.stop is None
        assert not report.paused
        return report.done.get("accepted", 0)


def _settings(*, asks: bool) -> Settings:
    consent = ConsentSettings(mass="opt-in" if asks else "opt-out")
    return replace(SETTINGS, consent=consent, mail=MailSettings(quiet_days=QUIET, call_days=0))


@pytest.mark.parametrize("asks", [False, True], ids=["opt-out", "opt-in"])
def test_nobody_suppressed_is_chosen_and_every_good_mailbox_is_chosen_once(tmp_path: Path, asks: bool) -> None:
    town = Town(PEOPLE, seed=11)
    with create_book(tmp_path / "book.duckdb") as book:
        town.write(Shop(book))
        settings = _settings(asks=asks)
        audience = freeze(book, rule=EVERYBODY, hold_out=Decimal(0), seed=1, settings=settings, today=TODAY, now=NOW)
    chosen = [str(one.address) for one in audience.chosen]
    assert len(chosen) == len(set(chosen))
    assert set(chosen) == Oracle(town, asks=asks).mailable()
    assert len(audience.members) == PEOPLE


@pytest.mark.slow
@pytest.mark.parametrize("asks", [False, True], ids=["opt-out", "opt-in"])
def test_no_mail_leaves_after_a_word_against_it_whenever_and_however_it_comes_in(till: Till, asks: bool) -> None:
    store = _Store(till, SENT, asks=asks, seed=3)
    _send_and_judge(store, _Watched(store.oracle))


@pytest.mark.slow
def test_the_same_holds_at_a_real_server(till: Till, server: Callable[..., Any]) -> None:
    store = _Store(till, POSTED, asks=False, seed=5)
    with server() as post, Mailer(post.account(), PASSWORD) as mailer:
        watched = _Watched(store.oracle, mailer)
        _send_and_judge(store, watched)
    assert post.arrived() == watched.boxes


def _send_and_judge(store: _Store, watched: _Watched) -> None:
    """Freeze, confirm and send with words coming in after each of them; then every recipient is accounted for."""
    with store.outing() as outing, outing.shop.book.transaction():
        draft = outing.draft()
    with store.outing() as outing:
        listed = {row.client: row.address for row in outbox.recipients(outing.shop.book, campaign=draft.campaign)}
    assert set(listed.values()) == store.oracle.mailable()
    assert len(set(listed.values())) == len(listed)
    store.doors.waiting = listed.keys() - watched.letters.keys()
    store.doors.burst()
    with store.outing() as outing, outing.shop.book.transaction():
        campaign = outing.approve(draft)
    store.doors.burst()
    accepted = store.send(campaign, watched)
    assert watched.wrong == []
    assert accepted == len(watched.boxes) == len(set(watched.boxes))
    assert set(watched.boxes) <= set(listed.values())
    # Nobody is left out without a reason that the oracle knows too; and many were.
    missed = {client: box for client, box in listed.items() if client not in watched.letters}
    assert [client for client, box in missed.items() if not store.oracle.is_excused(client, box)] == []
    assert missed
    assert store.doors.opened.keys() == set(store.doors.names)
    print(
        f"\n{len(store.town.clients):,} people, {len(listed):,} listed, {accepted:,} mailed, {len(missed):,} too late"
    )
    print(", ".join(f"{door}: {times:,}" for door, times in sorted(store.doors.opened.items())))
