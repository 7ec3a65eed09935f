"""Mails in doubt are decided by evidence or by a person, never by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import pytest

from clientbook_cli.campaign import settle
from clientbook_cli.campaign.campaigns import Campaign
from clientbook_cli.campaign.settle import Sent
from tests.campaign.conftest import Outing
from tests.campaign.test_send import _Taking
from tests.shop import TODAY


@pytest.fixture
def doubtful(outing: Outing) -> Campaign:
    """Three mails that were accepted, three of which nobody knows."""
    for number in range(1, 7):
        outing.shop.client(f"Ann {number}", email=f"ann{number}@example.com")
    campaign = outing.approved()
    outing.send(campaign, _Taking())
    outing.shop.book._connection.execute("UPDATE outbox SET state = 'unknown' WHERE client > 3")
    return outing.again(campaign)


def folder(*message_ids: str) -> Sent:
    def sent(asked: Collection[str]) -> frozenset[str]:
        return frozenset(asked) & frozenset(message_ids)

    return sent


def weigh(outing: Outing, campaign: Campaign, sent: Sent, *, minutes: int = 20) -> settle.Evidence:
    return settle.weigh(
        settle.doubtful(outing.shop.book, campaign),
        witnesses=settle.witnesses(outing.shop.book, campaign),
        sent=sent,
        now=outing.watch.now() + dt.timedelta(minutes=minutes),
    )


def test_what_lies_in_the_folder_has_left_and_what_does_not_is_sent_again(outing: Outing, doubtful: Campaign) -> None:
    kept = [*settle.witnesses(outing.shop.book, doubtful), settle.doubtful(outing.shop.book, doubtful)[0].message_id]
    evidence = weigh(outing, doubtful, folder(*kept))
    assert (evidence.arrived, evidence.missing, evidence.open) == ((4,), (5, 6), ())
    settle.decide(
        outing.shop.book,
        doubtful,
        arrived=evidence.arrived,
        again=evidence.missing,
        by="the folder of sent mail",
        today=TODAY,
        now=outing.watch.now(),
    )
    assert outing.states(doubtful) == {"accepted": 4, "queued": 2}
    taking = _Taking()
    outing.send(outing.again(doubtful), taking)
    assert taking.taken == ["ann5@example.com", "ann6@example.com"]


@pytest.mark.parametrize("sent", [folder(), lambda _: None], ids=["keeps nothing", "no such folder"])
def test_a_folder_that_keeps_nothing_proves_nothing(outing: Outing, doubtful: Campaign, sent: Sent) -> None:
    evidence = weigh(outing, doubtful, sent)
    assert (evidence.arrived, evidence.missing, evidence.open) == ((), (), (4, 5, 6))
    assert evidence.why


def test_a_folder_may_lag_behind_for_a_quarter_of_an_hour(outing: Outing, doubtful: Campaign) -> None:
    kept = settle.witnesses(outing.shop.book, doubtful)
    assert weigh(outing, doubtful, folder(*kept), minutes=14).open == (4, 5, 6)
    assert weigh(outing, doubtful, folder(*kept), minutes=15).missing == (4, 5, 6)


def test_in_a_restored_book_the_folder_says_who_had_theirs_already(outing: Outing, doubtful: Campaign) -> None:
    outing.shop.book._connection.execute("UPDATE outbox SET state = 'queued', attempt = 0 WHERE client IN (2, 3)")
    outing.shop.restore(outing.watch.now() + dt.timedelta(seconds=1))
    restored = outing.again(doubtful)
    doubts = {one.client: one.message_id for one in settle.doubtful(outing.shop.book, restored)}
    assert set(doubts) == {2, 3, 4, 5, 6}
    evidence = weigh(outing, restored, folder(doubts[2], *settle.witnesses(outing.shop.book, restored)))
    assert evidence.arrived == (2,)
    assert 3 not in evidence.missing
