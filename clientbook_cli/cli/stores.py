"""`clientbook init` and `demo`: a store is opened, or shown full."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, console, line
from clientbook_cli.errors import SettingsError, UsageError
from clientbook_cli.figures import day
from clientbook_cli.settings import TRADES

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.desk.demo import Done

stores = part()
FAILED = 1  # a command of the demo did not do what it should: a fault of ours


@command(stores, "init")
def init(
    counter: Counter,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make, such as ~/Clientbook.")],
    *,
    name: Annotated[str | None, typer.Option(help="The store's name, as clients know it.")] = None,
    email: Annotated[str | None, typer.Option(help="The address clients answer to.")] = None,
    address: Annotated[
        str | None, typer.Option(help="The postal address, on one line: no mail leaves without it.")
    ] = None,
    country: Annotated[str | None, typer.Option(help="Two letters (ISO 3166).", show_default="US")] = None,
    currency: Annotated[
        str | None, typer.Option(help="Three letters (ISO 4217).", show_default="the country's")
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="An IANA zone.", show_default="this computer's")] = None,
    trade: Annotated[
        str | None, typer.Option(help=f"Whose cuts to score by: {', '.join(TRADES)}.", show_default=TRADES[0])
    ] = None,
    associate: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Who calls clients; once for each.")
    ] = None,
    templates: Annotated[bool, typer.Option("--templates", help="Copy the templates too, to word them anew.")] = False,
) -> Answer:
    """Make a new store: its folder, a settings file with remarks, and an empty book.

    Example: clientbook init ~/Clientbook --name "Harlow & Finch" --associate "Maya Ortiz"
    """
    from clientbook_cli import config
    from clientbook_cli.desk import opening
    from clientbook_cli.settings import StoreFolder

    store = StoreFolder(folder.expanduser().absolute())
    opening.refuse_a_store(store)
    described = opening.describe(
        opening.Wish(name=name, email=email, address=address, country=country, currency=currency, timezone=timezone)
    )
    text = opening.settings_text(described, associate or (), trade=(trade or "").strip().casefold())
    try:
        settings = config.parse(text, store.settings)
    except SettingsError as error:
        raise UsageError(error.said, rule=error.rule, next=f"{error.next}; nothing was made") from error
    opening.open_store(store, text, with_templates=templates)

    def show(screen: Console) -> None:
        screen.print(line(f"{described.name} has its store: {store.path}"), soft_wrap=True)
        screen.print(line(f"  {store.settings.name}   the settings, each with a remark: read them once"))
        screen.print(line(f"  {store.book.name}       the book, still empty"))
        screen.print(line(f"Days begin and end in {described.timezone}; figures are in {described.currency}."))
        if not described.address:
            screen.print(line("No postal address yet: it may wait, but no mail leaves without it."))

    return Answer(
        data={
            "store": str(store.path),
            "settings": str(store.settings),
            "book": str(store.book),
            "name": described.name,
            "currency": described.currency,
            "timezone": described.timezone,
            "trade": settings.score.trade,
        },
        show=show,
        next=f'clientbook --store "{store.path}" import FILE.csv',
    )


@command(stores, "demo")
def demo(
    counter: Counter,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where; a former demo there is built anew.")] = Path(
        "clientbook-demo"
    ),
) -> Answer:
    """Build a store from the examples and walk the whole loop on it, typing the real commands.

    Import, score, tomorrow's call sheet, a launch mail into a folder, and what an earlier mail did. Nothing is sent.

    Example: clientbook demo
    """
    from clientbook_cli.desk import demo as desk
    from clientbook_cli.desk import story

    place = folder.expanduser().absolute()
    desk.prepare(place, home=Path.home())
    shown = not counter.json and not counter.quiet
    screen = console(plain=counter.plain)
    if shown:
        screen.print(line(f"In {place}, as if it were {day(dt.date.fromisoformat(story.TODAY))}:"))
    steps = []
    for done in desk.run(place):
        steps.append(done)
        if shown:
            _tell(screen, done)
    failed = [done for done in steps if not done.ok]
    return Answer(
        data={"store": str(place), "steps": [{"name": d.step.name, "ok": d.ok, "said": d.said} for d in steps]},
        show=lambda screen: _say_where(screen, place, story.TOMORROW) if not failed else None,
        next=f'clientbook --store "{place}" --today {story.TOMORROW} status',
        exit_code=FAILED if failed else 0,
    )


def _tell(screen: Console, done: Done) -> None:
    if done.step.title:
        screen.print()
        screen.print(line(f"── {done.step.title}", style="bold"))
    screen.print()
    screen.print(line(f"$ {done.typed}", style="bold"), soft_wrap=True)
    for text in done.answer:
        screen.print(line(f"  {text}"), soft_wrap=True)


def _say_where(screen: Console, place: Path, after: str) -> None:
    screen.print()
    screen.print(line("Look at what was made:", style="bold"))
    rows = [
        ("the call sheet", place / "sheets" / "tomorrow.pdf"),
        ("the same as a page", place / "sheets" / "tomorrow.html"),
        ("the mails", place / "mails" / "solenne-launch"),
        ("the month", place / "report.html"),
        ("the settings", place / "clientbook.toml"),
    ]
    for label, made in rows:
        screen.print(line(f"{label:<20}{made}"), soft_wrap=True)
    screen.print()
    screen.print(line("Then go on yourself, such as:", style="bold"))
    for words in ("status", "score show --tier top", "calls due", "mail status solenne-launch", "doctor"):
        screen.print(line(f'clientbook --store "{place}" --today {after} {words}'), soft_wrap=True)
