"""What an owner may type for a DAY, and for a span of days."""

from __future__ import annotations

import datetime as dt
import re

from clientbook_cli.errors import UsageError
from clientbook_cli.figures import day as written

_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# As this program prints a day and people write one: Tue 17 Nov 2026, 17 Nov, November 17; and as a spreadsheet makes it
# of that: 17-Nov, 17-Nov-26.
_DATED = re.compile(
    r"(?:(?P<weekday>[a-z]{3,}),?\s+)?"
    r"(?:(?P<day>\d{1,2})(?:\.?\s+|-)(?P<month>[a-z]{3,})\.?|(?P<name>[a-z]{3,})\.?\s+(?P<number>\d{1,2}))"
    r"(?:(?:,?\s+|-)(?P<year>\d{4})|-(?P<short>\d{2}))?"
)
_CENTURY = "20"
_TURNS = 9  # years within which a 29 February surely comes
# No client, sale or promise lies beyond these: what does is a slip of the finger.
_FIRST, _LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


def read_day(text: str, *, today: dt.date) -> dt.date:
    """The day meant by an ISO date, a day and month, `today`, `tomorrow`, `yesterday`, or a weekday: the next one.

    A day and month without a year are the next such day from today on. Raises UsageError, also for a day of another
    age than ours.
    """
    meant = _meant(text, today)
    if not _FIRST <= meant <= _LAST:
        raise UsageError(f"cannot take {text!r} for a day", rule=f"from {_FIRST} to {_LAST}", next="look at its year")
    return meant


def within(meant: dt.date, *, first: dt.date | None = None, last: dt.date | None = None) -> dt.date:
    """The day, where it lies from `first` to `last`, both included. Raises UsageError."""
    if first and meant < first:
        raise UsageError(
            f"{written(meant)} is too early", rule=f"not before {written(first)}", next="name that day or a later one"
        )
    if last and meant > last:
        raise UsageError(
            f"{written(meant)} is still to come", rule=f"up to {written(last)}", next="name that day or an earlier one"
        )
    return meant


def _meant(text: str, today: dt.date) -> dt.date:
    word = text.strip().casefold()
    if word in _WORDS:
        return today + dt.timedelta(days=_WORDS[word])
    weekday = _weekday(word)
    if weekday is not None:
        return today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    try:
        return _dated(word, today) or dt.date.fromisoformat(word)
    except ValueError as error:
        raise UsageError(
            f"cannot read {text!r} as a day",
            rule="2026-04-03, 3 Apr, today, tomorrow, yesterday, or a weekday such as friday (the next one)",
            next="type the day in one of these ways",
        ) from error


def _weekday(word: str) -> int | None:
    """Which day of the week is meant by its name, or by three letters of it and more."""
    from clientbook_cli.settings import WEEKDAYS

    named = [number for number, name in enumerate(WEEKDAYS) if len(word) >= 3 and name.startswith(word)]  # noqa: PLR2004
    return named[0] if len(named) == 1 else None


def _dated(words: str, today: dt.date) -> dt.date | None:
    """A day that is told with its month's name; none where it is not, or falls on another weekday than is said."""
    found = _DATED.fullmatch(words)
    month = (found["month"] or found["name"])[:3] if found else ""
    if not found or month not in _MONTHS:
        return None
    number, year = int(found["day"] or found["number"]), found["year"] or (found["short"] and _CENTURY + found["short"])
    for turn in [int(year)] if year else range(today.year, today.year + _TURNS):
        try:
            on = dt.date(turn, _MONTHS.index(month) + 1, number)
        except ValueError:
            continue
        if year or on >= today:
            return on if not found["weekday"] or _weekday(found["weekday"]) == on.weekday() else None
    return None
