"""The outcome codes of a call: one letter each, as ticked on paper and typed in the evening."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One outcome. `reached`: the client answered. `needs_day`: it says when there is more to do."""

    letter: str
    words: str
    reached: bool = False
    needs_day: bool = False
    takes_day: bool = True


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
