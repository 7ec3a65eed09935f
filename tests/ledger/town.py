"""A town as three tills know it: a shop's people, each written down by one, two or three of them in their own ways.

Told apart from `directory` by its model: people live, move, marry and change their phone first, and a till then writes
down what it was told that day. Many strangers share a name, a street or a surname.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.ledger.directory import Record


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_GIVEN = _listed(
    "Aaron Abigail Adam Adrián Agnes Aidan Alan Albert Alice Alma Amelia Anaïs André Angela Anton Arthur "
    "Astrid Audrey Beatriz Bernard Björn Blanche Boris Brenda Bruno Camille Carla Cecil Celeste Clara "
    "Claude Colin Cora Damian Dante Delia Denise Dirk Dolores Duncan Edith Elena Elias Eloise Emma Enzo "
    "Erica Esther Ethan Eva Fabian Fatima Fiona Flora Frida Garrett Gemma Georg Gilbert Gloria Graham "
    "Gwen Harriet Hassan Hector Heidi Helga Hubert Ida Ines Irma Isaac Jack Jacob Jana Joan Joaquín Jonas "
    "Josie Juno Kasper Keiko Kenji Lara Leila Leonor Liam Lionel Lorna Lucas Luis Mabel Magnus Maja "
    "Marcel Marit Mateo Maud Maya Milan Mina Miriam Nadia Naoki Nell Nina Noel Odette Omar Otto Pablo "
    "Paloma Percy Petra Philip Pilar Ragnar Ralph Ramona Renée Rhys Rita Roland Rufus Ruth Sabine Said "
    "Selma Serge Silas Simone Sofia Stella Sven Sybil Tamara Tariq Theo Tilda Uwe Valerie Vera Vincent "
    "Viola Wendell Wilma Xenia Yara Yusuf Zainab Zeno Zita"
)
_BEGIN = _listed(
    "Ash Bar Beck Black Bran Bren Brook Bur Cal Carl Chat Clay Cole Crom Dar Den Dun East Ed El Fair Far "
    "Fen Gar Glad Gold Gran Green Had Hal Ham Har Haw Hay Heath Hol Hor Hun Kel Ken Kings Lan Law Lin "
    "Lock Long Mar Mer Mor New Nor Oak Pen Pres Rad Red Ros Row Sand Shel Sher Stan Stock Sun Thorn Wal "
    "War Wes Whit Win Wood"
)
_END = _listed(
    "berg bridge burn bury by cliff combe cott croft dale den field ford gate grave ham hurst land ley "
    "low man mere more mouth ness ridge rød sen shaw ski son stead ster stock stone thorpe ton tree vale "
    "wald ward way well wick win wood worth yard"
)
_CALLED = {
    **{"Abigail": "Abby", "Albert": "Al", "Angela": "Angie", "Arthur": "Art", "Philip": "Phil", "Jacob": "Jake"},
    **{"Vincent": "Vince", "Valerie": "Val", "Gilbert": "Gil", "Harriet": "Hattie", "Isaac": "Ike", "Ralph": "Ralphie"},
}
_TOWNS = (("Portland", "97201"), ("Portland", "97205"), ("Portland", "97214"), ("Salem", "97301"), ("Bend", "97701"))
_STREETS = ("Alder St", "Burnside Rd", "Clay Ave", "Division St", "Elm Ct", "Fremont Ln", "Glisan St", "Hawthorne Blvd")
_NOTHING = ("N/A", "none", "-", "")


@dataclass(frozen=True)
class Citizen:
    """A person as they truly are on a day."""

    truth: int
    given: str
    family: str
    email: str
    phone: str
    street: str
    city: str
    postcode: str


Change = Callable[[Citizen, random.Random], Citizen]


def found(people: int, *, seed: int) -> list[list[Record]]:
    """What three tills wrote down of about so many people."""
    chance = random.Random(seed)
    citizens: list[Citizen] = []
    while len(citizens) < people:
        citizens += _home(chance, len(citizens))
    tills: list[list[Record]] = [[], [], []]
    for one in citizens:
        known = chance.sample(tills, chance.choices((1, 2, 3), (65, 28, 7))[0])
        now = one
        for place, till in enumerate(known):
            if place:
                now = chance.choices(*zip(*_LIFE, strict=True))[0](now, chance)
            till.append(_written(now, chance))
    for till in tills:
        chance.shuffle(till)
    return tills


def _home(chance: random.Random, number: int) -> list[Citizen]:
    """One to five people of a household: couples of two names, one initial for two, a phone and a mailbox for all."""
    city, postcode = chance.choice(_TOWNS)
    street = f"{chance.randint(1, 4000)} {chance.choice(_STREETS)}"
    family, phone = _family(chance), _phone(chance)
    shared = f"{_plain(family)}.family{number}@example.com" if chance.random() < 0.2 else ""
    givens = chance.sample(_GIVEN, chance.choices((1, 2, 3, 5), (50, 30, 15, 5))[0])
    if len(givens) > 1 and chance.random() < 0.15:
        givens[1] = next((name for name in _GIVEN if name[0] == givens[0][0] and name != givens[0]), givens[1])
    return [
        Citizen(
            truth=number + place,
            given=given,
            family=_family(chance) if place == 1 and chance.random() < 0.25 else family,
            email=shared
            or f"{_plain(given)}{chance.choice(('', '.', '_'))}{_plain(family)}{number + place}@example.com",
            phone=phone if chance.random() < 0.4 else _phone(chance),
            street=street,
            city=city,
            postcode=postcode,
        )
        for place, given in enumerate(dict.fromkeys(givens))
    ]


def _stays(one: Citizen, _: random.Random) -> Citizen:
    return one


def _changes_mailbox(one: Citizen, chance: random.Random) -> Citizen:
    return replace(one, email=f"{_plain(one.given)[0]}{_plain(one.family)}{chance.randint(1, 99999)}@example.org")


def _changes_phone(one: Citizen, chance: random.Random) -> Citizen:
    return replace(one, phone=_phone(chance))


def _moves(one: Citizen, chance: random.Random) -> Citizen:
    city, postcode = chance.choice(_TOWNS)
    return replace(one, street=f"{chance.randint(1, 4000)} {chance.choice(_STREETS)}", city=city, postcode=postcode)


def _marries(one: Citizen, chance: random.Random) -> Citizen:
    return replace(one, family=chance.choice((_family(chance), f"{one.family}-{_family(chance)}")))


_LIFE: tuple[tuple[Change, int], ...] = (
    *((_stays, 50), (_changes_mailbox, 15), (_changes_phone, 15), (_moves, 13), (_marries, 7)),
)


def _written(one: Citizen, chance: random.Random) -> Record:
    """What a till writes: a name in its own way, at least one contact, and what was left out that day."""
    email, phone = one.email, _typed(one.phone, chance)
    left_out = chance.random()
    if left_out < 0.12:
        email = chance.choice(_NOTHING)
    elif left_out < 0.24:
        phone = chance.choice(_NOTHING)
    elif left_out < 0.29:
        phone = f"{phone} / {_typed(_phone(chance), chance)}"
    has_home = chance.random() < 0.8
    return Record(
        truth=one.truth,
        name=_named(one, chance),
        email=email.upper() if chance.random() < 0.05 else email,
        phone=phone,
        street=one.street if has_home else "",
        city=one.city if has_home else "",
        postcode=one.postcode if has_home else "",
    )


def _named(one: Citizen, chance: random.Random) -> str:
    given, family, way = one.given, one.family, chance.random()
    if way < 0.05:
        given = _CALLED.get(given, given)
    elif way < 0.08:
        given = f"{given} {chance.choice('ABCDEFGHJKLM')}."
    elif way < 0.10:
        given = f"{given[0]}."
    elif way < 0.12:
        family = _slip(family, chance)
    if way > 0.95:
        return f"{family}, {given}"
    if way > 0.90:
        return f"{given} {family}".upper()
    if way > 0.85:
        return unicodedata.normalize("NFKD", f"{given} {family}").encode("ascii", "ignore").decode()
    return f"{given} {family}"


def _slip(word: str, chance: random.Random) -> str:
    """A wrong key: two letters swapped, one left out, or one twice."""
    place = chance.randrange(1, len(word) - 1)
    first, second, rest = word[:place], word[place : place + 2], word[place + 2 :]
    return first + chance.choice((second[::-1], second[1:], second[0] + second)) + rest


def _family(chance: random.Random) -> str:
    return chance.choice(_BEGIN) + chance.choice(_END)


def _phone(chance: random.Random) -> str:
    return f"{chance.choice((503, 971, 541))}{chance.randint(200, 999)}{chance.randint(0, 9999):04d}"


def _typed(digits: str, chance: random.Random) -> str:
    ways = ("({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "+1 {} {} {}", "{}{}{}", "1-{}-{}-{}")
    return chance.choice(ways).format(digits[:3], digits[3:6], digits[6:])


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return "".join(sign for sign in plain if sign.isalnum())
