"""How fast an account may send, and when: mails a minute, recipients in any 24 hours, quiet hours; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.settings import AccountSettings

DAY = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Throttle:
    """The account's limits; 0 and empty: none. The hours are the store's own."""

    per_minute: int = 0
    per_day: int = 0
    quiet_from: str = ""
    quiet_until: str = ""

    def quiet_at(self, hour: dt.time) -> str:
        """Why no mail leaves at this hour; empty when it may."""
        if not self.quiet_from or not self.quiet_until or self.quiet_from == self.quiet_until:
            return ""
        start, end = dt.time.fromisoformat(self.quiet_from), dt.time.fromisoformat(self.quiet_until)
        quiet = start <= hour < end if start < end else hour >= start or hour < end
        return f"it is {hour:%H:%M}, and no mail leaves between {start:%H:%M} and {end:%H:%M}" if quiet else ""

    def room(self, handed: Sequence[dt.datetime], *, now: dt.datetime) -> tuple[int, str]:
        """How many may still leave, after those of the last 24 hours (the oldest first); if none, why and how long."""
        room = self.per_day - len(handed)
        if room > 0:
            return room, ""
        again = handed[-self.per_day] + DAY
        minutes = max(1, round((again - now).total_seconds() / 60))
        return 0, (
            f"the account's {self.per_day:,} recipients in 24 hours are used up; "
            f"the next may leave in {minutes // 60} h {minutes % 60} min"
        )


def of(account: AccountSettings) -> Throttle:
    """The limits of a mail account."""
    return Throttle(account.per_minute, account.per_day, account.quiet_from, account.quiet_until)
