"""`clientbook mail to`: one mail to one client, in the owner's own mail program or by the account."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.campaigns import SetOption, pairs
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.outgoing import campaign_composer, carrier, check_way, clock, lock, make
from clientbook_cli.cli.output import Answer, line
from clientbook_cli.cli.writing import find_template
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.book.connection import Book

personal = part()
EXAMPLE = "after-visit"


@command(personal, "to", said="mail to")
def write_to(
    counter: Counter,
    who: Annotated[
        str | None, typer.Argument(metavar="CLIENT", help="An id (C102), an email, a phone number or a name.")
    ] = None,
    *,
    row: Annotated[int | None, typer.Option(metavar="ROW", help="Instead: a row of the call sheet.")] = None,
    sheet: Annotated[int | None, typer.Option(metavar="ID", help="Which sheet; today's unless named.")] = None,
    template: Annotated[str, typer.Option(help="A template of templates/mail, such as after-visit.")],
    set_: SetOption = None,
    send: Annotated[bool, typer.Option("--send", help="Send it now by the mail account.")] = False,
    to_folder: Annotated[Path | None, typer.Option(metavar="DIR", help="Write it here as an .eml file.")] = None,
) -> Answer:
    """Write to one client. Your own mail program opens with the mail, ready to change and send.

    It is written down as mailed: no campaign writes to them in the quiet days after it. Who said stop gets none.

    Example: clientbook mail to --row 3 --template after-visit --set kept_until=Saturday
    """
    from clientbook_cli.campaign import outbox, people
    from clientbook_cli.campaign import personal as engine
    from clientbook_cli.campaign import send as sending
    from clientbook_cli.campaign.carrier import ProgramCarrier
    from clientbook_cli.campaign.message import Composer
    from clientbook_cli.campaign.optout import mailto
    from clientbook_cli.clients import search

    made = make(counter, find_template(counter, template), pairs(set_))
    folder = str(to_folder.expanduser().resolve()) if to_folder else None
    opens = not send and not folder
    if not opens:
        check_way(counter, folder)
    with counter.book() as book:
        found = search.the_client(book, _named(counter, book, who, row=row, sheet=sheet), today=counter.today)
        address = engine.address_of(book, client=found.client, email=found.email, today=counter.today)
        person = people.find(book, clients=[found.client], today=counter.today)[found.client]
    store = counter.settings.store
    sender = counter.settings.mail.account.sender or store.email or address
    draft = Composer(made.template, made.layout, made.values, counter.settings, sender, carried=made.carried)
    subject, text, _ = draft.parts(person)
    link = mailto(address, subject=subject, body=text.replace("\n", "\r\n"))
    state, reply, name = "draft", "", ""
    if not opens or counter.may_ask:
        with counter.book(write=True) as book, book.transaction():
            campaign = engine.add(
                book,
                client=found.client,
                address=address,
                make=made,
                folder=folder,
                settings=counter.settings,
                today=counter.today,
                now=counter.now,
            )
        composer = campaign_composer(counter, campaign, by_account=send)
        with ProgramCarrier(webbrowser.open).open() if opens else carrier(counter, campaign) as carried_by:
            report = sending.send(
                lambda: counter.book(write=True),
                campaign=campaign,
                carrier=carried_by,
                composer=composer,
                settings=counter.settings,
                clock=clock(counter),
                lock=lock(counter),
            )
        if report.stop:
            raise report.stop
        with counter.book() as book:
            sent = outbox.recipients(book, campaign=campaign.campaign)[0]
        state, reply, name = sent.state, sent.reply or "", campaign.name

    def show(screen: Console) -> None:
        screen.print(line(f"To {found.name or address} <{address}>: {subject}", style="bold"))
        for one in text.strip().splitlines():
            screen.print(line(f"  {one}".rstrip()))
        screen.print(line(f"{state}: {reply}" if name else "Nothing was sent, and no mail program was opened."))

    send_it = f"clientbook mail to {client_number(found.client)} --template {template} --send"
    return Answer(
        data={"campaign": name or None, "address": address, "subject": subject, "text": text, "mailto": link,
              "state": state, "reply": reply},
        show=show,
        next=f'clientbook mail status "{name}"' if name else send_it,
        exit_code=0 if state in ("draft", "accepted", "written") else 5,
    )  # fmt: skip


def _named(counter: Counter, book: Book, who: str | None, *, row: int | None, sheet: int | None) -> str:
    """The client who is meant: named, or standing on a row. Raises UsageError."""
    from clientbook_cli.calls import outcomes

    if (who is None) is (row is None):
        raise UsageError(
            "one client is written to: named, or by a row of the call sheet",
            next=f"clientbook mail to CLIENT --template {EXAMPLE}, or mail to --row ROW --template {EXAMPLE}",
        )
    if row is None:
        return str(who)
    return client_number(outcomes.client_of(book, row=row, sheet=sheet, today=counter.today))
