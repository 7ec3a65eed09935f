"""A real mail server that checks header syntax takes every mail, whatever the names. CLIENTBOOK_MAILS: how many."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import trustme

from tests.campaign.conftest import Outing
from tests.campaign.servers import PASSWORD, USER, Post, free_port, soon, trust
from tests.campaign.test_message import HOSTILE

EXIM = shutil.which("exim4", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = [
    pytest.mark.debian,
    pytest.mark.skipif(EXIM is None, reason="needs exim4-daemon-light"),
    pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="exim takes settings of its own from root"),
]
MAILS = int(os.environ.get("CLIENTBOOK_MAILS", "60"))
CONFIGURATION = """
primary_hostname = mail.example.com
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
spool_directory = {folder}/spool
log_file_path = {folder}/%slog
pid_file_path = {folder}/exim.pid
tls_advertise_hosts = *
tls_certificate = {folder}/server.pem
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
host_lookup =
rfc1413_query_timeout = 0s
queue_only
acl_smtp_mail = acl_mail
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data

begin acl
acl_mail:
  deny !authenticated = *
  accept
acl_rcpt:
  accept
acl_data:
  deny !verify = header_syntax
       message = header syntax
  accept

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = ${{if and{{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Exim writes as a user of its own, whom pytest's folders shut out."""
    with TemporaryDirectory(prefix="exim-") as made:
        Path(made, "spool").mkdir()
        for part in (made, f"{made}/spool"):
            Path(part).chmod(0o777)
        yield Path(made)


@pytest.fixture
def exim(authority: trustme.CA, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    monkeypatch.setenv("SSL_CERT_FILE", str(trust(authority, folder)))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    (folder / "server.pem").chmod(0o644)
    port = free_port()
    settings = folder / "exim.conf"
    settings.write_text(
        CONFIGURATION.format(port=port, folder=folder, user=USER, password=PASSWORD.replace(" ", r"\x20")),
        encoding="utf-8",
    )
    assert EXIM is not None
    server = subprocess.Popen([EXIM, "-C", str(settings), "-bdf"], stderr=subprocess.PIPE)
    try:
        assert soon(lambda: _answers(port) or server.poll() is not None)
        assert server.poll() is None, server.communicate()[1]
        yield Post(port=port)
    finally:
        server.terminate()
        server.communicate(timeout=10)


def test_every_mail_passes_a_check_of_its_headers(outing: Outing, exim: Post, folder: Path) -> None:
    for number in range(MAILS):
        name = [*HOSTILE, None][number % (len(HOSTILE) + 1)]
        outing.shop.client(name, email=f"client{number}@example.com")
    campaign = outing.approved()
    report = outing.send_to(exim, campaign)
    rejected = folder / "rejectlog"
    assert dict(report.done) == {"accepted": MAILS}, rejected.read_text() if rejected.exists() else ""
    heads = list((folder / "spool" / "input").rglob("*-H"))
    assert len(heads) == MAILS


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
