"""A store day after day, under one owner's settings after another's: who is called, and what comes of it."""

from __future__ import annotations

import datetime as dt
import random
from contextlib import suppress
from dataclasses import fields, replace

from clientbook_cli.book.queries import queries
from clientbook_cli.calls import outcomes
from clientbook_cli.calls.plan import Plan
from clientbook_cli.clients import follow_ups
from clientbook_cli.settings import Associate, CallSettings, ReasonsSettings, Settings
from tests.calls.oracle import SPOKEN, Person
from tests.calls.planning import plan
from tests.shop import NOW, Shop

SQL = queries(__file__)
START = dt.date(2027, 10, 20)  # before a change of the clocks, a year's end and a 29 February
PLANNED_TWICE = 0.1  # the share of the days whose plan is taken back and made anew


class _TakenBackError(Exception):
    """A plan was made only to be made once more."""


class Year:
    """One store, all drawn from a seed: its people, what happens, and the settings, which `resettle` draws anew."""

    def __init__(self, shop: Shop, *, seed: int, clients: int, associates: int) -> None:
        self.pick = random.Random(seed)
        self.shop = shop
        self.names = [f"Associate {number}" for number in range(associates)]
        owned = self.pick.choice((0.0, 0.5, 1.0))
        self.people = [self._person(number, owned=owned) for number in range(1, clients + 1)]
        self.days_with_seats = 0  # days on which not every seat was taken
        self.days_waited = 0  # days that top clients who were due waited for a seat, all together
        self._sales = 0
        self._fill()
        self.resettle()

    def resettle(self) -> None:
        """The owner sets everything anew; whoever waits begins to wait again."""
        pick, kinds = self.pick, ReasonsSettings()
        kept = {"follow_up", "top_client"}  # without these nothing is promised, to anybody
        drawn = {
            field.name: replace(
                getattr(kinds, field.name),
                on=field.name in kept or pick.random() < 0.5,
                hold_out=0.0 if field.name in kept else pick.choice([0.0, 0.0, 0.0, 0.3]),
            )
            for field in fields(kinds)
        }
        self.associates = tuple(
            Associate(name=name, days_off=tuple(pick.sample(("sunday", "monday"), pick.randrange(2))))
            for name in self.names
        )
        self.calls = CallSettings(
            target=pick.randrange(3, 9),
            quiet_days=pick.randrange(1, 10),
            top_every_days=pick.randrange(20, 80),
            occasion_days=pick.randrange(0, 20),
            occasion_days_of_tier={},
            cap=pick.randrange(1, 5),
            cap_days=pick.randrange(10, 61),
            again_days=pick.randrange(1, 4),
            wait_days=pick.randrange(1, 10),
            reasons=ReasonsSettings(**drawn),
        )
        self.settings = Settings(calls=self.calls)
        self.diligence = pick.choice((0.3, 0.6, 0.9))  # the share of its rows that a day gets done
        for one in self.people:
            one.waited = 0

    def live(self, day: dt.date) -> Plan:
        """One day: the plan is made in its morning, some of its calls are made, and some things happen besides."""
        first = self._rehearsed(day) if self.pick.random() < PLANNED_TWICE else None
        with self.shop.book.transaction():
            made = self._plan(day)
            assert first is None or first == made
            assert self._plan(day).calls == made.calls
            self._check(day, made)
            for call in made.calls:
                if self.pick.random() < self.diligence:
                    self._call(self.people[call.client - 1], call.row, call.associate, day)
            self._happen(day)
        return made

    def _rehearsed(self, day: dt.date) -> Plan:
        with suppress(_TakenBackError), self.shop.book.transaction():
            made = self._plan(day)
            raise _TakenBackError
        return made

    def _plan(self, day: dt.date) -> Plan:
        return plan(self.shop.book, day=day, today=day, settings=self.settings, associates=self.associates)

    def _person(self, number: int, *, owned: float) -> Person:
        pick = self.pick
        birthday = START.replace(month=1, day=1) + dt.timedelta(days=pick.randrange(365))
        return Person(
            number=number,
            has_phone=pick.random() < 0.9,
            tier="top" if pick.random() < 0.1 else "base",
            bought=[START - dt.timedelta(days=pick.randrange(5, 700)) for _ in range(pick.randrange(1, 4))],
            birthday=(2, 29) if number % 50 == 7 else (birthday.month, birthday.day) if pick.random() < 0.5 else None,
            owner=pick.choice(self.names) if pick.random() < owned else None,
        )

    def _fill(self) -> None:
        """Put everybody into the book."""
        book = self.shop.book
        with book.transaction():
            phones = [
                {"number": one.number, "phone": f"+1503{one.number:07d}" if one.has_phone else None}
                for one in self.people
            ]
            book.run(SQL["add-clients"], people=phones)
            book.run(SQL["add-identities"])
            self._sell([(one, day) for one in self.people for day in one.bought])
            born = [(one.number, *one.birthday) for one in self.people if one.birthday]
            book.run(
                SQL["add-birthdays"], birthdays=[dict(zip(("client", "month", "day"), b, strict=True)) for b in born]
            )
            self.shop.score({one.number: one.tier for one in self.people}, as_of=START - dt.timedelta(days=1))

    def _sell(self, sold: list[tuple[Person, dt.date]]) -> None:
        first = self._sales + 1
        self._sales += len(sold)
        sales = [
            {
                "sale": first + number,
                "client": one.number,
                "day": day,
                "net": self.pick.randrange(50, 3000),
                "associate": one.owner,
            }
            for number, (one, day) in enumerate(sold)
        ]
        self.shop.book.run(SQL["add-sales"], sales=sales)
        self.shop.book.run(SQL["add-lines"], first=first)

    def _call(self, one: Person, row: int, associate: str, day: dt.date) -> None:
        letter = self.pick.choices("TVNABSDWX", (30, 25, 20, 4, 6, 4, 6, 2, 3))[0]
        again = day + dt.timedelta(days=self.pick.randrange(1, 20)) if letter in "AB" else None
        outcomes.log(
            self.shop.book, row=row, letter=letter, note=None, next_on=again, sheet=None, today=day, now=NOW
        )  # fmt: skip
        if letter in (*SPOKEN, "X"):
            one.promises = [promise for promise in one.promises if promise.due > day]
        one.calls.append((day, letter))
        one.stopped, one.wrong = one.stopped or letter == "X", one.wrong or letter == "W"
        if again:
            due = again if letter == "B" or again - dt.timedelta(days=1) <= day else again - dt.timedelta(days=1)
            one.promise(day, due, associate, until=again if letter == "A" else dt.date.max)

    def _happen(self, day: dt.date) -> None:
        """Something befalls a few, and mail that was on its way may arrive."""
        pick, book = self.pick, self.shop.book
        for waiting in [person for person in self.people if person.mail_waits]:
            if pick.random() < 0.3:
                book.run(SQL["deliver-mail"], client=waiting.number, on_day=day)
                waiting.mail_waits = False
                waiting.mailed.append(day)
        one = pick.choice(self.people)
        if pick.random() < 0.3:
            self._sell([(one, day)])
            one.bought.append(day)
        if pick.random() < 0.05 and one.held is None:
            self.shop.campaign(f"held {one.number}", {}, held_out=[one.number], started_on=day)
            one.held = (day, day + dt.timedelta(days=self.settings.measure.window_days))
        if pick.random() < 0.1 and not one.mail_waits:
            self.shop.campaign(f"mail of {day}", {one.number: day}, started_on=day, state="queued")
            one.mail_waits = True
        if pick.random() < 0.1:
            due = day + dt.timedelta(days=pick.randrange(1, 10))
            said = {"client": one.number, "due": due, "note": None, "associate": None, "source": "calls log"}
            follow_ups.add(book, **said, today=day, now=NOW)  # type: ignore[arg-type]
            one.promise(day, due, None)
        if pick.random() < 0.02:
            self.shop.consent(one.number, "phone", "stopped")
            one.stopped = True

    def _check(self, day: dt.date, made: Plan) -> None:
        """Hold a plan against the oracle."""
        called = {call.client for call in made.calls}
        assert len(called) == len(made.calls)
        assert [call.row for call in made.calls] == list(range(1, len(made.calls) + 1))
        lots = {row[0] for row in self.shop.book.table(SQL["list-held"], on_day=day).rows}
        for call in made.calls:
            one = self.people[call.client - 1]
            assert one.may_be_called(day, self.calls), (day, one)
            assert one.promised(day) or one.number not in lots
            if any(why.kind == "birthday" for why in call.reasons):
                assert one.keeps_birthday(day, self.calls.occasion_days)
        load = self._check_load(day, made)
        waiting = [
            one
            for one in self.people
            if one.is_due(day, self.calls) and one.may_be_called(day, self.calls) and one.number not in called | lots
        ]
        self._check_order(day, made, waiting)
        if not load or any(calls < self.calls.target for calls in load.values()):
            self.days_with_seats += 1
            self._check_rhythm(day, waiting)

    def _check_load(self, day: dt.date, made: Plan) -> dict[str, int]:
        """Their own associate calls them; whatever goes to anybody evens the load out, to within one call."""
        weekday = f"{day:%A}".lower()
        load = {one.name: 0 for one in self.associates if weekday not in one.days_off}
        for call in made.calls:
            load[call.associate] += 1  # a KeyError: somebody has the day off
        assert all(calls <= self.calls.target for calls in load.values())
        for call in made.calls:
            if call.associate not in self.people[call.client - 1].belongs_to(day):
                assert load[call.associate] - min(load.values()) <= 1, (day, call, load)
        return load

    def _check_order(self, day: dt.date, made: Plan, waiting: list[Person]) -> None:
        """Where a top client who is due finds no seat, nobody sits there but promises and other top clients."""
        late = dt.timedelta(days=self.calls.top_every_days + self.calls.wait_days)
        taken = {
            call.associate
            for call in made.calls
            if (one := self.people[call.client - 1]).tier != self.calls.top_tier and not one.promised(day)
        }
        for one in waiting:
            self.days_waited += 1
            spoken = max([called for called, letter in one.calls if letter in SPOKEN] or one.bought)
            goes_to_anybody = one.owner is None or day - spoken >= late
            assert not (taken if goes_to_anybody else taken & {one.owner}), (day, one, taken)

    def _check_rhythm(self, day: dt.date, waiting: list[Person]) -> None:
        """While there are seats, who is due and may be called waits no longer than the settings promise."""
        due = {one.number for one in waiting}
        for one in self.people:
            one.waited = one.waited + 1 if one.number in due else 0
            assert one.waited <= self.calls.wait_days + 2, (day, one)  # and a weekend
