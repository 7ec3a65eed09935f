"""How likely two clients are one person, and the evidence for it. Pure.

A household is told from a double by the given name: who shares a phone and a surname is family; who shares a phone and
a given name has married, or is spelled in two ways.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.ledger.identity import TITLES, agree, bare, fold, suffixes

# Names by which people of one name are called. What begins alike (Kath, Katherine) needs no line here.
_CALLED = """
robert bob rob bobby|william bill will billy liam|elizabeth liz beth betty lisa eliza|margaret peggy meg maggie greta
richard dick rick rich|james jim jimmy jamie|john jack johnny jon|katherine kate kathy katie kitty cathy catherine
michael mike mick mickey|charles chuck charlie|edward ed ted eddie ned|thomas tom tommy|joseph joe joey jose pepe
patricia pat patty trish|susan sue susie|deborah deb debbie|jennifer jen jenny|christopher chris kit|anthony tony
steven steve stephen|daniel dan danny|matthew matt|andrew andy drew|david dave|donald don|kenneth ken|gregory greg
samuel sam|benjamin ben|nicholas nick|alexander alex sasha|alexandra alex sandra|theresa terry tess|barbara barb
dorothy dot dottie|frances fran|francisco paco francis frank|henry hank harry|lawrence larry|ronald ron|victoria vicky
rebecca becky|jessica jess|timothy tim|walter walt|eugene gene|leonard len leo|frederick fred|guadalupe lupe
""".replace("\n", "|")
_GROUPS = [frozenset(group.split()) for group in _CALLED.split("|") if group.strip()]
_LEAST_BEGINNING = 3  # letters of a short form that says something
_LEAST_MAILBOX = 5  # letters before the @: info@ and shop@ say nothing of a person
_TYPO = 0.8  # words at least this alike are one word, misspelled

# Scores, in hundredths, by what is known of the names (best first) and the strongest thing that both have.
_SCORES = {
    "same": {"email": 95, "phone": 90, "address": 88, "mailbox": 84, "postcode": 80, "city": 66, "": 45},
    "alike": {"email": 92, "phone": 85, "address": 80, "mailbox": 74, "postcode": 64, "city": 50, "": 20},
    "given": {"email": 82, "phone": 72, "address": 66, "mailbox": 45, "postcode": 35, "city": 15, "": 5},
    "initial": {"email": 70, "phone": 58, "address": 54, "mailbox": 50, "postcode": 40, "city": 20, "": 5},
    "family": {"email": 42, "phone": 30, "address": 25, "mailbox": 25, "postcode": 10, "city": 5, "": 0},
    "none": {"email": 38, "phone": 22, "address": 10, "mailbox": 15, "postcode": 0, "city": 0, "": 0},
    "unknown": {"email": 55, "phone": 48, "address": 20, "mailbox": 20, "postcode": 0, "city": 0, "": 0},
}
_SAID = {
    "same": "the same name",
    "alike": "names alike",
    "given": "the same first name",
    "initial": "an initial that fits",
    "family": "the same surname",
    "none": "other names",
    "unknown": "one without a name",
}
_SECOND = 3  # each further thing in common
_BIRTHDAY, _OTHER_BIRTHDAY, _OTHER_SUFFIX = 6, 45, 40
_OTHER_HOUSE = 30  # two who share no more than a place, and each have a house of their own


@dataclass(frozen=True, slots=True)
class Person:
    """What is compared of a client; contacts are all that they ever had."""

    client: int
    name: str | None
    first_name: str | None
    emails: Sequence[str]
    phones: Sequence[str]
    street: str | None
    postcode: str | None
    city: str | None
    birthday: dt.date | None  # in a leap year; whatever its own


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two are one, 0 to 100, and why."""

    score: int
    because: tuple[str, ...]


def likeness(one: Person, other: Person) -> Likeness:
    """Compare two clients."""
    names = compare_names(one, other)
    shared = _shared(one, other)
    score = max((_SCORES[names][kind] for kind in shared), default=_SCORES[names][""])
    score += _SECOND * max(len(shared) - 1, 0)
    because = [_SAID[names], *shared.values()]
    if shared.keys() <= {"postcode", "city"} and one.street and other.street:
        score -= _OTHER_HOUSE
        because.append("other houses")
    if one.birthday and other.birthday:
        same = one.birthday == other.birthday
        score += _BIRTHDAY if same else -_OTHER_BIRTHDAY
        because.append("the same birthday" if same else "other birthdays")
    if suffixes(one.name) != suffixes(other.name):
        score -= _OTHER_SUFFIX
        because.append("senior and junior")
    return Likeness(max(0, min(99, score)), tuple(because))


