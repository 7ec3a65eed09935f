"""One client's mail: template, client and store become an `EmailMessage` with a text and an HTML part; pure.

Client text reaches a template only as a value: escaped for Markdown in the body, for HTML in the layout, and passed
through `headers.one_line` for the headers.
"""

from __future__ import annotations

import binascii
import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from clientbook_cli.campaign import markdown
from clientbook_cli.campaign.headers import POLICY, address, one_line
from clientbook_cli.campaign.template import MailTemplate
from clientbook_cli.settings import Settings
from clientbook_cli.templates import Renderer, Template

if TYPE_CHECKING:
    from css_inline import CSSInliner

LAYOUT = "mail/layout.html"
STORE_NAMES = ("name", "email", "phone", "website", "address")
LAYOUT_NAMES = ("store", "language", "subject", "preheader", "body", "opt_out", "opt_out_link", "opt_out_address")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a template may say of a client; whatever is not known is none."""

    client: int
    name: str | None = None
    first_name: str | None = None
    tier: str | None = None
    segment: str | None = None
    last_item: str | None = None
    last_brand: str | None = None
    last_purchase: dt.date | None = None
    associate: str | None = None


PLAINEST = Person(client=0)
CLIENT_NAMES = tuple(one.name for one in fields(Person) if one.name != "client")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to hand over: the envelope's two addresses and the message."""

    client: int
    sender: str
    address: str
    message: EmailMessage

    def content(self) -> bytes:
        """The mail as bytes, lines ended by CR LF."""
        return self.message.as_bytes()


def stable_id(*, campaign: int, client: int, seed: int, domain: str) -> str:
    """The id of a client's mail in a campaign: the same in every attempt, in no other campaign of any store."""
    token = hashlib.sha256(f"{seed}:{campaign}:{client}".encode()).hexdigest()[:20]
    return f"<clientbook.{campaign}.{client}.{token}@{domain}>"


