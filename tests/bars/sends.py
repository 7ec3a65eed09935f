"""Bars of sending: the plug pulled in a run, again and again, against a server that notes what it took."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections import Counter
from pathlib import Path

import trustme

from clientbook_cli.book.connection import open_book
from clientbook_cli.campaign import campaigns, outbox
from clientbook_cli.campaign.outbox import Row
from clientbook_cli.campaign.send import BATCH_MAILS
from tests.bars.bar import Bar, Outcome
from tests.campaign.ready import CAMPAIGN, ready_store, typed
from tests.campaign.servers import Post, serving, trust

KILLS = 25  # of one campaign, before the next
MAILS = 60  # for each kill: a run is killed within a sixth of a second of its first mail


def killed(folder: Path, tries: int) -> Outcome:
    """kill -9 at a random moment of a send, and the same command again, until everything is sent or in doubt."""
    outcome = Outcome(tries)
    pick, authority = random.Random(2), trustme.CA()
    os.environ["SSL_CERT_FILE"] = str(trust(authority, folder))
    try:
        for number, first in enumerate(range(0, tries, KILLS)):
            with serving(authority) as post:
                _campaign(folder / str(number), post, outcome, pick, kills=min(KILLS, tries - first))
    finally:
        del os.environ["SSL_CERT_FILE"]
    return outcome


def _campaign(folder: Path, post: Post, outcome: Outcome, pick: random.Random, *, kills: int) -> None:
    mails = kills * MAILS
    store = ready_store(folder, port=post.port, mails=mails)
    for _ in range(kills):
        before = len(post.mails)
        process = _start(store, "send", CAMPAIGN, "--confirm", str(mails))
        while len(post.mails) == before and process.poll() is None:
            time.sleep(0.002)
        time.sleep(pick.uniform(0, 0.15))
        process.kill()
        process.wait()
        rows = _rows(store)
        on_the_way = sum(row.state == "sending" for row in rows)
        outcome.seen["killed with mails on their way" if on_the_way else "killed between batches"] += 1
        outcome.expect("more in doubt than a batch", holds=on_the_way <= BATCH_MAILS, said=on_the_way)
        _judge(rows, post, outcome, mails=mails)
    code = _start(store, "resume", CAMPAIGN).wait()
    outcome.expect("not finished", holds=code in (0, 5), said=code)
    rows = _rows(store)
    _judge(rows, post, outcome, mails=mails)
    states, arrived = Counter(row.state for row in rows), set(post.arrived())
    outcome.seen.update(mails=mails, accepted=states["accepted"], unknown=states["unknown"])
    outcome.seen["of these had arrived"] += sum(row.state == "unknown" and row.address in arrived for row in rows)
    outcome.expect("left over", holds=set(states) <= {"accepted", "unknown"}, said=states)


def _judge(rows: list[Row], post: Post, outcome: Outcome, *, mails: int) -> None:
    arrived = Counter(post.arrived())
    outcome.expect("double", holds=max(arrived.values(), default=0) <= 1, said=arrived.most_common(1))
    accepted = {row.address for row in rows if row.state == "accepted"}
    outcome.expect("false accepted", holds=accepted <= set(arrived), said=accepted - set(arrived))
    outcome.expect("states that do not add up", holds=len(rows) == mails, said=len(rows))
    untried = {row.address for row in rows if row.state == "queued"}
    outcome.expect("queued but arrived", holds=not untried & set(arrived), said=untried & set(arrived))


def _rows(store: Path) -> list[Row]:
    with open_book(store / "book.duckdb") as book:
        return outbox.recipients(book, campaign=campaigns.find(book, CAMPAIGN).campaign)


def _start(store: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(typed(store, "mail", *words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


BARS = (
    Bar("R2", "kill -9 at a random moment of a send", "0 doubles, 0 false accepted, states add up", killed, 100, 1000),
)
