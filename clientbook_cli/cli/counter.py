"""The counter: what every command is handed (store, settings, clock, how to answer), and how it becomes a command.

The only reader of the clock. `--today` moves it as a whole, so that any report can be made again.
"""

from __future__ import annotations

import datetime as dt
import functools
import inspect
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from clientbook_cli import config
from clientbook_cli.cli import diagnostics, output
from clientbook_cli.cli.days import read_day
from clientbook_cli.errors import ClientbookError, UsageError
from clientbook_cli.settings import Associate, Settings, StoreFolder
from clientbook_cli.templates import Templates

if TYPE_CHECKING:
    from clientbook_cli.book.connection import Book

HELP = {"help_option_names": ["-h", "--help"]}


def group(name: str, said: str) -> typer.Typer:
    """A command with commands below it."""
    return typer.Typer(
        name=name, help=said, no_args_is_help=True, context_settings=HELP, rich_markup_mode=None, add_completion=False
    )


@dataclass(frozen=True)
class Root:
    """What was typed before the command."""

    store: Path | None = None
    today: str | None = None


@dataclass(frozen=True)
class Counter:
    """Where, when and for whom a command runs."""

    root: Root
    command: str
    json: bool = False
    quiet: bool = False
    no_input: bool = False
    plain: bool = False
    yes: bool = False

    @cached_property
    def folder(self) -> StoreFolder:
        return config.find_store(self.root.store, environment=os.environ, here=Path.cwd(), home=Path.home())

    @cached_property
    def settings(self) -> Settings:
        return config.load(self.folder)

    @cached_property
    def templates(self) -> Templates:
        return Templates(self.folder.templates)

    @cached_property
    def associates(self) -> tuple[Associate, ...]:
        """Who calls clients; a store that names nobody has one associate, the owner."""
        return self.settings.associates or (Associate(name="Owner"),)

    @cached_property
    def now(self) -> dt.datetime:
        """This instant, UTC without a zone mark, as the book keeps instants; on the day `--today` says."""
        zone = ZoneInfo(self.settings.store.timezone)
        real = dt.datetime.now(zone)
        asked = self.root.today or os.environ.get("CLIENTBOOK_TODAY")
        if asked:
            real = dt.datetime.combine(read_day(asked, today=real.date()), real.time(), tzinfo=zone)
        return real.astimezone(dt.UTC).replace(tzinfo=None)

    @cached_property
    def today(self) -> dt.date:
        """The store's day."""
        return self.now.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(self.settings.store.timezone)).date()

    def day(self, text: str | None, *, default: int = 0) -> dt.date:
        """A DAY argument; when it is left out, `default` days from today."""
        return read_day(text, today=self.today) if text else self.today + dt.timedelta(days=default)

    @contextmanager
    def book(self, *, write: bool = False, files: Sequence[Path] = ()) -> Iterator[Book]:
        """The store's book, open for as long as the block lasts."""
        from clientbook_cli.book.connection import open_book

        _ = self.settings  # a store without settings is said so before its book is missed
        with open_book(self.folder.book, write=write, files=files, command=self.command) as book:
            yield book

    @property
    def may_ask(self) -> bool:
        """Whether somebody is there to answer."""
        return not self.no_input and not self.json and sys.stdin.isatty() and sys.stderr.isatty()

    def confirm(self, question: str, *, option: str = "--yes") -> bool:
        """Ask yes or no on a terminal. Raises UsageError, naming the option, where nobody can answer."""
        if self.yes:
            return True
        if not self.may_ask:
            raise UsageError(
                f"this needs an answer: {question}", rule="asked on a terminal only", next=f"add {option} to say yes"
            )
        return typer.confirm(question, err=True)

    def say(self, text: str) -> None:
        """A line of talk on stderr."""
        diagnostics.say(text, quiet=self.quiet or self.json)

    def answer(self, answer: output.Answer) -> None:
        """Print an answer on stdout, as JSON or as a page, and what to type next."""
        if self.json:
            print(output.document(self.command, answer.data))
        elif not self.quiet:
            answer.show(output.console(plain=self.plain))
        if answer.next:
            self.say(f"next: {answer.next}")


Command = Callable[..., output.Answer]


def command(app: typer.Typer, name: str | None, *, asks: bool = False, said: str = "") -> Callable[[Command], Command]:
    """Make a function a command of `app`.

    The function's first parameter is its Counter; what it returns is printed. The options that every command has are
    added here, as is the mapping from errors to exit codes. `said`: the command's full name, where `name` alone is not
    it ("mail new"). A `name` of None makes it the group's own action, when nothing else is typed.
    """

    def register(function: Command) -> Command:
        full = said or name or app.info.name or ""

        @functools.wraps(function)
        def wrapper(ctx: typer.Context, **values: Any) -> None:
            if name is None and ctx.invoked_subcommand is not None:
                return
            common = {key: values.pop(key) for key in _common(asks)}
            counter = Counter(root=ctx.find_root().obj or Root(), command=str(full), **common)
            with exit_codes():
                answer = function(counter, **values)
                counter.answer(answer)
                if answer.exit_code:
                    raise typer.Exit(answer.exit_code)

        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
        common_options = [
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=kind)
            for key, kind in _common(asks).items()
        ]
        own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
        parameters = [context, *own, *common_options]
        wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        if name is None:
            app.callback(invoke_without_command=True)(wrapper)
            app.info.no_args_is_help = False
        else:
            app.command(name, context_settings=HELP)(wrapper)
        return function

    return register


def _common(asks: bool) -> dict[str, Any]:
    options: dict[str, Any] = {
        "json": Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")],
        "quiet": Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")],
        "no_input": Annotated[bool, typer.Option("--no-input", help="Never ask; fail and name the option instead.")],
        "plain": Annotated[bool, typer.Option("--plain", help="No colour, no boxes, no redraw.")],
    }
    if asks:
        options["yes"] = Annotated[bool, typer.Option("--yes", "-y", help="Say yes in advance.")]
    return options


@contextmanager
def exit_codes() -> Iterator[None]:
    """The one mapping from what went wrong to an exit code."""
    try:
        yield
    except ClientbookError as error:
        diagnostics.report(error)
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt as error:
        diagnostics.say("\nstopped; nothing half-done was kept")
        raise typer.Exit(diagnostics.INTERRUPTED) from error
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except Exception as error:
        if os.environ.get("CLIENTBOOK_TRACE"):
            raise
        diagnostics.report_bug(error)
        raise typer.Exit(diagnostics.BUG) from error


def wait(seconds: float) -> None:
    """Wait by the real clock: only for a server, never for a moved day."""
    time.sleep(seconds)
