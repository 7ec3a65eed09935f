"""Who is proposed as one person, and who is not, in directories as real shops have them."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
from collections import Counter

import pytest

from clientbook_cli.book.connection import open_book
from clientbook_cli.ledger import duplicates
from clientbook_cli.ledger.likeness import Person, likeness
from tests.intake.conftest import Desk
from tests.ledger import directory

PEOPLE = int(os.environ.get("CLIENTBOOK_DIRECTORY", "400"))


def person(name: str | None, **more: object) -> Person:
    said: dict[str, object] = {
        "emails": ["home@example.com"],
        "phones": [],
        "street": None,
        "postcode": None,
        "birthday": None,
    }
    return Person(client=1, name=name, first_name=None, city=None, **(said | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "proposed"),
    [
        ("Ann Lee", "Ann Lea", True),
        ("Ann Lee", "Ann Smith", True),
        ("Robert Weller", "Bob Weller", True),
        ("Katherine Ortíz", "Kath Ortiz", True),
        ("Lee, Ann", "Ann M. Lee", True),
        ("Ann Lee", "Ben Lee", False),
        ("Ann Lee", "Bo Dunne", False),
        ("John Lee Sr.", "John Lee Jr.", False),
        ("Dr. Ann Lee", "Anne Lee", True),
    ],
)
def test_the_same_mailbox_is_weighed_by_the_names(one: str, other: str, proposed: bool) -> None:
    found = likeness(person(one), person(other))
    assert (found.score >= duplicates.LEAST) is proposed, found
    assert any("home@example.com" in because for because in found.because)


def test_another_birthday_speaks_against_it() -> None:
    one, other = (person("Ann Lee", birthday=dt.date(2000, month, 2)) for month in (1, 5))
    assert likeness(one, other).score < duplicates.LEAST < likeness(one, one).score


@pytest.mark.parametrize("seed", [1, 2])
def test_a_directory_joins_nobody_falsely_and_its_doubles_are_found(desk: Desk, seed: int) -> None:
    made = directory.invent(PEOPLE, seed=seed)
    client: dict[tuple[str, int], int] = {}
    for source, records in (("old", made.first), ("new", made.second)):
        mapping = desk.file(directory.MAPPING.format(source=source), f"{source}.toml")
        desk.receipt(directory.write(records, prefix=source[0]), "--map", mapping, name=f"{source}.csv")
        rows = desk.rows(
            "SELECT pos_id, standing FROM identity JOIN client_standing USING (client) WHERE source = ?", [source]
        )
        client |= {(source, int(pos_id[1:])): standing for pos_id, standing in rows}
    client |= {
        ("old", int(pos_id[1:])): standing
        for pos_id, standing in desk.rows(
            "SELECT pos_id, standing FROM identity JOIN client_standing USING (client) WHERE source = 'old'"
        )
    }
    truth = {("old", number): one.truth for number, one in enumerate(made.first, start=1)}
    truth |= {("new", number): one.truth for number, one in enumerate(made.second, start=1)}
    by_client: dict[int, list[tuple[str, int]]] = {}
    for record, number in client.items():
        by_client.setdefault(number, []).append(record)
    joined = [pair for records in by_client.values() for pair in itertools.combinations(records, 2)]
    false_joins = [pair for pair in joined if truth[pair[0]] != truth[pair[1]]]
    assert not false_joins, [
        (made.first[n - 1] if s == "old" else made.second[n - 1]) for pair in false_joins[:3] for s, n in pair
    ]
    sampled = random.Random(seed).choices(list(client), k=10_000)
    assert not [
        (one, other)
        for one, other in itertools.pairwise(sampled)
        if client[one] == client[other] and truth[one] != truth[other]
    ]
    with open_book(desk.till.store / "book.duckdb") as book:
        pairs = duplicates.find(book)
    proposed = {frozenset((pair.a, pair.b)) for pair in pairs}
    old_of = {one.truth: ("old", number) for number, one in enumerate(made.first, start=1)}
    missed: Counter[str] = Counter()
    for number, (one, how) in enumerate(zip(made.second, made.planted, strict=True), start=1):
        a, b = client[("new", number)], client[old_of[one.truth]]
        if a != b and frozenset((a, b)) not in proposed:
            missed[how] += 1
    persons = {number: {truth[record] for record in records} for number, records in by_client.items()}
    false = [pair for pair in pairs if not persons[pair.a] & persons[pair.b]]
    found = 1 - missed.total() / len(made.second)
    assert found >= 0.95, (found, missed)
    assert len(false) <= 0.05 * len(pairs), [
        (pair.a_name, pair.b_name, pair.score, pair.because) for pair in false[:40]
    ]


def test_a_pair_that_is_said_to_be_two_is_not_proposed_again(desk: Desk) -> None:
    mapping = desk.file(directory.MAPPING.format(source="old"), "old.toml")
    lines = "1,Ann Lee,a@example.com,,,,\n2,Anne Lea,a@example.com,,,,\n"
    desk.receipt(",".join(directory.HEADER) + "\n" + lines, "--map", mapping)
    shown = desk.till.type("client", "duplicates", "--json").json
    assert [(one["a"], one["b"]) for one in shown["pairs"]] == [("C1", "C2")]
    assert shown["pairs"][0]["because"][-1] == "the same email a@example.com"
    with open_book(desk.till.store / "book.duckdb", write=True) as book, book.transaction():
        from tests.shop import NOW

        duplicates.keep_apart(book, one=1, other=2, now=NOW)
    assert desk.till.type("client", "duplicates", "--json").json["pairs"] == []
    desk.till.type("undo")
    assert len(desk.till.type("client", "duplicates", "--json").json["pairs"]) == 1
