"""Who may be called and who must be, told in plain Python: nothing here asks the book or the program."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from clientbook_cli.settings import CallSettings

SPOKEN = ("T", "A", "B", "S", "D")


@dataclass(frozen=True, slots=True)
class Promise:
    """Somebody said that they would be in touch by a day; of an appointment nobody reminds them after it."""

    made: dt.date
    due: dt.date
    by: str | None
    until: dt.date = dt.date.max

    def is_due(self, day: dt.date) -> bool:
        return self.due <= day <= self.until


@dataclass
class Person:
    """A client, and all that happened to them."""

    number: int
    has_phone: bool
    tier: str
    bought: list[dt.date]
    birthday: tuple[int, int] | None
    owner: str | None
    stopped: bool = False
    wrong: bool = False
    held: tuple[dt.date, dt.date] | None = None  # out of a campaign, from and to
    mail_waits: bool = False  # a campaign's mail is on its way to them
    mailed: list[dt.date] = field(default_factory=list)
    calls: list[tuple[dt.date, str]] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)  # that are still to be kept
    asked: list[dt.date] = field(default_factory=list)  # when they were promised something, kept by now or not
    waited: int = 0  # days on which they were due and might have been called

    def promised(self, day: dt.date) -> bool:
        """Whether a promise is due."""
        return any(one.is_due(day) for one in self.promises)

    def promise(self, made: dt.date, due: dt.date, by: str | None, until: dt.date = dt.date.max) -> None:
        """Somebody promises them something."""
        self.promises.append(Promise(made, due, by, until))
        self.asked.append(made)

    def belongs_to(self, day: dt.date) -> set[str | None]:
        """Whose call it is: of whoever promised it, else of their own associate."""
        return {one.by for one in self.promises if one.is_due(day) and one.by} or {self.owner}

    def is_untried(self, day: dt.date) -> bool:
        """Whether a promise is due that nobody has tried to keep."""
        last = max((called for called, _ in self.calls), default=dt.date.min)
        return any(one.is_due(day) and not (last >= one.due and last > one.made) for one in self.promises)

    def may_be_called(self, day: dt.date, calls: CallSettings) -> bool:
        """Whether nothing forbids a call on a day."""
        known = any(_months_later(bought, 18) >= day for bought in self.bought) or any(
            _months_later(asked, 3) >= day for asked in self.asked
        )
        if not self.has_phone or self.stopped or self.wrong or not known:
            return False
        lately = sum(1 for called, _ in self.calls if 0 <= (day - called).days < calls.cap_days)
        if lately >= calls.cap and not self.is_untried(day):
            return False
        if self.promised(day):
            return self.is_untried(day) or all((day - called).days >= calls.again_days for called, _ in self.calls)
        if any(one.due > day for one in self.promises) or self.mail_waits:
            return False
        if self.held and self.held[0] <= day <= self.held[1]:
            return False
        contacts = [called for called, _ in self.calls] + self.mailed
        return all((day - contact).days >= calls.quiet_days for contact in contacts)

    def is_due(self, day: dt.date, calls: CallSettings) -> bool:
        """A top client nobody spoke to for so long, who did not just buy."""
        spoken = [called for called, letter in self.calls if letter in SPOKEN]
        return (
            self.tier == calls.top_tier
            and all((day - called).days >= calls.top_every_days for called in spoken)
            and all((day - bought).days >= calls.quiet_days for bought in self.bought)
        )

    def keeps_birthday(self, day: dt.date, lead: int) -> bool:
        """Whether their birthday is at most `lead` days away; 29 February is the 28th where there is none."""
        for ahead in range(lead + 1):
            coming = day + dt.timedelta(days=ahead)
            is_leap = coming.year % 4 == 0 and (coming.year % 100 or coming.year % 400 == 0)
            kept = (2, 28) if self.birthday == (2, 29) and not is_leap else self.birthday
            if kept == (coming.month, coming.day):
                return True
        return False


def _months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError
