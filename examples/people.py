"""The clients of Harlow & Finch: invented people, their households, and how to reach them.

Owns who somebody is. What each till wrote down about them is for `entries`; what they bought, for `trade`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from assortment import BRANDS
from names import (
    AREA_CODES,
    ASSOCIATES,
    FIRST_NAMES,
    LAST_NAMES,
    PARTICULAR_NAMES,
    STREET_KINDS,
    STREETS,
    TOWNS,
)
from sheet import unaccented

COUPLES = 10  # half share a telephone, half a mailbox
NAMESAKES = 3  # pairs who share nothing but the name
MOVED_MAILBOX = 12  # the address GoldBook would have is one that nobody uses any more
FAMILY_MAILBOX = ".family@example.com"
UNREACHABLE = 44  # neither email nor telephone in any till
NOVEMBER_OCCASIONS = 9  # top clients with an occasion in the fortnight after the last sale


class Circle(Enum):
    """How often somebody comes back."""

    TOP = "top"
    REGULAR = "regular"
    REPEAT = "repeat"
    ONCE = "once"
    LOOKER = "looker"  # on a client list, never bought


HEADS = {Circle.TOP: 58, Circle.REGULAR: 66, Circle.REPEAT: 332, Circle.ONCE: 952, Circle.LOOKER: 64}


@dataclass(frozen=True, slots=True)
class Person:
    """One human being; blank texts and None mean the store does not know. `phone` is ten digits."""

    number: int
    circle: Circle
    first: str
    last: str
    email: str
    phone: str
    street: str
    town: tuple[str, str, str]
    spouse: str
    birthday: date | None
    anniversary: date | None
    associate: str
    brands: tuple[str, ...]
    said_yes_to_mail: bool | None
    former_email: str = ""

    @property
    def known_by_email(self) -> bool:
        """Whether email (else telephone) is the key that every till has."""
        return bool(self.email) and (not self.phone or self.number % 5 < 3)


def make_people(rng: random.Random) -> list[Person]:
    """Everybody, circle by circle; a person's number is the place in this list."""
    circles = [circle for circle, heads in HEADS.items() for _ in range(heads)]
    names = _names(rng, len(circles))
    phones = _phones(rng, len(circles))
    taken: set[str] = set()
    people = [
        _person(rng, number, circle, name=names[number], phone=phones[number], taken=taken)
        for number, circle in enumerate(circles)
    ]
    _share_names(people)
    _marry(people)
    _forget_contacts(people)
    _move_mailboxes(people)
    _place_occasions(people)
    return [_of_age_at_the_wedding(person) for person in people]


def _person(
    rng: random.Random, number: int, circle: Circle, *, name: tuple[str, str], phone: str, taken: set[str]
) -> Person:
    close = circle in {Circle.TOP, Circle.REGULAR}
    has_email, has_phone = rng.random() < 0.86, rng.random() < (0.95 if close else 0.7)
    town = rng.choices(TOWNS, [town[3] for town in TOWNS])[0]
    return Person(
        number=number,
        circle=circle,
        first=name[0],
        last=name[1],
        email=_email(rng, name, taken) if has_email or not has_phone else "",
        phone=phone if has_phone else "",
        street=f"{rng.randrange(102, 9800)} {rng.choice(STREETS)} {rng.choice(STREET_KINDS)}",
        town=town[:3],
        spouse=rng.choice(FIRST_NAMES) if rng.random() < (0.6 if close else 0.25) else "",
        birthday=_some_day(rng, 1946, 2001) if rng.random() < (0.85 if close else 0.45) else None,
        anniversary=_some_day(rng, 1978, 2024) if rng.random() < (0.6 if close else 0.2) else None,
        associate=rng.choices(ASSOCIATES, (32, 26, 24, 18))[0],
        brands=tuple(rng.sample(BRANDS, 2)),
        said_yes_to_mail=rng.choices((True, False, None), (50, 12, 38))[0],
    )


def _names(rng: random.Random, count: int) -> list[tuple[str, str]]:
    """That many different names; the particular ones fall anywhere among them."""
    names = list(PARTICULAR_NAMES)
    seen = set(names)
    while len(names) < count:
        name = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
        if name not in seen:
            seen.add(name)
            names.append(name)
    rng.shuffle(names)
    return names


def _phones(rng: random.Random, count: int) -> list[str]:
    """That many different fictional numbers, Portland's own codes first."""
    local = [f"{code}55501{n:02}" for code in AREA_CODES[:8] for n in range(100)]
    distant = [f"{code}55501{n:02}" for code in AREA_CODES[8:] for n in range(100)]
    phones = local + rng.sample(distant, count - len(local))
    rng.shuffle(phones)
    return phones


