"""A campaign on the command line: how one is named, its figures, and the page that every mail command shows of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.output import line, table
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import count

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.campaign.campaigns import Campaign

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The campaign's name.")]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A key of the template; may be repeated.")
]


def figures(campaign: Campaign) -> dict[str, Any]:
    """A campaign's figures as every mail command gives them in JSON."""
    return {
        "campaign": campaign.name,
        "state": campaign.state,
        "rule": campaign.rule,
        "chosen": campaign.chosen,
        "held_out": campaign.held_out,
        "excluded": dict(campaign.excluded),
        **campaign.states,
        "left": campaign.left,
    }


def page(screen: Console, campaign: Campaign, *, plain: bool) -> None:
    """The same for a person."""
    excluded = sum(campaign.excluded.values())
    screen.print(
        line(f"{campaign.name}: {campaign.state}"),
        line(f"for {campaign.rule}: {count(campaign.chosen + campaign.held_out + excluded, 'client')}"),
    )
    rows = [("on the list", campaign.chosen), ("held out, to measure against", campaign.held_out)]
    rows += [(f"left out: {reason}", number) for reason, number in campaign.excluded.items()]
    screen.print(
        table(("who", "clients"), [(who, f"{number:,}") for who, number in rows], plain=plain, right=("clients",))
    )
    if campaign.started_at or campaign.cancelled_at:
        states = [(state, f"{number:,}") for state, number in campaign.states.items() if number]
        screen.print(table(("mails", "number"), states, plain=plain, right=("number",)))


def next_step(campaign: Campaign) -> str:
    """The command that takes a campaign further."""
    steps = {
        "draft": f'clientbook mail send "{campaign.name}"',
        "restored": f'clientbook mail settle "{campaign.name}"',
        "confirmed": f'clientbook mail resume "{campaign.name}"',
        "sending": f'clientbook mail resume "{campaign.name}"',
        "done": f'clientbook measure campaign "{campaign.name}"',
    }
    return steps.get(campaign.state, "")


def pairs(typed: Sequence[str] | None) -> dict[str, str]:
    """Keys and values as --set gives them. Raises UsageError."""
    return dict(_pair(text) for text in typed or ())


def _pair(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not mark or not key.strip():
        raise UsageError(f"--set {text}: this sets nothing", rule="--set KEY=VALUE", next='--set brand="Marlow & Pine"')
    return key.strip(), value.strip()
