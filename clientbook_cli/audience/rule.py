"""Which clients are meant, as a tree of conditions: said in words, checked against the names that are known; pure.

How a typed text becomes a rule is `language`'s work, who fits one is `match`'s.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from clientbook_cli.errors import UsageError

# What a condition may ask for, as it is written; the text behind each is what `--help` and the errors say of it.
NAMED = {
    "tier": "a tier of the newest score run",
    "segment": "a segment of the newest score run",
    "bought": "a brand or a category that was bought",
    "bought brand": "a brand that was bought",
    "bought category": "a category that was bought",
    "liked": "a brand, category, style, metal or stone that was liked or wished for",
    "liked brand": "a brand that was liked or wished for",
    "liked category": "a category that was liked or wished for",
    "associate": "whose client it is",
    "tag": "a tag of the client",
    "postcode": "how the postcode begins",
}
COUNTED = {
    "spend": "net spend in the store's currency, all of it or of the last days",
    "purchases": "number of purchases, all of them or of the last days",
    "days since purchase": "days since the last purchase; nobody who never bought",
    "days since contact": "days since the last call, visit or mail; who never had one counts as long ago",
}
OCCASIONS = {
    "birthday": "a birthday within the days to come",
    "anniversary": "an anniversary within the days to come",
    "occasion": "either of the two",
}
FIELDS = {**NAMED, **COUNTED, **OCCASIONS}
KEYWORDS = frozenset({"and", "or", "not", "is", "in", "within"})
_BARE = re.compile(r"[^\s(),<>=!\"]+( [^\s(),<>=!\"]+)*")


@dataclass(frozen=True, slots=True)
class Named:
    """Clients to whom any of these names applies."""

    field: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Clients whose figure stands in this relation to a number. `days`: only what happened in the last days."""

    field: str
    sign: str  # < <= = >= >
    number: Decimal
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """Clients with an occasion from today to `days` days ahead."""

    field: str
    days: int


@dataclass(frozen=True, slots=True)
class Not:
    """Everybody else."""

    part: Rule


@dataclass(frozen=True, slots=True)
class Every:
    """Clients who fit all parts; without parts, every client."""

    parts: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """Clients who fit at least one part."""

    parts: tuple[Rule, ...]


Rule = Named | Counted | Coming | Not | Every | Either
EVERYBODY = Every()


def both(*parts: Rule) -> Rule:
    """Clients who fit each of these rules; rules that everybody fits are left out."""
    asked = tuple(one for part in parts for one in (part.parts if isinstance(part, Every) else (part,)))
    return asked[0] if len(asked) == 1 else Every(asked)


def words(rule: Rule) -> str:
    """The rule as a person reads it, and as it may be typed again: tier mid and bought brand Marlow & Pine."""
    match rule:
        case Named(field, names):
            return f"{field} {', '.join(map(_quoted, names))}"
        case Counted(field, sign, number, days):
            return f"{field} {sign} {number.normalize():f}" + (f" in {days} days" if days is not None else "")
        case Coming(field, days):
            return f"{field} in {days} days"
        case Not(part):
            return f"not {_inner(part)}"
        case Every(parts):
            return " and ".join(map(_inner, parts)) or "every client"
        case Either(parts):
            return " or ".join(map(_inner, parts))


def _inner(part: Rule) -> str:
    return f"({words(part)})" if isinstance(part, Every | Either) else words(part)


def _quoted(name: str) -> str:
    plain = _BARE.fullmatch(name) and not name.startswith("'") and not KEYWORDS & set(name.casefold().split())
    return name if plain else "'" + name + "'" if '"' in name else f'"{name}"'


def fields(rule: Rule) -> Iterator[str]:
    """Every field that a rule asks for."""
    match rule:
        case Not(part):
            yield from fields(part)
        case Every(parts) | Either(parts):
            for part in parts:
                yield from fields(part)
        case _:
            yield rule.field


def names(rule: Rule, field: str) -> Iterator[str]:
    """Every name that a rule asks for under a field."""
    match rule:
        case Named(asked, named) if asked == field:
            yield from named
        case Not(part):
            yield from names(part, field)
        case Every(parts) | Either(parts):
            for part in parts:
                yield from names(part, field)


def spelled(rule: Rule, known: Mapping[str, Collection[str]]) -> Rule:
    """The rule with each name spelled as the book spells it. Raises UsageError with the nearest names."""
    match rule:
        case Named("postcode", names):
            return replace(rule, names=tuple(_begins(name, known["postcode"]) for name in names))
        case Named(field, names):
            return replace(rule, names=tuple(_known(field, name, known[field]) for name in names))
        case Not(part):
            return Not(spelled(part, known))
        case Every(parts) | Either(parts):
            return type(rule)(tuple(spelled(part, known) for part in parts))
        case _:
            return rule


def _known(field: str, name: str, names: Collection[str]) -> str:
    kind = {"bought": "brand or category", "liked": "liking"}.get(field, field.rpartition(" ")[2])
    by_fold = {known.casefold(): known for known in sorted(names)}
    wanted = name.strip().casefold()
    if wanted in by_fold:
        return by_fold[wanted]
    near = [by_fold[fold] for fold in difflib.get_close_matches(wanted, by_fold, n=3, cutoff=0.5)]
    shown = near or sorted(names)[:10]
    raise UsageError(
        f"there is no {kind} {name!r}",
        rule=f"{'nearest' if near else 'there are'}: {', '.join(shown) or 'none'}",
        next=f"type one of these names instead of {name!r}" if shown else _SOURCES.get(kind, "clientbook import FILE"),
    )


_SOURCES = {"tag": "clientbook client tag", "associate": "name your associates in clientbook.toml"}


def _begins(name: str, known: Collection[str]) -> str:
    start = name.strip().rstrip("*").casefold()
    if any(postcode.casefold().startswith(start) for postcode in known):
        return start.upper()
    near = difflib.get_close_matches(start, known, n=3, cutoff=0.5) or sorted(known)[:5]
    raise UsageError(
        f"no client's postcode begins with {name!r}",
        rule=f"there are, among others: {', '.join(near) or 'none'}",
        next="type the first digits or letters of a postcode",
    )
