"""Who makes which call: a ranked list shared out among the associates who work that day. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.settings import WEEKDAYS, Associate


@dataclass(frozen=True, slots=True)
class Room:
    """An associate who works on the day, and how many calls they are to make."""

    associate: str
    target: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A client to be called: whose client it is, and whether somebody else may call where that one cannot."""

    client: int
    owner: str | None
    anybody: bool


def rooms(associates: Sequence[Associate], *, day: dt.date, target: int) -> tuple[Room, ...]:
    """Who works on a day, in the order of the settings. `target`: for those who have none of their own."""
    weekday = WEEKDAYS[day.weekday()]
    return tuple(
        Room(associate.name, target if associate.target is None else associate.target)
        for associate in associates
        if weekday not in {off.casefold() for off in associate.days_off}
    )


def share_out(
    ranked: Sequence[Wanted], associates: Sequence[Associate], working: Sequence[Room]
) -> list[tuple[int, str]]:
    """Client and associate of each call, in rank order; whoever finds no room waits for another day.

    A client of one of the associates is called by that associate and waits while they are off or full, except for a
    call that goes to anybody (promised, carried over, long due), which somebody else makes then. Anybody else goes to
    whoever has the smallest share of their target taken, by calls they have and clients of their own who are still to
    come.
    """
    known = {associate.name.casefold(): associate.name for associate in associates}
    target = {room.associate: room.target for room in working if room.target > 0}
    owners = [known.get((wanted.owner or "").strip().casefold()) for wanted in ranked]
    own_to_come = Counter(owners)
    load = dict.fromkeys(target, 0)
    calls: list[tuple[int, str]] = []
    for wanted, own in zip(ranked, owners, strict=True):
        free = [name for name in target if load[name] < target[name]]
        if not free:
            break
        own_to_come[own] -= 1
        if own in free:
            name = str(own)
        elif own is None or wanted.anybody:
            name = min(free, key=lambda one: (load[one] + own_to_come[one]) / target[one])
        else:
            continue
        load[name] += 1
        calls.append((wanted.client, name))
    return calls
