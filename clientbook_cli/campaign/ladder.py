"""The rungs before mails leave: what may be started, by whose word, and when that word is stale.

Owns the moves of a campaign from draft to confirmed, started and cancelled.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.campaign import outbox
from clientbook_cli.campaign.campaigns import Campaign
from clientbook_cli.errors import NoStoreError, UsageError
from clientbook_cli.figures import count
from clientbook_cli.settings import Settings

SQL = queries(__file__)


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
    if campaign.restored_at and campaign.looked_at < campaign.restored_at:
        raise _restored(campaign)
    hours = (now - campaign.looked_at).total_seconds() / 3600
    if not campaign.started_at and hours > settings.mail.approval_hours:
        raise UsageError(
            f"the figures of {campaign.name} were last looked at {hours:.0f} hours ago: nothing was sent",
            rule=f"an approval is good for {settings.mail.approval_hours} hours ([mail] approval_hours)",
            next=f'clientbook mail send "{campaign.name}" shows them again',
        )
    check_way(campaign, folder)
    check_imprint(settings)
    if not campaign.started_at or campaign.restored_at:
        book.run(SQL["confirm-campaign"], campaign=campaign.campaign, folder=folder or campaign.folder, now=now)
        record(book, command="mail send", said=f"{campaign.name} confirmed for {recipients}", now=now)


def check_open(campaign: Campaign) -> None:
    """Raise UsageError when a campaign was cancelled."""
    if campaign.cancelled_at:
        raise UsageError(
            f"{campaign.name} was cancelled: nothing was sent",
            next=f"clientbook mail new NAME --template {Path(campaign.template).stem}",
        )


def check_word(campaign: Campaign) -> None:
    """Raise UsageError when nobody has given their word for it, or when a backup came between."""
    if campaign.confirmed_at is None:
        raise UsageError(
            f"{campaign.name} was never confirmed: nothing was sent",
            rule="the first send takes the number of recipients",
            next=f'clientbook mail send "{campaign.name}"',
        )
    if campaign.restored_at and campaign.left:
        raise _restored(campaign)


def _restored(campaign: Campaign) -> UsageError:
    return UsageError(
        f"the book was restored from a backup after {campaign.name} was confirmed: nothing was sent",
        rule="mails that left after that backup was made are not in it: some who are left may have theirs",
        next=f'clientbook mail settle "{campaign.name}" looks in the Sent folder; '
        f'then clientbook mail send "{campaign.name}" shows who is left',
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
