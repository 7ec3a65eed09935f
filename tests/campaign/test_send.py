"""Mails leave once, each recipient is in one state, and the state is true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import trustme

from clientbook_cli.book.operations import record
from clientbook_cli.campaign import copies, ladder, outbox
from clientbook_cli.campaign.carrier import FolderCarrier, Outcome
from clientbook_cli.campaign.files import Carried
from clientbook_cli.campaign.mailer.session import Mailer
from clientbook_cli.campaign.message import Letter
from clientbook_cli.campaign.throttle import Throttle
from clientbook_cli.errors import BookBusyError, MailServerError, NoStoreError, UsageError
from clientbook_cli.ledger import by_hand, merge
from clientbook_cli.ledger.by_hand import Particulars
from tests.campaign.conftest import Outing, strict
from tests.campaign.servers import DROP, HANG, PASSWORD, serving
from tests.shop import NOW, TODAY

Server = Callable[..., Any]


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_everybody_gets_one_mail_with_both_parts_and_good_headers(
    outing: Outing, people: Callable[[int], None], server: Server, tls: str
) -> None:
    people(45)
    campaign = outing.approved()
    with server(tls=tls) as post:
        report = outing.send_to(post, campaign, tls=tls)
    assert dict(report.done) == {"accepted": 45}
    assert sorted(post.arrived()) == sorted(f"ann{one}@example.com" for one in range(1, 46))
    assert len(post.logins) == 1
    assert outing.again(campaign).state == "done"
    messages = post.messages()
    assert len({message["Message-ID"] for message in messages}) == 45
    for message in messages:
        assert message.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
        assert not message.defects
        assert not [header for _, header in message.items() if getattr(header, "defects", ())]
        assert message["List-Unsubscribe"].startswith("<mailto:shop@example.com?subject=stop")
        assert "List-Unsubscribe-Post" not in message


def test_a_second_send_sends_none(outing: Outing, people: Callable[[int], None], server: Server) -> None:
    people(3)
    campaign = outing.approved()
    with server() as post:
        outing.send_to(post, campaign)
        report = outing.send_to(post, outing.again(campaign))
    assert len(post.mails) == 3
    assert not report.done


@pytest.mark.parametrize(
    ("bad", "state"),
    [
        (("RCPT", "550 5.1.1 no such user"), "refused"),
        (("RCPT", "450 4.2.0 greylisted"), "later"),
        (("RCPT", "452 too many"), "later"),
        (("RCPT", "550 5.7.1 not wanted here"), "refused"),
        (("DATA", "552 5.3.4 too big"), "refused"),
        (("DATA", "451 try again"), "later"),
        (("DATA", "554 no"), "refused"),
        (("AFTER", "garbage"), "unknown"),
        (("AFTER", DROP), "unknown"),
        (("AFTER", HANG), "unknown"),
        (("RCPT", HANG), "later"),
        (("RCPT", DROP), "later"),
        (("RCPT", "421 closing down"), "later"),
    ],
)
def test_one_bad_answer_concerns_one_mail(
    outing: Outing, people: Callable[[int], None], server: Server, bad: tuple[str, str], state: str
) -> None:
    verb, answer = bad
    people(4)
    campaign = outing.approved()
    with server(answers={verb: {"ann2@example.com": answer}}) as post:
        report = outing.send_to(post, campaign)
    assert dict(report.done) == {"accepted": 3, state: 1}
    assert report.stop is None
    assert outing.states(campaign) == {"accepted": 3, state: 1}
    assert post.arrived().count("ann2@example.com") == (1 if verb == "AFTER" else 0)
    assert all(post.arrived().count(f"ann{one}@example.com") == 1 for one in (1, 3, 4))


@pytest.mark.parametrize("answer", [DROP, "421 4.3.2 closing down"])
def test_a_connection_lost_before_the_text_is_made_anew_once(
    outing: Outing, people: Callable[[int], None], server: Server, answer: str
) -> None:
    people(3)
    campaign = outing.approved()
    with server(answers={"RCPT": {"ann2@example.com": [answer]}}) as post:
        outing.send_to(post, campaign)
    assert outing.states(campaign) == {"accepted": 3}
    assert sorted(post.arrived()) == ["ann1@example.com", "ann2@example.com", "ann3@example.com"]
    assert len(post.logins) == 2


def test_the_quota_of_the_day_stops_the_run_and_blames_no_address(
    outing: Outing, people: Callable[[int], None], server: Server
) -> None:
    people(4)
    campaign = outing.approved()
    with server(answers={"RCPT": {"ann3@example.com": "550 5.4.5 daily limit"}}) as post:
        report = outing.send_to(post, campaign)
    assert isinstance(report.stop, MailServerError)
    assert outing.states(campaign) == {"accepted": 2, "later": 1, "queued": 1}


@pytest.mark.parametrize("answer", ["550 5.7.1 sender not yours", "530 5.7.0 login first"])
def test_a_server_that_refuses_our_sender_stops_the_run(
    outing: Outing, people: Callable[[int], None], server: Server, answer: str
) -> None:
    people(4)
    campaign = outing.approved()
    with server(answers={"MAIL": {"*": answer}}) as post:
        report = outing.send_to(post, campaign)
    assert isinstance(report.stop, MailServerError)
    assert report.stop.exit_code == 7
    assert outing.states(campaign) == {"queued": 4}


def test_a_login_that_is_refused_leaves_everybody_queued(
    outing: Outing, people: Callable[[int], None], server: Server
) -> None:
    people(2)
    campaign = outing.approved()
    with server() as post, pytest.raises(MailServerError) as caught, Mailer(post.account(), "wrong"):
        pass
    assert "refused the login" in caught.value.said
    assert "wrong" not in str(caught.value)
    assert outing.states(campaign) == {"queued": 2}


def test_a_server_without_starttls_never_sees_the_password(server: Server) -> None:
    with (
        server(tls="none") as post,
        pytest.raises(MailServerError, match="no safe login"),
        Mailer(post.account(), PASSWORD),
    ):
        pass
    assert post.logins == []


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_a_certificate_of_a_stranger_never_sees_the_password(server: Server, tls: Any) -> None:
    server()  # trusts our own authority, which did not issue what this server shows
    with (
        serving(trustme.CA(), tls=tls) as post,
        pytest.raises(MailServerError, match="cannot be trusted"),
        Mailer(post.account(tls=tls), PASSWORD),
    ):
        pass
    assert post.logins == []


def test_a_server_that_is_not_there_is_said(server: Server) -> None:
    with server() as post:
        account = post.account()
    with pytest.raises(MailServerError, match="was not reached"), Mailer(account, PASSWORD):
        pass


def test_a_mail_put_off_waits_its_time_and_then_leaves_once(
    outing: Outing, people: Callable[[int], None], server: Server
) -> None:
    people(2)
    campaign = outing.approved()
    with server(answers={"RCPT": {"ann1@example.com": ["450 greylisted"]}}) as post:
        outing.send_to(post, campaign)
        assert outing.states(campaign) == {"accepted": 1, "later": 1}
        outing.send_to(post, campaign)
        assert outing.states(campaign) == {"accepted": 1, "later": 1}
        outing.watch.seconds += 61
        outing.send_to(post, campaign)
    assert outing.states(campaign) == {"accepted": 2}
    assert sorted(post.arrived()) == ["ann1@example.com", "ann2@example.com"]


def test_a_mail_that_is_tried_twice_in_one_run_is_told_once(outing: Outing, people: Callable[[int], None]) -> None:
    people(3)
    campaign = outing.approved()
    outcomes = [
        Outcome("later", "450"),
        Outcome("accepted", "250"),
        Outcome("accepted", "250"),
        Outcome("later", "450"),
    ]

    class Putting:
        def deliver(self, _: Letter) -> Outcome:
            outing.watch.seconds += 40  # so that the first is due again before the run ends
            return outcomes.pop(0)

    told: list[int] = []
    report = outing.send(campaign, Putting(), told=told.append)
    assert outcomes == []
    assert dict(report.done) == {"accepted": 2, "later": 1}
    assert sum(told) == 3


def test_who_has_another_address_by_now_gets_no_mail_at_the_old_one(
    outing: Outing, people: Callable[[int], None]
) -> None:
    people(2)
    mended = outing.shop.client("Bo Dunne", email="bo@exmaple.com")
    campaign = outing.approved()
    book = outing.shop.book
    operation = record(book, command="client edit", said="", now=NOW)
    by_hand.edit(book, client=mended, said=Particulars(email="bo@example.com"), operation=operation, today=TODAY)
    taking = _Taking()
    outing.send(campaign, taking)
    assert taking.taken == ["ann1@example.com", "ann2@example.com"]
    rows = {row.client: row for row in outbox.recipients(book, campaign=campaign.campaign)}
    assert (rows[mended].state, rows[mended].reply) == ("cancelled", "has another address by now")


def test_two_who_were_found_to_be_one_get_one_mail_though_no_day_is_quiet(
    outing: Outing, people: Callable[[int], None]
) -> None:
    outing.settings = strict(quiet_days=0, call_days=0)
    people(2)
    campaign = outing.approved()
    outcomes = [Outcome("accepted", "250"), Outcome("later", "450")]

    class Putting:
        def deliver(self, _: Letter) -> Outcome:
            return outcomes.pop(0)

    outing.send(campaign, Putting())
    book = outing.shop.book
    operation = record(book, command="client edit", said="", now=NOW)
    by_hand.edit(book, client=1, said=Particulars(email="ann2@example.com"), operation=operation, today=TODAY)
    merge.merge(book, one=1, other=2, now=NOW)
    outing.watch.seconds += 61
    outing.send(campaign, _Taking())
    rows = {row.client: row for row in outbox.recipients(book, campaign=campaign.campaign)}
    assert (rows[2].state, rows[2].reply) == ("cancelled", "the same person had it under another number")


def test_a_mail_put_off_for_three_days_is_given_up(
    outing: Outing, people: Callable[[int], None], server: Server
) -> None:
    people(1)
    campaign = outing.approved()
    with server(answers={"RCPT": {"*": "450 greylisted"}}) as post:
        for _ in range(20):
            outing.send_to(post, campaign)
            outing.watch.seconds += 4 * 3600 + 1
    assert outing.states(campaign) == {"refused": 1}


class _PowerCut(BaseException):
    """What no code of ours may catch."""


class _Falling:
    """A carrier that takes some mails, then the lights go out: before or after the server had the mail."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.taken: list[str] = []

    def deliver(self, letter: Letter) -> Outcome:
        self.taken.append(letter.address)
        if len(self.taken) > self.after:
            raise _PowerCut
        return Outcome("accepted", "250")


