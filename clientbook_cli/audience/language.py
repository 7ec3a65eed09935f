"""The language of rules, read from what an owner types; pure.

    tier mid and (bought brand "Marlow & Pine" or spend > 2000 in 365 days) and not days since contact < 30

A descent of three steps: `or` binds loosest, then `and`, then `not`. Whether a name exists is `rule.spelled`'s work.
"""

from __future__ import annotations

import difflib
import re
from decimal import Decimal, InvalidOperation

from clientbook_cli.audience.rule import (
    COUNTED,
    EVERYBODY,
    FIELDS,
    KEYWORDS,
    NAMED,
    OCCASIONS,
    Coming,
    Counted,
    Either,
    Every,
    Named,
    Not,
    Rule,
)
from clientbook_cli.errors import UsageError

# A number may have thousands set apart; a quoted name may hold anything; an apostrophe inside a word is a letter.
_TOKEN = re.compile(
    r"""\s*(?:(?P<quoted>"[^"]*"|'[^']*')|(?P<mark><=|>=|!=|==|[<>=(),])|(?P<word>[$€£]?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?=[\s)]|$)|[^\s(),<>=!"'][^\s(),<>=!"]*))"""
)
_SIGNS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "=", "==": "=", "is": "="}
_WORDED_SIGNS = {"over": ">", "above": ">", "under": "<", "below": "<"}
MOST_DAYS = 36_525  # a hundred years: what the calendar can take
DEEPEST = 50  # brackets and nots inside each other


def read(text: str) -> Rule:
    """The rule a text means; an empty one is every client. Raises UsageError, which shows where it went wrong."""
    reading = _Reading(text)
    if reading.at_end or text.strip().casefold() == "every client":
        return EVERYBODY
    rule = reading.either()
    if not reading.at_end:
        raise reading.wrong(f"{reading.shown} was not expected", rule="conditions are joined by and, or")
    return rule


class _Reading:
    """A text, and how far it has been read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, str, int]] = []
        self._place = 0
        self._depth = 0
        at = 0
        while text[at:].strip():
            found = _TOKEN.match(text, at)
            if not found:
                start = at + len(text[at:]) - len(text[at:].lstrip())
                raise self._error(start, f"{text[start]} cannot be read here", rule='a name may stand in "quotes"')
            kind = str(found.lastgroup)
            self._tokens.append((kind, found[kind], found.start(kind)))
            at = found.end()

    @property
    def at_end(self) -> bool:
        return self._place >= len(self._tokens)

    @property
    def shown(self) -> str:
        return "the end" if self.at_end else repr(self._tokens[self._place][1])

    def wrong(self, said: str, *, rule: str) -> UsageError:
        """An error that shows the text up to where it goes wrong."""
        place = len(self._text) if self.at_end else self._tokens[self._place][2]
        return self._error(place, said, rule=rule)

    def _error(self, place: int, said: str, *, rule: str) -> UsageError:
        return UsageError(
            f"the rule cannot be read: {said}",
            row=f"{self._text[:place]}▸{self._text[place:]}",
            rule=rule,
            next="mend the rule behind the mark ▸; docs/rules.md shows what may stand there",
        )

    def _next_is(self, *wanted: str) -> bool:
        """Whether one of these words or marks comes next."""
        if self.at_end:
            return False
        kind, text, _ = self._tokens[self._place]
        return kind != "quoted" and text.casefold() in wanted

    def _take(self, *wanted: str) -> str:
        """The next word or mark, if it is one of these; nothing otherwise."""
        if not self._next_is(*wanted):
            return ""
        self._place += 1
        return self._tokens[self._place - 1][1].casefold()

    def either(self) -> Rule:
        parts = [self._every()]
        while self._take("or"):
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _every(self) -> Rule:
        parts = [self._one()]
        while self._take("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _one(self) -> Rule:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.wrong("too many brackets inside each other", rule=f"at most {DEEPEST}")
        try:
            if self._take("not"):
                return Not(self._one())
            if not self._take("("):
                return self._condition()
            inside = self.either()
            if not self._take(")"):
                raise self.wrong(f"a ) is missing before {self.shown}", rule="each ( has its )")
            return inside
        finally:
            self._depth -= 1

    def _condition(self) -> Rule:
        field = self._field()
        if field in OCCASIONS:
            return Coming(field, self._days("within", "in", missing=f"{field} in 14 days"))
        if field in COUNTED:
            sign = _SIGNS.get(self._take(*_SIGNS)) or _WORDED_SIGNS.get(self._take(*_WORDED_SIGNS))
            if not sign:
                raise self.wrong(f"{field} needs a sign before {self.shown}", rule=f"{field} > 100, or < <= = >=")
            number = self._number(f"{field} {sign} 100")
            windowed = field in ("spend", "purchases") and self._next_is("within", "in")
            return Counted(field, sign, number, self._days("within", "in", missing="") if windowed else None)
        unlike = self._take("!=")
        if not unlike and self._take("=", "==", "is"):
            unlike = self._take("not")
        self._take("in")
        names = Named(field, self._names(field))
        return Not(names) if unlike else names

    def _field(self) -> str:
        """The longest field that the next words spell; words may be joined by - or _."""
        said: list[str] = []
        for kind, text, _ in self._tokens[self._place : self._place + 3]:
            if kind != "word":
                break
            said.append(re.sub("[-_]", " ", text.casefold()))
        for length in range(len(said), 0, -1):
            field = " ".join(said[:length])
            if field in FIELDS:
                self._place += length
                return field
        near = difflib.get_close_matches(said[0], FIELDS, n=1, cutoff=0.6) if said else []
        raise self.wrong(
            f"{self.shown} is no condition",
            rule=f"nearest: {near[0]}" if near else f"a condition begins with: {', '.join(FIELDS)}",
        )

    def _names(self, field: str) -> tuple[str, ...]:
        """Names set apart by commas, in brackets or not; several words in a row are one name."""
        bracket = self._take("(")
        names = [self._name(field)]
        while self._take(","):
            names.append(self._name(field))
        if bracket and not self._take(")"):
            raise self.wrong(f"a ) is missing before {self.shown}", rule="each ( has its )")
        return tuple(names)

    def _name(self, field: str) -> str:
        said: list[str] = []
        while not self.at_end:
            kind, text, _ = self._tokens[self._place]
            if kind == "mark" or (kind == "word" and text.casefold() in KEYWORDS):
                break
            said.append(text[1:-1] if kind == "quoted" else text)
            self._place += 1
        if not " ".join(said).strip():
            raise self.wrong(f"{field} needs a name before {self.shown}", rule=f"{field} means: {NAMED[field]}")
        return " ".join(said)

    def _number(self, example: str) -> Decimal:
        text = "" if self.at_end else self._tokens[self._place][1].replace(",", "").lstrip("$€£")
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) >= 10**12:
            raise self.wrong(f"a number was expected, not {self.shown}", rule=f"such as: {example}")
        self._place += 1
        return number

    def _days(self, *before: str, missing: str) -> int:
        if not self._take(*before):
            raise self.wrong(f"'in' was expected, not {self.shown}", rule=f"such as: {missing}")
        number = self._number("in 14 days")
        if number != int(number) or not 0 <= number <= MOST_DAYS:
            self._place -= 1
            raise self.wrong(f"{self.shown} is no number of days", rule=f"a whole number, 0 to {MOST_DAYS:,}")
        self._take("days", "day")
        return int(number)
