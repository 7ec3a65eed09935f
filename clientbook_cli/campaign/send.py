"""Send a confirmed campaign: claim, commit `sending`, hand over, record; again until nothing is due.

A mail is handed over only after the book says so and keeps a copy of it; what became of it is written right after. A
crash in between leaves at most one small batch, which the next run calls `unknown` and never sends again by itself. The
book is shut while a server or a throttle keeps us waiting.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout

from clientbook_cli.book.connection import Book
from clientbook_cli.campaign import copies, ladder, outbox, people, undeliverable
from clientbook_cli.campaign.campaigns import PERSONAL, Campaign
from clientbook_cli.campaign.carrier import Carrier
from clientbook_cli.campaign.message import Composer, Letter
from clientbook_cli.campaign.outbox import Bar, Claimed, Result
from clientbook_cli.campaign.throttle import Throttle
from clientbook_cli.campaign.vocabulary import PLAINEST, Person
from clientbook_cli.errors import BookBusyError, ClientbookError
from clientbook_cli.settings import Settings

# What a crash may leave in doubt, in mails and in seconds of sending; opening the book once for each mail would cost
# nine tenths of the speed.
BATCH_MAILS = 20
BATCH_SECONDS = 0.5
DAY = dt.timedelta(hours=24)

Mark = tuple[tuple[int, int, int], ...]
OpenBook = Callable[[], AbstractContextManager[Book]]


@dataclass(frozen=True, slots=True)
class Clock:
    """Time as a run sees it: `now` may be a moved day, the others are the real clock (UTC without a mark)."""

    now: Callable[[], dt.datetime]
    real: Callable[[], dt.datetime]
    monotonic: Callable[[], float]
    wait: Callable[[float], None]


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
    specimen: bytes
    done: dict[int, str] = field(default_factory=dict)  # each client's mail, by what became of it last
    failed: int = 0  # mails in a row that did not go out
    pace: float = BATCH_SECONDS  # seconds a mail, by the batch before; the first batch is one mail
    paused: str = ""
    stop: ClientbookError | None = None
    last_handed: float | None = None
    bars: Mapping[int, Bar] = field(default_factory=dict)
    asked_on: dt.date | None = None
    left: Mark | None = None  # the book as this run shut it last
    taken: dict[int | None, int] = field(default_factory=dict)


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
                ladder.start(book, campaign, today=today, now=now)
                specimen = copies.keep_specimen(
                    book, campaign=campaign.campaign, specimen=_specimen(composer, now), files=composer.files
                )
            clients = [row.client for row in outbox.recipients(book, campaign=campaign.campaign)]
            described = people.find(book, clients=clients, today=today)
        run = _Run(open_book, campaign, carrier, composer, settings, clock, throttle or Throttle(), described, specimen)
        results: list[Result] = []
        while True:
            if run.throttle.per_minute:
                # Written down before the wait, and claimed after it: a crash while waiting leaves nothing in doubt.
                _turn(run, results, over=True)
                results = []
                _wait_turn(run, interrupted)
            over = run.stop is not None or bool(run.paused) or interrupted()
            batch = _turn(run, results, over=over)
            if not batch:
                break
            results = _hand_over(run, batch, interrupted)
            told(sum(result.state != "queued" and result.client not in run.done for result in results))
            _note(run, results)
        if interrupted() and not run.paused and run.stop is None:
            run.paused = "interrupted"
        return SendReport(Counter(run.done.values()), stranded, run.paused, run.stop)


def strand(open_book: OpenBook, *, campaign: Campaign, settings: Settings, clock: Clock, lock: Path) -> int:
    """Call mails `unknown` that an interrupted run left on their way; how many. Nobody else may be sending."""
    with _alone(lock), open_book() as book, book.transaction():
        now = clock.now()
        return outbox.strand(book, campaign=campaign.campaign, today=_day(now, settings), now=now)


def _specimen(composer: Composer, now: dt.datetime) -> Letter:
    return composer.compose(PLAINEST, to="nobody@example.com", message_id="<nobody@example.com>", now=now)


def _turn(run: _Run, results: list[Result], *, over: bool) -> list[tuple[Claimed, Letter]]:
    """One opening of the book: write the last batch down; in the same transaction claim the next and keep copies."""
    with run.open_book() as book:
        path, found = book.path, _mark(book.path)
        with book.transaction():
            batch = _next_batch(run, book, found, results, over=over)
    run.left = _mark(path)
    return batch


def _next_batch(
    run: _Run, book: Book, found: Mark, results: list[Result], *, over: bool
) -> list[tuple[Claimed, Letter]]:
    campaign = run.campaign.campaign
    now, today = run.clock.now(), _day(run.clock.now(), run.settings)
    outbox.record(book, campaign=campaign, results=results, today=today, now=now)
    undeliverable.retire(book, run.campaign, results, now=now)
    limit = 0 if over else _limit(run, book)
    if not limit:
        return []
    if found != run.left or today != run.asked_on:
        personal = run.campaign.kind == PERSONAL
        run.bars = outbox.bars(book, campaign=campaign, personal=personal, settings=run.settings, today=today)
        run.asked_on = today
        run.taken = {}  # who had it by now is among the bars
    claimed = outbox.claim(book, campaign=campaign, bars=run.bars, taken=run.taken, limit=limit, today=today, now=now)
    batch, unfit = _composed(run, claimed, now=now)
    outbox.record(book, campaign=campaign, results=unfit, today=today, now=now)
    letters = [letter for _, letter in batch]
    copies.keep(book, campaign=campaign, letters=letters, specimen=run.specimen, files=run.composer.files)
    return batch


def _note(run: _Run, results: list[Result]) -> None:
    """Who was dealt with: one that was put off and tried again in the same run counts once."""
    run.done |= {result.client: result.state for result in results if result.state != "queued"}


def _mark(book: Path) -> Mark:
    """What changes whenever anybody writes in the book.

    What speaks against a mail is asked in the transaction that claims it. The question takes as long as sending ten
    mails; where nobody has written in the book since this run shut it, the answer is the one it had then.
    """
    return tuple(
        (state.st_mtime_ns, state.st_size, state.st_ino)
        for file in (book, book.with_name(f"{book.name}.wal"))
        if file.exists() and (state := file.stat())
    )


def _composed(
    run: _Run, claimed: list[Claimed], *, now: dt.datetime
) -> tuple[list[tuple[Claimed, Letter]], list[Result]]:
    """The letters of claimed mails, and what becomes of those that cannot be written."""
    batch: list[tuple[Claimed, Letter]] = []
    unfit: list[Result] = []
    for one in claimed:
        if run.stop:
            unfit.append(Result(one.client, "queued", "", one.attempt, None))
            continue
        person = run.people.get(one.client, Person(client=one.client))
        try:
            letter = run.composer.compose(person, to=one.address, message_id=one.message_id, now=now)
        except ClientbookError as error:  # its mail cannot be written: nobody's can until the template is mended
            run.stop = error
            unfit.append(Result(one.client, "queued", "", one.attempt, None))
        except ValueError as error:
            unfit.append(Result(one.client, "refused", f"no mail can be addressed to this: {error}", one.attempt, None))
        else:
            batch.append((one, letter))
    _note(run, unfit)
    return batch, unfit


def _limit(run: _Run, book: Book) -> int:
    """How many mails the next batch may hold; none, with the reason, when the run must pause."""
    limit = 1 if run.throttle.per_minute else max(1, min(BATCH_MAILS, int(BATCH_SECONDS / max(run.pace, 1e-6))))
    local = run.clock.now().replace(tzinfo=dt.UTC).astimezone(ZoneInfo(run.settings.store.timezone))
    run.paused = run.throttle.quiet_at(local.time())
    if run.throttle.per_day and not run.paused:
        handed = outbox.handed_since(book, since=run.clock.real() - DAY)
        room, run.paused = run.throttle.room(handed, now=run.clock.real())
        limit = min(limit, room)
    return 0 if run.paused else limit


def _hand_over(run: _Run, batch: list[tuple[Claimed, Letter]], interrupted: Callable[[], bool]) -> list[Result]:
    """Hand mails over for half a second; those not reached go back to the queue."""
    results: list[Result] = []
    began = run.clock.monotonic()
    for one, letter in batch:
        spent = run.clock.monotonic() - began
        if run.stop or run.paused or (results and (interrupted() or spent > BATCH_SECONDS)):
            results.append(Result(one.client, "queued", "", one.attempt, None))
            continue
        results.append(_deliver(run, one, letter))
    sent = sum(result.state != "queued" for result in results)
    run.pace = (run.clock.monotonic() - began) / max(sent, 1)
    return results


def _deliver(run: _Run, one: Claimed, letter: Letter) -> Result:
    handed_at = run.clock.real()
    outcome = run.carrier.deliver(letter)
    run.stop = outcome.stop
    went_out = outcome.state in ("accepted", "written")
    run.failed = 0 if went_out else run.failed + 1
    most = run.settings.mail.pause_after_errors
    if most and run.failed >= most and run.stop is None:
        run.paused = f"{run.failed} mails in a row did not go out; the last answer: {outcome.reply}"
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