class _Taking:
    """A carrier that takes everything."""

    def __init__(self, *, seconds: float = 0, outing: Outing | None = None) -> None:
        self.taken: list[str] = []
        self._seconds = seconds
        self._outing = outing

    def deliver(self, letter: Letter) -> Outcome:
        self.taken.append(letter.address)
        if self._outing:
            self._outing.watch.seconds += self._seconds
        return Outcome("accepted", "250")


@pytest.mark.parametrize("after", [0, 1, 7, 30])
def test_whoever_was_on_the_way_when_the_lights_went_out_is_unknown_and_not_mailed_again(
    outing: Outing, people: Callable[[int], None], after: int
) -> None:
    people(60)
    campaign = outing.approved()
    falling = _Falling(after)
    with pytest.raises(_PowerCut):
        outing.send(campaign, falling)
    taking = _Taking()
    report = outing.send(campaign, taking)
    states = outing.states(campaign)
    assert 1 <= report.stranded <= 20
    assert states["unknown"] == report.stranded
    assert sum(states.values()) == 60
    assert not set(falling.taken) & set(taking.taken)
    assert len(falling.taken) + len(taking.taken) <= 60


def test_a_slow_server_gets_small_batches(outing: Outing, people: Callable[[int], None]) -> None:
    people(30)
    campaign = outing.approved()
    falling = _Falling(25)
    slow = falling.deliver

    def deliver(letter: Letter) -> Outcome:
        outing.watch.seconds += 0.2
        return slow(letter)

    falling.deliver = deliver  # type: ignore[method-assign]
    with pytest.raises(_PowerCut):
        outing.send(campaign, falling)
    assert outing.states(campaign)["sending"] <= 3


