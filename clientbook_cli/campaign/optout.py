"""How a client gets no more mail: what the footer says, and what the header tells their mail program; pure.

The mailto way always works. A page is named only when the settings name one, and one-click (RFC 8058) is claimed only
when the settings say that the page answers a POST: a mail that claims it and does not keep it is held for spam.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clientbook_cli.settings import Settings

TOKEN = "{token}"  # noqa: S105 - where in the page's address the client's token is put


@dataclass(frozen=True, slots=True)
class WayOut:
    """Where a stop is said. `page` is empty, or https, and may hold {token}."""

    mailbox: str
    page: str
    one_click: bool
    store: str

    @property
    def words(self) -> str:
        """The footer's sentence; the address follows it."""
        way = "open" if self.page else "answer with the word stop, or write to"
        return f"You get this mail as a client of {self.store}. To get no more of them, {way}"

    @property
    def address(self) -> str:
        """What the footer shows."""
        return self.page.replace(TOKEN, "") or self.mailbox

    @property
    def link(self) -> str:
        """What the footer's link opens."""
        return self.page.replace(TOKEN, "") or mailto(self.mailbox, subject="stop")

    def headers(self, token: str) -> list[tuple[str, str]]:
        """RFC 2369, and RFC 8058 where it is true. Each way on a line of its own: a line has 998 octets at most."""
        ways = [f"<{self.page.replace(TOKEN, token)}>"] if self.page else []
        ways.append(f"<{mailto(self.mailbox, subject=f'stop {token}')}>")
        heads = [("List-Unsubscribe", ",\r\n ".join(ways))]
        return (
            [*heads, ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")] if self.one_click and self.page else heads
        )


def way_out(settings: Settings, *, sender: str) -> WayOut:
    """The store's way out, as its settings say."""
    wanted = settings.mail.unsubscribe
    mailbox = wanted if "@" in wanted and "://" not in wanted else settings.store.email or sender
    page = wanted if wanted.startswith("https://") and wanted.isascii() else ""
    return WayOut(mailbox, page, settings.mail.one_click, " ".join(settings.store.name.split()))


def mailto(mailbox: str, **fields: str) -> str:
    """A mailto address; what is not plain in it is percent-encoded (RFC 6068)."""
    asked = "&".join(f"{name}={_encoded(value)}" for name, value in fields.items() if value)
    return f"mailto:{_encoded(mailbox)}" + (f"?{asked}" if asked else "")


def _encoded(text: str) -> str:
    return re.sub(rb"[^A-Za-z0-9@._~+-]", lambda found: b"%%%02X" % found[0][0], text.encode()).decode("ascii")
