"""How each till wrote a client down: the same person, spelled and reached in three ways.

Owns the spelling mess. The key a person is known by (email or telephone) is in every till, the other one only
sometimes; an entry is the same each time it is asked for.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import Enum

from names import SHORT_NAMES
from people import Circle, Person
from sheet import unaccented


class Till(Enum):
    """Where a sale was rung up."""

    GOLDBOOK = "goldbook"
    SHOPIFY = "shopify"
    SQUARE = "square"


@dataclass(frozen=True, slots=True)
class Entry:
    """A client as a till has them; `phone` is ten digits."""

    first: str
    last: str
    email: str
    phone: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip()


def entry(person: Person, till: Till) -> Entry:
    """What `till` knows of `person`."""
    rng = random.Random(f"{till.value}:{person.number}")
    first, last = _name(rng, person, till)
    asks_for_email = person.known_by_email or till is Till.SHOPIFY
    email = person.email if asks_for_email or rng.random() < 0.75 else ""
    phone = person.phone if not person.known_by_email or rng.random() < 0.7 else ""
    if till is Till.GOLDBOOK:
        if person.former_email:
            email, phone = person.former_email, ""
        return Entry(first, last, _capitals(rng, email), phone)
    if till is Till.SQUARE and is_instant_profile(person):
        return Entry(first, last, "", "")
    return Entry(first, last, email, phone)


def is_instant_profile(person: Person) -> bool:
    """Whether Square made the profile by itself, from the name on a card."""
    return person.circle is Circle.ONCE and person.number % 3 == 0


def phone_with_brackets(digits: str) -> str:
    """`5035550142` is `(503) 555-0142`."""
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if digits else ""


def phone_international(digits: str) -> str:
    """`5035550142` is `+15035550142`."""
    return f"+1{digits}" if digits else ""


def phone_as_typed(rng: random.Random, digits: str) -> str:
    """One of the ways people and staff type a number."""
    area, office, line = digits[:3], digits[3:6], digits[6:]
    shapes = (f"({area}) {office}-{line}", f"{area}-{office}-{line}", f"{area}.{office}.{line}", digits)
    return rng.choices(shapes, (70, 18, 6, 6))[0] if digits else ""


def _name(rng: random.Random, person: Person, till: Till) -> tuple[str, str]:
    """Staff at a counter fold accents, shorten and shout; at a web checkout people write themselves."""
    first, last = person.first, person.last
    at_counter = till is not Till.SHOPIFY
    if at_counter and rng.random() < 0.35:
        first = SHORT_NAMES.get(first, first)
    if at_counter and rng.random() < 0.55:
        first, last = unaccented(first), unaccented(last)
    habit = rng.random()
    if till is Till.GOLDBOOK and habit < 0.05:
        return first.upper(), last.upper()
    if till is Till.SHOPIFY and habit < 0.03:
        return first.lower(), last.lower()
    return first, last


def _capitals(rng: random.Random, email: str) -> str:
    habit = rng.random()
    if habit < 0.05:
        return email.upper()
    return ".".join(part.capitalize() for part in email.split(".")) if habit < 0.12 else email
