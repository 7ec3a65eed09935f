"""Campaigns: a template, its keys, its files and a frozen audience, from draft to done.

Owns the campaign row and what it is made of; who may start it, and when, is `ladder`'s.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from clientbook_cli.audience import freeze as audiences
from clientbook_cli.audience.rule import Rule
from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.campaign import outbox, tokens
from clientbook_cli.campaign.files import Carried
from clientbook_cli.campaign.headers import one_line
from clientbook_cli.campaign.template import MailTemplate, read
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import count
from clientbook_cli.settings import Settings
from clientbook_cli.templates import Template

SQL = queries(__file__)
LONGEST_NAME = 60
MANY, PERSONAL = "many", "personal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Make:
    """What a campaign's mails are made of: the template, the page round it, the files they carry, the keys set."""

    template: MailTemplate
    layout: Template
    carried: tuple[Carried, ...]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One campaign as the book has it, with the figures that every command shows."""

    campaign: int
    name: str
    kind: str
    template: str
    template_text: str
    layout_text: str
    values_set: str
    secret: bytes
    audience: int
    rule: str
    made_at: dt.datetime
    looked_at: dt.datetime
    confirmed_at: dt.datetime | None
    started_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    folder: str | None
    restored_at: dt.datetime | None  # the book was made again from a backup after this campaign was confirmed
    chosen: int
    held_out: int
    excluded: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, int] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        """The keys that were set for it."""
        return dict(json.loads(self.values_set))

    @property
    def mail_template(self) -> MailTemplate:
        """The template as it was stored at `new`: what is sent, whatever became of the file."""
        return read(Template(self.template, self.template_text, Path(f"{self.template} as stored in {self.name}")))

    @property
    def layout(self) -> Template:
        """The page round it, stored with it."""
        return Template("mail/layout.html", self.layout_text, Path(f"the layout as stored in {self.name}"))

    @property
    def left(self) -> int:
        """Mails that may still leave."""
        return sum(self.states[state] for state in outbox.WAITING)

    @property
    def state(self) -> str:
        """draft, confirmed, sending (it has started and mails are left), done, cancelled, restored (it asks again)."""
        if self.cancelled_at:
            return "cancelled"
        if self.restored_at and self.left:
            return "restored"
        if self.started_at:
            return "sending" if self.left else "done"
        return "confirmed" if self.confirmed_at else "draft"


@dataclass(frozen=True, slots=True)
class _Count:
    campaign: int
    reason: str
    clients: int


def new(
    book: Book,
    *,
    name: str,
    make: Make,
    rule: Rule,
    hold_out: Decimal,
    settings: Settings,
    today: dt.date,
    now: dt.datetime,
) -> Campaign:
    """A draft: its audience frozen, its recipients queued, inside the caller's transaction. Raises UsageError."""
    name = _free_name(book, name)
    # Of the name and the day alone: whoever makes the same campaign on the same day again gets the same people.
    seed = int.from_bytes(hashlib.sha256(f"{name}:{today}".encode()).digest()[:7])
    audience = audiences.freeze(book, rule=rule, hold_out=hold_out, seed=seed, settings=settings, today=today, now=now)
    recipients = [(one.client, str(one.address)) for one in audience.chosen]
    add(
        book,
        name=name,
        kind=MANY,
        make=make,
        audience=audience.audience,
        recipients=recipients,
        settings=settings,
        today=today,
        now=now,
    )
    record(book, command="mail new", said=f"campaign {name}: {count(len(audience.chosen), 'recipient')}", now=now)
    return find(book, name)


def add(
    book: Book,
    *,
    name: str,
    kind: str,
    make: Make,
    audience: int,
    recipients: Sequence[tuple[int, str]],
    settings: Settings,
    today: dt.date,
    now: dt.datetime,
) -> int:
    """Write a campaign down and queue its recipients (client and address)."""
    campaign, secret = int(book.value(SQL["next-campaign"])), secrets.token_bytes(32)
    book.run(
        SQL["add-campaign"],
        campaign=campaign,
        name=name,
        kind=kind,
        template=make.template.source.name,
        template_text=make.template.source.text,
        layout_text=make.layout.text,
        values_set=json.dumps(dict(make.values), ensure_ascii=False),
        secret=secret,
        audience=audience,
        now=now,
    )
    _keep_files(book, campaign, make.carried)
    domain = _domain(settings)
    rows = [
        outbox.Queued(
            client, address, tokens.message_id(campaign=campaign, client=client, secret=secret, domain=domain)
        )
        for client, address in recipients
    ]
    outbox.fill(book, campaign=campaign, rows=rows, today=today, now=now)
    return campaign


