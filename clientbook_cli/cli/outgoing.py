"""What a mail command needs to let mails out: the composer, the carrier, the clock, and a way to stop in good order."""

from __future__ import annotations

import datetime as dt
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from clientbook_cli.cli.counter import Counter, wait
from clientbook_cli.cli.diagnostics import say
from clientbook_cli.errors import BookBusyError, NoStoreError, UsageError
from clientbook_cli.figures import client_number

if TYPE_CHECKING:
    from clientbook_cli.campaign.campaigns import Campaign, Make
    from clientbook_cli.campaign.carrier import Carrier
    from clientbook_cli.campaign.message import Composer
    from clientbook_cli.campaign.outbox import Row
    from clientbook_cli.campaign.send import Clock
    from clientbook_cli.campaign.template import MailTemplate
    from clientbook_cli.campaign.vocabulary import Person

NOBODY = "store@example.com"  # whom a preview is from before the store has an address


def make(counter: Counter, template: MailTemplate, given: Mapping[str, str]) -> Make:
    """What a campaign's mails are made of, from the store's folder, checked. Raises TemplateError, UsageError."""
    from clientbook_cli.campaign import files
    from clientbook_cli.campaign.campaigns import Make
    from clientbook_cli.campaign.message import LAYOUT, Composer

    made = Make(
        template=template,
        layout=counter.templates.find(LAYOUT),
        carried=files.collect(
            counter.folder.path,
            template=template.source.file,
            pictures=template.pictures,
            attached=template.attachments,
            logo=counter.settings.mail.logo,
        ),
        values=template.values(given),
    )
    Composer(template, made.layout, made.values, counter.settings, NOBODY, carried=made.carried).check()
    return made


def campaign_composer(counter: Counter, found: Campaign, *, by_account: bool = False) -> Composer:
    """A campaign's composer. `by_account`: a mail account must be there, whatever way the campaign goes."""
    from clientbook_cli.campaign import campaigns
    from clientbook_cli.campaign.message import Composer

    store, account = counter.settings.store, counter.settings.mail.account
    if by_account or (found.confirmed_at and not found.folder):
        check_way(counter, None)
    _tell_of_changes(counter, found)
    sender = store.email if found.folder else account.sender or store.email or NOBODY
    with counter.book() as book:
        carried = campaigns.carried(book, found)
    return Composer(
        found.mail_template,
        found.layout,
        found.values,
        counter.settings,
        sender,
        campaign=found.campaign,
        secret=found.secret,
        carried=carried,
    )


def _tell_of_changes(counter: Counter, found: Campaign) -> None:
    """Say so where a draft's template was changed in the store since: the draft does not follow it by itself."""
    own = counter.folder.templates / found.template
    if found.state != "draft" or not own.is_file():
        return
    if own.read_text(encoding="utf-8-sig", errors="replace") != found.template_text:
        counter.say(f'note: {own} was changed since; clientbook mail edit "{found.name}" takes it into this draft')


def read_campaign(
    counter: Counter, name: str, *, client: str | None = None
) -> tuple[Campaign, list[Row], Mapping[int, Person]]:
    """A campaign, its recipients (or the one who was asked for) and what is known of them."""
    from clientbook_cli.campaign import campaigns, outbox, people
    from clientbook_cli.clients import search

    with counter.book() as book:
        found = campaigns.find(book, name)
        rows = outbox.recipients(book, campaign=found.campaign)
        if client is not None:
            wanted = search.the_client(book, client, today=counter.today)
            rows = [row for row in rows if row.client == wanted.client]
            if not rows:
                raise UsageError(
                    f"{wanted.name or client_number(wanted.client)} is not among the recipients of {found.name}",
                    next=f'clientbook mail status "{found.name}"',
                )
        return found, rows, people.find(book, clients=[row.client for row in rows], today=counter.today)


def check_way(counter: Counter, folder: str | None) -> None:
    """Raise NoStoreError unless mails can go the way that is meant: into a folder, or by the mail account."""
    if folder and not counter.settings.store.email:
        raise NoStoreError(
            "the store has no email: a mail must say whom it is from",
            where=str(counter.folder.settings),
            next='write email = "…" under [store]',
        )
    if not folder and not counter.settings.mail.account.host:
        raise NoStoreError(
            "there is no mail account yet: nothing was sent",
            where=str(counter.folder.settings),
            next="clientbook mail account --preset gmail --user U --from ADDRESS; or mail send NAME --to-folder DIR",
        )


@contextmanager
def carrier(counter: Counter, found: Campaign) -> Iterator[Carrier]:
    """What carries this campaign's mails, connected."""
    from clientbook_cli.campaign.carrier import FolderCarrier

    if found.folder:
        yield FolderCarrier(Path(found.folder))
    else:
        with mailer(counter) as session:
            yield session


@contextmanager
def mailer(counter: Counter) -> Iterator[Carrier]:
    """The mail account, logged in; its password from where it lies, or typed hidden. Raises NoStoreError."""
    from clientbook_cli.campaign.mailer.session import Mailer

    with Mailer(counter.settings.mail.account, account_password(counter)) as session:
        yield session


def account_password(counter: Counter) -> str:
    """The account's password, from where it lies or typed hidden. Raises NoStoreError."""
    from clientbook_cli.campaign.mailer import passwords

    account = counter.settings.mail.account
    password = passwords.read_password(account)
    if password is None and counter.may_ask:
        password = typer.prompt(f"Password of {account.user}", hide_input=True, err=True)
    if not password:
        raise NoStoreError(
            f"there is no password for {account.user}",
            rule="it lies in this computer's keyring, or in a private file of yours",
            next="clientbook mail account …, with --password-file FILE where there is no keyring",
        )
    return password


@contextmanager
def finish_mail_in_hand() -> Iterator[Callable[[], bool]]:
    """Ctrl-C ends the run after the mail in hand; a second one ends it at once."""
    asked = False

    def stop(number: int, frame: object) -> None:
        nonlocal asked
        asked = True
        signal.signal(signal.SIGINT, before)
        say("stopping after the mail in hand…")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


def strand(counter: Counter, found: Campaign) -> None:
    """Call mails unknown that an interrupted run left on their way; a run that sends right now writes its own down."""
    from clientbook_cli.campaign import send as engine

    with suppress(BookBusyError):
        engine.strand(
            lambda: counter.book(write=True),
            campaign=found,
            settings=counter.settings,
            clock=clock(counter),
            lock=lock(counter),
        )


def lock(counter: Counter) -> Path:
    """The file that one sending run of the store at a time may hold."""
    return counter.folder.path / "mail.lock"


def clock(counter: Counter) -> Clock:
    """A moved day's clock that goes on by the real one."""
    from clientbook_cli.campaign.send import Clock

    began = time.monotonic()
    return Clock(
        now=lambda: counter.now + dt.timedelta(seconds=time.monotonic() - began),
        real=lambda: dt.datetime.now(dt.UTC).replace(tzinfo=None),
        monotonic=time.monotonic,
        wait=wait,
    )
