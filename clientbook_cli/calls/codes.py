"""The outcome codes of a call: one letter each, as ticked on paper and typed in the evening."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientbook_cli.errors import UsageError
from clientbook_cli.figures import day as written_day


@dataclass(frozen=True, slots=True)
class Code:
    """One outcome. `reached`: the client answered. `needs_day`: it says when there is more to do."""

    letter: str
    words: str
    reached: bool = False
    needs_day: bool = False
    takes_day: bool = True


APPOINTMENT = "appointment on"  # what the reminder of one begins with

CODES = {
    code.letter: code
    for code in (
        Code("T", "talked", reached=True),
        Code("V", "voicemail"),
        Code("N", "no answer"),
        Code("A", "appointment", reached=True, needs_day=True),
        Code("B", "call back", reached=True, needs_day=True),
        Code("S", "sale", reached=True),
        Code("D", "declined", reached=True),
        Code("W", "wrong number", takes_day=False),
        Code("X", "do not call", reached=True, takes_day=False),
    )
}


def legend() -> str:
    """All codes with their words, as an error names them."""
    return ", ".join(f"{code.letter} {code.words}" for code in CODES.values())


def checked(letter: str, *, next_on: dt.date | None, today: dt.date) -> Code:
    """The outcome of a letter. Raises UsageError for no such letter, a day too few or too many."""
    code = CODES.get(letter.strip().upper())
    if code is None:
        raise UsageError(f"there is no outcome {letter!r}", rule=legend(), next="type one of these letters")
    if code.needs_day and next_on is None:
        when = "when the appointment is" if code.letter == "A" else "when to call back"
        raise UsageError(
            f"{code.letter} ({code.words}) needs a day",
            rule=f"--next says {when}",
            next="add --next DAY, as in --next friday",
        )
    if next_on is not None and not code.takes_day:
        raise UsageError(
            f"{code.letter} ({code.words}) takes no day", rule="nothing follows it", next="leave --next out"
        )
    if next_on is not None and next_on < today:
        raise UsageError(f"{written_day(next_on)} is past", rule="--next is a day to come", next="name a later day")
    return code
