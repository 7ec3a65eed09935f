"""The reasons to call somebody, as a table: each one named rule with one query of its own in `rules.sql`.

When a rule is due, how much it weighs and whether it is used stands in the settings. Knows not who may be called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.figures import count
from clientbook_cli.settings import CallSettings, ReasonSettings

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason. `asks`: whom it means, in words, with the names of its settings in braces.

    `needs`: tables of which one must hold something; where none does, the rule need not be asked.
    """

    kind: str
    query: str
    asks: str
    words: str = ""  # the list in [calls] whose words a piece is known by
    needs: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its line in [calls.reasons]."""
        return self.kind.replace("-", "_")


# By hand and carried over are always on: somebody decided that already.
BY_HAND = Rule("by-hand", "find-by-hand", "somebody who was added by hand", needs=("call_choice",))
CARRIED = Rule(
    "carried",
    "find-carried",
    "a call of the last week that nobody made, or put off until now",
    needs=("call_task", "call_choice"),
)
ALWAYS: Mapping[str, ReasonSettings] = {
    BY_HAND.kind: ReasonSettings(priority=9),
    CARRIED.kind: ReasonSettings(priority=6, days=(7,)),
}
PROMISE = "follow-up"
BRAND = Rule("brand", "find-brand-clients", "somebody who bought the brand, wishes for it, or said that they like it")

RULES = (
    BY_HAND,
    Rule(PROMISE, "find-follow-ups", "a promise or a follow-up of a visit that is due", needs=("follow_up",)),
    Rule("need-by", "find-need-by", "something they need within {days} and did not buy yet", needs=("visit", "wish")),
    CARRIED,
    Rule("wish", "find-wishes", "a wish that came into stock in the last {open_for}", needs=("product",)),
    Rule(
        "liked",
        "find-liked",
        "a piece like one they liked on a visit, in stock in the last {open_for}",
        needs=("product",),
    ),
    Rule("anniversary", "find-occasions", "an anniversary within {lead}", needs=("occasion",)),
    Rule("bridal", "find-pieces", "{days} since a bridal piece, and {open_for} on", "bridal"),
    Rule("thank-you", "find-purchases", "a purchase {span} ago"),
    Rule("big-purchase", "find-big-purchases", "{days} since a purchase of {big} or more, and {open_for} on"),
    Rule(
        "birthday",
        "find-occasions",
        "a birthday within {lead}, theirs or of somebody they give to",
        needs=("occasion",),
    ),
    Rule("occasion", "find-occasions", "another day of theirs within {lead}", needs=("occasion",)),
    Rule("satisfaction", "find-purchases", "a purchase {span} ago"),
    Rule("slipping", "find-slipping", "fell from tier {top} in {days}, or half as late again as they used to buy"),
    Rule(
        "last-year",
        "find-last-years-gifts",
        "a gift of last year whose day comes round within {days}",
        needs=("occasion", "gift"),
    ),
    Rule("warranty", "find-warranties", "a warranty that ends within {days}", "warranted"),
    Rule("inspection", "find-pieces", "{days} since a piece that is inspected, and {open_for} on", "inspected"),
    Rule("appraisal", "find-big-purchases", "{days} since a purchase of {big} or more, and {open_for} on"),
    Rule("top-client", "find-top-clients", "tier {top}, and nobody spoke to them for {every}"),
    Rule("next-on-list", "find-purchases", "a purchase {span} ago: who else is on their list"),
    Rule(
        "missing-facts",
        "find-missing-facts",
        "three purchases, no birthday or anniversary known, and not spoken to for {days}",
    ),
)

_OF_PIECES = ("find-purchases", "find-pieces", "find-big-purchases")
_YEAR_AND_LEAD = 365 + 31 + 21  # last year's gifts: a month before their day, bought three weeks before it


def of(rule: Rule, calls: CallSettings) -> ReasonSettings:
    """The settings of a rule."""
    found: ReasonSettings = ALWAYS.get(rule.kind) or getattr(calls.reasons, rule.key)
    return found


def ask(book: Book, rule: Rule, calls: CallSettings, values: dict[str, object]) -> None:
    """Have a rule find its clients, into the temporary table `call_reason`. `values`: what the queries may need."""
    mine, name = of(rule, calls), rule.query
    own = {
        "kind": rule.kind,
        "priority": mine.priority,
        "days": list(mine.days),
        "span": max(mine.days, default=0),
        "open_for": mine.open_for,
        "pattern": pattern(getattr(calls, rule.words)) if rule.words else "",
    }
    query = SQL[name]
    book.run(query, **{key: value for key, value in (values | own).items() if key in query.parameters})


def pattern(words: Iterable[str]) -> str:
    """A regular expression (RE2) that finds any of these words, singular or plural; nothing where there are none."""
    found = [re.escape(word.strip().casefold()) for word in words if word.strip()]
    return rf"\b({'|'.join(found)})(e?s)?\b" if found else r"\b\B"


def horizon(calls: CallSettings) -> int:
    """How many days back the pieces are looked at: as far as the longest of the rules that ask for them."""
    asked = [of(rule, calls) for rule in RULES if rule.query in _OF_PIECES]
    ages = [max(mine.days, default=0) + mine.open_for for mine in asked if mine.on]
    return max([_YEAR_AND_LEAD, calls.warranty_months * 31, *ages]) + 1


def asks(rule: Rule, calls: CallSettings, *, currency: str) -> str:
    """Whom a rule means, with the figures of the settings."""
    mine = of(rule, calls)
    first = min(mine.days, default=0)
    return rule.asks.format(
        days=_days(mine.days),
        span=_days([first, first + mine.open_for - 1], joined=" to "),
        open_for=_days([mine.open_for]),
        lead=_days(sorted({calls.occasion_days, *calls.occasion_days_of_tier.values()})),
        big=f"{calls.big_purchase:,.0f} {currency}",
        top=calls.top_tier,
        every=_days([calls.top_every_days]),
    )


def _days(numbers: Sequence[int], *, joined: str = " or ") -> str:
    """30, 60 or 90 days; 1 day."""
    *others, last = numbers or (0,)
    return (", ".join(map(str, others)) + joined if others else "") + count(last, "day")
