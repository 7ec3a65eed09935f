"""A call: one row of a sheet, with its words. Pure.

Why somebody is called, what to say, what to leave on a machine: made once, and kept as it was printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clientbook_cli.calls import rules, wording
from clientbook_cli.calls.barred import Standing
from clientbook_cli.calls.profile import Profile
from clientbook_cli.calls.reasons import Reason
from clientbook_cli.calls.script import Scripts
from clientbook_cli.settings import Settings


@dataclass(frozen=True, slots=True)
class Why:
    """A reason as the sheet says it; `private`: without amounts."""

    kind: str
    said: str
    private: str
    follow_up: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One row of a sheet."""

    row: int
    client: int
    associate: str
    rank: int
    tier: str | None
    reasons: tuple[Why, ...]
    script: str
    voicemail: str
    first_day: dt.date  # of the first sheet it stood on


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the words of calls: why, what to say, what to leave on a machine."""

    scripts: Scripts
    settings: Settings
    day: dt.date

    def call(self, bare: Call, told: Sequence[Reason], one: Standing, profile: Profile) -> Call:
        """A call with its words. `told`: the reasons that may be spoken of."""
        script = self.scripts.script(leading(told), profile, associate=bare.associate)
        carried = [reason.on for reason in told if reason.kind == "carried" and reason.on]
        return replace(
            bare,
            reasons=said(told, one, profile, settings=self.settings, day=self.day),
            script=script.spoken,
            voicemail=script.voicemail,
            first_day=min([self.day, *carried]),
        )


def leading(why: Sequence[Reason]) -> Reason:
    """The reason that chooses the script: the weightiest that says what the call is about."""
    bare = (rules.BY_HAND.kind, rules.CARRIED.kind)
    return next((reason for reason in why if reason.kind not in bare), why[0])


def said(
    why: Sequence[Reason], one: Standing, profile: Profile, *, settings: Settings, day: dt.date
) -> tuple[Why, ...]:
    """The reasons of a client in words."""
    if len(why) > 1:  # what it was about then is said by the others
        why = [replace(reason, note=None) if reason.kind == rules.CARRIED.kind else reason for reason in why]
    facts = wording.Facts(day, profile.last_purchase, one.spend, settings.store)
    return tuple(
        Why(
            reason.kind,
            wording.say(reason, facts),
            wording.say(reason, facts, amounts=False),
            reason.follow_up,
        )
        for reason in why
    )
