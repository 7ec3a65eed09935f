"""One bar: what is tried, how often, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Outcome:
    """What came of a bar: how many tries, what was seen on the way, and each kind of fault with its number."""

    tries: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    first: str = ""  # the first fault, to begin with

    def fault(self, kind: str, said: object = "") -> None:
        self.faults[kind] += 1
        self.first = self.first or f"{kind}: {said}"

    def expect(self, kind: str, *, holds: bool, said: object = "") -> None:
        if not holds:
            self.fault(kind, said)


@dataclass(frozen=True)
class Bar:
    """A line of the table. `run` is given an empty folder and a number of tries."""

    number: str
    what: str
    threshold: str
    run: Callable[[Path, int], Outcome]
    tries: int  # `make bars`
    full: int  # `make bars FULL=1`