@dataclass(frozen=True)
class Composer:
    """Makes the mails of one campaign. `sender` is the From address."""

    template: MailTemplate
    layout: Template
    values: Mapping[str, str]
    settings: Settings
    sender: str
    _text: Renderer = field(default_factory=lambda: Renderer(escape=False, finalize=markdown.literal))
    _header: Renderer = field(default_factory=lambda: Renderer(escape=False, finalize=_plain))
    _page: Renderer = field(default_factory=lambda: Renderer(escape=True))

    def check(self) -> None:
        """Raise TemplateError with every unknown variable at once, or with what the plainest client breaks."""
        known: dict[str, tuple[str, ...]] = {"store": STORE_NAMES, "client": CLIENT_NAMES}
        self._text.check(self.template.all, known | dict.fromkeys(self.template.keys, ()))
        self._page.check(self.layout, {name: STORE_NAMES if name == "store" else () for name in LAYOUT_NAMES})
        self.parts(PLAINEST)

    def parts(self, person: Person) -> tuple[str, str, str]:
        """Subject, text and HTML of a client's mail. Raises TemplateError."""
        values: dict[str, object] = {**self.values, "client": person_values(person), "store": self._store}
        subject = one_line(self._header.render(self.template.subject, values))
        preheader = one_line(self._header.render(self.template.preheader, values))
        html, text = markdown.bodies(self._text.render(self.template.body, values))
        page = self._page.render(
            self.layout,
            {
                "store": self._store,
                "language": self.settings.store.locale.partition("_")[0] or "en",
                "subject": subject,
                "preheader": preheader,
                "body": html,
                "opt_out": self._opt_out_words,
                "opt_out_link": self._opt_out_link,
                "opt_out_address": self._stop_address,
            },
        )
        return subject, text + self._footer, self._inliner.inline(page)

    def compose(
        self, person: Person, *, to: str, message_id: str, now: dt.datetime, subject_prefix: str = ""
    ) -> Letter:
        """A client's mail to one address. `now` is UTC. Raises TemplateError, ValueError (no address)."""
        store = self.settings.store
        subject, text, html = self.parts(person)
        message = EmailMessage(policy=POLICY)
        message["From"] = address(store.name, self.sender)
        message["To"] = address(person.name, to)
        if store.email and store.email != self.sender:
            message["Reply-To"] = address(store.name, store.email)
        message["Subject"] = subject_prefix + subject
        message["Date"] = format_datetime(now.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(store.timezone)))
        message["Message-ID"] = message_id
        message["List-Unsubscribe"] = self._list_unsubscribe(message_id)
        message["MIME-Version"] = "1.0"
        message.make_alternative()
        message.attach(_part("plain", text))
        message.attach(_part("html", html))
        return Letter(person.client, self.sender, to, message)

    @property
    def _stop_mailbox(self) -> str:
        """Where a stop is written to."""
        wanted = self.settings.mail.unsubscribe
        return wanted if "@" in wanted and "://" not in wanted else self.settings.store.email or self.sender

    @property
    def _stop_page(self) -> str:
        """The store's own page for it; a plain-http one is no page to send people to."""
        wanted = self.settings.mail.unsubscribe
        return wanted if wanted.startswith("https://") else ""

    @property
    def _stop_address(self) -> str:
        return self._stop_page or self._stop_mailbox

    @property
    def _opt_out_link(self) -> str:
        return self._stop_page or _mailto(self._stop_mailbox, "stop")

    @cached_property
    def _opt_out_words(self) -> str:
        way = "open" if self._stop_page else "answer with the word stop, or write to"
        return f"You get this mail as a client of {self._store['name']}. To get no more of them, {way}"

    def _list_unsubscribe(self, message_id: str) -> str:
        """RFC 2369. One-click (RFC 8058) is never claimed: it needs a page of ours that answers a POST."""
        token = message_id.strip("<>").partition("@")[0]
        ways = [f"<{_mailto(self._stop_mailbox, f'stop {token}')}>"]
        return ", ".join([f"<{self._stop_page}>", *ways] if self._stop_page else ways)

    @cached_property
    def _store(self) -> dict[str, str]:
        """The store as templates see it."""
        values = {name: one_line(getattr(self.settings.store, name)) for name in STORE_NAMES}
        if values["website"] and "://" not in values["website"]:
            values["website"] = f"https://{values['website']}"  # a link without it leads nowhere
        return values

    @cached_property
    def _footer(self) -> str:
        imprint = "\n".join(filter(None, (self._store[name] for name in ("name", "address", "phone", "website"))))
        return f"\n-- \n{imprint}\n\n{markdown.wrapped(f'{self._opt_out_words} {self._stop_address}')}"

    @cached_property
    def _inliner(self) -> CSSInliner:
        from css_inline import CSSInliner

        return CSSInliner(keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False)


def _part(kind: str, text: str) -> EmailMessage:
    """A text part, quoted-printable: the standard library's own way takes five times as long."""
    part = EmailMessage(policy=POLICY)
    part["Content-Type"] = f'text/{kind}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(binascii.b2a_qp(text.encode(), istext=True).decode("ascii"))
    return part


def person_values(person: Person) -> dict[str, object]:
    """A client as templates see them: text or none; the day of the last purchase in words."""
    values = {name: getattr(person, name) for name in CLIENT_NAMES}
    if person.last_purchase:
        values["last_purchase"] = f"{person.last_purchase.day} {person.last_purchase:%B %Y}"
    return values


def _plain(value: object) -> str:
    return "" if value is None else one_line(str(value))


def _mailto(mailbox: str, subject: str) -> str:
    """A mailto address; what is not plain in it is percent-encoded (RFC 6068)."""

    def encoded(text: str) -> str:
        return re.sub(
            rb"[^A-Za-z0-9@._~+-]", lambda found: b"%%%02X" % found[0][0], text.encode()
        ).decode("ascii")  # fmt: skip

    return f"mailto:{encoded(mailbox)}?subject={encoded(subject)}"
