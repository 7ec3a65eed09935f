"""Send a confirmed campaign: claim, commit `sending`, hand over, record; again until nothing is due.

A mail is handed over only after the book says so, and what became of it is written right after. A crash in between
leaves at most one small batch, which the next run calls `unknown` and never sends again by itself. The book is shut
while a server or a throttle keeps us waiting.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from clientbook_cli.book.connection import Book
from clientbook_cli.campaign import campaigns, outbox, people
from clientbook_cli.campaign.campaigns import Campaign
from clientbook_cli.campaign.carrier import Carrier
from clientbook_cli.campaign.message import Composer, Person
from clientbook_cli.campaign.outbox import Claimed, Result
from clientbook_cli.errors import BookBusyError, ClientbookError
from clientbook_cli.settings import Settings

# What a crash may leave in doubt, in mails and in seconds of sending; opening the book once for each mail would cost
# nine tenths of the speed.
BATCH_MAILS = 20
BATCH_SECONDS = 0.5
DAY = dt.timedelta(hours=24)

OpenBook = Callable[[], AbstractContextManager[Book]]


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as a run sees it: `now` may be a moved day, the others are the real clock (UTC without a mark)."""

    now: Callable[[], dt.datetime]
    real: Callable[[], dt.datetime]
    monotonic: Callable[[], float]
    wait: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Throttle:
    """The account's limits; 0: none."""

    per_minute: int = 0
    per_day: int = 0


@dataclass(frozen=True, slots=True)
class SendReport:
    """What one run did: mails by their state after it, and why it ended early, if it did."""

    done: Mapping[str, int]
    stranded: int = 0  # mails of an earlier, interrupted run that are unknown now
    paused: str = ""
    stop: ClientbookError | None = None


@dataclass
class _Run:
    """What one run carries from batch to batch."""

    open_book: OpenBook
    campaign: Campaign
    carrier: Carrier
    composer: Composer
    settings: Settings
    clock: Clock
    throttle: Throttle
    people: Mapping[int, Person]
    pace: float = BATCH_SECONDS  # seconds a mail, by the batch before; the first batch is one mail
    paused: str = ""
    stop: ClientbookError | None = None
    last_handed: float | None = None


def send(
    open_book: OpenBook,
    *,
    campaign: Campaign,
    carrier: Carrier,
    composer: Composer,
    settings: Settings,
    clock: Clock,
    lock: Path,
    throttle: Throttle | None = None,
    interrupted: Callable[[], bool] = lambda: False,
    told: Callable[[int], None] = lambda _: None,
) -> SendReport:
    """Send what is due of a confirmed campaign. Raises BookBusyError when another run is sending.

    `carrier` is connected. `lock`: a file that one run at a time may hold. `interrupted` is asked after each mail,
    `told` hears how many were dealt with. A run that had to stop says why in its report.
    """
    with _alone(lock):
        now, today = clock.now(), _day(clock.now(), settings)
        with open_book() as book:
            with book.transaction():
                stranded = outbox.strand(book, campaign=campaign.campaign, today=today, now=now)
                campaigns.start(book, campaign, today=today, now=now)
            clients = [row.client for row in outbox.recipients(book, campaign=campaign.campaign)]
            described = people.find(book, clients=clients, today=today)
        run = _Run(open_book, campaign, carrier, composer, settings, clock, throttle or Throttle(), described)
        done: Counter[str] = Counter()
        results: list[Result] = []
        while True:
            if run.throttle.per_minute:
                # Written down before the wait, and claimed after it: a crash while waiting leaves nothing in doubt.
                _turn(run, results, over=True)
                results = []
                _wait_turn(run, interrupted)
            over = run.stop is not None or bool(run.paused) or interrupted()
            claimed = _turn(run, results, over=over)
            if not claimed:
                break
            results = _hand_over(run, claimed, interrupted)
            done.update(result.state for result in results)
            told(sum(result.state != "queued" for result in results))
        if interrupted() and not run.paused and run.stop is None:
            run.paused = "interrupted"
        done.pop("queued", None)
        return SendReport(done, stranded, run.paused, run.stop)


