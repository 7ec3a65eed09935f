"""`clientbook client consent`: what a client said about being written to or called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.clients import ClientArgument
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number, day

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.clients.consent import Permissions, Said

consents = part()
MESSAGES = {
    "no_mass_mail": "a mail to many",
    "no_mail": "a personal mail",
    "no_call": "a call",
    "no_text": "a text message",
    "no_post": "a letter",
}


@command(consents, "consent", said="client consent")
def consent(
    counter: Counter,
    who: ClientArgument,
    channel: Annotated[str, typer.Argument(help="email, phone, text or post.")] = "",
    state: Annotated[str, typer.Argument(help="subscribed, one-to-one, unknown or stopped.")] = "",
    *,
    reason: Annotated[str, typer.Option(help="What they said, and how.")] = "",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="After a stop: the day they allowed it again.")
    ] = None,
) -> Answer:
    """Write down what a client said, or without a channel show everything they said and what may be sent today.

    A stop is lifted only by a new permission of the client, with its day.

    Example: clientbook client consent C102 email stopped --reason "told Maya in the store"
    """
    from clientbook_cli.clients import consent as words
    from clientbook_cli.clients import search

    if bool(channel) != bool(state) or (channel and not reason.strip()):
        raise UsageError(
            "a word on consent has a channel, a state and a reason",
            rule='CHANNEL STATE --reason "what they said, and how"; or the client alone, to see what was said',
            next=f'clientbook client consent {who} email stopped --reason "…"',
        )
    if on and state not in ("subscribed", "one-to-one"):
        raise UsageError(
            "--on is the day of a permission",
            rule="a stop holds from the moment it is written down",
            next="leave --on out, and say in --reason when it was said",
        )
    permitted_on = counter.day(on) if on else None
    with counter.book(write=bool(channel)) as book, book.transaction():
        client = search.the_client(book, who, today=counter.today)
        operation = None
        if channel:
            operation = words.say(
                book,
                client=client.client,
                channel=channel,
                state=state,
                reason=reason.strip(),
                permitted_on=permitted_on,
                zone=counter.zone,
                today=counter.today,
                now=counter.now,
            )
        may = words.permissions(book, client.client, today=counter.today, settings=counter.settings)
        history = words.history(book, client.client)
    name = client.name or client_number(client.client)
    data: dict[str, Any] = {
        "client": client_number(client.client),
        "consent": dict(may.states),
        "may_get": permissions(may),
        "history": [row(said) for said in history],
        "operation": operation,
    }

    def show(screen: Console) -> None:
        if operation is not None:
            screen.print(line(f"{name}: {channel} is now {may.states[channel]}."))
        cells = [(counter.local_day(one.said_at), one.channel, _state(one), one.source, _why(one)) for one in history]
        screen.print(table(("day", "channel", "said", "source", "reason"), cells, plain=counter.plain))
        for sentence in sentences(may):
            screen.print(line(sentence))

    return Answer(data=data, show=show, next=f"clientbook client show {client_number(client.client)}")


def permissions(may: Permissions) -> dict[str, str | None]:
    """Each kind of message, with why it may not be sent; none: it may."""
    return {field.removeprefix("no_"): getattr(may, field) for field in MESSAGES}


def sentences(may: Permissions) -> list[str]:
    """What may be sent today and what not, in words."""
    allowed = [said for field, said in MESSAGES.items() if getattr(may, field) is None]
    barred = [f"{said} ({getattr(may, field)})" for field, said in MESSAGES.items() if getattr(may, field)]
    return [
        *([f"May get today: {', '.join(allowed)}."] if allowed else []),
        *([f"May not get: {', '.join(barred)}."] if barred else []),
    ]


def row(said: Said) -> dict[str, object]:
    """One row of the history as JSON."""
    return {
        "said_at": said.said_at,
        "channel": said.channel,
        "state": said.state,
        "address": said.address,
        "source": said.source,
        "reason": said.reason,
        "permitted_on": said.permitted_on,
        "lifted": said.lifted,
        "undone": said.undone,
    }


def _state(said: Said) -> str:
    marks = [word for word, holds in (("lifted", said.lifted), ("taken back", said.undone)) if holds]
    return f"{said.state} ({', '.join(marks)})" if marks else said.state


def _why(said: Said) -> str:
    again = f"allowed on {day(said.permitted_on)}" if said.permitted_on else ""
    return "; ".join(filter(None, (said.reason, again)))
