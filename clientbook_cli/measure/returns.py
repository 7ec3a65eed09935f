"""What was left of each sale once its returns were taken off. Pure.

Tills seldom say which sale a return belongs to: it comes off what the client bought last before it, and what is left
over off the sale before that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Sold:
    """One sale or, with a net below nothing, one return of a client."""

    sale: int
    client: int
    day: dt.date
    net: Decimal
    transaction: str = ""
    associate: str | None = None


def net_of_returns(sold: Iterable[Sold]) -> list[Sold]:
    """The sales of which something was left, each with that, by day."""
    left: dict[int, list[Sold]] = {}  # of each client, in the order of time
    for entry in sorted(sold, key=lambda one: (one.day, one.net < 0, one.sale)):
        own = left.setdefault(entry.client, [])
        if entry.net >= 0:
            own.append(entry)
            continue
        back = -entry.net
        for place in range(len(own) - 1, -1, -1):
            taken = min(back, own[place].net)
            own[place] = replace(own[place], net=own[place].net - taken)
            back -= taken
            if not back:
                break
    kept = (entry for own in left.values() for entry in own if entry.net > 0)
    return sorted(kept, key=lambda one: (one.day, one.sale))
