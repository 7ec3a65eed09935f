"""A store whose campaign only waits to be sent, made by typing commands; for trials that start whole processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.campaign.servers import PASSWORD, USER

TODAY = "2026-11-13"
CAMPAIGN = "spring"


def typed(store: Path, *words: str) -> list[str]:
    """The command line for a store, on the day of the tests."""
    return [sys.executable, "-m", "clientbook_cli", "--store", str(store), "--today", TODAY, *words]


def ready_store(folder: Path, *, port: int, mails: int) -> Path:
    """A store with so many clients p0@example.com and on, an account at a server here, and a draft to all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    store, people, password = folder / "store", folder / "people.csv", folder / "password"
    rows = [f"First{n},Last{n},p{n}@example.com,yes,0.00,0" for n in range(mails)]
    header = "First Name,Last Name,Email,Accepts Email Marketing,Total Spent,Total Orders"
    people.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    password.write_text(PASSWORD, encoding="utf-8")
    password.chmod(0o600)
    address = ("--email", "shop@example.com", "--address", "12 Pearl Street, Portland, OR 97205")
    server = ("--host", "127.0.0.1", "--port", str(port), "--user", USER, "--from", "shop@example.com")
    for words in (
        ("init", str(store), "--name", "Harlow & Finch", *address, "--timezone", "America/Los_Angeles"),
        ("import", str(people)),
        ("mail", "account", *server, "--password-file", str(password)),
        ("mail", "new", CAMPAIGN, "--template", "brand-launch", "--set", "brand=Solenne"),
    ):
        command = typed(store, *words)
        if words[0] == "init":
            command = [*command[:3], *words]
        subprocess.run(command, check=True, capture_output=True)
    return store