def change(book: Book, campaign: Campaign, *, make: Make, now: dt.datetime) -> Campaign:
    """Take a draft's template, files and keys anew; its approval is void. Raises UsageError once it has started."""
    if campaign.started_at:
        raise UsageError(
            f"{campaign.name} has started: its text and its list are locked",
            rule="everybody on a list gets the same mail",
            next="let it finish, or cancel it, and make a new one",
        )
    book.run(
        SQL["change-campaign"],
        campaign=campaign.campaign,
        template=make.template.source.name,
        template_text=make.template.source.text,
        layout_text=make.layout.text,
        values_set=json.dumps(dict(make.values), ensure_ascii=False),
        now=now,
    )
    _keep_files(book, campaign.campaign, make.carried)
    return find(book, campaign.name)


def carried(book: Book, campaign: Campaign) -> tuple[Carried, ...]:
    """The files that its mails carry."""
    return tuple(book.rows(Carried, SQL["list-files"], campaign=campaign.campaign))


def _keep_files(book: Book, campaign: int, carried: Sequence[Carried]) -> None:
    book.run(SQL["drop-files"], campaign=campaign)
    for place, one in enumerate(carried):
        book.run(
            SQL["add-file"],
            campaign=campaign,
            place=place,
            reference=one.reference,
            media_type=one.media_type,
            shown=one.shown,
            content=one.content,
        )


def find(book: Book, name: str) -> Campaign:
    """The campaign of this name. Raises UsageError with the nearest."""
    every = listing(book)
    for campaign in every:
        if campaign.name.casefold() == name.strip().casefold():
            return campaign
    names = [campaign.name for campaign in every]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    raise UsageError(
        f"there is no campaign {name!r}",
        rule=f"there are: {', '.join(names[:10])}" if names else "there are no campaigns yet",
        next=f"did you mean {near[0]!r}?" if near else "clientbook mail list",
    )


def listing(book: Book) -> list[Campaign]:
    """Every campaign, the newest first."""
    every = book.rows(Campaign, SQL["list-campaigns"])
    excluded: dict[int, dict[str, int]] = {}
    for one in book.rows(_Count, SQL["count-excluded"]):
        excluded.setdefault(one.campaign, {})[one.reason] = one.clients
    states: dict[int, dict[str, int]] = {}
    for one in book.rows(_Count, SQL["count-states"]):
        states.setdefault(one.campaign, {})[one.reason] = one.clients
    return [
        _with(campaign, excluded.get(campaign.campaign, {}), states.get(campaign.campaign, {})) for campaign in every
    ]


def _with(campaign: Campaign, excluded: Mapping[str, int], states: Mapping[str, int]) -> Campaign:
    return replace(campaign, excluded=excluded, states={state: states.get(state, 0) for state in outbox.STATES})


def _free_name(book: Book, name: str) -> str:
    clean = one_line(name)
    if not clean or clean != name.strip() or len(clean) > LONGEST_NAME:
        raise UsageError(
            f"{name!r} is no name for a campaign",
            rule=f"one line of at most {LONGEST_NAME} letters",
            next="choose a short one, such as spring-launch",
        )
    if any(clean.casefold() == taken.casefold() for (taken,) in book.table(SQL["list-names"]).rows):
        raise UsageError(
            f"there is a campaign {clean!r} already",
            rule="a name is used once: it finds the campaign again when its sales are measured",
            next=f'choose another name, or look at it: clientbook mail status "{clean}"',
        )
    return clean


def _domain(settings: Settings) -> str:
    """Of the mailbox that sends: what stands behind the @ of a Message-ID."""
    for mailbox in (settings.mail.account.sender, settings.store.email):
        domain = mailbox.rpartition("@")[2]
        if domain and domain.isascii():
            return domain
    return "clientbook.invalid"
