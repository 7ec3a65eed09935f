"""One client's mail: template, client and store become a letter with a text and an HTML part; pure.

Client text reaches a template only as a value: escaped for Markdown in the body, for HTML in the layout, and passed
through `headers` for the headers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from clientbook_cli.campaign import files, headers, markdown, mime, mould, optout, tokens
from clientbook_cli.campaign.files import Carried
from clientbook_cli.campaign.headers import one_line
from clientbook_cli.campaign.template import MailTemplate
from clientbook_cli.campaign.vocabulary import CLIENT_NAMES, FILTERS, PLAINEST, STORE_NAMES, Person, person_values
from clientbook_cli.errors import TemplateError
from clientbook_cli.settings import Settings
from clientbook_cli.templates import Renderer, Template

if TYPE_CHECKING:
    from css_inline import CSSInliner

LAYOUT = "mail/layout.html"
MOULDS = 64  # wordings kept: a template has few, unless it puts a filter on a name
LAYOUT_NAMES = (
    "store",
    "language",
    "subject",
    "preheader",
    "body",
    "logo",
    "opt_out",
    "opt_out_link",
    "opt_out_address",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail ready to hand over: the envelope's two addresses, what it says, and its bytes (lines ended by CR LF)."""

    client: int
    sender: str
    address: str
    name: str
    subject: str
    text: str
    html: str
    content: bytes


