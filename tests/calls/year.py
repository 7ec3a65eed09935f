"""A store day after day: who is called, and what comes of it; and who may be called, told in plain Python."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field, replace

from clientbook_cli.book.queries import queries
from clientbook_cli.calls import outcomes
from clientbook_cli.calls.plan import Plan
from clientbook_cli.clients import follow_ups
from clientbook_cli.settings import Associate, CallSettings, ReasonSettings, ReasonsSettings, Settings
from tests.calls.planning import plan
from tests.shop import NOW, Shop

SQL = queries(__file__)
START = dt.date(2027, 10, 20)  # before a change of the clocks, a year's end and a 29 February
SPOKEN = ("T", "A", "B", "S", "D")


@dataclass
class Person:
    """What the oracle knows of a client, without the book."""

    number: int
    has_phone: bool
    tier: str
    bought: list[dt.date]
    birthday: tuple[int, int] | None
    owner: str | None
    stopped: bool = False
    wrong: bool = False
    held: tuple[dt.date, dt.date] | None = None  # out of a campaign, from and to
    calls: list[tuple[dt.date, str]] = field(default_factory=list)
    promises: list[tuple[dt.date, dt.date]] = field(default_factory=list)  # made on, due on
    waited: int = 0  # days on which they were due and might have been called

    def promised(self, day: dt.date) -> bool:
        return any(due <= day for _, due in self.promises)

    def is_untried(self, day: dt.date) -> bool:
        last = max((called for called, _ in self.calls), default=dt.date.min)
        return any(due <= day and not (last >= due and last > made) for made, due in self.promises)

    def may_be_called(self, day: dt.date, calls: CallSettings) -> bool:
        """Whether nothing forbids a call on a day; written anew, not taken from the program."""
        asked = [made for made, _ in self.promises]
        known = any(_months_later(bought, 18) >= day for bought in self.bought) or any(
            _months_later(made, 3) >= day for made in asked
        )
        if not self.has_phone or self.stopped or self.wrong or not known:
            return False
        lately = sum(1 for called, _ in self.calls if 0 <= (day - called).days < calls.cap_days)
        if lately >= calls.cap and not self.is_untried(day):
            return False
        if self.promised(day):
            return self.is_untried(day) or all((day - called).days >= calls.again_days for called, _ in self.calls)
        if any(due > day for _, due in self.promises) or (self.held and self.held[0] <= day <= self.held[1]):
            return False
        return all((day - called).days >= calls.quiet_days for called, _ in self.calls)

    def is_due(self, day: dt.date, calls: CallSettings) -> bool:
        """A top client nobody spoke to for so long, who did not just buy."""
        spoken = [called for called, letter in self.calls if letter in SPOKEN]
        return (
            self.tier == calls.top_tier
            and all((day - called).days >= calls.top_every_days for called in spoken)
            and all((day - bought).days >= calls.quiet_days for bought in self.bought)
        )


def _months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


class Year:
    """One store under one set of settings, all drawn from a seed."""

    def __init__(self, shop: Shop, *, seed: int, clients: int, associates: int) -> None:
        self.pick = pick = random.Random(seed)
        self.shop = shop
        self.associates = tuple(
            Associate(name=f"Associate {number}", days_off=tuple(pick.sample(("sunday", "monday"), pick.randrange(2))))
            for number in range(associates)
        )
        owned = pick.random() < 0.5
        hold_out = pick.choice([0.0, 0.0, 0.3])
        kinds = ReasonsSettings()
        self.calls = CallSettings(
            target=pick.randrange(3, 9),
            quiet_days=pick.randrange(1, 10),
            top_every_days=pick.randrange(20, 80),
            occasion_days=pick.randrange(0, 20),
            occasion_days_of_tier={},
            cap=pick.randrange(1, 5),
            again_days=pick.randrange(1, 4),
            reasons=replace(kinds, birthday=ReasonSettings(priority=3, hold_out=hold_out)),
        )
        self.settings = Settings(calls=self.calls)
        self.people = [self._person(number, owned=owned) for number in range(1, clients + 1)]
        shop.score({one.number: one.tier for one in self.people}, as_of=START - dt.timedelta(days=1))

    def _person(self, number: int, *, owned: bool) -> Person:
        pick = self.pick
        birthday = START.replace(month=1, day=1) + dt.timedelta(days=pick.randrange(365))
        one = Person(
            number=number,
            has_phone=pick.random() < 0.9,
            tier="top" if pick.random() < 0.1 else "base",
            bought=[START - dt.timedelta(days=pick.randrange(5, 700)) for _ in range(pick.randrange(1, 4))],
            birthday=(2, 29) if number % 50 == 7 else (birthday.month, birthday.day) if pick.random() < 0.5 else None,
            owner=pick.choice(self.associates).name if owned else None,
        )
        self.shop.client(f"Client {number}", phone=f"+1503{number:07d}" if one.has_phone else None)
        for bought in one.bought:
            self.shop.sale(number, bought, pick.randrange(50, 3000), associate=one.owner)
        if one.birthday:
            self.shop.occasion(number, "birthday", *one.birthday)
        return one

    def live(self, day: dt.date) -> Plan:
        """One day: the plan is made in its morning, some of its calls are made, and some things happen besides."""
        made = plan(self.shop.book, day=day, today=day, settings=self.settings, associates=self.associates)
        called = {call.client: call for call in made.calls}
        self.check(day, made)
        for client, call in called.items():
            if self.pick.random() < 0.9:
                self._call(self.people[client - 1], call.row, day)
        self._happen(day)
        return made

    def _call(self, one: Person, row: int, day: dt.date) -> None:
        letter = self.pick.choices("TVNABSDWX", (30, 25, 20, 4, 6, 4, 6, 2, 3))[0]
        again = day + dt.timedelta(days=self.pick.randrange(1, 20)) if letter in "AB" else None
        outcomes.log(
            self.shop.book, row=row, letter=letter, note=None, next_on=again, sheet=None, today=day, now=NOW
        )  # fmt: skip
        if letter in (*SPOKEN, "X"):
            one.promises = [(made, due) for made, due in one.promises if due > day]
        one.calls.append((day, letter))
        one.stopped, one.wrong = one.stopped or letter == "X", one.wrong or letter == "W"
        if again:
            due = again if letter == "B" or again - dt.timedelta(days=1) <= day else again - dt.timedelta(days=1)
            one.promises.append((day, due))

    def _happen(self, day: dt.date) -> None:
        one = self.pick.choice(self.people)
        if self.pick.random() < 0.3:
            self.shop.sale(one.number, day, 200, associate=one.owner)
            one.bought.append(day)
        if self.pick.random() < 0.05 and one.held is None:
            self.shop.campaign(f"c{one.number}", {}, held_out=[one.number], started_on=day)
            one.held = (day, day + dt.timedelta(days=self.settings.measure.window_days))
        if self.pick.random() < 0.1:
            due = day + dt.timedelta(days=self.pick.randrange(1, 10))
            said = {"client": one.number, "due": due, "note": None, "associate": None, "source": "calls log"}
            follow_ups.add(self.shop.book, **said, today=day, now=NOW)  # type: ignore[arg-type]
            one.promises.append((day, due))

    def check(self, day: dt.date, made: Plan) -> None:
        """Hold a plan against the oracle."""
        book, called = self.shop.book, {call.client for call in made.calls}
        assert len(called) == len(made.calls)
        assert [call.row for call in made.calls] == list(range(1, len(made.calls) + 1))
        again = plan(book, day=day, today=day, settings=self.settings, associates=self.associates)
        assert again.calls == made.calls
        lots = book.table(SQL["list-held"], on_day=day).rows
        for client in called:
            one = self.people[client - 1]
            assert one.may_be_called(day, self.calls), (day, one)
            assert one.promised(day) or client not in {row[0] for row in lots}
        for call in made.calls:
            for why in call.reasons:
                if why.kind == "birthday":
                    assert _keeps(self.people[call.client - 1].birthday, day, self.calls.occasion_days)
        weekday = f"{day:%A}".lower()
        working = [one.name for one in self.associates if weekday not in one.days_off]
        load = {name: sum(call.associate == name for call in made.calls) for name in working}
        assert sum(load.values()) == len(made.calls)
        assert all(calls <= self.calls.target for calls in load.values())
        if load and not any(one.owner for one in self.people):
            # A promise belongs to whoever gave it; everything else evens the load out.
            given = {call.associate for call in made.calls if not self.people[call.client - 1].promised(day)}
            assert all(load[name] - min(load.values()) <= 1 for name in given & set(load))
        if not load or any(calls < self.calls.target for calls in load.values()):
            self._check_rhythm(day, called | {row[0] for row in lots})

    def _check_rhythm(self, day: dt.date, settled: set[int]) -> None:
        """While there are seats, who is due and may be called waits no longer than the settings promise."""
        for one in self.people:
            waits = one.is_due(day, self.calls) and one.may_be_called(day, self.calls) and one.number not in settled
            one.waited = one.waited + 1 if waits else 0
            assert one.waited <= self.calls.wait_days + 2, (day, one)  # and a weekend


def _keeps(birthday: tuple[int, int] | None, day: dt.date, lead: int) -> bool:
    """Whether a birthday is on a day or within `lead` days after it; 29 February on the 28th where there is none."""
    for ahead in range(lead + 1):
        coming = day + dt.timedelta(days=ahead)
        is_leap = coming.year % 4 == 0 and (coming.year % 100 or coming.year % 400 == 0)
        kept = (2, 28) if birthday == (2, 29) and not is_leap else birthday
        if kept == (coming.month, coming.day):
            return True
    return False
