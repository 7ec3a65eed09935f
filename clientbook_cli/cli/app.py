"""The root of the command line: what may be typed before a command, and where each command lives.

A command's module is imported when the command is named: `--help` needs none of them, and `status` one.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from clientbook_cli import __version__
from clientbook_cli.cli import threshold
from clientbook_cli.cli.commands import HELP
from clientbook_cli.cli.counter import Root


@dataclass(frozen=True, slots=True)
class Entry:
    """A word that may follow `clientbook`: what its help says, and each `module:typer` of it, the group first."""

    said: str
    places: tuple[str, ...]


ENTRIES = {
    "demo": Entry("A finished store to look at: the whole loop on invented data.", ("stores:stores",)),
    "init": Entry("Make a new store.", ("stores:stores",)),
    "status": Entry("Where the store stands, and what to type next.", ("standing:standing",)),
    "doctor": Entry("Check everything, with a remedy for what is wrong.", ("standing:standing",)),
    "backup": Entry("Copy the whole book to a file.", ("backups:backups",)),
    "restore": Entry("Put a backup in the book's place.", ("backups:backups",)),
    "export": Entry("Write a table of the book to a file for a spreadsheet.", ("tables:tables",)),
    "sql": Entry("Ask the book in SQL; it reads and never changes.", ("tables:tables",)),
    "import": Entry("Take in the till's exports, client lists and opt-out lists.", ("imports:intake",)),
    "peek": Entry("Look at a file before it is imported.", ("peek:peeking",)),
    "imports": Entry("What was imported, and what came of it.", ("imported:imported",)),
    "formats": Entry("The exports that are recognised.", ("imported:imported",)),
    "client": Entry(
        "Clients: find them, write down what they said, join two that are one.",
        (
            *("clients:client", "people:people", "households:households", "consents:consents", "pairs:pairs"),
            *("privacy:privacy", "profiles:profiles", "lists:lists"),
        ),
    ),
    "visit": Entry("Visits: who was in the store, what they liked, when to be in touch.", ("visits:visit",)),
    "wish": Entry("Wishes: what clients would like to have.", ("wishes:wish",)),
    "occasion": Entry("Occasions: birthdays, anniversaries and other days.", ("occasions:occasion",)),
    "merge": Entry("Two clients are one person.", ("pairs:pairs",)),
    "unmerge": Entry("Take two clients apart again.", ("pairs:pairs",)),
    "associate": Entry("Associates: who joins, who is away, who takes over.", ("associates:associate",)),
    "forget": Entry("Erase a client who asks for it, everywhere.", ("privacy:privacy",)),
    "undo": Entry("Take the last thing back, or another by its number.", ("undoing:undoing",)),
    "score": Entry(
        "Score clients: how lately, how often, for how much.",
        ("scores:scores", "ranking:ranking", "explained:explained", "movements:movements", "prospects:prospects"),
    ),
    "calls": Entry(
        "Calls: plan a day, print its sheet, write down what came of it.",
        ("calls:calls", "sheets:sheets", "outcomes:outcomes", "choices:choices", "due:waiting"),
    ),
    "huddle": Entry("The huddles of morning and evening, on one page each.", ("huddles:huddle",)),
    "why": Entry("Why a client is on a day's list of calls, or why not.", ("why:reasons",)),
    "mail": Entry(
        "Mails to many: write, look, send once, see what became of each.",
        (
            *("mails:mail", "writing:writing", "accounts:accounts", "previews:previews", "sending:sending"),
            *("proof:proof", "settling:settling", "inbox:inbox", "personal:personal"),
        ),
    ),
    "measure": Entry(
        "What a campaign sold, who follows up, who comes back.",
        ("measures:measures", "followup:following", "credits:crediting", "returning:returning"),
    ),
    "report": Entry("The month in words and charts: on the screen, as a page, on paper.", ("reports:reports",)),
}


class Commands(TyperGroup):
    """Lists the entries without importing them, and imports the one that is named."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        names: Any = dict.fromkeys(ENTRIES)
        self.commands = names  # that a misspelled one is held against

    def main(self, args: Any = None, *rest: Any, **options: Any) -> Any:
        """Carry out what was typed, and leave with its exit code."""
        words = sys.argv[1:] if args is None else list(args)
        options["standalone_mode"] = False  # what was typed wrongly comes back to be told
        threshold.run(lambda: super(Commands, self).main(args, *rest, **options), words)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Every first word, in the order in which an owner meets them."""
        return list(ENTRIES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of this name, or None."""
        return _command(cmd_name) if cmd_name in ENTRIES else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """The list of `--help`."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.said) for name, entry in ENTRIES.items()])


@cache
def _command(name: str) -> Any:
    first, *parts = (_typer(place) for place in ENTRIES[name].places)
    for part in parts:
        first.add_typer(part)
    group = get_group(first)
    return group if first.info.name == name else group.commands[name]


def _typer(place: str) -> typer.Typer:
    module, _, attribute = place.partition(":")
    found: typer.Typer = getattr(importlib.import_module(f"clientbook_cli.cli.{module}"), attribute)
    return found


app = typer.Typer(
    name="clientbook",
    cls=Commands,
    help="A store's book of clients: import the till, score, call, mail, measure.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings=HELP,
)


def _version(asked: bool) -> None:
    if asked:
        print(f"clientbook {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    store: Annotated[Path | None, typer.Option("--store", help="The store folder.", envvar="CLIENTBOOK_STORE")] = None,
    today: Annotated[
        str | None, typer.Option("--today", help="Do as if it were this DAY.", envvar="CLIENTBOOK_TODAY")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A store's book of clients: import the till, score, call, mail, measure.

    Example: clientbook --store ~/Clientbook import orders_export.csv
    """
    ctx.obj = Root(store=store, today=today)
    if ctx.invoked_subcommand is None:
        from clientbook_cli.cli.standing import front_page

        front_page(ctx.obj)


def run() -> None:
    """What the installed commands start."""
    threshold.open_streams()
    app(prog_name="clientbook")
