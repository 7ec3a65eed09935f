"""`clientbook mail inbox`: bounces, stops and answers, shown before anything is done about them."""

from __future__ import annotations

import datetime as dt
from collections import Counter as Tally
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.outgoing import account_password
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.errors import NoStoreError
from clientbook_cli.figures import client_number, count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from clientbook_cli.campaign.inbox import Heard
    from clientbook_cli.campaign.verdict import Verdict

inbox = part()


@command(inbox, "inbox", said="mail inbox", asks=True)
def read(
    counter: Counter,
    source: Annotated[Path | None, typer.Argument(help="An mbox file, a Maildir, or a folder of .eml files.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How far back the mailbox is read.")] = 60,
) -> Answer:
    """Read what came back: bounces, stops, answers. It shows what it would do, and does it when you say yes.

    Without a file the account's mailbox is read by IMAP; nothing in it is changed, and nothing becomes seen. A wish to
    get no more mail in somebody's own words is shown, and kept only by your word: client consent.

    Example: clientbook mail inbox --yes
    """
    from clientbook_cli.campaign import inbox as engine

    verdicts = list(_verdicts(counter, source, days=days))
    with counter.book() as book:
        plan = engine.look(book, verdicts, now=counter.now)
    certain = [one for one in plan.heard if not one.proposed]
    wishes = [one for one in plan.heard if one.proposed]
    if counter.may_ask and plan.heard and not counter.yes:
        from clientbook_cli.cli.output import console

        _show(console(plain=counter.plain, stderr=True), counter, plan.heard)
    agreed = bool(certain) and (counter.yes or (counter.may_ask and counter.confirm("Do this?")))
    wanted = [*(certain if agreed else []), *(one for one in wishes if _wished(counter, one))]
    if wanted:
        with counter.book(write=True) as book, book.transaction():
            engine.apply(book, wanted, today=counter.today, now=counter.now)
    done = {one.hash for one in wanted}
    left = [one for one in wishes if one.hash not in done]
    tally = Tally(one.kind for one in plan.heard)
    first = left[0] if left else None
    if certain and not agreed:
        step = f"""clientbook mail inbox{f' "{source}"' if source else ""} --yes does this"""
    elif first:
        step = f'clientbook client consent {client_number(first.client)} email stopped --reason "asked by mail"'
    else:
        step = ""

    def page(screen: Console) -> None:
        _show(screen, counter, plan.heard)
        said = f"{count(plan.read, 'message')} read, {plan.known} known already"
        if plan.forged:
            said += f", {plan.forged} ignored: not about a mail of ours, whatever they say"
        screen.print(line(said))
        screen.print(line(f"{count(len(wanted), 'message')} acted upon." if wanted else "Nothing was changed."))

    return Answer(
        data={
            "read": plan.read,
            "known": plan.known,
            "ignored": plan.forged,
            "applied": bool(wanted),
            "kinds": dict(tally),
            "heard": [{**_as_json(one), "done": one.hash in done} for one in plan.heard],
        },
        show=page,
        next=step,
    )


def _verdicts(counter: Counter, source: Path | None, *, days: int) -> Iterator[Verdict]:
    from clientbook_cli.campaign import verdict

    if source is not None:
        from clientbook_cli.campaign.mailer import stored

        yield from verdict.all_of(stored.messages(source.expanduser()))
        return
    from clientbook_cli.campaign.mailer.imap import Mailbox

    account = counter.settings.mail.account
    if not account.imap_host:
        raise NoStoreError(
            "no mailbox is set up to be read",
            where=str(counter.folder.settings),
            next="clientbook mail account … --imap-host HOST, or clientbook mail inbox FILE with an mbox or Maildir",
        )
    with Mailbox(account, account_password(counter)) as box:
        yield from verdict.all_of(box.arrived(since=counter.today - dt.timedelta(days=days)))


def _wished(counter: Counter, one: Heard) -> bool:
    """Whether somebody at the terminal takes a wish for a stop; never by --yes."""
    if not counter.may_ask or counter.yes:
        return False
    return typer.confirm(f'{one.name or one.address} writes: "{one.said}". No more mail to them?', err=True)


def _show(screen: Console, counter: Counter, heard: tuple[Heard, ...]) -> None:
    rows = [
        (
            client_number(one.client),
            one.name or one.address,
            one.kind,
            one.said,
            f"{one.does} (if you say so)" if one.proposed else one.does,
        )
        for one in heard
    ]  # fmt: skip
    if rows:
        screen.print(table(("client", "who", "what", "it says", "so"), rows, plain=counter.plain))


def _as_json(one: Heard) -> dict[str, Any]:
    return {
        "client": client_number(one.client),
        "name": one.name,
        "address": one.address,
        "campaign": one.campaign_name,
        "kind": one.kind,
        "said": one.said,
        "does": one.does,
        "proposed": one.proposed,
        "arrived_at": one.arrived_at,
    }
