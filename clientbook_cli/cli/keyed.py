"""Down the open rows of today's sheet: one key a row, and a day where the outcome needs one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import typer

from clientbook_cli.cli.counter import Counter
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number, count, phone

if TYPE_CHECKING:
    from clientbook_cli.calls.batch import Entry
    from clientbook_cli.calls.due import OpenCall
    from clientbook_cli.calls.outcomes import Logged

_STOP = "Q"


def walk(counter: Counter, write: Callable[[Sequence[Entry]], list[Logged]]) -> list[Logged]:
    """Ask what came of each open row, and write each down at once. Raises UsageError without a terminal."""
    from clientbook_cli.calls.codes import CODES, legend
    from clientbook_cli.calls.due import due

    if not counter.may_ask:
        raise UsageError(
            "which row came to what?",
            rule="asked on a terminal only",
            next='clientbook calls log ROW CODE, or --batch "1T; 2V", or --file SHEET.csv',
        )
    with counter.book() as book:
        waiting = [call for call in due(book, today=counter.today).calls if call.day == counter.today]
    keys = f"{legend()}; Enter: not yet; {_STOP}: stop."
    counter.say(f"{count(len(waiting), 'open row')} of today. {keys}")
    done: list[Logged] = []
    for call in waiting:
        counter.say(_asked(counter, call))
        letter = _key(counter, keys)
        if letter == _STOP:
            break
        if letter:
            done += _written(counter, call, letter, write)
            counter.say(f"      {letter} {CODES[letter].words}")
    return done


def _asked(counter: Counter, call: OpenCall) -> str:
    number = phone(call.phone, counter.settings.store.country) if call.phone else ""
    return f"{call.row:>4}  {call.name or client_number(call.client)}  {number}  {call.associate}: {call.why}"


def _key(counter: Counter, keys: str) -> str:
    """The letter of an outcome, the key that stops, or nothing: not yet. Anything else is asked again."""
    from clientbook_cli.calls.codes import CODES

    while True:
        letter = typer.getchar().strip().upper()
        if not letter or letter == _STOP or letter in CODES:
            return letter
        counter.say(f"      no such letter. {keys}")


def _written(
    counter: Counter, call: OpenCall, letter: str, write: Callable[[Sequence[Entry]], list[Logged]]
) -> list[Logged]:
    """Write a row down; what is wrong with its day is said, and the day asked again."""
    from clientbook_cli.calls import batch
    from clientbook_cli.calls.codes import CODES

    if not CODES[letter].needs_day:
        return write([batch.Entry(call.row, letter, sheet=call.sheet)])
    while True:
        typed = typer.prompt("      which day, and hour", err=True)
        try:
            on, at, note = batch.when(typed, read_day=counter.day)
            return write([batch.Entry(call.row, letter, note or None, on, at, call.sheet)])
        except UsageError as error:
            counter.say(f"      {error.said}: {error.rule}")
