"""Who left the newsletter of the service the store used before: the opt-outs it exports.

Most are clients, a few never were; some of them say yes to mail in a till, where nobody heard of their leaving.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from people import FAMILY_MAILBOX, Circle, Person
from sheet import clock_24, written

COLUMNS = ("Email Address", "Unsubscribed At", "Reason")
CLIENTS = {Circle.TOP: 3, Circle.REGULAR: 9, Circle.REPEAT: 12, Circle.ONCE: 22}
UNKNOWN = 14
REASONS = ("No longer interested", "Too many emails", "Never signed up", "Marked as spam", "Other", "")
REASON_WEIGHTS = (30, 28, 8, 6, 10, 18)


def make_newsletter(rng: random.Random, people: Sequence[Person]) -> dict[str, str]:
    """The file, by name, oldest first."""
    clients = [rng.sample(_known(people, circle), count) for circle, count in CLIENTS.items()]
    leavers = [person.email for group in clients for person in group]
    leavers += [f"reader{number}.{rng.randrange(1950, 2004)}@example.com" for number in range(1, UNKNOWN + 1)]
    typed = [email.title() if place % 9 == 4 else email for place, email in enumerate(leavers)]
    rows = [(email, _moment(rng), _reason(rng)) for email in typed]
    return {"unsubscribed.csv": written([COLUMNS, *sorted(rows, key=lambda row: row[1])])}


def _known(people: Sequence[Person], circle: Circle) -> list[Person]:
    """Those whose address every till has, and who share it with nobody."""
    return [
        person
        for person in people
        if person.circle is circle
        and person.known_by_email
        and not person.former_email
        and FAMILY_MAILBOX not in person.email
    ]


def _moment(rng: random.Random) -> str:
    day = date(2024, 1, 8) + timedelta(days=rng.randrange(930))
    return f"{day} {clock_24(rng.randrange(21_600, 82_800))}"


def _reason(rng: random.Random) -> str:
    return rng.choices(REASONS, REASON_WEIGHTS)[0]
