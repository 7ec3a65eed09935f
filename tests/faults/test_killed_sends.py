"""A send that is killed at random moments, again and again, against a server that notes what it took.

`CLIENTBOOK_KILLS=1000` kills as often as wanted.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.campaign.conftest import authority, server
from tests.campaign.servers import USER, Post
from tests.campaign.test_typed import password_file
from tests.conftest import Till

__all__ = ["authority", "server"]
KILLS = int(os.environ.get("CLIENTBOOK_KILLS", "8"))
MAILS = 60 * KILLS


def test_a_killed_send_mails_nobody_twice_and_claims_nothing_that_did_not_arrive(
    till: Till, server: Callable[..., Any], tmp_path: Path
) -> None:
    pick = random.Random(2)
    with server() as post:
        send = _ready(till, post, tmp_path, mails=MAILS)
        for _ in range(KILLS):
            before = len(post.mails)
            process = _start(till, *send)
            while len(post.mails) == before and process.poll() is None:
                time.sleep(0.005)
            time.sleep(pick.uniform(0, 0.15))
            process.kill()
            process.wait()
        typed = till.type("mail", "resume", "x", "--json")
        assert typed.code in (0, 5), typed.err
        told = till.type("mail", "status", "x", "--json").json
    arrived = Counter(post.arrived())
    assert max(arrived.values()) == 1
    states = {one["address"]: one["state"] for one in told["recipients"]}
    assert len(states) == MAILS
    assert set(states.values()) <= {"accepted", "unknown"}
    assert all(arrived[address] == 1 for address, state in states.items() if state == "accepted")
    assert set(arrived) <= set(states)
    assert Counter(states.values())["unknown"] <= 20 * KILLS


def test_two_sends_at_once_are_one_send(till: Till, server: Callable[..., Any], tmp_path: Path) -> None:
    with server() as post:
        send = _ready(till, post, tmp_path, mails=120)
        both = [_start(till, *send) for _ in range(2)]
        codes = sorted(process.wait() for process in both)
        assert codes in ([0, 0], [0, 6]), codes
        assert till.type("mail", "resume", "x").code == 0
        assert till.type("mail", "status", "x", "--json").json["accepted"] == 120
    assert Counter(post.arrived()).most_common(1)[0][1] == 1
    assert len(post.mails) == 120


def _ready(till: Till, post: Post, folder: Path, *, mails: int) -> tuple[str, ...]:
    """A store with an account and a campaign for so many; the words that send it."""
    people = [f"First{n},Last{n},p{n}@example.com,yes,0.00,0" for n in range(mails)]
    header = "First Name,Last Name,Email,Accepts Email Marketing,Total Spent,Total Orders"
    (folder / "customers.csv").write_text("\n".join([header, *people, ""]), encoding="utf-8")
    assert till.type("import", str(folder / "customers.csv")).code == 0
    where = ("--host", "127.0.0.1", "--port", str(post.port), "--user", USER, "--from", "shop@example.com")
    assert till.type("mail", "account", *where, "--password-file", password_file(folder)).code == 0
    made = till.type("mail", "new", "x", "--template", "brand-launch", "--set", "brand=Solenne", "--json")
    assert made.json["chosen"] == mails, made.err
    return ("mail", "send", "x", "--confirm", str(mails))


def _start(till: Till, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "clientbook_cli", "--store", str(till.store), "--today", "2026-11-13", *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
