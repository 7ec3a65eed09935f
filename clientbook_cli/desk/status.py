"""Where the store stands: what is in its book, what waits for somebody, and what to type next.

The first screen of the day, so it is quick: a handful of small questions and nothing heavy. It changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.calls.due import due as calls_due
from clientbook_cli.figures import count
from clientbook_cli.settings import Settings

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class LastImport:
    """The newest import of one kind of file."""

    batch: int
    imported_at: dt.datetime  # UTC
    file: str
    format: str
    kind: str
    rows_kept: int
    rows_already_there: int
    rows_set_aside: int
    first_day: dt.date | None
    last_day: dt.date | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A campaign that waits: `state` is draft, confirmed, sending or done; `left` and `unknown` are mails."""

    campaign: str
    state: str
    left: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Content:
    """How much is in the book."""

    clients: int
    sales: int
    last_sale: dt.date | None


@dataclass(frozen=True, slots=True)
class Run:
    """The newest score."""

    run: int
    as_of: dt.date
    made_at: dt.datetime  # UTC


@dataclass(frozen=True, slots=True)
class Status:
    """Everything the first screen shows."""

    content: Content
    imports: tuple[LastImport, ...]  # newest first
    scored: Run | None
    score_is_stale: bool
    tiers: Mapping[str, int]
    rows_open: int  # rows of the sheets that nobody has written down
    promises_due: int  # follow-ups for today or earlier that are on no such row
    next_sheet: dt.date | None
    campaigns: tuple[Waiting, ...]

    @property
    def calls_due(self) -> int:
        return self.rows_open + self.promises_due

    @property
    def last_import(self) -> LastImport | None:
        return self.imports[0] if self.imports else None


def take(book: Book, *, settings: Settings, today: dt.date) -> Status:
    """The store's standing on a day."""
    (content,) = book.rows(Content, SQL["count-book"])
    scored = book.row(Run, SQL["find-run"], today=today)
    changed = book.value(SQL["last-change-of-sales"])
    counted = dict(book.table(SQL["list-tiers"], run=scored.run).rows) if scored else {}
    named = [name for name in settings.score.tiers if name in counted]
    due = calls_due(book, today=today)
    return Status(
        content=content,
        imports=tuple(book.rows(LastImport, SQL["list-imports"])),
        scored=scored,
        score_is_stale=bool(scored and changed and scored.made_at < changed),
        tiers={name: counted[name] for name in (*named, *sorted(counted.keys() - set(named)))},
        rows_open=len(due.calls),
        promises_due=len(due.follow_ups),
        next_sheet=book.value(SQL["next-sheet"], today=today),
        campaigns=tuple(book.rows(Waiting, SQL["list-campaigns"])),
    )


def trouble(status: Status, settings: Settings) -> Iterator[str]:
    """What somebody must look at, a sentence each."""
    for batch in status.imports:
        if batch.rows_set_aside:
            rows = count(batch.rows_set_aside, "row")
            yield f"{rows} of {batch.file} set aside: mend them and import that file"
    for campaign in status.campaigns:
        if campaign.unknown:
            mails = count(campaign.unknown, "mail")
            yield f"{campaign.campaign}: {mails} may or may not have arrived; none is sent again by itself"
    if status.score_is_stale:
        yield "the scores are older than the last import"
    if status.campaigns and not settings.store.address:
        yield "no postal address in clientbook.toml: no mail leaves without it"


def next_command(status: Status) -> str:
    """The one command that brings the store on, the most urgent first."""
    if not status.imports and not status.content.clients:
        return "clientbook import FILE.csv"
    if status.content.sales and (status.scored is None or status.score_is_stale):
        return "clientbook score"
    for campaign in status.campaigns:
        if campaign.unknown:
            return f'clientbook mail status "{campaign.campaign}"'
    if status.calls_due:
        return "clientbook calls due"
    for campaign in status.campaigns:
        return f'clientbook mail {"send" if campaign.state == "draft" else "resume"} "{campaign.campaign}"'
    return f"clientbook calls sheet --for {status.next_sheet or 'tomorrow'}"


def local_day(instant: dt.datetime, settings: Settings) -> dt.date:
    """The store's day of an instant of the book."""
    return instant.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(settings.store.timezone)).date()