def test_under_a_throttle_mails_leave_one_by_one_and_evenly(outing: Outing, people: Callable[[int], None]) -> None:
    people(4)
    campaign = outing.approved()
    outing.send(campaign, _Taking(), throttle=Throttle(per_minute=20))
    assert outing.watch.seconds == pytest.approx(9, abs=3)
    assert all(wait <= 1 for wait in outing.watch.waited)


def test_the_limit_of_24_hours_holds_over_runs_and_campaigns(outing: Outing, people: Callable[[int], None]) -> None:
    people(8)
    outing.settings = strict(quiet_days=0)
    drafts = [outing.draft(name="one"), outing.draft(name="two")]
    first, second = map(outing.approve, drafts)
    report = outing.send(first, _Taking(), throttle=Throttle(per_day=5))
    assert dict(report.done) == {"accepted": 5}
    assert "5 recipients in 24 hours" in report.paused
    assert not outing.send(second, _Taking(), throttle=Throttle(per_day=5)).done
    outing.watch.seconds += 24 * 3600 + 1
    assert dict(outing.send(first, _Taking(), throttle=Throttle(per_day=5)).done) == {"accepted": 3}


def test_a_stop_said_after_the_approval_is_kept(outing: Outing, people: Callable[[int], None]) -> None:
    people(3)
    outing.shop.client("Twin", email="twin@example.com")
    campaign = outing.approved()
    outing.shop.consent(2, "email", "stopped")
    outing.shop.consent(None, "email", "stopped", address="twin@example.com")
    outing.shop.touch(3, "2026-11-12")
    taking = _Taking()
    outing.send(campaign, taking)
    assert taking.taken == ["ann1@example.com"]
    rows = {row.client: row for row in outbox.recipients(outing.shop.book, campaign=campaign.campaign)}
    assert [rows[client].state for client in (2, 3, 4)] == ["cancelled"] * 3
    assert rows[2].reply == "stopped since the list was made"
    assert rows[3].reply == "contacted since the list was made"


