"""A directory of invented people as two tills would have it, with who is who: the hard cases of real shops, planted.

`write` makes the files of two client lists; the truth is which records are one person.
"""

from __future__ import annotations

import csv
import io
import random
import unicodedata
from dataclasses import dataclass, field, replace

_GIVEN = (
    "Ann Maria Lucía José Søren Katherine Robert William Elizabeth Margaret Michael Thomas Patricia Susan Daniel "
    "Priya Tomasz Chloé Zoë Ingrid Hannah Walter Naomi Oscar Felix Greta Hugo Ivan Judith Karl Laura Martin Nora "
    "Olga Paul Quentin Rosa Stefan Teresa Ursula Victor Wanda Xavier Yvonne Zelda Amir Bianca Cyrus Dalia Emil "
    "Farah Gideon Helene Imran Jasper"
)
_FAMILY = (
    "Ortíz Lee Smith Whitlock Burkhalter Nguyễn Łukasz O’Brien Müller García-López Sato Brandt Castellano Dvořák "
    "Eriksen Fairweather Grünwald Hartigan Ibarra Jovanović Kowalczyk Lindqvist Montague Nakamura Okafor "
    "Pemberton Quigley Ravenscroft Silvestri Thackeray Underhill Vasquez Westergaard Yamamoto Zimmermann "
    "Abernathy Bellweather Carmichael Drummond Ellsworth"
)
GIVEN, FAMILY = _GIVEN.split(), _FAMILY.split()
CALLED = {
    **{"Robert": "Bob", "William": "Bill", "Elizabeth": "Liz", "Margaret": "Peggy", "Michael": "Mike"},
    **{"Thomas": "Tom", "Patricia": "Pat", "Susan": "Sue", "Daniel": "Dan", "Katherine": "Kate"},
}
STREETS = ("Maple", "Oak", "Cedar", "Pearl", "Willow", "Harbor", "Juniper", "Heron", "Dogwood", "Kestrel")
HEADER = ("No", "Name", "Email", "Phone", "Street", "City", "Zip")
MAPPING = """kind = "clients"
source = "{source}"
[columns]
pos_id = "No"
name = "Name"
email = "Email"
phone = "Phone"
street = "Street"
city = "City"
postcode = "Zip"
"""


@dataclass(frozen=True)
class Record:
    """A line of a list: who it truly is, and what it says."""

    truth: int
    name: str
    email: str
    phone: str
    street: str
    city: str
    postcode: str


@dataclass
class Directory:
    """Two lists; `planted`: what was done to each record of the second list."""

    first: list[Record] = field(default_factory=list)
    second: list[Record] = field(default_factory=list)
    planted: list[str] = field(default_factory=list)


def invent(people: int, *, seed: int) -> Directory:
    """A directory of about so many people, a third of them also in the second list under some other writing."""
    chance = random.Random(seed)
    made = Directory()
    number = 0
    while number < people:
        number = _household(made, chance, number)
    for one in [record for record in made.first if chance.random() < 0.35]:
        how = chance.choice(WAYS)
        made.second.append(how(one, chance))
        made.planted.append(how.__name__)
    return made


def write(records: list[Record], *, prefix: str) -> str:
    """The list as a file."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(HEADER)
    for number, one in enumerate(records, start=1):
        lines.writerow((f"{prefix}{number}", one.name, one.email, one.phone, one.street, one.city, one.postcode))
    return out.getvalue()


def _household(made: Directory, chance: random.Random, number: int) -> int:
    """One to four people at one address, who may share a phone, a mailbox, a surname, an initial, a whole name."""
    family, phone = chance.choice(FAMILY), _phone(chance)
    street = f"{chance.randint(1, 9999)} {chance.choice(STREETS)} {chance.choice(('St', 'Ave', 'Ln'))}"
    place = chance.choice((("Portland", "97205"), ("Salem", "97301"), ("Boise", "83702"), ("Eugene", "97401")))
    shared_email = chance.random() < 0.25
    names = chance.sample(GIVEN, chance.randint(1, 4))
    home = _local(family) + str(number) + "@example.com"
    for place_in_home, given in enumerate(names):
        own = f"{_local(given)}.{_local(family)}{number}@example.com"
        record = Record(
            truth=number,
            name=f"{given} {family}",
            email=home if shared_email else own if chance.random() < 0.9 else chance.choice(("N/A", "none", "")),
            phone=phone
            if place_in_home == 0 or chance.random() < 0.6
            else _phone(chance)
            if chance.random() < 0.8
            else "n/a",
            street=street,
            city=place[0],
            postcode=place[1],
        )
        made.first.append(record)
        number += 1
    if chance.random() < 0.05:  # father and son
        senior = made.first[-1]
        made.first.append(replace(senior, truth=number, name=f"{senior.name} Jr.", email=""))
        made.first[-2] = replace(senior, name=f"{senior.name} Sr.")
        number += 1
    return number


def _phone(chance: random.Random) -> str:
    digits = f"{chance.choice((503, 541, 971, 208))}{chance.randint(2000000, 9999999)}"
    return chance.choice(("({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "+1 {} {} {}")).format(
        digits[:3], digits[3:6], digits[6:]
    )


def _local(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def written_otherwise(one: Record, chance: random.Random) -> Record:
    """Case, accents, order of words."""
    given, family = one.name.split(" ", 1)
    plain = unicodedata.normalize("NFKD", one.name).encode("ascii", "ignore").decode()
    return replace(one, name=chance.choice((one.name.upper(), f"{family}, {given}", plain, f"  {given}   {family} ")))


def with_a_short_name(one: Record, chance: random.Random) -> Record:
    """What people of that name are called."""
    given, family = one.name.split(" ", 1)
    return replace(one, name=f"{CALLED.get(given, given)} {family}")


def with_a_typo(one: Record, chance: random.Random) -> Record:
    """Two letters of the surname swapped."""
    place = chance.randint(len(one.name) - 4, len(one.name) - 3)
    signs = list(one.name)
    signs[place], signs[place + 1] = signs[place + 1], signs[place]
    return replace(one, name="".join(signs))


def with_another_email(one: Record, chance: random.Random) -> Record:
    """A new mailbox; the rest as before."""
    return replace(one, email=f"new{chance.randint(1, 999999)}@example.org")


def moved_to_another_contact(one: Record, chance: random.Random) -> Record:
    """A new mailbox and a new phone at the old address."""
    return replace(one, email=f"new{chance.randint(1, 999999)}@example.org", phone=_phone(chance))


def married(one: Record, chance: random.Random) -> Record:
    """Another surname, the same personal mailbox."""
    given = one.name.split(" ", 1)[0]
    return replace(one, name=f"{given} {chance.choice(FAMILY)}", email=one.email)


def with_two_numbers(one: Record, chance: random.Random) -> Record:
    """A cell with two phones, and no mailbox."""
    phone = one.phone if any(sign.isdigit() for sign in one.phone) else _phone(chance)
    return replace(one, phone=f"{phone} / {_phone(chance)}", email="N/A")


WAYS = (
    written_otherwise,
    with_a_short_name,
    with_a_typo,
    with_another_email,
    moved_to_another_contact,
    married,
    with_two_numbers,
)
