"""stderr: errors in four parts, progress, and what to type next."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from clientbook_cli.cli.output import console, safe
from clientbook_cli.errors import ClientbookError

if TYPE_CHECKING:
    from rich.progress import Progress

BUG = 1
INTERRUPTED = 130


def report(error: ClientbookError) -> None:
    """Print an error: what and where, the row, the rule, what to do next."""
    for label, text in error.lines():
        first, *more = [safe(part) for part in str(text).splitlines()] or [""]
        print(f"  {label:<6} {first}" if label else f"clientbook: {first}", file=sys.stderr)
        for part in more:
            print(f"         {part}", file=sys.stderr)


def report_bug(error: BaseException) -> None:
    """Print what is needed to mend a fault of ours: where it fell, never a value of the store's data."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "clientbook_cli" in frame.filename]
    at = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    print(f"clientbook: a fault of ours: {type(error).__name__}{at}", file=sys.stderr)
    print(
        "  next   nothing half-done is in the book; set CLIENTBOOK_TRACE=1 and type the command again", file=sys.stderr
    )
    print("         to see the details, and send us those, without your clients' names", file=sys.stderr)


def say(text: str, *, quiet: bool = False) -> None:
    """A line of talk."""
    if not quiet:
        print(safe(text), file=sys.stderr)


@contextmanager
def progress(*, shown: bool, plain: bool = False) -> Iterator[Progress]:
    """A bar on stderr with what is done and the time left; on a terminal only."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    target = console(plain=plain, stderr=True)
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=target,
        transient=True,
        disable=not shown or plain or not target.is_terminal,
    ) as bar:
        yield bar


@contextmanager
def pace(*, shown: bool, plain: bool = False) -> Iterator[Progress]:
    """A bar on stderr for work that knows its share done, with the rows that are worth and the time left."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    target = console(plain=plain, stderr=True)
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        TextColumn("{task.fields[rows]}", markup=False),
        TimeRemainingColumn(compact=True),
        console=target,
        transient=True,
        disable=not shown or plain or not target.is_terminal,
    ) as bar:
        yield bar