def test_two_runs_at_once_are_one_run(outing: Outing, people: Callable[[int], None]) -> None:
    people(2)
    campaign = outing.approved()

    class Greedy(_Taking):
        def deliver(self, letter: Letter) -> Outcome:
            with pytest.raises(BookBusyError, match="sending mail right now"):
                outing.send(campaign, _Taking())
            return super().deliver(letter)

    outing.send(campaign, Greedy())
    assert outing.states(campaign) == {"accepted": 2}


def test_a_cancelled_campaign_sends_no_more(outing: Outing, people: Callable[[int], None]) -> None:
    people(10)
    campaign = outing.approved()

    class Cancelling(_Taking):
        def deliver(self, letter: Letter) -> Outcome:
            if not self.taken:
                ladder.cancel(outing.shop.book, campaign, today=NOW.date(), now=NOW)
            return super().deliver(letter)

    carrier = Cancelling()
    outing.send(campaign, carrier)
    assert carrier.taken == ["ann1@example.com"]
    assert outing.states(campaign) == {"accepted": 1, "cancelled": 9}


def test_an_interrupted_run_finishes_the_mail_in_hand(outing: Outing, people: Callable[[int], None]) -> None:
    people(30)
    campaign = outing.approved()
    taking = _Taking()
    report = outing.send(campaign, taking, interrupted=lambda: len(taking.taken) >= 4)
    assert report.paused == "interrupted"
    assert outing.states(campaign) == {"accepted": 4, "queued": 26}


def test_into_a_folder_one_private_file_a_recipient(
    outing: Outing, people: Callable[[int], None], tmp_path: Path
) -> None:
    people(3)
    outing.shop.client("../../Robert '); DROP", email="bobby@example.com")
    outing.shop.client("李小龍", email="lee@example.com")
    campaign = outing.approved(folder=tmp_path / "out")
    report = outing.send(campaign, FolderCarrier(tmp_path / "out"))
    assert dict(report.done) == {"written": 5}
    files = sorted((tmp_path / "out").iterdir())
    assert [file.name for file in files] == [
        "C1-ann-lee-1.eml",
        "C2-ann-lee-2.eml",
        "C3-ann-lee-3.eml",
        "C4-robert-drop.eml",
        "C5.eml",
    ]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert all(not message_from_bytes(file.read_bytes(), policy=policy.default).defects for file in files)


def test_a_campaign_for_nobody_cannot_be_sent(outing: Outing) -> None:
    with pytest.raises(UsageError, match="nobody is left"):
        outing.approve(outing.draft())


@pytest.mark.parametrize("number", [0, 1, 4, -3])
def test_another_number_than_the_recipients_approves_nothing(
    outing: Outing, people: Callable[[int], None], number: int
) -> None:
    people(3)
    draft = outing.draft()
    with pytest.raises(UsageError, match="3 recipients, not"):
        ladder.approve(
            outing.shop.book, draft, recipients=number, folder=None, settings=outing.settings, now=NOW
        )  # fmt: skip
    assert outing.again(draft).state == "draft"


def test_an_old_approval_must_be_given_again(outing: Outing, people: Callable[[int], None]) -> None:
    people(1)
    draft = outing.draft()
    outing.watch.seconds += 73 * 3600

    def approve() -> None:
        ladder.approve(
            outing.shop.book,
            outing.again(draft),
            recipients=1,
            folder=None,
            settings=outing.settings,
            now=outing.watch.now(),
        )

    with pytest.raises(UsageError, match="73 hours ago"):
        approve()
    ladder.look(outing.shop.book, draft, now=outing.watch.now())
    approve()
    assert outing.again(draft).state == "confirmed"


