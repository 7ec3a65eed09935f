"""A ranked list is shared out fairly, whoever owns whom."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from clientbook_cli.calls.share import Room, Wanted, rooms, share_out
from clientbook_cli.settings import Associate

NAMES = ("Ann", "Ben", "Cy")
ASSOCIATES = tuple(Associate(name=name) for name in NAMES)

wishes = st.lists(
    st.tuples(st.sampled_from(["ann", "BEN ", "Cy", "Zed", None]), st.booleans()), max_size=60
).map(lambda rows: [Wanted(client, owner, anybody) for client, (owner, anybody) in enumerate(rows)])  # fmt: skip


@given(ranked=wishes, targets=st.tuples(*[st.integers(0, 9)] * 3))
def test_nobody_is_given_more_than_their_target_and_nobody_is_called_twice(
    ranked: list[Wanted], targets: tuple[int, int, int]
) -> None:
    working = [Room(name, target) for name, target in zip(NAMES, targets, strict=True)]
    calls = share_out(ranked, ASSOCIATES, working)
    load = Counter(name for _, name in calls)
    assert all(load[room.associate] <= room.target for room in working)
    assert len({client for client, _ in calls}) == len(calls)
    wanted = {one.client: one for one in ranked}
    for client, name in calls:
        one = wanted[client]
        assert one.anybody or one.owner in (None, "Zed") or one.owner.strip().casefold() == name.casefold()


@given(count=st.integers(0, 40), target=st.integers(1, 12))
def test_clients_whom_nobody_owns_are_shared_evenly(count: int, target: int) -> None:
    ranked = [Wanted(client, None, anybody=False) for client in range(count)]
    load = Counter(name for _, name in share_out(ranked, ASSOCIATES, [Room(name, target) for name in NAMES]))
    assert max(load[name] for name in NAMES) - min(load[name] for name in NAMES) <= 1
    assert sum(load.values()) == min(count, 3 * target)


@given(ranked=wishes, target=st.integers(1, 12), there=st.sets(st.sampled_from(NAMES), min_size=1))
def test_a_call_that_goes_to_somebody_else_never_makes_the_load_uneven(
    ranked: list[Wanted], target: int, there: set[str]
) -> None:
    """Their own clients are called by those who own them; everything else evens the load out, to within one call."""
    calls = share_out(ranked, ASSOCIATES, [Room(name, target) for name in NAMES if name in there])
    load = Counter(name for _, name in calls)
    owners = {one.client: (one.owner or "").strip().casefold() for one in ranked}
    given_on = {name for client, name in calls if owners[client] != name.casefold()}
    assert all(load[name] - min(load[other] for other in there) <= 1 for name in given_on)


def test_room_is_kept_for_an_associates_own_clients_still_to_come() -> None:
    ranked = [Wanted(client, None if client < 3 else "Ann", anybody=False) for client in range(6)]
    assert Counter(name for _, name in share_out(ranked, ASSOCIATES[:2], [Room("Ann", 3), Room("Ben", 3)])) == {
        "Ann": 3,
        "Ben": 3,
    }


def test_days_off_are_read_however_they_are_written() -> None:
    saturday = dt.date(2026, 11, 14)
    part_time = Associate(name="Ann", target=3, days_off=("SATURDAY", "sunday"))
    assert rooms((part_time, Associate(name="Ben")), day=saturday, target=8) == (Room("Ben", 8),)
    assert rooms((part_time,), day=dt.date(2026, 11, 16), target=8) == (Room("Ann", 3),)
