"""What comes back is believed only if it knows a mail of ours, and what it means is done only as it was shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientbook_cli.campaign import inbox, outbox, tokens, verdict
from clientbook_cli.campaign.campaigns import Campaign
from clientbook_cli.campaign.inbox import Plan
from clientbook_cli.campaign.mailer import stored
from clientbook_cli.errors import InputError
from tests.campaign.conftest import Outing, strict
from tests.campaign.returned import COMPLAINT, EXIM, QMAIL, answer, old, report
from tests.campaign.test_send import _Taking
from tests.shop import TODAY


@pytest.fixture
def sent(outing: Outing, people: Callable[[int], None]) -> Campaign:
    """A campaign that five clients have had."""
    people(5)
    campaign = outing.approved()
    outing.send(campaign, _Taking())
    return outing.again(campaign)


def id_of(outing: Outing, campaign: Campaign, client: int) -> str:
    rows = outbox.recipients(outing.shop.book, campaign=campaign.campaign)
    return next(row.message_id for row in rows if row.client == client)


def read(outing: Outing, *contents: bytes, do: bool = True) -> Plan:
    plan = inbox.look(outing.shop.book, verdict.all_of(iter(contents)), now=outing.watch.now())
    if do:
        certain = [one for one in plan.heard if not one.proposed]
        inbox.apply(outing.shop.book, certain, today=TODAY, now=outing.watch.now())
    return plan


def later_excluded(outing: Outing) -> dict[str, int]:
    outing.settings = strict(quiet_days=0)
    outing.watch.seconds += 86400
    return dict(outing.draft(name=f"later {outing.watch.seconds}").excluded)


BOUNCES: dict[str, Callable[[str], bytes]] = {
    "standard": report,
    "qmail": lambda one: old(QMAIL, one),
    "exim": lambda one: old(EXIM, one),
}


@pytest.mark.parametrize("form", BOUNCES)
def test_a_hard_bounce_retires_the_address(outing: Outing, sent: Campaign, form: str) -> None:
    plan = read(outing, BOUNCES[form](id_of(outing, sent, 1)))
    assert [(one.kind, one.client, one.does) for one in plan.heard] == [("hard bounce", 1, "address retired")]
    assert outing.states(sent) == {"accepted": 4, "refused": 1}
    assert later_excluded(outing) == {"address retired": 1}


@pytest.mark.parametrize("form", BOUNCES)
def test_a_forged_bounce_changes_nothing(outing: Outing, sent: Campaign, form: str) -> None:
    true = id_of(outing, sent, 1)
    forged = true.replace(true.split(".")[3][:4], "0000")
    other = true.replace(".1.", ".2.", 1)
    plan = read(outing, *(BOUNCES[form](one) for one in (forged, other, "<someone@else.example>")))
    assert not plan.heard
    assert outing.states(sent) == {"accepted": 5}


def test_a_true_proof_with_another_domain_is_no_mail_of_ours(outing: Outing, sent: Campaign) -> None:
    moved = id_of(outing, sent, 1).rpartition("@")[0] + "@evil.example>"
    assert read(outing, report(moved)).forged == 1


def test_the_third_soft_bounce_pauses_an_address_and_the_same_one_counts_once(outing: Outing, sent: Campaign) -> None:
    one = id_of(outing, sent, 1)
    full = [report(one, status="5.2.2", said="552 5.2.2 mailbox full", own=f"full{number}") for number in range(3)]
    assert [heard.does for heard in read(outing, full[0], full[1]).heard] == ["counted: 1 of 3", "counted: 2 of 3"]
    again = read(outing, full[0], full[1])
    assert (again.known, len(again.heard)) == (2, 0)
    assert later_excluded(outing) == {}
    assert [heard.does for heard in read(outing, full[2]).heard] == ["paused for 90 days"]
    assert later_excluded(outing) == {"address paused": 1}
    assert outing.states(sent) == {"accepted": 5}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", "hard bounce"),
        ("5.1.2", "hard bounce"),
        ("5.0.0", "hard bounce"),
        ("5.2.2", "soft bounce"),
        ("5.7.1", "soft bounce"),
        ("5.4.5", "soft bounce"),
        ("4.4.7", "soft bounce"),
    ],
)
def test_the_status_says_whether_the_address_is_to_blame(status: str, kind: str) -> None:
    assert verdict.judge(report("<a@b.example>", status=status, said="no")).kind == kind


def test_a_delay_or_an_automatic_answer_is_nothing(outing: Outing, sent: Campaign) -> None:
    one = id_of(outing, sent, 1)
    plan = read(
        outing,
        report(one, action="delayed", status="4.4.1", own="d"),
        answer("I am away. To stop these notes, unsubscribe.", about=one, own="x", Auto_Submitted="auto-replied"),
        answer("I am away", about=one, own="y", Precedence="bulk"),
    )
    assert not plan.heard
    assert outing.states(sent) == {"accepted": 5}


def test_a_complaint_is_a_stop(outing: Outing, sent: Campaign) -> None:
    read(outing, old(COMPLAINT, id_of(outing, sent, 2), address="ann2@example.com"))
    assert later_excluded(outing) == {"stopped": 1}


def test_the_button_of_a_mail_program_stops_and_only_with_a_token_of_ours(outing: Outing, sent: Campaign) -> None:
    token = tokens.stop_token(campaign=sent.campaign, client=3, secret=sent.secret)
    forged = token[:-1] + ("0" if token[-1] != "0" else "1")
    pressed = [
        answer("", subject=f"stop {one}", sender=sender, own=sender)
        for one, sender in ((token, "alias@elsewhere.example"), (forged, "ann4@example.com"))
    ]
    plan = read(outing, *pressed)
    assert [(one.client, one.kind) for one in plan.heard] == [(3, "stop")]
    assert plan.forged == 1
    assert later_excluded(outing) == {"stopped": 1}


@pytest.mark.parametrize("text", ["Stop", "STOP.", "unsubscribe", "  remove me  \n\nAnn", "Opt-out"])
def test_the_word_that_the_footer_asks_for_is_a_stop(outing: Outing, sent: Campaign, text: str) -> None:
    plan = read(outing, answer(text, about=id_of(outing, sent, 1)))
    assert [(one.kind, one.proposed) for one in plan.heard] == [("stop", False)]
    assert later_excluded(outing) == {"stopped": 1}


@pytest.mark.parametrize(
    "text",
    [
        "Please take me off your list.",
        "Hi, could you stop sending me these? Thanks",
        "I don't want any more emails from you",
        "Kindly remove my email address from your mailing list",
        "Please do not contact me again.",
        "no more newsletters please",
        "How do I unsubscribe?",
    ],
)
def test_a_wish_in_ones_own_words_is_proposed_and_not_assumed(outing: Outing, sent: Campaign, text: str) -> None:
    plan = read(outing, answer(text, about=id_of(outing, sent, 1)))
    assert [(one.kind, one.proposed) for one in plan.heard] == [("asks to stop", True)]
    assert later_excluded(outing) == {}
    inbox.apply(outing.shop.book, plan.heard, today=TODAY, now=outing.watch.now())
    assert later_excluded(outing) == {"stopped": 1}


@pytest.mark.parametrize(
    "text",
    [
        "Lovely! I will stop by on Saturday.",
        "Could you send me more pictures?",
        "Yes please\n\nOn Fri, 13 Nov 2026 at 10:00, Harlow & Finch wrote:\n> answer with the word stop\n> unsubscribe",
        "Yes\n\n-----Original Message-----\nFrom: shop@example.com\nTo get no more of them, answer with the word stop",
        "Thank you!\n-- \nAnn\nunsubscribe from my own list",
    ],
)
def test_an_answer_is_an_answer_whatever_it_quotes(outing: Outing, sent: Campaign, text: str) -> None:
    plan = read(outing, answer(text, about=id_of(outing, sent, 1)))
    assert [one.kind for one in plan.heard] == ["answer"]
    assert later_excluded(outing) == {}


def test_a_wish_without_a_mail_of_ours_is_proposed_for_whom_it_comes_from(outing: Outing, sent: Campaign) -> None:
    plan = read(
        outing,
        answer("stop", subject="stop", sender="ann2@example.com", own="n1"),
        answer("stop", subject="stop", sender="stranger@example.com", own="n2"),
    )
    assert [(one.client, one.proposed) for one in plan.heard] == [(2, True)]
    assert outing.states(sent) == {"accepted": 5}


def test_an_answer_proves_that_an_unknown_mail_arrived(outing: Outing, people: Callable[[int], None]) -> None:
    people(1)
    campaign = outing.approved()
    outing.send(campaign, _Taking())
    outing.shop.book._connection.execute("UPDATE outbox SET state = 'unknown'")
    read(outing, answer("Lovely, thank you", about=id_of(outing, campaign, 1)))
    assert outing.states(campaign) == {"accepted": 1}


def test_html_alone_is_read_too() -> None:
    made = verdict.judge(answer("<p>Please <b>stop</b> emailing me</p><blockquote>x</blockquote>", html=True))
    assert made.kind == "asks to stop"


@given(st.binary(max_size=600))
def test_nothing_that_arrives_can_trip_the_reader(content: bytes) -> None:
    assert verdict.judge(content).kind
    head = (
        b"From: MAILER-DAEMON@x.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
    )
    assert verdict.judge(head + b"\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" + content).kind


def test_an_mbox_a_maildir_and_single_files_are_read_the_same(tmp_path: Path) -> None:
    contents = [report(f"<{number}@x.example>", own=f"m{number}") for number in range(3)]
    mbox, maildir, plain = tmp_path / "in.mbox", tmp_path / "Maildir", tmp_path / "saved"
    mbox.write_bytes(b"".join(b"From x Fri Nov 13 19:00:00 2026\n" + one.replace(b"\r\n", b"\n") for one in contents))
    for place in (maildir / "new", maildir / "cur", maildir / "tmp", plain):
        place.mkdir(parents=True)
    for number, one in enumerate(contents):
        (maildir / ("new" if number else "cur") / f"{number}.host").write_bytes(one)
        (plain / f"{number}.eml").write_bytes(one)
    heard = [{one.hash for one in verdict.all_of(stored.messages(source))} for source in (mbox, maildir, plain)]
    assert heard[0] == heard[1] == heard[2]
    assert len(heard[0]) == 3


def test_what_is_no_mailbox_is_said(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    for source in (tmp_path / "none", tmp_path / "notes.txt"):
        with pytest.raises(InputError):
            list(stored.messages(source))


def test_when_a_message_arrived_is_kept_and_a_broken_date_is_none() -> None:
    assert verdict.judge(report("<a@b.example>")).arrived_at == dt.datetime(2026, 11, 13, 19, 0)  # noqa: DTZ001
    message = EmailMessage()
    message.set_content("x")
    assert verdict.judge(message.as_bytes().replace(b"MIME", b"Date: yesterday\nMIME")).arrived_at is None
