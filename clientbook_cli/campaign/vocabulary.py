"""What a template may say: of the store, of a client, and the filters that shape it. Each with an example; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a template may say of a client; whatever is not known is none."""

    client: int
    name: str | None = None
    first_name: str | None = None
    tier: str | None = None
    segment: str | None = None
    last_item: str | None = None
    last_brand: str | None = None
    last_purchase: dt.date | None = None
    associate: str | None = None
    liked: str | None = None
    last_visit: dt.date | None = None
    birthday: dt.date | None = None
    anniversary: dt.date | None = None


PLAINEST = Person(client=0)
CLIENT_NAMES = tuple(one.name for one in fields(Person) if one.name != "client")
STORE_NAMES = ("name", "email", "phone", "website", "address")


@dataclass(frozen=True, slots=True)
class Word:
    """One variable or filter, as `mail template show` lists it."""

    name: str
    said: str
    example: str


VARIABLES = (
    Word("store.name", "the store's name", "Harlow & Finch Jewelers"),
    Word("store.email", "its address for answers", "hello@example.com"),
    Word("store.phone", "its phone number", "(503) 555-0100"),
    Word("store.website", "its website", "https://www.example.com"),
    Word("store.address", "its postal address", "12 Pearl Street, Portland, OR 97205"),
    Word("client.first_name", "the first name", "Ann"),
    Word("client.name", "the whole name", "Ann Lee"),
    Word("client.tier", "the tier of the newest score", "mid"),
    Word("client.segment", "the segment of the newest score", "Loyal"),
    Word("client.last_item", "what was bought last; the dearest piece of several", "Cushion-cut halo ring"),
    Word("client.last_brand", "its brand", "Marlow & Pine"),
    Word("client.last_purchase", "the day of it", "3 April 2026"),
    Word("client.associate", "who looks after them", "Maya Ortiz"),
    Word("client.liked", "what they liked on their last visit, if it was for themselves", "the pearl strand"),
    Word("client.last_visit", "the day of their last visit", "6 November 2026"),
    Word("client.birthday", "their next birthday", "20 November"),
    Word("client.anniversary", "their next anniversary", "24 December"),
)


def possessive(name: object) -> str:
    """A name with its 's: Ann's, James'."""
    text = str(name)
    return f"{text}'" if text.endswith(("s", "S")) else f"{text}'s" if text else ""


def first_word(text: object) -> str:
    """The first word of a text."""
    return next(iter(str(text).split()), "")


_OWN = (
    (Word("possessive", "with 's behind it", 'client.first_name | possessive → "Ann\'s"'), possessive),
    (Word("first_word", "its first word", 'client.name | first_word → "Ann"'), first_word),
)
_OF_JINJA = (
    Word("default", "another word where nothing is known", 'client.first_name | default("there", true) → "there"'),
    Word("lower", "in small letters", 'client.tier | lower → "mid"'),
    Word("upper", "in capitals", 'client.tier | upper → "MID"'),
    Word("title", "each word with a capital", 'client.last_item | title → "Cushion-Cut Halo Ring"'),
    Word("capitalize", "a capital first, the rest small", 'client.liked | capitalize → "The pearl strand"'),
    Word("trim", "without blanks at its ends", 'client.name | trim → "Ann Lee"'),
    Word("replace", "one text put for another", 'client.name | replace("Ann", "Anne") → "Anne Lee"'),
    Word("truncate", "cut to so many letters", 'client.last_item | truncate(12) → "Cushion-cut…"'),
    Word("length", "how many letters it has", "client.first_name | length → 3"),
)
FILTER_WORDS = tuple(sorted((*(word for word, _ in _OWN), *_OF_JINJA), key=lambda word: word.name))
# None: the filter of this name that Jinja brings. No other of Jinja's is to be had: each one here is explained.
FILTERS: Mapping[str, Callable[..., object] | None] = MappingProxyType(
    {**{word.name: None for word in _OF_JINJA}, **{word.name: function for word, function in _OWN}}
)


def person_values(person: Person) -> dict[str, object]:
    """A client as templates see them: text or none; days in words, those that come round without a year."""
    values: dict[str, object] = {name: getattr(person, name) for name in CLIENT_NAMES}
    for name in ("last_purchase", "last_visit", "birthday", "anniversary"):
        day = getattr(person, name)
        if day:
            values[name] = f"{day.day} {day:%B}" if name in ("birthday", "anniversary") else f"{day.day} {day:%B %Y}"
    return values
