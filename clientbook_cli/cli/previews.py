"""`clientbook mail preview|test`: a campaign's mails as clients will see them, before any has left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.campaigns import NameArgument, next_step
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.outgoing import campaign_composer, mailer, read_campaign
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number, count

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

    from clientbook_cli.campaign.checkup import Finding
    from clientbook_cli.campaign.files import Carried
    from clientbook_cli.campaign.message import Letter

previews = part()
SAMPLES = 3
SHOWN_LINES = 8
NOT_TAKEN = 5


@command(previews, "preview", said="mail preview")
def preview(
    counter: Counter,
    name: NameArgument,
    client: Annotated[str | None, typer.Option(metavar="CLIENT", help="This client's mail.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Show the mails in the browser.")] = False,
    to_folder: Annotated[Path | None, typer.Option(metavar="DIR", help="Write all of them here as .eml files.")] = None,
) -> Answer:
    """Look at a campaign's mails as clients will see them. Nothing is sent and nothing is changed.

    Example: clientbook mail preview spring --open
    """
    from clientbook_cli.campaign import carrier, checkup
    from clientbook_cli.campaign.vocabulary import PLAINEST

    found, rows, people = read_campaign(counter, name, client=client)
    made = campaign_composer(counter, found)
    made.check()
    letters = [made.compose(people[row.client], to=row.address, message_id=row.message_id, now=counter.now)
               for row in (rows if to_folder else rows[:SAMPLES])]  # fmt: skip
    plainest = made.compose(PLAINEST, to="nobody@example.com", message_id="<nobody@example.com>", now=counter.now)
    files: list[Path] = []
    if to_folder:
        folder = carrier.FolderCarrier(to_folder)
        for letter in letters:
            outcome = folder.deliver(letter)
            if outcome.stop:
                raise outcome.stop
            files.append(to_folder / outcome.reply)
    if open_:
        files += _open_in_browser(counter, [*letters[:SAMPLES], *([] if client else [plainest])], made.carried)
    shown = [sample(letter) for letter in letters[:SAMPLES]]
    findings = checkup.examine(letters[0] if letters else plainest, settings=counter.settings, carried=made.carried)

    def page(screen: Console) -> None:
        show_samples(screen, shown, files=files, whole=True)
        if client is None:
            show_samples(screen, [{**sample(plainest), "client": "", "address": ""}], files=[], whole=False)
        screen.print(show_findings(findings, plain=counter.plain))

    return Answer(
        data={
            "campaign": found.name,
            "messages": shown,
            "plainest": sample(plainest),
            "checks": [asdict(one) for one in findings],
            "files": [str(file) for file in files],
        },
        show=page,
        next=next_step(found),
    )


@command(previews, "test", said="mail test")
def test(
    counter: Counter, name: NameArgument, to: Annotated[str, typer.Option(metavar="ME", help="Your own address.")]
) -> Answer:
    """Send one real mail of a campaign to yourself. No client gets anything, and nothing is counted.

    Example: clientbook mail test spring --to owner@example.com
    """
    from email.utils import make_msgid

    from clientbook_cli.audience.freeze import mailable
    from clientbook_cli.campaign import ladder
    from clientbook_cli.campaign.vocabulary import PLAINEST

    mailbox = mailable(to)
    if mailbox is None:
        raise UsageError(f"{to!r} is no address a mail can go to", next="--to with your own address")
    found, rows, people = read_campaign(counter, name)
    ladder.check_imprint(counter.settings)
    made = campaign_composer(counter, found, by_account=True)
    person = people[rows[0].client] if rows else PLAINEST
    letter = made.compose(
        person,
        to=mailbox,
        message_id=make_msgid("test", domain=made.sender.rpartition("@")[2]),
        now=counter.now,
        subject_prefix="[Test] ",
        named=False,
    )
    with mailer(counter) as session:
        outcome = session.deliver(letter)
    if outcome.stop:
        raise outcome.stop
    taken = outcome.state == "accepted"
    return Answer(
        data={"campaign": found.name, "to": mailbox, "state": outcome.state, "reply": outcome.reply},
        show=lambda screen: screen.print(line(f"{mailbox}: {outcome.state}, {outcome.reply}")),
        next=next_step(found) if taken else "",
        exit_code=0 if taken else NOT_TAKEN,
    )


def sample(letter: Letter) -> dict[str, Any]:
    """A mail as JSON shows it."""
    return {
        "client": client_number(letter.client),
        "address": letter.address,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
    }


def show_samples(screen: Console, samples: Sequence[Mapping[str, Any]], *, files: Sequence[Path], whole: bool) -> None:
    """Samples for a person: the text part, `whole` or its first lines."""
    for sample in samples:
        to = f"To {sample['client']} {sample['address']}" if sample["address"] else "To nobody we know"
        screen.print(line(f"{to}: {sample['subject']}", style="bold"))
        lines = sample["text"].strip().splitlines()
        for text in lines if whole else lines[:SHOWN_LINES]:
            screen.print(line(f"  {text}".rstrip()))
        screen.print(line("" if whole else "  …"))
    for file in files[:SAMPLES]:
        screen.print(line(file))
    if len(files) > SAMPLES:
        screen.print(line(f"and {count(len(files) - SAMPLES, 'more file')}"))


def show_findings(findings: Sequence[Finding], *, plain: bool) -> RichTable:
    """What speaks for and against a mail reaching the inbox."""
    marks = {True: "ok", False: "!", None: "?"}
    rows = [(one.name, marks[one.ok], one.said, one.remedy) for one in findings]
    return table(("check", "", "", "what to do"), rows, plain=plain)


def _open_in_browser(counter: Counter, letters: Sequence[Letter], carried: Sequence[Carried]) -> list[Path]:
    import webbrowser

    from clientbook_cli.campaign.carrier import file_name, write_private
    from clientbook_cli.campaign.files import inlined

    counter.folder.mails.mkdir(parents=True, exist_ok=True)
    files = []
    for letter in letters:
        file = counter.folder.mails / f"{file_name(letter).removesuffix('.eml')}.html"
        write_private(file, inlined(letter.html, carried).encode())
        webbrowser.open(file.resolve().as_uri())
        files.append(file)
    return files
