"""A process that is killed at any moment loses nothing that was acknowledged and leaves nothing half-done."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Till
from tests.source import ROOT

ORDERS = ROOT / "examples" / "exports" / "orders_export.csv"
COUNTED = 1856  # of 1,860 orders, without the four that were cancelled
MAILS = 60


def _start(till: Till, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "clientbook_cli", "--store", str(till.store), "--today", "2026-11-13", *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)


def _kill_after(process: subprocess.Popen[bytes], seconds: float) -> None:
    time.sleep(seconds)
    process.kill()
    process.wait()


@pytest.mark.parametrize("seed", range(6))
def test_an_import_that_is_killed_is_made_whole_by_typing_it_again(till: Till, seed: int) -> None:
    pick = random.Random(seed)
    for _ in range(2):
        _kill_after(_start(till, "import", str(ORDERS)), pick.uniform(0.15, 0.75))
        status = till.type("status", "--json").json
        assert status["sales"] in (0, COUNTED)  # all of the file or nothing of it
    typed = till.type("import", str(ORDERS), "--json")
    assert typed.code == 0, typed.err
    receipt = typed.json["files"][0]
    assert receipt["control"]["lines"] == 3449
    assert receipt["control"]["total"] == "649545.10"
    assert till.type("status", "--json").json["sales"] == COUNTED


@pytest.mark.parametrize("seed", range(4))
def test_a_send_that_is_killed_mails_nobody_twice(till: Till, tmp_path: Path, seed: int) -> None:
    people = [f"First{n},Last{n},p{n}@example.com,yes,0.00,0" for n in range(MAILS)]
    file, folder = tmp_path / "customers.csv", tmp_path / "mails"
    header = "First Name,Last Name,Email,Accepts Email Marketing,Total Spent,Total Orders"
    file.write_text("\n".join([header, *people, ""]), encoding="utf-8")
    assert till.type("import", str(file)).code == 0
    made = till.type("mail", "new", "x", "--template", "brand-launch", "--set", "brand=Solenne", "--json")
    assert made.json["chosen"] == MAILS, made.err
    send = ("mail", "send", "x", "--confirm", str(MAILS), "--to-folder", str(folder))
    _kill_after(_start(till, *send), random.Random(seed).uniform(0.25, 0.6))
    written_before = {path: path.stat().st_mtime_ns for path in folder.glob("*.eml")}
    typed = till.type(*send, "--json")
    assert typed.code in (0, 5), typed.err
    assert typed.json["written"] + typed.json["unknown"] == MAILS
    assert typed.json["left"] == 0
    # What lay there stays as it was, and what is told as written lies there, once each.
    assert all(path.stat().st_mtime_ns == at for path, at in written_before.items())
    assert typed.json["written"] <= len(list(folder.glob("*.eml"))) <= MAILS
