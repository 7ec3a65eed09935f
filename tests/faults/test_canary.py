"""A password that can be recognised goes through every mail command and every way to fail: nobody can read it."""

from __future__ import annotations

import base64
import logging
import os
import socket
import ssl
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keyring
import keyring.errors
import pytest
import trustme

from clientbook_cli.campaign.mailer import session
from tests.campaign.conftest import authority, server
from tests.campaign.imap_server import mailbox
from tests.campaign.returned import answer
from tests.campaign.servers import USER, serving, trust
from tests.campaign.test_passwords import MemoryKeyring
from tests.campaign.test_typed import NEW, stocked
from tests.conftest import Till, Typed

__all__ = ["authority", "server", "stocked"]
CANARY = "Canary-9f3c!zebra"
MASKS = [
    part.rstrip(b"=")
    for text in (CANARY, f"\0{USER}\0{CANARY}", f"{USER}\0{CANARY}")
    for part in (text.encode(), base64.b64encode(text.encode()))
]
Talk = Callable[[socket.socket, bytes], None]


@dataclass
class Owner:
    """Who types at a store, and looks everywhere for the password."""

    till: Till
    folder: Path
    caplog: pytest.LogCaptureFixture

    def type(self, *words: str, stdin: str | None = None) -> Typed:
        """Type a command; nowhere can the password be read."""
        typed = self.till.type(*words, stdin=stdin)
        assert self._hits(typed) == [], (words, typed.err)
        return typed

    def _hits(self, typed: Typed) -> list[str]:
        """Where it can be read: in what was printed, in a traceback, in a log, in any file but its own."""
        places = {"stdout": typed.out.encode(), "stderr": typed.err.encode(), "log": self.caplog.text.encode()}
        if typed.result.exc_info and not isinstance(typed.result.exception, SystemExit):
            places["traceback"] = "".join(traceback.format_exception(*typed.result.exc_info)).encode()
        files = [file for file in self.folder.rglob("*") if file.is_file() and file.name != "password"]
        places |= {str(file): file.read_bytes() for file in files}
        return [place for place, said in places.items() if any(mask in said for mask in MASKS)]

    def password_file(self, *, mode: int = 0o600) -> str:
        file = self.folder / "password"
        file.write_text(CANARY, encoding="utf-8")
        file.chmod(mode)
        return str(file)


