"""Campaigns: a template, its keys and a frozen audience, from draft to done.

Owns the campaign row and the rules of its ladder: what may be started, when an approval is stale, what is locked.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from clientbook_cli.audience import freeze as audiences
from clientbook_cli.audience.rule import Rule
from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.campaign import outbox
from clientbook_cli.campaign.headers import one_line
from clientbook_cli.campaign.message import stable_id
from clientbook_cli.campaign.template import MailTemplate, read
from clientbook_cli.errors import NoStoreError, UsageError
from clientbook_cli.figures import count
from clientbook_cli.settings import Settings
from clientbook_cli.templates import Template

SQL = queries(__file__)
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One campaign as the book has it, with the figures that every command shows."""

    campaign: int
    name: str
    template: str
    template_text: str
    values_set: str
    audience: int
    rule: str
    made_at: dt.datetime
    looked_at: dt.datetime
    confirmed_at: dt.datetime | None
    started_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    folder: str | None
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
    def left(self) -> int:
        """Mails that may still leave."""
        return sum(self.states[state] for state in outbox.WAITING)

    @property
    def state(self) -> str:
        """draft, confirmed, sending (it has started and mails are left), done, cancelled."""
        if self.cancelled_at:
            return "cancelled"
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
    template: MailTemplate,
    values: Mapping[str, str],
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
    campaign = int(book.value(SQL["next-campaign"]))
    book.run(
        SQL["add-campaign"],
        campaign=campaign,
        name=name,
        template=template.source.name,
        template_text=template.source.text,
        values_set=json.dumps(dict(values), ensure_ascii=False),
        audience=audience.audience,
        now=now,
    )
    unique = int.from_bytes(hashlib.sha256(f"{seed}:{now.isoformat()}:{settings.store.name}".encode()).digest()[:8])
    domain = _domain(settings)
    outbox.fill(
        book,
        campaign=campaign,
        rows=[
            outbox.Queued(
                one.client,
                str(one.address),
                stable_id(campaign=campaign, client=one.client, seed=unique, domain=domain),
            )
            for one in audience.chosen
        ],
        today=today,
        now=now,
    )
    record(book, command="mail new", said=f"campaign {name}: {count(len(audience.chosen), 'recipient')}", now=now)
    return find(book, name)


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


def look(book: Book, campaign: Campaign, *, now: dt.datetime) -> None:
    """Note that the figures were shown: the approval ages from now."""
    book.run(SQL["look-at"], campaign=campaign.campaign, now=now)


def approve(
    book: Book, campaign: Campaign, *, recipients: int, folder: str | None, settings: Settings, now: dt.datetime
) -> None:
    """Take the owner's word that this campaign goes to so many recipients. Raises UsageError and changes nothing.

    `folder`: .eml files instead of a server, for this campaign for good.
    """
    check_open(campaign)
    if not campaign.left:
        raise UsageError(
            f"nobody is left on the list of {campaign.name}: nothing was sent",
            rule="; ".join(f"{reason}: {number}" for reason, number in campaign.excluded.items()),
            next="clientbook mail new with a wider list",
        )
    if recipients not in {campaign.chosen, campaign.left}:
        raise UsageError(
            f"{campaign.name} has {count(campaign.left, 'recipient')}, not {recipients:,}: nothing was sent",
            rule="--confirm takes the number of recipients that the rehearsal shows",
            next=f'clientbook mail send "{campaign.name}" shows them',
        )
    hours = (now - campaign.looked_at).total_seconds() / 3600
    if not campaign.started_at and hours > settings.mail.approval_hours:
        raise UsageError(
            f"the figures of {campaign.name} were last looked at {hours:.0f} hours ago: nothing was sent",
            rule=f"an approval is good for {settings.mail.approval_hours} hours ([mail] approval_hours)",
            next=f'clientbook mail send "{campaign.name}" shows them again',
        )
    check_way(campaign, folder)
    check_imprint(settings)
    if not campaign.started_at:
        book.run(SQL["confirm-campaign"], campaign=campaign.campaign, folder=folder, now=now)
        record(book, command="mail send", said=f"{campaign.name} confirmed for {recipients}", now=now)


def check_open(campaign: Campaign) -> None:
    """Raise UsageError when a campaign was cancelled."""
    if campaign.cancelled_at:
        raise UsageError(
            f"{campaign.name} was cancelled: nothing was sent",
            next=f"clientbook mail new NAME --template {Path(campaign.template).stem}",
        )


def check_imprint(settings: Settings) -> None:
    """Raise NoStoreError when the store has no postal address."""
    if not settings.store.address.strip():
        raise NoStoreError(
            "the store has no postal address: no mail leaves without it",
            where="clientbook.toml",
            rule="every mail to many must carry one (in the United States, by law)",
            next='write address = "…" under [store] in clientbook.toml',
        )


def check_way(campaign: Campaign, folder: str | None) -> None:
    """Raise UsageError when a campaign that has started would go on in another way than it began."""
    if campaign.started_at and folder is not None and folder != campaign.folder:
        way = f"written to {campaign.folder}" if campaign.folder else "sent by the mail account"
        raise UsageError(
            f"{campaign.name} is being {way}, and that is for good",
            next=f'clientbook mail resume "{campaign.name}"',
        )


def start(book: Book, campaign: Campaign, *, today: dt.date, now: dt.datetime) -> None:
    """Note that mails begin to leave; from here on template and audience are locked."""
    book.run(SQL["start-campaign"], campaign=campaign.campaign, on_day=today, now=now)


def cancel(book: Book, campaign: Campaign, *, today: dt.date, now: dt.datetime) -> int:
    """Stop a campaign for good; how many mails were taken back. Raises UsageError when there is nothing to stop."""
    check_open(campaign)
    if campaign.state == "done":
        raise UsageError(f"{campaign.name} is done: no mail is left to stop", next="clientbook mail list")
    book.run(SQL["cancel-campaign"], campaign=campaign.campaign, now=now)
    record(book, command="mail cancel", said=f"{campaign.name} cancelled", now=now)
    return outbox.cancel(book, campaign=campaign.campaign, today=today, now=now)


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
