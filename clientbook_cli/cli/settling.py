"""`clientbook mail settle`: what became of mails in doubt, by the folder of sent mail or by the owner's word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.campaigns import NameArgument, figures, next_step, page
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.outgoing import account_password, strand
from clientbook_cli.cli.output import Answer, line
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number, count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from clientbook_cli.campaign.settle import Doubt, Evidence

settling = part()
ALL = "all"


@command(settling, "settle", said="mail settle")
def settle(
    counter: Counter,
    name: NameArgument,
    *,
    arrived: Annotated[
        list[str] | None, typer.Option(metavar="CLIENT", help="It arrived: not sent again. 'all', or repeated.")
    ] = None,
    again: Annotated[
        list[str] | None, typer.Option(metavar="CLIENT", help="It did not arrive: send it again. 'all', or repeated.")
    ] = None,
) -> Answer:
    """Decide what became of mails whose fate is unknown. Nothing is sent by it.

    Where the account has a mailbox (IMAP), the folder of sent mail is asked first. What it cannot tell you decide: by
    these options, or by answering. If in doubt, take it as arrived: one mail too few is better than two.

    Example: clientbook mail settle spring --arrived all
    """
    from clientbook_cli.campaign import campaigns, ladder
    from clientbook_cli.campaign import settle as settling_engine

    with counter.book() as book:
        found = campaigns.find(book, name)
    ladder.check_open(found)
    strand(counter, found)
    with counter.book() as book:
        found = campaigns.find(book, name)
        doubts = settling_engine.doubtful(book, found)
        witnesses = settling_engine.witnesses(book, found)
    evidence = _evidence(counter, doubts, witnesses) if doubts and not found.folder else None
    by_folder = (evidence.arrived, evidence.missing) if evidence else ((), ())
    rest = [one for one in doubts if one.client not in {*by_folder[0], *by_folder[1]} and one.state == "unknown"]
    by_word = _by_word(counter, rest, arrived=arrived or [], again=again or [])
    with counter.book(write=True) as book, book.transaction():
        for who, (left, to_send) in (("the folder of sent mail", by_folder), ("the owner", by_word)):
            if left or to_send:
                settling_engine.decide(
                    book, found, arrived=left, again=to_send, by=who, today=counter.today, now=counter.now
                )
        now = campaigns.find(book, name)
    decided = len(by_folder[0]) + len(by_folder[1]) + len(by_word[0]) + len(by_word[1])
    open_ = len(rest) - len(by_word[0]) - len(by_word[1])

    def show(screen: Console) -> None:
        if evidence:
            screen.print(
                line(
                    f"Folder of sent mail: {len(evidence.arrived)} had left, {len(evidence.missing)} had not"
                    + (f"; {len(evidence.open)} open: {evidence.why}" if evidence.open else "")
                )
            )
        told = f"{count(decided, 'mail')} decided, {open_} still unknown."
        screen.print(line(told if doubts else f"No mail of {now.name} is in doubt."))
        page(screen, now, plain=counter.plain)

    return Answer(
        data={
            **figures(now),
            "decided": decided,
            "open": [
                {"client": client_number(one.client), "address": one.address, "message_id": one.message_id}
                for one in rest
                if one.client not in {*by_word[0], *by_word[1]}
            ],
        },
        show=show,
        next=f'clientbook mail settle "{now.name}" --arrived all, or --again all' if open_ else next_step(now),
        exit_code=5 if open_ else 0,
    )


def _evidence(counter: Counter, doubts: Sequence[Doubt], witnesses: Sequence[str]) -> Evidence | None:
    from clientbook_cli.campaign import settle as settling_engine
    from clientbook_cli.campaign.mailer.imap import Mailbox

    account = counter.settings.mail.account
    if not account.imap_host:
        return None
    with Mailbox(account, account_password(counter)) as box:
        return settling_engine.weigh(doubts, witnesses=witnesses, sent=box.sent, now=counter.now)


def _by_word(
    counter: Counter, rest: Sequence[Doubt], *, arrived: Sequence[str], again: Sequence[str]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What the owner says of each: by options, or on a terminal by answering."""
    left, to_send = _named(counter, rest, arrived), _named(counter, rest, again)
    both = set(left) & set(to_send)
    if both:
        raise UsageError(
            f"{client_number(min(both))} is said to have it and not to have it",
            next="name each client under --arrived or under --again",
        )
    if not arrived and not again and counter.may_ask:
        for one in rest:
            said = typer.prompt(
                f"{client_number(one.client)} {one.address}: did it arrive? [y]es, [n]o: send it again, [l]eave it",
                default="l",
                err=True,
            )
            if said[:1].casefold() == "y":
                left = (*left, one.client)
            elif said[:1].casefold() == "n":
                to_send = (*to_send, one.client)
    return left, to_send


def _named(counter: Counter, rest: Sequence[Doubt], typed: Sequence[str]) -> tuple[int, ...]:
    from clientbook_cli.clients import search

    if ALL in [text.casefold() for text in typed]:
        return tuple(one.client for one in rest)
    if not typed:
        return ()
    with counter.book() as book:
        wanted = [search.the_client(book, text, today=counter.today) for text in typed]
    known = {one.client for one in rest}
    for one in wanted:
        if one.client not in known:
            raise UsageError(
                f"the mail of {client_number(one.client)} is in no doubt",
                rule=f"in doubt: {', '.join(client_number(client) for client in sorted(known)) or 'none'}",
                next="clientbook mail status NAME shows each",
            )
    return tuple(one.client for one in wanted)
