"""What an audience was asked for, as values and in words; pure.

Checks names against those the book knows. Who fits the rule is `freeze`'s work.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass, replace

from clientbook_cli.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Clients who fit every part that is given; within a part, any of its names. An empty rule is every client."""

    tiers: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    bought_brand: str = ""

    @property
    def needs_score(self) -> bool:
        """Whether only a score run can answer it."""
        return bool(self.tiers or self.segments)

    def words(self) -> str:
        """The rule as a person reads it: tier mid; bought Marlow & Pine."""
        parts = [
            *(["tier " + " or ".join(self.tiers)] if self.tiers else []),
            *(["segment " + " or ".join(self.segments)] if self.segments else []),
            *([f"bought {self.bought_brand}"] if self.bought_brand else []),
        ]
        return "; ".join(parts) or "every client"


@dataclass(frozen=True, slots=True)
class Known:
    """The names a rule may use."""

    tiers: Collection[str]
    segments: Collection[str]
    brands: Collection[str]


def spelled(rule: Rule, known: Known) -> Rule:
    """The rule with each name spelled as the book spells it. Raises UsageError with the nearest names."""
    return replace(
        rule,
        tiers=tuple(_known("tier", name, known.tiers) for name in rule.tiers),
        segments=tuple(_known("segment", name, known.segments) for name in rule.segments),
        bought_brand=_known("brand", rule.bought_brand, known.brands) if rule.bought_brand else "",
    )


def _known(kind: str, name: str, names: Collection[str]) -> str:
    by_fold = {known.casefold(): known for known in sorted(names)}
    wanted = name.strip().casefold()
    if wanted in by_fold:
        return by_fold[wanted]
    near = [by_fold[fold] for fold in difflib.get_close_matches(wanted, by_fold, n=3, cutoff=0.5)]
    shown = near or sorted(names)[:10]
    raise UsageError(
        f"there is no {kind} {name!r}",
        rule=f"{'nearest' if near else 'there are'}: {', '.join(shown) or 'none'}",
        next=f"type one of these names instead of {name!r}" if shown else "clientbook import a file that names them",
    )
