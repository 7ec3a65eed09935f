"""Who fits a rule on a day: each condition is one named query, and the sets they give are joined here."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.audience.language import read
from clientbook_cli.audience.rule import (
    EVERYBODY,
    Coming,
    Counted,
    Either,
    Every,
    Named,
    Not,
    Rule,
    fields,
    spelled,
    words,
)
from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.clients import occasions
from clientbook_cli.errors import UsageError
from clientbook_cli.settings import Settings

SQL = queries(__file__)
_LISTS = {
    "tier": ("list-tiers",),
    "segment": ("list-segments",),
    "bought": ("list-brands", "list-categories"),
    "bought brand": ("list-brands",),
    "bought category": ("list-categories",),
    "associate": ("list-associates",),
    "tag": ("list-tags",),
    "postcode": ("list-postcodes",),
}
_FINDS = {
    "tier": "find-tiers",
    "segment": "find-segments",
    "bought": "find-bought",
    "bought brand": "find-bought",
    "bought category": "find-bought",
    "liked": "find-liked",
    "liked brand": "find-liked",
    "liked category": "find-liked",
    "associate": "find-associates",
    "tag": "find-tags",
    "postcode": "find-postcodes",
}
_TELLS = {
    "spend": "tell-spend",
    "purchases": "tell-purchases",
    "days since purchase": "tell-days-since-purchase",
    "days since contact": "tell-days-since-contact",
}
_SIGNS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}
_EVER = dt.date(1, 1, 1)


def clients(book: Book, text: str, *, settings: Settings, today: dt.date) -> frozenset[int]:
    """Clients who fit a rule as it was typed. Raises UsageError: it cannot be read, or names what does not exist."""
    return matching(book, spell(book, read(text), settings=settings, today=today), settings=settings, today=today)


def spell(book: Book, rule: Rule, *, settings: Settings, today: dt.date) -> Rule:
    """The rule with each name as the book spells it. Raises UsageError: an unknown name, or nobody is scored yet."""
    asked = set(fields(rule))
    known = {field: _known(book, field, settings=settings, today=today) for field in asked & set(_FINDS)}
    if asked & {"tier", "segment"} and not book.table(SQL["list-tiers"], on_day=today).rows:
        raise UsageError(
            f"nobody is scored yet, so {words(rule)!r} cannot be told",
            rule="tiers and segments come from a score run",
            next="clientbook score",
        )
    return spelled(rule, known)


def matching(book: Book, rule: Rule, *, settings: Settings, today: dt.date) -> frozenset[int]:
    """Clients who fit a rule whose names are spelled as the book spells them."""
    return _Matching(book, settings, today).fitting(rule)


def _known(book: Book, field: str, *, settings: Settings, today: dt.date) -> Collection[str]:
    names: set[str] = set()
    if field.startswith("liked"):
        wanted = field.removeprefix("liked").strip()
        return {name for kind, name in book.table(SQL["list-liked"]).rows if wanted in ("", kind)}
    for query in _LISTS[field]:
        asked = {"on_day": today} if "on_day" in SQL[query].parameters else {}
        names.update(name for (name,) in book.table(SQL[query], **asked).rows)
    from_settings = {
        "tier": list(settings.score.tiers),
        "segment": list(settings.score.segments),
        "associate": [associate.name for associate in settings.associates],
    }
    return names.union(from_settings.get(field, []))


@dataclass(frozen=True, slots=True)
class _Matching:
    book: Book
    settings: Settings
    today: dt.date

    def fitting(self, rule: Rule) -> frozenset[int]:
        match rule:
            case Not(part):
                return self._everybody() - self.fitting(part)
            case Every(parts):
                return frozenset.intersection(*map(self.fitting, parts)) if parts else self._everybody()
            case Either(parts):
                return frozenset().union(*map(self.fitting, parts))
            case Named():
                return self._named(rule)
            case Counted():
                return self._counted(rule)
            case Coming(field, days):
                coming = occasions.coming(self.book, today=self.today, days=days)
                return frozenset(one.client for one in coming if field in ("occasion", one.kind))

    def _everybody(self) -> frozenset[int]:
        return frozenset(client for (client,) in self.book.table(SQL["find-everybody"]).rows)

    def _named(self, rule: Named) -> frozenset[int]:
        given = {
            "names": list(rule.names),
            "on_day": self.today,
            "by_brand": not rule.field.endswith("category"),
            "by_category": not rule.field.endswith("brand"),
        }
        return frozenset(client for client, *_ in self._ask(_FINDS[rule.field], given))

    def _counted(self, rule: Counted) -> frozenset[int]:
        given = {
            "on_day": self.today,
            "currency": self.settings.store.currency,
            "since": _EVER if rule.days is None else self.today - dt.timedelta(days=rule.days),
        }
        fits = _SIGNS[rule.sign]
        return frozenset(client for client, figure in self._ask(_TELLS[rule.field], given) if fits(figure, rule.number))

    def _ask(self, name: str, given: Mapping[str, object]) -> list[tuple[int, Decimal]]:
        """The rows of a query, which takes what it needs of what is given."""
        asked = {key: value for key, value in given.items() if key in SQL[name].parameters}
        return self.book.table(SQL[name], **asked).rows


__all__ = ["EVERYBODY", "clients", "matching", "spell"]