def strand(open_book: OpenBook, *, campaign: Campaign, settings: Settings, clock: Clock, lock: Path) -> int:
    """Call mails `unknown` that an interrupted run left on their way; how many. Nobody else may be sending."""
    with _alone(lock), open_book() as book, book.transaction():
        now = clock.now()
        return outbox.strand(book, campaign=campaign.campaign, today=_day(now, settings), now=now)


def _turn(run: _Run, results: list[Result], *, over: bool) -> list[Claimed]:
    """One opening of the book: write the last batch down and, in the same transaction, claim the next."""
    with run.open_book() as book, book.transaction():
        now, today = run.clock.now(), _day(run.clock.now(), run.settings)
        outbox.record(book, campaign=run.campaign.campaign, results=results, today=today, now=now)
        limit = 0 if over else _limit(run, book)
        if not limit:
            return []
        return outbox.claim(
            book, campaign=run.campaign.campaign, limit=limit, settings=run.settings, today=today, now=now
        )


def _limit(run: _Run, book: Book) -> int:
    """How many mails the next batch may hold."""
    limit = 1 if run.throttle.per_minute else max(1, min(BATCH_MAILS, int(BATCH_SECONDS / max(run.pace, 1e-6))))
    if run.throttle.per_day:
        handed = outbox.handed_since(book, since=run.clock.real() - DAY)
        room = run.throttle.per_day - len(handed)
        if room <= 0:
            again = handed[-run.throttle.per_day] + DAY
            minutes = max(1, round((again - run.clock.real()).total_seconds() / 60))
            run.paused = (
                f"the account's {run.throttle.per_day:,} recipients in 24 hours are used up; "
                f"the next may leave in {minutes // 60} h {minutes % 60} min"
            )
        limit = min(limit, max(room, 0))
    return limit


def _hand_over(run: _Run, claimed: list[Claimed], interrupted: Callable[[], bool]) -> list[Result]:
    """Hand claimed mails over for half a second; those not reached go back to the queue."""
    results: list[Result] = []
    began = run.clock.monotonic()
    for one in claimed:
        spent = run.clock.monotonic() - began
        if run.stop or (results and (interrupted() or spent > BATCH_SECONDS)):
            results.append(Result(one.client, "queued", "", one.attempt, None))
            continue
        results.append(_deliver(run, one))
    sent = sum(result.state != "queued" for result in results)
    run.pace = (run.clock.monotonic() - began) / max(sent, 1)
    return results


def _deliver(run: _Run, one: Claimed) -> Result:
    person = run.people.get(one.client, Person(client=one.client))
    try:
        letter = run.composer.compose(person, to=one.address, message_id=one.message_id, now=run.clock.now())
    except ClientbookError as error:  # its mail cannot be written: nobody's can until the template is mended
        run.stop = error
        return Result(one.client, "queued", "", one.attempt, None)
    except ValueError as error:
        return Result(one.client, "refused", f"no mail can be addressed to this: {error}", one.attempt, None)
    handed_at = run.clock.real()
    outcome = run.carrier.deliver(letter)
    run.stop = outcome.stop
    counts = outcome.state in ("accepted", "unknown")
    return Result(one.client, outcome.state, outcome.reply, one.attempt, handed_at if counts else None)


def _wait_turn(run: _Run, interrupted: Callable[[], bool]) -> None:
    """Keep to the account's mails a minute, evenly, by the real clock."""
    if run.last_handed is not None and run.stop is None:
        until = run.last_handed + 60 / run.throttle.per_minute
        while (rest := until - run.clock.monotonic()) > 0 and not interrupted():
            run.clock.wait(min(rest, 1))
    run.last_handed = run.clock.monotonic()


def _day(now: dt.datetime, settings: Settings) -> dt.date:
    return now.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(settings.store.timezone)).date()


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold the lock that one sending run at a time may hold."""
    held = FileLock(lock, timeout=0)
    try:
        held.acquire()
    except Timeout as error:
        raise BookBusyError(
            "another clientbook is sending mail right now",
            where=str(lock),
            rule="one run at a time sends, so that nobody is written to twice",
            next="wait until it has finished; clientbook mail status shows how far it is",
        ) from error
    try:
        yield
    finally:
        held.release()
