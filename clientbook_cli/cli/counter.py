"""The counter: what every command is handed (store, settings, clock, how to answer), and how it becomes a command.

The only reader of the clock. `--today` moves it as a whole, so that any report can be made again.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from clientbook_cli.cli import diagnostics, output
from clientbook_cli.cli.days import read_day, within
from clientbook_cli.errors import UsageError

if TYPE_CHECKING:
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    from clientbook_cli.book.connection import Book
    from clientbook_cli.settings import Associate, Settings, StoreFolder
    from clientbook_cli.templates import Templates


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
        from clientbook_cli import config

        return config.find_store(self.root.store, environment=os.environ, here=Path.cwd(), home=Path.home())

    @cached_property
    def settings(self) -> Settings:
        from clientbook_cli import config

        return config.load(self.folder)

    @cached_property
    def templates(self) -> Templates:
        from clientbook_cli.templates import Templates

        return Templates(self.folder.templates)

    @cached_property
    def associates(self) -> tuple[Associate, ...]:
        """Who calls clients; a store that names nobody has one associate, the owner."""
        from clientbook_cli.settings import Associate

        return self.settings.associates or (Associate(name="Owner"),)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The store's time zone."""
        from zoneinfo import ZoneInfo

        return ZoneInfo(self.settings.store.timezone)

    @cached_property
    def now(self) -> dt.datetime:
        """This instant, UTC without a zone mark, as the book keeps instants; on the day `--today` says."""
        zone = self.zone
        real = dt.datetime.now(zone)
        asked = self.root.today or os.environ.get("CLIENTBOOK_TODAY")
        if asked:
            real = dt.datetime.combine(read_day(asked, today=real.date()), real.time(), tzinfo=zone)
        return real.astimezone(dt.UTC).replace(tzinfo=None)

    @cached_property
    def today(self) -> dt.date:
        """The store's day."""
        return self.now.replace(tzinfo=dt.UTC).astimezone(self.zone).date()

    @cached_property
    def known(self) -> dt.datetime:
        """The last instant of today, UTC without a zone mark: what the book learnt later was not known that day."""
        midnight = dt.datetime.combine(self.today + dt.timedelta(days=1), dt.time(), tzinfo=self.zone)
        return midnight.astimezone(dt.UTC).replace(tzinfo=None) - dt.datetime.resolution

    def check_day(self) -> None:
        """Refuse a `--today` that is no day, also where the command would not have looked at it."""
        if self.root.today:
            read_day(self.root.today, today=dt.date(2000, 1, 1))

    def day(
        self, text: str | None, *, default: int = 0, first: dt.date | None = None, last: dt.date | None = None
    ) -> dt.date:
        """A DAY argument, from `first` to `last`; when it is left out, `default` days from today. Raises UsageError."""
        meant = read_day(text, today=self.today) if text else self.today + dt.timedelta(days=default)
        return within(meant, first=first, last=last)

    def span(self, since: str | None, until: str | None, *, days: int) -> tuple[dt.date, dt.date]:
        """The first and last day of a span; so many `days`, up to today, where they are left out. Raises UsageError."""
        last = self.day(until)
        first = self.day(since) if since else min(last, self.today) - dt.timedelta(days=days - 1)
        if last < first:
            raise UsageError(
                f"{first} is after {last}", rule="--from is the first day, --to the last", next="swap them"
            )
        return first, last

    @contextmanager
    def book(
        self, *, write: bool = False, files: Sequence[Path] = (), small: bool = False, memory: str = ""
    ) -> Iterator[Book]:
        """The store's book, open for as long as the block lasts.

        `small`: only small questions are asked of it. `memory`: its queries take at most so much.
        """
        from clientbook_cli.book.connection import open_book

        _ = self.settings  # a store without settings is said so before its book is missed
        with open_book(
            self.folder.book, write=write, files=files, command=self.command, small=small, memory=memory
        ) as book:
            yield book

    @contextmanager
    def sitting(self) -> Iterator[Callable[[], AbstractContextManager[Book]]]:
        """A way to write in the store's book again and again; it is shut in between."""
        from clientbook_cli.book.sitting import sitting

        with sitting(self.folder.book, command=self.command) as open_book:
            yield open_book

    def associate(self, book: Book, name: str | None) -> str | None:
        """The associate meant by a name or its beginning; none stays none. Raises UsageError."""
        from clientbook_cli.clients import associates

        return associates.spelled(name, associates.roster(book, self.associates, day=self.today)) if name else None

    def local_day(self, instant: dt.datetime) -> dt.date:
        """The store's day of an instant of the book."""
        return instant.replace(tzinfo=dt.UTC).astimezone(self.zone).date()

    def amount(self, money: Decimal) -> str:
        """Money in the store's currency, as people write it."""
        from clientbook_cli import figures

        return figures.money(money, self.settings.store.currency, locale=self.settings.store.locale)

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
        sys.stdout.flush()
        if answer.next:
            self.say(f"next: {self._typed_again(answer.next)}")

    def _typed_again(self, commands: str) -> str:
        """Commands to type next, with the store and the day that were typed this time."""
        before = ""
        if self.root.store and not os.environ.get("CLIENTBOOK_STORE"):
            before += f'--store "{self.root.store}" '
        if self.root.today and not os.environ.get("CLIENTBOOK_TODAY"):
            before += f"--today {self.root.today} "
        if "--store" in commands:
            return commands
        return re.sub(r"\bclientbook (?!init|demo)(?=[a-z])", lambda _: f"clientbook {before}", commands)


def wait(seconds: float) -> None:
    """Wait by the real clock: only for a server, never for a moved day."""
    time.sleep(seconds)