@pytest.fixture
def owner(stocked: Till, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Owner:
    return Owner(stocked, tmp_path, caplog)


@pytest.fixture(autouse=True)
def _as_an_owner_who_looks_closely(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Everything that can be made to talk does; servers are waited for in vain only briefly."""
    caplog.set_level(logging.DEBUG)
    for name in ("CLIENTBOOK_TRACE", "PYTHONDEVMODE", "PYTHONASYNCIODEBUG"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setattr(session, "Timeouts", lambda: Patient(1, 1, 1))
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    yield
    keyring.set_keyring(before)


Patient = session.Timeouts


def account(port: int, *more: str, tls: str = "starttls", host: str = "127.0.0.1") -> tuple[str, ...]:
    where = ("--host", host, "--port", str(port), "--tls", tls, "--user", USER, "--from", "shop@example.com")
    return ("mail", "account", *where, *more)


@pytest.fixture
def taking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose password is the canary."""
    monkeypatch.setattr("tests.campaign.servers.PASSWORD", CANARY)
    monkeypatch.setattr("tests.campaign.imap_server.PASSWORD", CANARY)


@pytest.mark.usefixtures("taking")
def test_no_mail_command_shows_the_password(owner: Owner, server: Callable[..., Any], authority: trustme.CA) -> None:
    file = owner.password_file()
    with server() as post, mailbox(authority, {"INBOX": [answer("Lovely")], "Sent": []}) as desk:
        imap = ("--imap-host", "127.0.0.1", "--imap-port", str(desk.port))
        for words, stdin in (
            (account(post.port, "--password-stdin", *imap), CANARY + "\n"),
            (account(post.port, "--password-file", file, *imap), None),
            (("mail", "template", "list"), None),
            (("mail", "template", "show", "win-back"), None),
            (("mail", "template", "copy", "win-back"), None),
            ((*NEW, "--hold-out", "10%"), None),
            (("mail", "edit", "spring", "--set", "known_for=pearls"), None),
            (("mail", "preview", "spring"), None),
            (("mail", "test", "spring", "--to", "owner@example.com"), None),
            (("mail", "send", "spring"), None),
            (("mail", "send", "spring", "--confirm", "11"), None),
            (("mail", "resume", "spring"), None),
            (("mail", "settle", "spring"), None),
            (("mail", "status", "spring"), None),
            (("mail", "list"), None),
            (("mail", "show", "spring", "--client", "C1"), None),
            (("mail", "inbox", "--yes"), None),
            (("mail", "to", "C12", "--template", "thank-you", "--send"), None),
            (("doctor",), None),
            (("status",), None),
            ((*NEW[:2], "autumn", *NEW[3:]), None),
            (("mail", "cancel", "autumn"), None),
        ):
            for form in ((), ("--json",)) if words[1:2] != ("new",) else ((),):
                typed = owner.type(*words, *form, stdin=stdin)
                assert typed.code != 1, (words, typed.err)
        assert len(post.arrived()) > 11


def _echoes(connection: socket.socket, line: bytes) -> None:
    connection.sendall(b"535 5.7.8 I do not like " + line)


def _echoes_in_clear(connection: socket.socket, line: bytes) -> None:
    connection.sendall(b"535 5.7.8 wrong: " + base64.b64decode(line.split()[-1]).split(b"\0")[-1] + b"\r\n")


def _hangs_up(connection: socket.socket, line: bytes) -> None:
    """Says nothing more."""


def _falls_silent(connection: socket.socket, line: bytes) -> None:
    connection.recv(100)


def _asks_again(connection: socket.socket, line: bytes) -> None:
    connection.sendall(b"334 " + line)
    connection.recv(1000)


def _talks_nonsense(connection: socket.socket, line: bytes) -> None:
    connection.sendall(b"\x00\xff" + line * 3)


def _closes_down(connection: socket.socket, line: bytes) -> None:
    connection.sendall(b"421 4.3.2 closing, you said " + line)


LOGINS: dict[str, Talk] = {
    "is refused with what was sent": _echoes,
    "is refused with the password": _echoes_in_clear,
    "ends in silence": _hangs_up,
    "is not answered": _falls_silent,
    "is asked for again": _asks_again,
    "is answered with nonsense": _talks_nonsense,
    "is answered with 421": _closes_down,
}


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["page", "json"])
@pytest.mark.parametrize("kind", LOGINS)
def test_a_login_that_fails_shows_no_password(
    owner: Owner, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, kind: str, form: tuple[str, ...]
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(trust(authority, owner.folder)))
    with _listening(authority, LOGINS[kind]) as port:
        words = account(port, "--password-stdin", *form, tls="ssl")
        typed = owner.type(*words, stdin=CANARY + "\n")
    assert typed.code == 7, typed.err


def _no_certificate_of_ours(owner: Owner) -> Typed:
    with serving(trustme.CA()) as post:
        return owner.type(*account(post.port, "--password-stdin"), stdin=CANARY + "\n")


def _no_tls(owner: Owner) -> Typed:
    with serving(trustme.CA(), tls="none") as post:
        return owner.type(*account(post.port, "--password-stdin"), stdin=CANARY + "\n")


def _nobody_there(owner: Owner) -> Typed:
    with serving(trustme.CA()) as post:
        port = post.port
    return owner.type(*account(port, "--password-stdin"), stdin=CANARY + "\n")


def _no_such_host(owner: Owner) -> Typed:
    return owner.type(*account(587, "--password-stdin", host="nowhere.invalid"), stdin=CANARY + "\n")


def _a_file_that_others_may_read(owner: Owner) -> Typed:
    return owner.type(*account(587, "--password-file", owner.password_file(mode=0o644)))


def _in_the_settings(owner: Owner) -> Typed:
    settings = owner.till.store / "clientbook.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'{text}\n[mail.account]\npassword = "{CANARY}"\n', encoding="utf-8")
    typed = owner.till.type("mail", "list")
    settings.write_text(text, encoding="utf-8")
    assert "does not belong in the settings" in typed.err
    assert CANARY not in typed.err
    return typed


def _as_an_option(owner: Owner) -> Typed:
    return owner.type(*account(587, f"--password={CANARY}"))


FAILURES = {
    "a stranger's certificate": (_no_certificate_of_ours, 7),
    "no TLS": (_no_tls, 7),
    "nobody there": (_nobody_there, 7),
    "no such host": (_no_such_host, 7),
    "a file that others may read": (_a_file_that_others_may_read, 2),
    "written into the settings": (_in_the_settings, 2),
    "given as an option": (_as_an_option, 2),
}


@pytest.mark.parametrize("kind", FAILURES)
def test_whatever_else_fails_shows_no_password(owner: Owner, kind: str) -> None:
    fails, code = FAILURES[kind]
    typed = fails(owner)
    assert typed.code == code, typed.err


class _Telling(MemoryKeyring):
    """A keyring that fails and says too much."""

    def __init__(self, error: type[Exception]) -> None:
        super().__init__()
        self._error = error

    def set_password(self, service: str, username: str, password: str) -> None:  # noqa: ARG002
        raise self._error(f"cannot keep {password} of {username}")


class _Forgetting(MemoryKeyring):
    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps nothing."""


@pytest.mark.usefixtures("taking")
@pytest.mark.parametrize(
    "ring",
    [
        _Telling(keyring.errors.PasswordSetError),
        _Telling(keyring.errors.InitError),
        _Telling(RuntimeError),
        _Forgetting(),
    ],
    ids=["refuses", "is not ready", "breaks", "forgets"],
)
def test_a_keyring_that_fails_shows_no_password(owner: Owner, server: Callable[..., Any], ring: MemoryKeyring) -> None:
    keyring.set_keyring(ring)
    with server() as post:
        typed = owner.type(*account(post.port, "--password-stdin"), stdin=CANARY + "\n")
    assert typed.code == 4, typed.err


@pytest.mark.usefixtures("taking")
@pytest.mark.parametrize("verb", ["auth", "mail", "rcpt", "docmd"])
def test_a_fault_of_ours_in_the_middle_of_a_send_shows_no_password(
    owner: Owner, server: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    import smtplib

    def breaks(self: Any, *_: object) -> None:
        raise RuntimeError(f"{type(self).__name__} broke in {verb}")

    with server() as post:
        assert owner.type(*account(post.port, "--password-file", owner.password_file())).code == 0
        assert owner.type(*NEW).code == 0
        monkeypatch.setattr(smtplib.SMTP, verb, breaks)
        assert owner.type("mail", "send", "spring", "--confirm", "12").code not in (0, 5)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_no_other_program_sees_the_password(stocked: Till, authority: trustme.CA, tmp_path: Path) -> None:
    """While a command waits for a server that says nothing, its own entry and those of its children are read."""
    waiting, done = threading.Event(), threading.Event()

    def falls_silent(connection: socket.socket, line: bytes) -> None:
        waiting.set()
        done.wait(20)

    environment = {**os.environ, "SSL_CERT_FILE": str(trust(authority, tmp_path))}
    with _listening(authority, falls_silent) as port:
        words = account(port, "--password-stdin", tls="ssl")
        command = [sys.executable, "-m", "clientbook_cli", "--store", str(stocked.store), *words]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
        ) as process:
            assert process.stdin
            process.stdin.write(CANARY.encode() + b"\n")
            process.stdin.close()
            assert waiting.wait(60)
            entries = [Path(f"/proc/{number}") for number in _family(process.pid)]
            seen = [entry / name for entry in entries for name in ("cmdline", "environ")]
            told = [str(file) for file in seen if any(mask in file.read_bytes() for mask in MASKS)]
            process.kill()
            done.set()
            assert process.stdout
            said = process.stdout.read()
    assert told == []
    assert not any(mask in said for mask in MASKS)


def _family(process: int) -> list[int]:
    found = [process]
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):
            found += [one for child in (task / "children").read_text().split() for one in _family(int(child))]
    return found


@contextmanager
def _listening(authority: trustme.CA, talk: Talk) -> Iterator[int]:
    """A server with TLS from the start that offers a login and then talks as told."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def serve() -> None:
            while True:
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                with suppress(OSError, IndexError), context.wrap_socket(plain, server_side=True) as connection:
                    connection.settimeout(3)
                    connection.sendall(b"220 mx.example.com\r\n")
                    connection.recv(1000)
                    connection.sendall(b"250-mx.example.com\r\n250 AUTH PLAIN\r\n")
                    talk(connection, connection.recv(1000))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()