def compare_names(one: Person, other: Person) -> str:
    """How two names stand to each other: a key of `_SCORES`."""
    a, b = bare(one.name), bare(other.name)
    if not a or not b:
        return "unknown"
    if a == b:
        return "same"
    given, theirs = _given(one, a), _given(other, b)
    rest, their_rest = _without(a, given), _without(b, theirs)
    if not rest or not their_rest:
        return "alike" if agree(a, b) or _alike(" ".join(a), " ".join(b)) else "none"
    families = any(_alike(word, each) for word in rest for each in their_rest)
    if _is_initial(given, theirs):
        return "initial" if families else "none"
    if _same_given(given, theirs):
        if families:
            return "alike"
        return "given"
    if agree(a, b) or (set(a) & {theirs} and set(b) & {given}):
        return "alike"  # the words stand in another order
    return "family" if families else "none"


def _given(person: Person, words: Sequence[str]) -> str:
    """The given name in its folded form."""
    for word in fold(person.first_name) if person.first_name else ():
        if word in words:
            return word
    text = person.name or ""
    text = text.split(",", 1)[1] if "," in text else text
    in_order = [word for part in text.split() for word in fold(part) if word in words and word not in TITLES]
    return in_order[0] if in_order else words[0]


def _without(words: Sequence[str], word: str) -> list[str]:
    left = list(words)
    left.remove(word)
    return left


def _is_initial(one: str, other: str) -> bool:
    return (len(one) == 1 or len(other) == 1) and one[0] == other[0]


def _same_given(one: str, other: str) -> bool:
    """Whether two given names are one: spelled alike, a short form, or what people of that name are called."""
    short, long = sorted((one, other), key=len)
    begun = len(short) >= _LEAST_BEGINNING and long.startswith(short)
    return begun or _alike(one, other) or any({one, other} <= group for group in _GROUPS)


def _alike(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    return one == other or OSA.normalized_similarity(one, other) >= _TYPO


def _shared(one: Person, other: Person) -> dict[str, str]:
    """What both have, in words, the strongest first."""
    found: dict[str, str] = {}
    if emails := set(one.emails) & set(other.emails):
        found["email"] = f"the same email {min(emails)}"
    if phones := set(one.phones) & set(other.phones):
        found["phone"] = f"the same phone {min(phones)}"
    same_postcode = bool(one.postcode and other.postcode and _plain(one.postcode) == _plain(other.postcode))
    if (
        one.street
        and other.street
        and _house(one.street) == _house(other.street)
        and (same_postcode or not (one.postcode and other.postcode))
    ):
        found["address"] = f"the same address {one.street}"
    elif same_postcode:
        found["postcode"] = f"the same postcode {one.postcode}"
    elif one.city and other.city and fold(one.city) == fold(other.city):
        found["city"] = f"both in {one.city}"
    if not emails and (pair := _near_mailbox(one.emails, other.emails)):
        found["mailbox"] = f"emails alike: {pair[0]}, {pair[1]}"
    return found


def _near_mailbox(one: Sequence[str], other: Sequence[str]) -> tuple[str, str] | None:
    """Two mailboxes of one name at two providers, or with one letter wrong.

    A digit that differs is no slip: it tells people of one name apart.
    """
    from rapidfuzz.distance import OSA

    for email in one:
        for theirs in other:
            local, their_local = email.split("@")[0], theirs.split("@")[0]
            slip = _digits(email) == _digits(theirs) and OSA.distance(email, theirs, score_cutoff=1) <= 1
            near = local == their_local or slip
            if near and len(local) >= _LEAST_MAILBOX:
                return email, theirs
    return None


def _digits(text: str) -> list[str]:
    return [c for c in text if c.isdigit()]


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()[:5]  # ZIP and ZIP+4


def _house(street: str) -> tuple[str, ...]:
    """A street address by its number and first word: Str., Street and St. are written as people like."""
    words = [word for part in street.split() for word in fold(part)]
    numbers = [word for word in words if word[0].isdigit()]
    names = [word for word in words if not word[0].isdigit() and len(word) > 1]
    return (*numbers[:1], *names[:1])