def _email(rng: random.Random, name: tuple[str, str], taken: set[str]) -> str:
    first, last = _letters(name[0]), _letters(name[1])
    shapes = (f"{first}.{last}", f"{first[0]}{last}", f"{first}{last[0]}{rng.randrange(48, 99)}", f"{last}.{first}")
    local = rng.choices(shapes, (6, 2, 2, 1))[0]
    while local in taken:
        local = f"{first}.{last}{rng.randrange(2, 99)}"
    taken.add(local)
    return f"{local}@example.com"


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, unaccented(name).lower()))


def _some_day(rng: random.Random, first_year: int, last_year: int) -> date:
    """Any day of the years; 29 February comes about as often as it should."""
    return date.fromordinal(rng.randrange(date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal() + 1))


def _of_age_at_the_wedding(person: Person) -> Person:
    """Twenty at least; the birthday moves by whole leap cycles, so that every day still exists."""
    if person.birthday is None or person.anniversary is None:
        return person
    years_short = person.birthday.year + 20 - person.anniversary.year
    cycles = max(0, (years_short + 3) // 4)
    return replace(person, birthday=person.birthday.replace(year=person.birthday.year - 4 * cycles))


def _of(people: list[Person], circle: Circle) -> list[Person]:
    return [person for person in people if person.circle is circle]


def _share_names(people: list[Person]) -> None:
    """Different people of one name: a name alone must never join two clients."""
    repeat, once = _of(people, Circle.REPEAT), _of(people, Circle.ONCE)
    for a, b in zip(repeat[100 : 100 + NAMESAKES], once[100 : 100 + NAMESAKES], strict=True):
        email = f"{_letters(a.last)}{_letters(a.first)[0]}{1900 + b.number % 100}@example.com"
        people[b.number] = replace(b, first=a.first, last=a.last, email=email, phone="")


def _marry(people: list[Person]) -> None:
    """Couples of one household: even ones share the telephone, odd ones the mailbox."""
    reachable = [person for person in people if person.phone and not person.known_by_email]
    ones = _of(reachable, Circle.TOP)[10:14] + _of(reachable, Circle.REGULAR)[10 : 6 + COUPLES]
    others = _of(people, Circle.ONCE)[200 : 200 + COUPLES // 2] + _of(people, Circle.REPEAT)[20 : 20 + COUPLES // 2]
    for place, (a, other) in enumerate(zip(ones, others, strict=True)):
        b = replace(other, first="Noor") if other.first == a.first else other
        for person, spouse in ((a, b), (b, a)):
            married = replace(
                person,
                last=a.last,
                street=a.street,
                town=a.town,
                spouse=spouse.first,
                anniversary=a.anniversary or b.anniversary,
            )
            if place % 2:
                people[person.number] = replace(married, email=f"{_letters(a.last)}{FAMILY_MAILBOX}", phone="")
            else:
                own = f"{_letters(a.first)}_{_letters(a.last)}@example.com" if person is a else ""
                people[person.number] = replace(married, email=own, phone=a.phone)


def _forget_contacts(people: list[Person]) -> None:
    for person in _of(people, Circle.ONCE)[300 : 300 + UNREACHABLE]:
        people[person.number] = replace(person, email="", phone="")


def _move_mailboxes(people: list[Person]) -> None:
    regulars = [person for person in _of(people, Circle.REGULAR) if person.known_by_email]
    movable = [person for person in regulars if FAMILY_MAILBOX not in person.email]
    for person in movable[:MOVED_MAILBOX]:
        former = f"{_letters(person.first)}.{1900 + person.number % 100}@example.com"
        people[person.number] = replace(person, former_email=former)


def _place_occasions(people: list[Person]) -> None:
    """From 14 November on, birthdays and anniversaries in turn, a day or two apart; and one leap day."""
    top = _of(people, Circle.TOP)
    leapling = top[NOVEMBER_OCCASIONS]
    people[leapling.number] = replace(leapling, birthday=date(1988, 2, 29), anniversary=None)
    for place, person in enumerate(top[:NOVEMBER_OCCASIONS]):
        day_of_month = 14 + 3 * place // 2
        if place % 2:
            people[person.number] = replace(person, anniversary=date(1990 + 3 * place, 11, day_of_month))
        else:
            people[person.number] = replace(person, birthday=date(1962 + 4 * place, 11, day_of_month))
