"""Bad mail servers: each leaves every recipient in the right state, nobody mailed twice, no password in clear."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from clientbook_cli.campaign.mailer.session import Mailer, Timeouts
from clientbook_cli.errors import MailServerError
from clientbook_cli.settings import AccountSettings
from tests.campaign.conftest import Outing
from tests.campaign.servers import DROP, HANG, PASSWORD, USER

Server = Callable[..., Any]
ALL = {"accepted": 4}
LATER, REFUSED, UNKNOWN = ({"accepted": 3, state: 1} for state in ("later", "refused", "unknown"))
GARBAGE = "what is mail?"


@pytest.mark.parametrize(
    "bad",
    [
        ("MAIL", ["451 4.3.0 not now"], LATER),
        ("MAIL", "550 5.7.1 not from you", {"queued": 4}),
        ("MAIL", [DROP], ALL),
        ("MAIL", [HANG], ALL),
        ("MAIL", [GARBAGE], ALL),
        ("MAIL", ["421 4.3.2 going down"], ALL),
        ("RCPT", "450 4.2.0 greylisted", LATER),
        ("RCPT", "550 5.1.1 nobody here", REFUSED),
        ("RCPT", DROP, LATER),
        ("RCPT", HANG, LATER),
        ("RCPT", GARBAGE, LATER),
        ("RCPT", "421 4.7.0 slow down", LATER),
        ("BEFORE", "451 4.3.0 not now", LATER),
        ("BEFORE", "554 5.5.1 no valid recipients", REFUSED),
        ("BEFORE", DROP, LATER),
        ("BEFORE", HANG, LATER),
        ("BEFORE", GARBAGE, LATER),
        ("BEFORE", "421 4.3.2 going down", LATER),
        ("DATA", "451 4.3.0 try again", LATER),
        ("DATA", "552 5.3.4 too big", REFUSED),
        ("DATA", "421 4.3.2 going down", LATER),
        ("DATA", DROP, UNKNOWN),
        ("DATA", HANG, UNKNOWN),
        ("DATA", GARBAGE, UNKNOWN),
        ("AFTER", DROP, UNKNOWN),
        ("AFTER", HANG, UNKNOWN),
        ("AFTER", GARBAGE, UNKNOWN),
    ],
)
def test_a_bad_answer_leaves_the_right_state_and_no_double(
    outing: Outing, people: Callable[[int], None], server: Server, bad: tuple[str, Any, dict[str, int]]
) -> None:
    verb, answer, states = bad
    people(4)
    campaign = outing.approved()
    whom = "*" if verb == "MAIL" else "ann2@example.com"
    with server(answers={verb: {whom: answer}}) as post:
        outing.send_to(post, campaign)
        assert outing.states(campaign) == states
        outing.send_to(post, outing.again(campaign))  # nobody who may have theirs gets it again
    arrived = post.arrived()
    assert len(arrived) == len(set(arrived))
    assert len(arrived) == states.get("accepted", 0) + (verb == "AFTER")


def _silent(connection: socket.socket) -> None:
    connection.recv(1024)


def _greets(text: bytes) -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        connection.sendall(text)
        connection.recv(1024)

    return talk


def _answers(ehlo: bytes, then: bytes = b"") -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        connection.sendall(b"220 mx.example.com\r\n")
        connection.recv(1024)
        connection.sendall(ehlo)
        if connection.recv(1024) and then:
            connection.sendall(then)
            connection.recv(1024)

    return talk


BEFORE_LOGIN = {
    "hangs up": lambda _: None,
    "says nothing": _silent,
    "greets with 421": _greets(b"421 too busy\r\n"),
    "greets with 554": _greets(b"554 no service\r\n"),
    "greets with garbage": _greets(b"\x00\xff\x16\x03 hello?\r\n"),
    "greets without end": _greets(b"220 " + b"x" * 20_000),
    "knows no EHLO": _answers(b"502 what?\r\n", b"502 what?\r\n"),
    "offers no STARTTLS": _answers(b"250-mx.example.com\r\n250 AUTH PLAIN LOGIN\r\n"),
    "refuses STARTTLS": _answers(b"250-mx.example.com\r\n250 STARTTLS\r\n", b"454 no TLS today\r\n"),
    "garbles STARTTLS": _answers(b"250-mx.example.com\r\n250 STARTTLS\r\n", b"220 go on\r\nnot a handshake at all\r\n"),
}


@pytest.mark.parametrize("kind", BEFORE_LOGIN)
def test_a_server_that_fails_before_the_login_never_sees_the_password(
    outing: Outing, people: Callable[[int], None], kind: str
) -> None:
    people(2)
    campaign = outing.approved()
    with _listening(BEFORE_LOGIN[kind]) as (port, heard):
        account = AccountSettings(host="127.0.0.1", port=port, user=USER, sender="shop@example.com")
        with pytest.raises(MailServerError) as caught, Mailer(account, PASSWORD, timeouts=Timeouts(1, 1, 1)):
            pass
    assert caught.value.exit_code == 7
    assert caught.value.next
    assert PASSWORD not in str(caught.value)
    assert PASSWORD.encode() not in b"".join(heard)
    assert outing.states(campaign) == {"queued": 2}


@contextmanager
def _listening(talk: Callable[[socket.socket], None]) -> Iterator[tuple[int, list[bytes]]]:
    """A listener that talks as told with whoever comes, and notes what it hears."""
    heard: list[bytes] = []

    class Noting:
        def __init__(self, connection: socket.socket) -> None:
            self._connection = connection

        def recv(self, size: int) -> bytes:
            heard.append(self._connection.recv(size))
            return heard[-1]

        def __getattr__(self, name: str) -> Any:
            return getattr(self._connection, name)

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(5)

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                connection.settimeout(3)
                try:
                    talk(Noting(connection))  # type: ignore[arg-type]
                except OSError:
                    pass
                finally:
                    connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1], heard
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()
