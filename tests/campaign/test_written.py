"""Templates, drafts, proof, what comes back and personal mails, as an owner types them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trustme

from clientbook_cli.campaign.vocabulary import FILTERS, VARIABLES
from tests.campaign.imap_server import mailbox
from tests.campaign.returned import answer, report
from tests.campaign.servers import DROP, Post
from tests.campaign.test_typed import NEW, password_file, stocked
from tests.conftest import Till

__all__ = ["stocked"]
PACKAGED = (
    *("after-visit", "anniversary", "appraisal-reminder", "birthday", "brand-launch", "event-invitation"),
    *("holiday-hours", "thank-you", "win-back"),
)
KEYS = {
    "brand-launch": ("brand=Solenne",),
    "event-invitation": ("event=an evening with the goldsmith", "when=Thursday 3 December, 6 to 8 pm"),
    "holiday-hours": ("season=in December", "hours=Monday to Saturday 10 to 7"),
}


@pytest.mark.parametrize("name", PACKAGED)
def test_each_packaged_template_makes_a_good_mail_for_everybody(stocked: Till, name: str) -> None:
    sets = [word for key in KEYS.get(name, ()) for word in ("--set", key)]
    made = stocked.type("mail", "new", "x", "--template", name, *sets)
    assert made.code == 0, made.err
    seen = stocked.type("mail", "preview", "x", "--json").json
    for message in (*seen["messages"], seen["plainest"]):
        assert "None" not in message["text"]
        assert "{" not in message["text"]
        assert not [line for line in message["text"].splitlines() if line.startswith((" ,", " .", ",", "."))]
        assert "12 Pearl Street" in message["text"]
    assert seen["plainest"]["text"].count("\n\n\n") == 0
    assert {check["name"]: check["ok"] for check in seen["checks"] if check["ok"] is False} == {}


def test_a_template_is_copied_into_the_store_and_what_is_changed_there_counts(stocked: Till) -> None:
    listed = stocked.type("mail", "template", "list", "--json").json["templates"]
    assert [one["name"] for one in listed] == list(PACKAGED)
    assert not any(one["own"] for one in listed)
    copied = stocked.type("mail", "template", "copy", "win-back", "--json").json
    own = Path(copied["file"])
    own.write_text(own.read_text(encoding="utf-8").replace("It has been a while", "Long time no see"), encoding="utf-8")
    assert stocked.type("mail", "template", "copy", "win-back", "--json").json["copied"] is False
    stocked.type("mail", "new", "x", "--template", "win-back")
    assert "Long time no see" in stocked.type("mail", "preview", "x", "--json").json["messages"][0]["text"]
    listed = stocked.type("mail", "template", "list", "--json").json["templates"]
    assert [one["name"] for one in listed if one["own"]] == ["win-back"]


def test_show_lists_every_variable_and_filter_with_an_example(stocked: Till) -> None:
    shown = stocked.type("mail", "template", "show", "brand-launch", "--json").json
    assert [word["name"] for word in shown["variables"]] == [word.name for word in VARIABLES]
    assert {word["name"] for word in shown["filters"]} == set(FILTERS)
    assert all(word["example"] for word in (*shown["variables"], *shown["filters"]))
    assert {key["name"] for key in shown["keys"]} == {"brand", "known_for", "until"}


def test_a_draft_follows_its_template_until_a_mail_has_left(stocked: Till, tmp_path: Path) -> None:
    stocked.type(*NEW)
    own = stocked.store / "templates" / "mail" / "brand-launch.md"
    own.write_text(own.read_text(encoding="utf-8").replace("Warmly", "Yours"), encoding="utf-8")
    assert "Warmly" in stocked.type("mail", "preview", "spring", "--json").json["messages"][0]["text"]
    for rung in (("preview", "spring"), ("send", "spring")):
        assert 'mail edit "spring" takes it into this draft' in stocked.type("mail", *rung).err
    assert stocked.type("mail", "edit", "spring", "--set", "known_for=pearls").code == 0
    text = stocked.type("mail", "preview", "spring", "--json").json["messages"][0]["text"]
    assert "Yours" in text
    assert "takes it into" not in stocked.type("mail", "send", "spring").err
    assert "known for pearls" in " ".join(text.split())
    stocked.type("mail", "send", "spring", "--confirm", "12", "--to-folder", str(tmp_path / "out"))
    typed = stocked.type("mail", "edit", "spring", "--set", "known_for=gold")
    assert typed.code == 2
    assert "has started" in typed.err


def test_who_got_what_can_be_proved(stocked: Till, tmp_path: Path) -> None:
    stocked.type(*NEW)
    typed = stocked.type("mail", "show", "spring", "--client", "C1")
    assert (typed.code, "has been sent nothing" in typed.err) == (2, True)
    stocked.type("mail", "send", "spring", "--confirm", "12", "--to-folder", str(tmp_path / "out"))
    shown = stocked.type("mail", "show", "spring", "--client", "C1", "--to", str(tmp_path / "c1.eml"), "--json").json
    written = (tmp_path / "out" / "C1-ann-lee-0.eml").read_bytes()
    assert (tmp_path / "c1.eml").read_bytes() == written == shown["eml"].encode()
    assert shown["headers"]["To"] == "Ann Lee 0 <ann0@example.com>"
    assert "Dear Ann," in shown["text"]
    stocked.type("mail", "status", "spring", "--csv", str(tmp_path / "all.csv"))
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    assert {row["state"] for row in rows} == {"written"}


def test_what_the_mailbox_says_is_shown_first_and_done_on_yes(
    stocked: Till, server: Callable[..., Any], authority: trustme.CA, tmp_path: Path
) -> None:
    with server() as post:
        imap = ("--imap-host", "127.0.0.1", "--imap-port", "{port}")
        sent = _send(stocked, post, tmp_path)
        ids = {one["client"]: one["message_id"] for one in sent["recipients"]}
        seen = b"".join(
            b"From x Fri Nov 13 19:00:00 2026\n" + one.replace(b"\r\n", b"\n") + b"\n"
            for one in (
                report(ids["C2"], own="b1"),
                answer("stop", about=ids["C3"], own="b2"),
                answer("please take me off your list", about=ids["C4"], own="b3"),
                report("<clientbook.1.5.00000000000000000000@example.com>", own="b4"),
            )
        )
        (tmp_path / "in.mbox").write_bytes(seen)
        look = stocked.type("mail", "inbox", str(tmp_path / "in.mbox"), "--json").json
        assert [(one["client"], one["kind"], one["done"]) for one in look["heard"]] == [
            ("C2", "hard bounce", False),
            ("C3", "stop", False),
            ("C4", "asks to stop", False),
        ]
        assert (look["ignored"], look["applied"]) == (1, False)
        shown = stocked.type("mail", "inbox", str(tmp_path / "in.mbox"))
        assert f'mail inbox "{tmp_path / "in.mbox"}" --yes does this' in shown.err
        done = stocked.type("mail", "inbox", str(tmp_path / "in.mbox"), "--yes", "--json").json
        assert [one["done"] for one in done["heard"]] == [True, True, False]
        typed = stocked.type("mail", "inbox", str(tmp_path / "in.mbox"), "--yes")
        assert "clientbook --store" in typed.err
        assert 'client consent C4 email stopped --reason "asked by mail"' in typed.err
        with mailbox(authority, {"INBOX": [answer("Lovely", about=ids["C6"], own="i1")], "Gesendet": []}) as desk:
            words = [word.format(port=desk.port) for word in imap]
            assert stocked.type(*_account(post, tmp_path), *words).code == 0
            heard = stocked.type("mail", "inbox", "--yes", "--json")
            assert [(one["client"], one["kind"]) for one in heard.json["heard"]] == [("C6", "answer")], heard.err
        assert any(command.startswith("EXAMINE") for command in desk.commands)
        assert not any(command.split()[0] in ("SELECT", "STORE", "EXPUNGE") for command in desk.commands)
    status = {one["client"]: one for one in stocked.type("mail", "status", "spring", "--json").json["recipients"]}
    assert status["C2"]["state"] == "refused"
    assert status["C3"]["came_back"].startswith("stop")
    assert status["C6"]["came_back"] == "answer: Lovely"
    assert "answer: Lovely" in stocked.type("mail", "status", "spring").out


def test_a_mailbox_of_a_stranger_never_sees_the_password(
    stocked: Till, server: Callable[..., Any], tmp_path: Path
) -> None:
    with server() as post, mailbox(trustme.CA(), {"INBOX": []}) as desk:
        stocked.type(*_account(post, tmp_path), "--imap-host", "127.0.0.1", "--imap-port", str(desk.port))
        typed = stocked.type("mail", "inbox")
        assert typed.code == 7
        assert "cannot be trusted" in typed.err
    assert not any("LOGIN" in command for command in desk.commands)


def test_mails_in_doubt_are_settled_by_the_folder_of_sent_mail_and_else_by_word(
    stocked: Till, server: Callable[..., Any], authority: trustme.CA, tmp_path: Path
) -> None:
    with server(answers={"AFTER": {"ann3@example.com": DROP, "ann5@example.com": DROP}}) as post:
        sent = _send(stocked, post, tmp_path)
        assert sent["unknown"] == 2
        kept = [content for _, to, content in post.mails if to != "ann5@example.com"]
        with mailbox(authority, {"INBOX": [], "Gesendete Objekte": kept}) as desk:
            stocked.type(*_account(post, tmp_path), "--imap-host", "127.0.0.1", "--imap-port", str(desk.port))
            settled = stocked.type("mail", "settle", "spring", "--json")
        assert (settled.code, settled.json["unknown"], settled.json["decided"]) == (5, 1, 1), settled.err
        assert [one["address"] for one in settled.json["open"]] == ["ann5@example.com"]
        (stocked.store / "clientbook.toml").write_text(
            (stocked.store / "clientbook.toml").read_text(encoding="utf-8").replace("imap_host", "# imap_host"),
            encoding="utf-8",
        )
        assert "no doubt" in stocked.type("mail", "settle", "spring", "--again", "C1").err
        again = stocked.type("mail", "settle", "spring", "--again", "all", "--json")
        assert (again.code, again.json["queued"], again.json["unknown"]) == (0, 1, 0)
    with server() as post:
        assert stocked.type(*_account(post, tmp_path)).code == 0
        assert stocked.type("mail", "resume", "spring", "--json").json["accepted"] == 12
        assert post.arrived() == ["ann5@example.com"]


def test_one_mail_to_one_client_goes_through_the_same_outbox(
    stocked: Till, server: Callable[..., Any], tmp_path: Path
) -> None:
    shown = stocked.type("mail", "to", "C1", "--template", "after-visit", "--json").json
    assert shown["state"] == "draft"
    assert shown["mailto"].startswith("mailto:ann0@example.com?subject=Good%20to%20see%20you&body=Dear%20Ann")
    with server() as post:
        assert stocked.type(*_account(post, tmp_path)).code == 0
        sent = stocked.type("mail", "to", "C1", "--template", "after-visit", "--send", "--json")
        assert (sent.code, sent.json["state"]) == (0, "accepted"), sent.err
        assert post.arrived() == ["ann0@example.com"]
    made = stocked.type(*NEW, "--json").json
    assert made["excluded"]["contacted within 7 days"] == 1
    from tests.shop import open_shop

    with open_shop(stocked.store) as shop:
        shop.consent(2, "email", "stopped")
    typed = stocked.type("mail", "to", "C2", "--template", "after-visit", "--send")
    assert (typed.code, "stopped" in typed.err) == (2, True)


def test_a_mail_to_a_row_of_the_call_sheet_goes_to_its_client(stocked: Till, tmp_path: Path) -> None:
    from tests.shop import open_shop

    with open_shop(stocked.store) as shop:
        shop._rows = 900
        sheet = shop.call_sheet("2026-11-13", [(4, "Maya Ortiz"), (7, "Maya Ortiz")])
    words = ("--template", "after-visit", "--to-folder", str(tmp_path / "out"), "--json")
    assert stocked.type("mail", "to", "--row", "2", *words).json["address"] == "ann6@example.com"
    named = stocked.type("mail", "to", "--row", "1", "--sheet", str(sheet), *words)
    assert (named.json["address"], named.json["state"]) == ("ann3@example.com", "written")
    for wrong, said in (
        (("--row", "9"), "no sheet of today"),
        (("C1", "--row", "1"), "one client is written to"),
        ((), "one client is written to"),
    ):
        typed = stocked.type("mail", "to", *wrong, *words)
        assert (typed.code, said in typed.err) == (2, True), typed.err


def _account(post: Post, folder: Path) -> tuple[str, ...]:
    where = ("--host", "127.0.0.1", "--port", str(post.port), "--user", "shop-login", "--from", "shop@example.com")
    return ("mail", "account", *where, "--password-file", password_file(folder))


def _send(till: Till, post: Post, folder: Path) -> Any:
    assert till.type(*_account(post, folder)).code == 0
    assert till.type(*NEW).code == 0
    till.type("mail", "send", "spring", "--confirm", "12")
    return till.type("mail", "status", "spring", "--json").json
