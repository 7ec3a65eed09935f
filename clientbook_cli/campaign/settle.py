"""Decide what became of mails in doubt: by the folder of sent mail where that can be believed, else by a person's word.

A mail that lies in that folder has left. One that does not is taken for not sent only if the folder demonstrably keeps
what this account sends, and only a quarter of an hour after the line broke: a folder may lag behind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.book.queries import queries
from clientbook_cli.campaign.campaigns import Campaign
from clientbook_cli.figures import count

SQL = queries(__file__)
WAIT = dt.timedelta(minutes=15)

Sent = Callable[[Collection[str]], frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A mail that may have arrived."""

    client: int
    address: str
    message_id: str
    state: str
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the folder of sent mail tells: whose mail left, whose did not, and why nothing can be told of the rest."""

    arrived: tuple[int, ...]
    missing: tuple[int, ...]
    open: tuple[int, ...]
    why: str


def doubtful(book: Book, campaign: Campaign) -> list[Doubt]:
    """The mails to be decided."""
    return book.rows(Doubt, SQL["list-doubtful"], campaign=campaign.campaign, restored=campaign.restored_at is not None)


def witnesses(book: Book, campaign: Campaign) -> list[str]:
    """Message-IDs that the folder holds if it keeps what this account sends."""
    return [message_id for (message_id,) in book.table(SQL["list-witnesses"], campaign=campaign.campaign).rows]


def weigh(doubts: Sequence[Doubt], *, witnesses: Sequence[str], sent: Sent, now: dt.datetime) -> Evidence:
    """What the folder says of each."""
    found = sent([one.message_id for one in doubts] + list(witnesses))
    everybody = tuple(one.client for one in doubts)
    if found is None:
        return Evidence((), (), everybody, "there is no folder of sent mail")
    arrived = tuple(one.client for one in doubts if one.message_id in found)
    rest = [one for one in doubts if one.message_id not in found]
    if not found:
        return Evidence(
            (), (), everybody, "the folder of sent mail holds none of this campaign: it may not keep what is sent so"
        )
    old = [one for one in rest if one.state == "unknown" and now - one.changed_at >= WAIT]
    fresh = tuple(one.client for one in rest if one not in old)
    why = "less than 15 minutes ago: the folder may lag behind" if fresh else ""
    return Evidence(arrived, tuple(one.client for one in old), fresh, why)


def decide(
    book: Book,
    campaign: Campaign,
    *,
    arrived: Sequence[int],
    again: Sequence[int],
    by: str,
    today: dt.date,
    now: dt.datetime,
) -> None:
    """Write the decision down, inside the caller's transaction. `by`: the folder, or a person."""
    for clients, state, reply in (
        (arrived, "accepted", f"{by}: it had left"),
        (again, "queued", f"{by}: it had not left"),
    ):
        if clients:
            book.run(
                SQL["settle-rows"],
                campaign=campaign.campaign,
                clients=list(clients),
                state=state,
                reply=reply,
                now=now,
                on_day=today,
            )
    number = count(len(arrived) + len(again), "mail")
    record(book, command="mail settle", said=f"{campaign.name}: {number} decided by {by}", now=now)
