"""What an owner may type for a DAY, and for a span of days."""

from __future__ import annotations

import datetime as dt

from clientbook_cli.errors import UsageError

_WORDS = {"yesterday": -1, "today": 0, "tomorrow": 1}


def read_day(text: str, *, today: dt.date) -> dt.date:
    """The day meant by an ISO date, `today`, `tomorrow`, `yesterday`, or a weekday: the next one after today.

    Raises UsageError.
    """
    from clientbook_cli.settings import WEEKDAYS

    word = text.strip().casefold()
    if word in _WORDS:
        return today + dt.timedelta(days=_WORDS[word])
    named = [number for number, name in enumerate(WEEKDAYS) if len(word) >= 3 and name.startswith(word)]  # noqa: PLR2004
    if len(named) == 1:
        return today + dt.timedelta(days=(named[0] - today.weekday() - 1) % 7 + 1)
    try:
        return dt.date.fromisoformat(word)
    except ValueError as error:
        raise UsageError(
            f"cannot read {text!r} as a day",
            rule="2026-04-03, today, tomorrow, yesterday, or a weekday such as friday (the next one)",
            next="type the day in one of these ways",
        ) from error
