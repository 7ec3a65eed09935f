"""A real IMAP server: what came back is read and nothing in the mailbox is touched; the Sent folder settles doubts."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import trustme

from tests.campaign.returned import COMPLAINT, EXIM, QMAIL, answer, old, report
from tests.campaign.servers import DROP, PASSWORD, USER, Post, free_port, soon
from tests.campaign.test_typed import NEW, password_file, stocked
from tests.conftest import Till

__all__ = ["stocked"]
DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [
    pytest.mark.debian,
    pytest.mark.skipif(DOVECOT is None, reason="needs dovecot-imapd"),
    pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="dovecot drops the rights of root"),
]
# It gives nobody's mail to root: the mailbox is the user mail's, whom Debian has.
OWNER = "mail"
CONFIGURATION = """
protocols = imap
base_dir = {folder}/run
log_path = {folder}/log
ssl = required
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.pem
disable_plaintext_auth = yes
auth_mechanisms = plain
auth_debug = yes
mail_location = maildir:{folder}/mail
mail_uid = {owner}
mail_gid = {owner}
first_valid_uid = 1
first_valid_gid = 1
namespace inbox {{
  inbox = yes
  separator = /
  mailbox "Gesendete Objekte" {{
    special_use = \\Sent
    auto = create
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner} home={folder}
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
  }}
}}
"""


@dataclass
class Desk:
    """A mailbox at a server that runs."""

    port: int
    folder: Path

    def put(self, place: str, *contents: bytes) -> None:
        """Mails that lie in a folder of the mailbox, as they were delivered."""
        box = self.folder / "mail" / place / "new"
        box.mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(contents):
            (box / f"{number}.test").write_bytes(content)
        for name in ("cur", "tmp"):
            (box.parent / name).mkdir(exist_ok=True)
        for part in (self.folder / "mail", *(self.folder / "mail").rglob("*")):
            shutil.chown(part, OWNER, OWNER)

    def mails(self) -> dict[str, bytes]:
        """Every mail by its place and name, which holds its flags."""
        found = (self.folder / "mail").rglob("*.test*")
        return {str(file.relative_to(self.folder)): file.read_bytes() for file in found if file.is_file()}


@pytest.fixture
def desk(authority: trustme.CA) -> Iterator[Desk]:
    """Dovecot writes as another user, whom pytest's folders shut out."""
    with TemporaryDirectory(prefix="dovecot-") as made:
        folder, port = Path(made), free_port()
        folder.chmod(0o755)
        authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
        (folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
        (folder / "users").chmod(0o644)
        (folder / "mail").mkdir()
        settings = folder / "dovecot.conf"
        settings.write_text(CONFIGURATION.format(folder=folder, port=port, owner=OWNER), encoding="utf-8")
        made_desk = Desk(port, folder)
        made_desk.put("")
        assert DOVECOT is not None
        with (folder / "said").open("wb") as said:
            server = subprocess.Popen([DOVECOT, "-F", "-c", str(settings)], stderr=said)
        try:
            assert soon(lambda: _answers(port) or server.poll() is not None)
            assert server.poll() is None, (folder / "said").read_text(encoding="utf-8")
            yield made_desk
        finally:
            server.terminate()
            server.wait(timeout=30)


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _set_up(till: Till, post: Post, desk: Desk, folder: Path) -> None:
    smtp = ("--host", "127.0.0.1", "--port", str(post.port), "--user", USER, "--from", "shop@example.com")
    imap = ("--imap-host", "127.0.0.1", "--imap-port", str(desk.port))
    assert till.type("mail", "account", *smtp, *imap, "--password-file", password_file(folder)).code == 0


def _sent(till: Till) -> dict[str, str]:
    """The Message-ID of each client's mail, after it left."""
    assert till.type(*NEW).code == 0
    till.type("mail", "send", "spring", "--confirm", "12")
    told = till.type("mail", "status", "spring", "--json").json
    return {one["client"]: one["message_id"] for one in told["recipients"]}


def test_bounces_answers_and_stops_are_read_and_the_mailbox_stays_as_it_was(
    stocked: Till, server: Callable[..., Any], desk: Desk, tmp_path: Path
) -> None:
    with server() as post:
        _set_up(stocked, post, desk, tmp_path)
        ids = _sent(stocked)
    forged = ids["C9"].replace(ids["C9"].split(".")[3][:4], "0000")
    desk.put(
        "",
        report(ids["C1"], address="ann0@example.com", own="b1"),
        old(QMAIL, ids["C2"], own="b2"),
        old(EXIM, ids["C3"], address="ann2@example.com", own="b3"),
        report(ids["C4"], status="5.2.2", said="552 5.2.2 mailbox full", own="b4"),
        report(ids["C5"], action="delayed", status="4.4.1", own="b5"),
        old(COMPLAINT, ids["C6"], own="b6"),
        answer("Lovely, see you on Saturday", about=ids["C7"], own="a1"),
        answer("stop", about=ids["C8"], own="a2"),
        *(old(form, forged, own=f"f{number}") for number, form in enumerate((QMAIL, EXIM, COMPLAINT))),
        report(forged, own="f3"),
        report("<someone@else.example.com>", own="f4"),
        b"From: somebody@example.com\r\nSubject: Hello\r\n\r\nNothing to do with us.\r\n",
    )
    before = desk.mails()
    assert len(before) == 14
    done = stocked.type("mail", "inbox", "--yes", "--json")
    assert done.code == 0, done.err
    assert {one["client"]: (one["kind"], one["does"]) for one in done.json["heard"]} == {
        "C1": ("hard bounce", "address retired"),
        "C2": ("hard bounce", "address retired"),
        "C3": ("hard bounce", "address retired"),
        "C4": ("soft bounce", "counted: 1 of 3"),
        "C6": ("complaint", "no more mail"),
        "C7": ("answer", "written down"),
        "C8": ("stop", "no more mail"),
    }
    assert (done.json["read"], done.json["ignored"]) == (14, 4)
    assert desk.mails() == before  # none has moved from new to cur, none has a flag
    assert stocked.type("mail", "inbox", "--json").json["known"] == 7


def test_the_folder_of_sent_mail_says_whose_mail_had_left(
    stocked: Till, server: Callable[..., Any], desk: Desk, tmp_path: Path
) -> None:
    with server(answers={"AFTER": {"ann3@example.com": DROP, "ann5@example.com": DROP}}) as post:
        _set_up(stocked, post, desk, tmp_path)
        _sent(stocked)
        kept = [content for _, to, content in post.mails if to != "ann5@example.com"]
    desk.put(".Gesendete Objekte", *kept)
    before = desk.mails()
    settled = stocked.type("mail", "settle", "spring", "--json")
    assert (settled.code, settled.json["decided"], settled.json["accepted"]) == (5, 1, 11), settled.err
    assert [one["address"] for one in settled.json["open"]] == ["ann5@example.com"]
    assert desk.mails() == before


def test_a_wrong_password_is_said_and_not_shown(
    stocked: Till, server: Callable[..., Any], desk: Desk, tmp_path: Path
) -> None:
    with server() as post:
        _set_up(stocked, post, desk, tmp_path)
    (tmp_path / "password").write_text("not the right one", encoding="utf-8")
    typed = stocked.type("mail", "inbox")
    assert typed.code == 7
    assert "could not be read" in typed.err
    assert "not the right one" not in typed.err + typed.out
