"""Which particulars are one person."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientbook_cli.ledger.identity import Known, agree, fold, group, place
from tests.ledger.store import Store


def people(*particulars: tuple[str | None, str]) -> set[frozenset[int]]:
    """Group particulars given as (name, keys divided by commas); the answer by their places."""
    known = [
        Known(number, name, None, [key.strip() for key in keys.split(",") if key])
        for number, (name, keys) in enumerate(particulars)
    ]
    return {frozenset(each.identity for each in members) for members in group(known)}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ann Lee", "ann lee", True),
        ("Ann Lee", "LEE, Ann", True),
        ("José Ortíz", "Jose Ortiz", True),
        ("Søren Łuk", "Soren Luk", True),
        ("A. Lee", "Ann Lee", True),
        ("Ann M. Lee", "Ann Marie Lee", True),
        ("Ann Lee", "Ann Marie Lee", True),
        ("O'Brien Pat", "Pat O’Brien", True),
        ("Ann Lee", "Amy Lee", False),
        ("Ann Lee", "Ann Low", False),
        ("Mr Lee", "Mrs Lee", False),
        ("A. L.", "Ann Lee", False),
        ("G. Lee", "Georg B. Lee", True),
        ("B. Lee", "Georg B. Lee", False),
        ("Blanche Lee", "Georg B. Lee", False),
        ("Blanche Lee-Ortiz", "Georg B. Lee-Ortiz", False),
        ("Ann", "Lee", False),
    ],
)
def test_names_agree_whatever_their_case_accents_order_and_initials(one: str, other: str, same: bool) -> None:
    assert agree(fold(one), fold(other)) is same
    assert agree(fold(other), fold(one)) is same


def test_the_same_till_number_is_one_person_under_any_name() -> None:
    assert people(("Ann Lee", "till 1"), ("Ann Smith", "till 1")) == {frozenset({0, 1})}


def test_the_same_mailbox_joins_names_that_agree_and_those_without_one() -> None:
    assert people(("Ann Lee", "email a"), ("A. Lee", "email a"), (None, "email a")) == {frozenset({0, 1, 2})}


def test_people_who_share_a_phone_under_other_names_are_not_joined() -> None:
    assert people(("Ann Lee", "phone 1"), ("Bo Lee", "phone 1")) == {frozenset({0}), frozenset({1})}


def test_who_could_be_either_of_two_stays_alone() -> None:
    assert people(("Ann Lee", "phone 1"), ("Bo Lee", "phone 1"), (None, "phone 1")) == {
        frozenset({0}),
        frozenset({1}),
        frozenset({2}),
    }
    assert len(people(("Ann Lee", "phone 1"), ("Amy Lee", "phone 1"), ("A Lee", "phone 1"))) == 3


def test_a_nameless_record_never_ties_two_people_by_two_keys() -> None:
    assert len(people(("Ann Lee", "email a"), ("Bo Dunne", "phone 1"), (None, "email a,phone 1"))) == 3


def test_a_short_name_never_ties_two_people_by_two_keys() -> None:
    assert len(people(("Ann Lee", "email a"), ("Amy Lee", "phone 1"), ("A Lee", "email a,phone 1"))) == 3


def test_a_number_that_hundreds_share_says_nothing_about_short_names() -> None:
    crowd = [(f"Person{n} Lee", "phone 1") for n in range(200)]
    assert len(people(*crowd, ("P Lee", "phone 1"), (None, "phone 1"))) == 202


_NAMES = st.sampled_from([None, "Ann Lee", "A Lee", "Amy Lee", "Lee Ann", "Bo Dunne", "Ann Marie Lee", "Lee"])
_KEYS = st.lists(
    st.sampled_from(["email a", "email b", "phone 1", "phone 2", "till 1", "till 2"]),
    min_size=1,
    max_size=3,
    unique=True,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(_NAMES, _KEYS), min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_the_answer_does_not_depend_on_the_order(
    particulars: list[tuple[str | None, list[str]]], chance: random.Random
) -> None:
    known = [Known(number, name, None, keys) for number, (name, keys) in enumerate(particulars)]
    shuffled = chance.sample(known, len(known))
    assert _sets(known) == _sets(shuffled)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(_NAMES, _KEYS), min_size=1, max_size=9), st.integers(0, 9))
def test_in_two_goes_the_same_people_result_as_at_once(
    particulars: list[tuple[str | None, list[str]]], cut: int
) -> None:
    """Numbers given after the first go are kept, merged or moved so that the second go ends as one go would."""
    everybody = [Known(number, name, None, keys) for number, (name, keys) in enumerate(particulars)]
    numbers: dict[int, int] = {}
    ties: set[tuple[int, int]] = set()
    for some in (everybody[:cut], everybody):
        known = [Known(each.identity, each.name, numbers.get(each.identity), each.keys) for each in some]
        placed = place(group(known))
        fresh: dict[int, int] = {}
        for identity, client in placed.client.items():
            highest = max([*numbers.values(), *fresh.values(), 0])
            numbers[identity] = client or fresh.setdefault(placed.anchor[identity], highest + 1)
        ties = {tie for tie in ties if placed.owners.get(tie[0]) == placed.owners.get(tie[1])} | set(placed.merges)
    standing = {number: number for number in numbers.values()}
    for _ in standing:
        for one, other in ties:
            lowest = min(standing.get(one, one), standing.get(other, other))
            standing[one] = standing[other] = lowest
    ended: dict[int, set[int]] = {}
    for identity, client in numbers.items():
        ended.setdefault(standing[client], set()).add(identity)
    assert {frozenset(members) for members in ended.values()} == _sets(everybody)


def _sets(known: list[Known]) -> set[frozenset[int]]:
    return {frozenset(each.identity for each in members) for members in group(known)}


def test_particulars_have_the_same_number_in_every_book_whichever_database_wrote_it(tmp_path: Path) -> None:
    told = "'till', '7', 'Ann Lee', NULL, 'ann@example.com', '+1 503', NULL, 'Portland', NULL, '02101', NULL, NULL"
    with duckdb.connect(Store(tmp_path / "store").folder.book, read_only=True) as connection:
        known = connection.execute(f"SELECT known_by({told})").fetchall()[0][0]
    half = hashlib.md5(b"till|7|Ann Lee||ann@example.com|1 503||Portland||2101|||", usedforsecurity=False).digest()[8:]
    assert known == int.from_bytes(half, "little")
