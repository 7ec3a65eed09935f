"""A real SMTP server on loopback whose answers are scripted, with verified TLS and a login."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from clientbook_cli.settings import AccountSettings

USER, PASSWORD = "shop-login", "correct horse battery staple"
DROP, HANG = "drop", "hang"
HANGS = 3.0  # seconds: longer than the client waits
Tls = Literal["starttls", "ssl", "none"]


@dataclass
class Script:
    """Answers by verb, for an address or, as "*", for all; a list is used up one answer at a time, then all is well.

    An answer is what the server says; DROP closes the connection instead, HANG says nothing for a while. "BEFORE" is
    said instead of 354, "DATA" once the text arrived, which the server does not keep, "AFTER" when it does.
    """

    answers: dict[str, dict[str, str | list[str]]] = field(default_factory=dict)

    def next(self, verb: str, address: str) -> str | None:
        by_address = self.answers.get(verb, {})
        answer = by_address.get(address, by_address.get("*"))
        if isinstance(answer, list):
            return answer.pop(0) if answer else None
        return answer


@dataclass
class Post:
    """What arrived at the server."""

    port: int = 0
    mails: list[tuple[str, str, bytes]] = field(default_factory=list)  # from, to, text
    tried: list[str] = field(default_factory=list)  # each RCPT
    logins: list[tuple[str, str]] = field(default_factory=list)

    def account(self, *, tls: str = "starttls", **more: Any) -> AccountSettings:
        return AccountSettings(
            host="127.0.0.1", port=self.port, tls=tls, user=USER, sender="shop@example.com", **more
        )  # fmt: skip

    def arrived(self) -> list[str]:
        return [to for _, to, _ in self.mails]

    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(text, policy=policy.default) for _, _, text in self.mails]


class _Handler:
    def __init__(self, post: Post, script: Script) -> None:
        self._post = post
        self._script = script

    def authenticate(self, *told: Any) -> AuthResult:
        given = (told[-1].login.decode(), told[-1].password.decode())
        self._post.logins.append(given)
        # handled=False makes the server itself say 535; otherwise the client waits for ever.
        return AuthResult(success=given == (USER, PASSWORD), handled=False)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self.answer(server, "MAIL", "*") or "250 fine"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self._post.tried.append(address)
        answer = await self.answer(server, "RCPT", address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 fine"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        to = envelope.rcpt_tos[0]
        refused = await self.answer(server, "DATA", to)
        if refused is not None:
            return refused
        content = envelope.original_content or b""
        self._post.mails.append((str(envelope.mail_from), to, content))
        return await self.answer(server, "AFTER", to) or "250 2.0.0 taken"

    async def answer(self, server: SMTP, verb: str, address: str) -> str | None:
        answer = self._script.next(verb, address)
        if answer == DROP:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "250 nobody hears this"
        if answer == HANG:
            await asyncio.sleep(HANGS)
            return "250 too late"
        return answer


class _Quiet(Session):
    """aiosmtpd writes here at each login, and warns of it each time."""

    login_data = None


class Greedy(SMTP):
    """Counts no strikes: a client may be refused as often as a test wants."""

    CALL_LIMIT_DEFAULT = 10**6

    def _create_session(self) -> Session:
        return _Quiet(self.loop)


class _Scripted(Greedy):
    """Says what the handler's script has for it."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """What is said before the text may come."""
        to = self.envelope.rcpt_tos[0] if self.envelope and self.envelope.rcpt_tos else "*"
        answer = await self.event_handler.answer(self, "BEFORE", to)
        if answer is None:
            await super().smtp_DATA(arg)
        else:
            await self.push(answer)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Scripted(self.handler, **self.SMTP_kwargs)


@contextmanager
def serving(
    authority: trustme.CA, *, tls: Tls = "starttls", answers: Mapping[str, Any] | None = None
) -> Iterator[Post]:
    """A server that runs while the block lasts."""
    certificate = authority.issue_cert("127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    post = Post()
    handler = _Handler(post, Script(dict(answers or {})))
    controller = _Controller(
        handler,
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=context if tls == "ssl" else None,
        tls_context=context if tls == "starttls" else None,
        authenticator=handler.authenticate,
        auth_require_tls=tls == "starttls",
        auth_required=tls == "starttls",  # aiosmtpd warns of it where TLS begins before it looks
    )
    controller.start()
    post.port = controller.port
    try:
        yield post
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def trust(authority: trustme.CA, folder: Path) -> Path:
    """A file that SSL_CERT_FILE can name."""
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    return file


def soon(check: Callable[[], bool], *, seconds: float = 5) -> bool:
    """Whether something comes true in time."""
    until = time.monotonic() + seconds
    while not check() and time.monotonic() < until:
        time.sleep(0.01)
    return check()
