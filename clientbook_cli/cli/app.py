"""The root of the command line: what may be typed before a command, and every group below it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from clientbook_cli import __version__
from clientbook_cli.cli import clients
from clientbook_cli.cli.counter import HELP, Root

app = typer.Typer(
    name="clientbook",
    help="A store's book of clients: import the till, score, call, mail, measure.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings=HELP,
)
for group in (clients.client,):
    app.add_typer(group)


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


def run() -> None:
    """What the installed commands start."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console that is not UTF-8 cannot print the names of half the world.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app(prog_name="clientbook")
    except BrokenPipeError:
        # The reader (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
