"""Two sends of one campaign begun at the same moment."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clientbook_cli.book.connection import open_book
from clientbook_cli.campaign import campaigns
from tests.campaign.conftest import authority, server
from tests.campaign.ready import CAMPAIGN, ready_store, typed

__all__ = ["authority", "server"]
MAILS = 120


def test_two_sends_at_once_are_one_send(server: Callable[..., Any], tmp_path: Path) -> None:
    with server() as post:
        store = ready_store(tmp_path, port=post.port, mails=MAILS)
        send = typed(store, "mail", "send", CAMPAIGN, "--confirm", str(MAILS), "--quiet")
        both = [subprocess.Popen(send, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        said = [process.communicate()[1] for process in both]
        codes = sorted(process.returncode for process in both)
        assert codes in ([0, 0], [0, 6]), said
        subprocess.run(typed(store, "mail", "resume", CAMPAIGN, "--quiet"), check=True)
    with open_book(store / "book.duckdb") as book:
        assert campaigns.find(book, CAMPAIGN).states["accepted"] == MAILS
    assert Counter(post.arrived()).most_common(1)[0][1] == 1
    assert len(post.mails) == MAILS
