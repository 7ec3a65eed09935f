"""stdout: a command's answer, as a page for people or as one JSON document."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientbook_cli.figures import plain_money

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

SCHEMA = 1
_KEPT_CONTROLS = frozenset("\u200c\u200d")  # joiners without which some scripts are written wrongly
_DROPPED = frozenset(("Cc", "Cf", "Cs"))  # controls, invisible marks, halves of a broken character
_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_MIN_WIDTH = 60
_PIPE_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command has to say.

    `data`: the keys of its JSON document. `show`: prints the same for a person. `next`: the command to type next.
    `exit_code`: 5 when it is done but some rows or mails were set aside.
    """

    data: Mapping[str, Any]
    show: Callable[[Console], None]
    next: str = ""
    exit_code: int = 0


def safe(text: object) -> str:
    """Text from a file, a person or a server, harmless on a terminal.

    Control characters, escape sequences, text-direction and invisible marks go; a line break shows as ⏎.
    """
    shown = _LINE_BREAK.sub("⏎", str(text)).replace("\t", " ")
    return "".join(c for c in shown if c in _KEPT_CONTROLS or unicodedata.category(c) not in _DROPPED)


def line(text: object, style: str = "") -> Text:
    """One safe line for the screen."""
    from rich.text import Text

    return Text(safe(text), style=style)


def console(*, plain: bool, stderr: bool = False) -> Console:
    """A console that takes nothing in a text for markup; `plain` has no colour, no boxes and no redraw."""
    from rich.console import Console as RichConsole

    class Console(RichConsole):
        def on_broken_pipe(self) -> None:
            """A reader that has seen enough is no error: it is for `exit_codes` to say so."""
            raise  # noqa: PLE0704 - the BrokenPipeError that is being handled

    stream = sys.stderr if stderr else sys.stdout
    made = Console(
        file=stream,
        markup=False,
        highlight=False,
        emoji=False,
        no_color=plain or None,
        force_terminal=False if plain else None,
        soft_wrap=False,
    )
    if not made.is_terminal:
        # A pipe or a file has no width of its own, and one narrower than a table would fold figures; but a width that
        # somebody set is meant.
        width = made.width if "COLUMNS" in os.environ else max(made.width, _PIPE_WIDTH)
        made = Console(file=stream, markup=False, highlight=False, emoji=False, no_color=True, width=width)
    made.width = max(made.width, _MIN_WIDTH)
    return made


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    plain: bool = False,
    title: str = "",
    right: Sequence[str] = (),
) -> RichTable:
    """A table of safe texts; the columns named in `right` are figures."""
    from rich import box
    from rich.table import Table as RichTable

    made = RichTable(
        box=None if plain else box.SIMPLE_HEAD,
        title=safe(title) or None,
        title_justify="left",
        pad_edge=False,
        padding=(0, 2 if plain else 1, 0, 0),  # two blanks between columns: eighty columns are soon full
    )
    for column in columns:
        made.add_column(safe(column), justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(line("" if cell is None else cell) for cell in row))
    return made


def facts(rows: Sequence[tuple[str, object]]) -> RichTable:
    """Labels and what they stand for, side by side, without lines; a label left empty goes on from the one above."""
    from rich.table import Table as RichTable

    made = RichTable.grid(padding=(0, 2, 0, 0))
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for label, value in rows:
        made.add_row(line(label), line(value))
    return made


def document(command: str, data: Mapping[str, Any]) -> str:
    """The one JSON document of a command: money as strings with two decimals, days as ISO dates."""
    return json.dumps(
        {"schema": SCHEMA, "command": command, **data}, default=_as_json, ensure_ascii=False, allow_nan=False, indent=2
    )


def _as_json(value: object) -> object:
    if isinstance(value, Decimal):
        return plain_money(value)
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no place in a JSON document")
