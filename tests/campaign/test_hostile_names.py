"""Every mail of a run, whatever its recipient is called, is read back by the standard library without a defect.

`CLIENTBOOK_MAILS=1000`: how many.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from tests.campaign.conftest import Outing, strict
from tests.campaign.test_message import HOSTILE

MAILS = int(os.environ.get("CLIENTBOOK_MAILS", "40"))
PAGE = f"https://www.example.com/stop/{'x' * 300}?token="


def test_every_mail_reads_back_whole_whatever_its_recipient_is_called(
    outing: Outing, server: Callable[..., Any]
) -> None:
    outing.settings = strict(outing.settings, unsubscribe=PAGE + "{token}")
    names = [*HOSTILE, None]
    for number in range(MAILS):
        outing.shop.client(names[number % len(names)], email=f"client{number}@example.com")
    campaign = outing.approved()
    with server() as post:
        report = outing.send_to(post, campaign)
    assert dict(report.done) == {"accepted": MAILS}
    messages = post.messages()
    assert sorted(to for _, to, _ in post.mails) == sorted(f"client{number}@example.com" for number in range(MAILS))
    for message in messages:
        assert [part.get_content_type() for part in message.walk()] == [
            *("multipart/alternative", "text/plain", "text/html"),
        ]
        assert not any(part.defects for part in message.walk())
        assert not [header for _, header in message.items() if getattr(header, "defects", ())]
        assert f"<{PAGE}c{campaign.campaign}." in message["List-Unsubscribe"]
        assert "=?" not in message["List-Unsubscribe"]