@dataclass(frozen=True)
class Composer:
    """Makes the mails of one campaign. `sender` is the From address, `secret` the campaign's, `carried` its files."""

    template: MailTemplate
    layout: Template
    values: Mapping[str, str]
    settings: Settings
    sender: str
    campaign: int = 0
    secret: bytes = b""
    carried: Sequence[Carried] = ()
    _text: Renderer = field(
        default_factory=lambda: Renderer(escape=False, filters=FILTERS, finalize=mould.shown, only=True)
    )
    _header: Renderer = field(
        default_factory=lambda: Renderer(escape=False, filters=FILTERS, finalize=_plain, only=True)
    )
    _page: Renderer = field(default_factory=lambda: Renderer(escape=True))
    _moulds: dict[tuple[str, bool], mould.Mould | None] = field(default_factory=dict)

    def check(self) -> None:
        """Raise TemplateError with every unknown name at once, or with what the plainest client breaks."""
        known: dict[str, Sequence[str]] = {"store": STORE_NAMES, "client": CLIENT_NAMES}
        self._text.check(self.template.all, known | dict.fromkeys(self.template.keys, ()))
        self._page.check(self.layout, {name: STORE_NAMES if name == "store" else () for name in LAYOUT_NAMES})
        self.parts(PLAINEST)

    def parts(self, person: Person) -> tuple[str, str, str]:
        """Subject, text and HTML of a client's mail. Raises TemplateError."""
        own = mould.told(person_values(person), nonce=self._nonce)
        values: dict[str, object] = {**self.values, "client": own, "store": self._store}
        subject = one_line(self._header.render(self.template.subject, values))
        preheader = one_line(self._header.render(self.template.preheader, values))
        made = self._mould(self._text.render(self.template.body, values), has_preheader=bool(preheader))
        if made is None:  # a client's word stands in an address, or the layout changes what it is given
            values["client"] = person_values(person)
            html, blocks = self._read(self._text.render(self.template.body, values))
            page = self._paged(html, subject=subject, preheader=preheader)
            return subject, markdown.written(blocks) + self._footer, page
        words = {**mould.words_of(own), self._stand_ins[0]: subject, self._stand_ins[1]: preheader}
        return subject, made.text(words) + self._footer, made.html(words)

    def _mould(self, text: str, *, has_preheader: bool) -> mould.Mould | None:
        """What mails of this wording have in common; none when it cannot be shared."""
        key = (text, has_preheader)
        if key not in self._moulds:
            html, blocks = self._read(text)
            subject, preheader = self._stand_ins[0], self._stand_ins[1] if has_preheader else ""
            page = self._paged(html, subject=subject, preheader=preheader)
            fits = mould.fits(page, nonce=self._nonce, stand_ins=self._stand_ins)
            if len(self._moulds) >= MOULDS:  # a template that words each mail otherwise
                self._moulds.clear()
            self._moulds[key] = mould.cast(blocks, page, stand_ins=self._stand_ins) if fits else None
        return self._moulds[key]

    @cached_property
    def _nonce(self) -> str:
        return hashlib.sha256(repr((self.template.source.text, self.secret)).encode()).hexdigest()[:16]

    @cached_property
    def _stand_ins(self) -> list[str]:
        """Of the subject, the preheader, and then of each of a client's values."""
        numbers = (98, 99, *range(len(CLIENT_NAMES)))
        return [mould.stand_in(self._nonce, number) for number in numbers]

    def _read(self, text: str) -> tuple[str, list[markdown.Block]]:
        try:
            return markdown.read(text, self._cids)
        except LookupError as error:
            raise TemplateError(
                f"shows a picture that is not carried in the mail: {error}",
                where=str(self.template.source.file),
                rule="a picture's name is written out in the template: ![what it shows](picture.jpg)",
                next="write the name of a file in the store's folder",
            ) from error

    def _paged(self, html: str, *, subject: str, preheader: str) -> str:
        """The body in the store's layout, its styles written where mail programs look for them."""
        page = self._page.render(
            self.layout,
            {
                "store": self._store,
                "language": self.settings.store.locale.partition("_")[0] or "en",
                "subject": subject,
                "preheader": preheader,
                "body": html,
                "logo": self._cids.get(files.LOGO, ""),
                "opt_out": self._way_out.words,
                "opt_out_link": self._way_out.link,
                "opt_out_address": self._way_out.address,
            },
        )
        return self._inliner.inline(page)

    def compose(
        self,
        person: Person,
        *,
        to: str,
        message_id: str,
        now: dt.datetime,
        subject_prefix: str = "",
        named: bool = True,
    ) -> Letter:
        """A client's mail to one address. `now` is UTC. Raises TemplateError, ValueError (no address)."""
        store = self.settings.store
        subject, text, html = self.parts(person)
        subject = subject_prefix + subject
        name = headers.shown_name(person.name) if named else ""
        token = tokens.stop_token(campaign=self.campaign, client=person.client, secret=self.secret)
        heads = [
            ("From", self._from),
            ("To", headers.address(name, to)),
            *([("Reply-To", headers.address(store.name, store.email))] if store.email not in ("", self.sender) else []),
            ("Subject", headers.text(subject)),
            ("Date", format_datetime(now.replace(tzinfo=dt.UTC).astimezone(self._zone))),
            ("Message-ID", message_id),
            *self._way_out.headers(token),
        ]
        content = mime.message(heads, self._body(text, html, message_id))
        return Letter(
            client=person.client,
            sender=self.sender,
            address=to,
            name=name,
            subject=subject,
            text=text,
            html=html,
            content=content,
        )

    def _body(self, text: str, html: str, message_id: str) -> bytes:
        """Text and HTML as alternatives, the pictures beside the HTML, attachments beside all of it."""
        mark = "=_" + hashlib.sha256(message_id.encode()).hexdigest()[:24]
        page = mime.quoted("html", html)
        pictures, attached = self.files[: len(self._cids)], self.files[len(self._cids) :]
        if pictures:
            page = mime.multipart("related", [page, *pictures], mark=mark + ".r")
        body = mime.multipart("alternative", [mime.quoted("plain", text), page], mark=mark + ".a")
        return mime.multipart("mixed", [body, *attached], mark=mark + ".m") if attached else body

    @cached_property
    def _cids(self) -> Mapping[str, str]:
        return files.cids(self.carried)

    @cached_property
    def files(self) -> list[bytes]:
        """The parts that every mail of the campaign carries alike: pictures first, then attachments."""
        return files.parts(self.carried)

    @cached_property
    def _from(self) -> str:
        return headers.address(self.settings.store.name, self.sender)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.store.timezone)

    @cached_property
    def _way_out(self) -> optout.WayOut:
        return optout.way_out(self.settings, sender=self.sender)

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
        return f"\n-- \n{imprint}\n\n{markdown.wrapped(f'{self._way_out.words} {self._way_out.address}')}"

    @cached_property
    def _inliner(self) -> CSSInliner:
        from css_inline import CSSInliner

        return CSSInliner(keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False)


def _plain(value: object) -> str:
    return "" if value is None else one_line(str(value))
