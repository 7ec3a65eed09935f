"""`clientbook mail send|resume`: a rehearsal unless the number of recipients is confirmed; then mails leave, once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.campaigns import NameArgument, figures, next_step, page
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.diagnostics import INTERRUPTED, progress
from clientbook_cli.cli.outgoing import (
    campaign_composer,
    carrier,
    check_way,
    clock,
    finish_mail_in_hand,
    lock,
    read_campaign,
)
from clientbook_cli.cli.output import Answer, line
from clientbook_cli.cli.previews import SAMPLES, sample, show_samples
from clientbook_cli.figures import count, day

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.campaign.campaigns import Campaign
    from clientbook_cli.campaign.send import SendReport

sending = part()
UNFINISHED = 5
FolderOption = Annotated[Path | None, typer.Option(metavar="DIR", help="Write .eml files here instead of sending.")]


@command(sending, "send", said="mail send")
def send(
    counter: Counter,
    name: NameArgument,
    confirm: Annotated[int | None, typer.Option(metavar="N", help="Send, to exactly so many recipients.")] = None,
    to_folder: FolderOption = None,
) -> Answer:
    """Rehearse a campaign; with --confirm and the number of recipients, send it.

    Example: clientbook mail send spring --confirm 212
    """
    from clientbook_cli.campaign import campaigns, ladder

    if confirm is None:
        return _rehearse(counter, name)
    folder = str(to_folder.expanduser().resolve()) if to_folder else None
    with counter.book(write=True) as book, book.transaction():
        found = campaigns.find(book, name)
        if found.state != "done":
            ladder.approve(book, found, recipients=confirm, folder=folder, settings=counter.settings, now=counter.now)
            found = campaigns.find(book, name)
            check_way(counter, found.folder)
    return _nothing_left(counter, found) if found.state == "done" else _run(counter, found)


@command(sending, "resume", said="mail resume")
def resume(counter: Counter, name: NameArgument) -> Answer:
    """Go on with a campaign that was confirmed: what has not left, and what is due again. Nobody is written to twice.

    Example: clientbook mail resume spring
    """
    from clientbook_cli.campaign import campaigns, ladder

    with counter.book() as book:
        found = campaigns.find(book, name)
    ladder.check_open(found)
    ladder.check_word(found)
    ladder.check_imprint(counter.settings)
    return _nothing_left(counter, found) if found.state == "done" else _run(counter, found)


def _rehearse(counter: Counter, name: str) -> Answer:
    """Everything a send would do but send. The approval ages from here."""
    from clientbook_cli.campaign import campaigns, ladder

    with counter.book(write=True) as book, book.transaction():
        ladder.look(book, campaigns.find(book, name), now=counter.now)
    found, rows, people = read_campaign(counter, name)
    made = campaign_composer(counter, found)
    made.check()
    shown = [
        sample(made.compose(people[row.client], to=row.address, message_id=row.message_id, now=counter.now))
        for row in rows[:SAMPLES]
    ]

    def show(screen: Console) -> None:
        page(screen, found, plain=counter.plain)
        show_samples(screen, shown, files=[], whole=False)
        if found.state in ("draft", "restored"):
            screen.print(line(f"This was a rehearsal: {count(found.left, 'mail')} would leave, none has."))

    confirm = f'clientbook mail send "{found.name}" --confirm {found.left}'
    return Answer(
        data={**figures(found), "samples": shown},
        show=show,
        next=confirm if found.state in ("draft", "confirmed", "restored") and found.left else next_step(found),
    )


def _nothing_left(counter: Counter, found: Campaign) -> Answer:
    def show(screen: Console) -> None:
        page(screen, found, plain=counter.plain)
        screen.print(line(f"{found.name} is done: no mail was left to send, and none was sent."))

    return Answer(data=figures(found), show=show, next=next_step(found))


def _run(counter: Counter, found: Campaign) -> Answer:
    from clientbook_cli.campaign import campaigns, outbox, throttle
    from clientbook_cli.campaign import send as engine
    from clientbook_cli.desk import backups

    made = campaign_composer(counter, found)
    made.check()
    if not found.started_at:
        backups.make_before(counter.folder, settings=counter.settings.backups, now=counter.now, step=counter.say)
    account = counter.settings.mail.account
    with (
        counter.sitting() as open_book,
        carrier(counter, found) as carried_by,
        finish_mail_in_hand() as interrupted,
        progress(shown=not (counter.quiet or counter.json), plain=counter.plain) as bar,
    ):
        task = bar.add_task(found.name, total=found.left)
        report = engine.send(
            open_book,
            campaign=found,
            carrier=carried_by,
            composer=made,
            settings=counter.settings,
            clock=clock(counter),
            lock=lock(counter),
            throttle=throttle.Throttle() if found.folder else throttle.of(account),
            interrupted=interrupted,
            told=lambda number: bar.advance(task, number),
        )
    with counter.book() as book:
        now = campaigns.find(book, found.name)
        due = outbox.next_due(book, campaign=found.campaign)
    if report.stop:
        told = ", ".join(f"{number} {state}" for state, number in now.states.items() if number)
        counter.say(f"{now.name}: {told}")
        raise report.stop
    return _report(counter, now, report, due=due)


def _report(counter: Counter, now: Campaign, report: SendReport, *, due: dt.datetime | None) -> Answer:
    aside = sum(report.done.get(state, 0) for state in ("later", "refused", "unknown")) + report.stranded
    said = ", ".join(f"{number:,} {state}" for state, number in report.done.items()) or "none"

    def show(screen: Console) -> None:
        page(screen, now, plain=counter.plain)
        screen.print(line(f"Mails of this run: {said}."))
        if report.stranded:
            screen.print(
                line(
                    f"{count(report.stranded, 'mail')} of a run that was interrupted may have arrived, or not: unknown."
                )
            )
        if due:
            local = due.replace(tzinfo=dt.UTC).astimezone(counter.zone)
            put_off = count(now.states["later"], "mail")
            screen.print(line(f"{put_off} put off by the server: resume after {day(local.date())} {local:%H:%M}."))
        if report.paused:
            screen.print(line(f"Stopped before the end: {report.paused}."))
        if now.folder:
            screen.print(line(f"The mails lie in {now.folder}"))

    stopped = INTERRUPTED if report.paused == "interrupted" else UNFINISHED
    unfinished = bool(aside or now.left or report.paused)
    return Answer(
        data=figures(now),
        show=show,
        next=f'clientbook mail status "{now.name}"' if aside and not now.left else next_step(now),
        exit_code=stopped if unfinished else 0,
    )
