"""The outbox: one row a recipient of a campaign, in exactly one state at any time.

Owns the moves between states and who may still be written to when a mail is about to leave. Knows no mail server.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from clientbook_cli.audience.freeze import mailable
from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.settings import Settings

SQL = queries(__file__)
STATES = ("queued", "sending", "accepted", "written", "later", "refused", "unknown", "cancelled")
WAITING = ("queued", "sending", "later")
# After a mail was put off: a greylisting server lets it through in minutes, a full mailbox in hours.
BACK_OFF = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 240))
GIVE_UP = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Queued:
    """A recipient to be."""

    client: int
    address: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Row:
    """A recipient as the outbox has them."""

    client: int
    address: str
    state: str
    message_id: str
    at: dt.datetime
    reply: str | None
    name: str | None
    came_back: str | None  # what the mailbox heard of it: a bounce, a stop, an answer


@dataclass(frozen=True, slots=True)
class Claimed:
    """A recipient whose mail is about to leave: the book says `sending`, and nobody else will take it."""

    client: int
    address: str
    message_id: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a claimed mail. `handed_at`: the real clock when it went to a server, for its daily limit."""

    client: int
    state: str
    reply: str
    attempt: int
    handed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Bar:
    """Who a recipient is by now, with which mailbox, and what speaks against a mail to them; none: nothing does."""

    client: int
    standing: int | None
    email: str | None
    against: str | None


@dataclass(frozen=True, slots=True)
class _Due:
    client: int
    address: str
    message_id: str
    attempt: int


def fill(book: Book, *, campaign: int, rows: Sequence[Queued], today: dt.date, now: dt.datetime) -> None:
    """Queue recipients."""
    book.run(SQL["add-rows"], campaign=campaign, rows=[asdict(row) for row in rows], on_day=today, now=now)


def recipients(book: Book, *, campaign: int) -> list[Row]:
    """Every recipient, by client number."""
    return book.rows(Row, SQL["list-rows"], campaign=campaign)


def strand(book: Book, *, campaign: int, today: dt.date, now: dt.datetime) -> int:
    """Call mails `unknown` that an interrupted run left `sending`; how many. Only while nobody else sends."""
    return book.run(
        SQL["strand-rows"],
        campaign=campaign,
        reply="the run was interrupted while this mail was on its way: it may have arrived",
        on_day=today,
        now=now,
    )


def bars(book: Book, *, campaign: int, personal: bool, settings: Settings, today: dt.date) -> Mapping[int, Bar]:
    """What speaks against each mail that has not left, by client. A `personal` one, to them alone, is asked less."""
    found = book.rows(
        Bar,
        SQL["find-bars"],
        campaign=campaign,
        needs_opt_in=settings.mass_mail_needs_opt_in,
        quiet_days=settings.mail.quiet_days,
        call_days=settings.mail.call_days,
        personal=personal,
        on_day=today,
    )
    return {one.client: one for one in found}


def claim(
    book: Book,
    *,
    campaign: int,
    bars: Mapping[int, Bar],
    taken: dict[int | None, int],
    limit: int,
    today: dt.date,
    now: dt.datetime,
) -> list[Claimed]:
    """Take up to `limit` due mails as `sending`, inside the caller's transaction.

    A client who may no longer be written to (stopped, contacted meanwhile, gone) is `cancelled` with the reason.
    `bars`: of this very state of the book. `taken`: under which number this run has written to whom since they were
    asked; it is added to.
    """
    claimed: list[Claimed] = []
    while len(claimed) < limit:
        due = book.rows(_Due, SQL["find-due"], campaign=campaign, limit=limit - len(claimed), now=now)
        if not due:
            break
        against: list[Mapping[str, object]] = []
        good: list[Claimed] = []
        for one in due:
            bar = bars.get(one.client, Bar(one.client, None, None, "no longer in the book"))
            reason = bar.against or (None if _is_theirs(one.address, bar.email) else "has another address by now")
            if reason is None and taken.setdefault(bar.standing, one.client) != one.client:
                reason = "the same person is on the list twice"
            if reason:
                against.append({"client": one.client, "reply": reason})
            else:
                good.append(Claimed(one.client, one.address, one.message_id, one.attempt + 1))
        if against:
            book.run(SQL["cancel-rows"], campaign=campaign, rows=against, on_day=today, now=now)
        if good:
            clients = [one.client for one in good]
            book.run(SQL["claim-rows"], campaign=campaign, clients=clients, on_day=today, now=now)
        claimed += good
    return claimed


def _is_theirs(address: str, email: str | None) -> bool:
    """Whether a mail to an address still goes to somebody: who mended a mistyped one means the old one no more."""
    return email is not None and address in (email, mailable(email))


def record(book: Book, *, campaign: int, results: Sequence[Result], today: dt.date, now: dt.datetime) -> None:
    """Write down what became of claimed mails.

    One that went back to `queued` was never handed over; one put off for three days is `refused`.
    """
    rows = [
        {
            "client": one.client,
            "state": one.state,
            "reply": one.reply,
            "next_at": next_attempt(one.attempt, now=now) if one.state == "later" else None,
            "handed_at": one.handed_at,
        }
        for one in results
    ]
    if rows:
        book.run(SQL["record-results"], campaign=campaign, rows=rows, given_up=now - GIVE_UP, on_day=today, now=now)


def next_attempt(attempt: int, *, now: dt.datetime) -> dt.datetime:
    """When a mail that was put off in this attempt (from 1) is tried again."""
    return now + BACK_OFF[min(attempt, len(BACK_OFF)) - 1]


def cancel(book: Book, *, campaign: int, today: dt.date, now: dt.datetime) -> int:
    """Take every mail back that has not left; how many."""
    return book.run(SQL["cancel-waiting"], campaign=campaign, on_day=today, now=now)


def handed_since(book: Book, *, since: dt.datetime) -> list[dt.datetime]:
    """When (by the real clock) mails of any campaign went to a server since then, the oldest first."""
    return [moment for (moment,) in book.table(SQL["list-handed"], since=since).rows]


def next_due(book: Book, *, campaign: int) -> dt.datetime | None:
    """The earliest time at which a mail that was put off may be tried again."""
    moment: dt.datetime | None = book.value(SQL["next-due"], campaign=campaign)
    return moment
