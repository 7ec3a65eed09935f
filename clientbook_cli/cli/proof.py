"""`clientbook mail show`: what one client was sent, byte by byte, as the book kept it."""

from __future__ import annotations

import datetime as dt
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.campaigns import NameArgument
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.outgoing import read_campaign
from clientbook_cli.cli.output import Answer, facts, line
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number, day

if TYPE_CHECKING:
    from rich.console import Console

proof = part()


@command(proof, "show", said="mail show")
def show(
    counter: Counter,
    name: NameArgument,
    client: Annotated[str, typer.Option(metavar="CLIENT", help="Whose mail.")],
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here as an .eml file.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
) -> Answer:
    """Show the mail that a client was sent, exactly as it left, and what became of it.

    Example: clientbook mail show spring --client C102
    """
    from clientbook_cli.campaign import campaigns, copies, files
    from clientbook_cli.campaign.carrier import write_private
    from clientbook_cli.campaign.reading import as_read

    found, rows, people = read_campaign(counter, name, client=client)
    row = rows[0]
    with counter.book() as book:
        carried = campaigns.carried(book, found)
        content = copies.read(book, campaign=found.campaign, client=row.client, files=files.parts(carried))
    if content is None:
        raise UsageError(
            f"{client_number(row.client)} has been sent nothing of {found.name} yet: {row.state}",
            next=f'clientbook mail preview "{found.name}" --client {client_number(row.client)}',
        )
    mail = as_read(content)
    if to:
        write_private(to, content)
    if open_:
        counter.folder.mails.mkdir(parents=True, exist_ok=True)
        page = counter.folder.mails / f"{found.campaign}-{client_number(row.client)}.html"
        write_private(page, files.inlined(mail.html, carried).encode())
        webbrowser.open(page.resolve().as_uri())

    def screen_page(screen: Console) -> None:
        at = row.at.replace(tzinfo=dt.UTC).astimezone(counter.zone)
        screen.print(
            facts(
                [
                    ("client", f"{client_number(row.client)} {people[row.client].name or ''}".strip()),
                    ("to", row.address),
                    ("state", row.state),
                    ("when", f"{day(at.date())} {at:%H:%M}"),
                    ("server", row.reply or ""),
                    *mail.headers,
                ]
            )
        )
        for text in ["", *mail.text.strip().splitlines()]:
            screen.print(line(f"  {text}".rstrip()))
        if to:
            screen.print(line(f"written to {to}"))

    return Answer(
        data={
            "campaign": found.name,
            "client": client_number(row.client),
            "address": row.address,
            "state": row.state,
            "at": row.at,
            "reply": row.reply,
            "message_id": row.message_id,
            "headers": dict(mail.headers),
            "text": mail.text,
            "html": mail.html,
            "eml": content.decode("ascii"),
            "file": str(to) if to else None,
        },
        show=screen_page,
    )