def test_without_a_postal_address_no_mail_leaves(outing: Outing, people: Callable[[int], None]) -> None:
    people(1)
    outing.settings = replace(outing.settings, store=replace(outing.settings.store, address=" "))
    with pytest.raises(NoStoreError, match="no postal address"):
        outing.approved()


def test_quiet_hours_of_the_store_hold_every_mail_back(outing: Outing, people: Callable[[int], None]) -> None:
    """It is 13:00 in New York."""
    people(2)
    campaign = outing.approved()
    report = outing.send(campaign, _Taking(), throttle=Throttle(quiet_from="12:30", quiet_until="08:00"))
    assert report.paused == "it is 13:00, and no mail leaves between 12:30 and 08:00"
    assert outing.states(campaign) == {"queued": 2}
    outing.watch.seconds += 19.5 * 3600
    report = outing.send(campaign, _Taking(), throttle=Throttle(quiet_from="12:30", quiet_until="08:00"))
    assert dict(report.done) == {"accepted": 2}


def test_a_run_pauses_when_nothing_goes_out_any_more(
    outing: Outing, people: Callable[[int], None], server: Server
) -> None:
    people(30)
    outing.settings = strict(pause_after_errors=4)
    campaign = outing.approved()
    bad = {f"ann{number}@example.com": "550 no" for number in (2, 3, *range(5, 30))}
    with server(answers={"RCPT": bad}) as post:
        report = outing.send_to(post, campaign)
    assert report.paused.startswith("4 mails in a row did not go out; the last answer: 550 no")
    assert outing.states(campaign) == {"accepted": 2, "refused": 6, "queued": 22}


def test_an_address_at_which_nobody_is_there_is_remembered(
    outing: Outing, people: Callable[[int], None], server: Server
) -> None:
    people(3)
    campaign = outing.approved()
    bad = {"ann1@example.com": "550 5.1.1 no such user", "ann2@example.com": "550 5.7.1 not you"}
    with server(answers={"RCPT": bad}) as post:
        outing.send_to(post, campaign)
    outing.settings = strict(quiet_days=0)
    later = outing.draft(name="autumn")
    assert later.excluded == {"address retired": 1}
    assert later.chosen == 2


def test_what_a_server_was_given_is_kept_word_for_word(
    outing: Outing, people: Callable[[int], None], server: Server
) -> None:
    people(25)
    picture = Carried(reference="logo", media_type="image/png", content=b"PNG" * 3000, shown=True)
    campaign = outing.approved(carried=(picture,))
    bad = {"ann3@example.com": DROP}
    with server(answers={"AFTER": bad}) as post:
        outing.send_to(post, campaign)
    files = outing.composer(campaign).files
    given = {to: content for _, to, content in post.mails}
    assert len(given) == 25
    for row in outbox.recipients(outing.shop.book, campaign=campaign.campaign):
        kept = copies.read(outing.shop.book, campaign=campaign.campaign, client=row.client, files=files)
        assert kept == given[row.address]
    size = outing.shop.book._connection.execute("SELECT max(octet_length(content)) FROM mail_copy").fetchone()
    assert size
    assert size[0] < 1000


def test_from_a_restored_book_nothing_leaves_without_a_new_word(outing: Outing, people: Callable[[int], None]) -> None:
    people(3)
    campaign = outing.approved()
    outing.watch.seconds += 3600
    outing.shop.restore(outing.watch.now())
    restored = outing.again(campaign)
    assert restored.state == "restored"
    with pytest.raises(UsageError, match="restored from a backup"):
        ladder.check_word(restored)
    with pytest.raises(UsageError, match="restored from a backup"):
        outing.approve(restored)
    outing.watch.seconds += 60
    ladder.look(outing.shop.book, restored, now=outing.watch.now())
    again = outing.approve(outing.again(campaign))
    ladder.check_word(again)
    assert dict(outing.send(again, _Taking()).done) == {"accepted": 3}


@pytest.mark.parametrize(("call_days", "chosen"), [(7, 1), (0, 3)])
def test_whoever_is_to_be_called_is_not_mailed(
    outing: Outing, people: Callable[[int], None], call_days: int, chosen: int
) -> None:
    people(3)
    outing.settings = strict(call_days=call_days, quiet_days=0)
    sheet = outing.shop.call_sheet("2026-11-14", [(1, "Maya Ortiz"), (2, "Maya Ortiz"), (3, "Maya Ortiz")])
    outing.shop.touch(3, "2026-11-10", sheet=sheet, row=3)
    draft = outing.draft()
    assert draft.chosen == chosen
    assert draft.excluded == ({"to be called": 2} if call_days else {})
