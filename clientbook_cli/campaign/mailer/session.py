"""The mail account: connect, prove who we are, hand one mail over at a time, and tell exactly where a failure fell.

yagmail makes the connection; it never composes and never sends, because it repeats a mail after a lost connection.
Up to the server's 354 a failure is certain (nothing was sent); from there on only its final reply is.
The password goes over verified TLS or not at all, and stands in no error.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from clientbook_cli.campaign.carrier import Outcome
from clientbook_cli.campaign.headers import one_line
from clientbook_cli.campaign.mailer.passwords import hidden
from clientbook_cli.campaign.message import Letter
from clientbook_cli.errors import MailServerError
from clientbook_cli.settings import AccountSettings

OK, START_MAIL, SHUTTING_DOWN = 250, 354, 421
LOGIN_WANTED = frozenset({530, 534, 535, 538})
_QUOTA = re.compile(r"\b5\.4\.5\b")
_POLICY = re.compile(r"\b5\.7\.\d+\b")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. A short wait for the last reply makes mails `unknown` that were accepted."""

    connect: float = 20
    command: float = 60
    reply: float = 600


class _NotHandedOver(Exception):  # noqa: N818 - a turn of events, no error of ours
    """The connection was lost, or the server is shutting down, before a mail's text went out."""


class Mailer:
    """One logged-in session. Use it in a `with` block; entering connects. Raises MailServerError."""

    def __init__(self, account: AccountSettings, password: str, *, timeouts: Timeouts | None = None) -> None:
        self._account = account
        self._password = password
        self._timeouts = timeouts or Timeouts()
        self._client: Any = None

    def __enter__(self) -> Self:
        self._connect()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def deliver(self, letter: Letter) -> Outcome:
        """One SMTP transaction. A connection that is lost before the text goes out is made anew, once."""
        content = letter.content
        for again in (True, False):
            try:
                if self._client is None:
                    self._connect()
                return self._transaction(letter, content)
            except _NotHandedOver as lost:
                self._close()
                reply = str(lost)
                if not again:
                    break
            except MailServerError as error:
                return Outcome("later", error.said, error)
        return Outcome("later", reply)

    def _transaction(self, letter: Letter, content: bytes) -> Outcome:
        smtp = self._client.smtp
        with self._certain():
            code, reply = self._said(smtp.mail(letter.sender))
            if code != OK:
                return self._not_taken(code, reply, verb="MAIL")
            code, reply = self._said(smtp.rcpt(letter.address))
            if code // 10 != OK // 10:
                return self._not_taken(code, reply, verb="RCPT")
            code, reply = self._said(smtp.docmd("DATA"))
            if code != START_MAIL:
                return self._not_taken(code, reply, verb="DATA")
        try:
            smtp.sock.settimeout(self._timeouts.reply)
            # A dot at the start of a line would end the mail there.
            smtp.send(re.sub(rb"(?m)^\.", b"..", content) + (b"" if content.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            code, reply = self._said(smtp.getreply())
            smtp.sock.settimeout(self._timeouts.command)
        except OSError as error:
            self._close()
            return Outcome("unknown", f"the connection was lost before the server's answer: {self._words(error)}")
        if code == OK:
            return Outcome("accepted", reply)
        if code < 400:  # noqa: PLR2004 - no reply code: what the server means cannot be told
            self._close()
            return Outcome("unknown", f"the server's answer cannot be understood: {reply}")
        if code == SHUTTING_DOWN:
            self._close()
            return Outcome("later", reply)
        return self._not_taken(code, reply, verb="DATA")

    def _not_taken(self, code: int, reply: str, *, verb: str) -> Outcome:
        """The meaning of an answer other than yes, which left the mail with us."""
        if code == SHUTTING_DOWN or code < 400:  # noqa: PLR2004
            raise _NotHandedOver(reply)
        if code in LOGIN_WANTED or (verb == "MAIL" and code >= 500):  # noqa: PLR2004
            return Outcome("queued", reply, self._refused(f"refuses mail from {self._account.sender}: {reply}"))
        if code < 500:  # noqa: PLR2004
            outcome = Outcome("later", reply)
        elif _QUOTA.search(reply):
            outcome = Outcome("later", reply, self._refused(f"takes no more mail today: {reply}"))
        elif verb == "DATA" and _POLICY.search(reply):
            outcome = Outcome("refused", reply, self._refused(f"does not accept what this mail says: {reply}"))
        else:
            outcome = Outcome("refused", reply)
        try:
            self._client.smtp.rset()
        except OSError:
            self._close()  # the next mail connects again
        return outcome

    @contextmanager
    def _certain(self) -> Iterator[None]:
        """While nothing of a mail's text has gone out, a lost connection is no doubt."""
        try:
            yield
        except OSError as error:
            raise _NotHandedOver(f"the connection was lost: {self._words(error)}") from error

    def _connect(self) -> None:
        import yagmail

        account = self._account
        secure = ssl.create_default_context()  # the system's authorities, or those of SSL_CERT_FILE
        by_starttls = account.tls == "starttls"
        # The user given here is never used: we log in ourselves, with a name that need not be an address.
        client = yagmail.Client(
            user=account.sender,
            host=account.host,
            port=account.port,
            smtp_ssl=not by_starttls,
            smtp_starttls={"context": secure} if by_starttls else False,
            smtp_skip_login=True,
            soft_email_validation=False,
            timeout=self._timeouts.connect,
            **({} if by_starttls else {"context": secure}),
        )
        client.set_logging(None)
        self._client = client
        try:
            client.login()  # connects only, as told above
            client.smtp.sock.settimeout(self._timeouts.command)
            client.smtp.login(account.user, self._password)
        except (OSError, ValueError) as error:
            self._close()
            raise self._not_reached(error) from error
        except BaseException:
            self._close()
            raise

    def _close(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        client.is_closed = True  # or yagmail would say QUIT again, to nobody, whenever it is collected
        if client.smtp is None:
            return
        try:
            if client.smtp.sock is not None:
                client.smtp.sock.settimeout(self._timeouts.connect / 10)
                client.smtp.quit()
        except OSError:
            pass  # it was gone already
        finally:
            client.smtp.close()

    def _not_reached(self, error: Exception) -> MailServerError:
        code = getattr(error, "smtp_code", 0)
        if isinstance(error, ssl.SSLCertVerificationError):
            return self._error(
                f"has a certificate that cannot be trusted: {error.verify_message}",
                rule="the password is sent only to a server that proves who it is",
                next="check --host; for a server of your own, put its authority's file into SSL_CERT_FILE",
            )
        if isinstance(error, ssl.SSLError):
            return self._error(
                f"does not speak TLS as we do: {self._words(error)}",
                rule="STARTTLS is usual on port 587, TLS from the start on port 465",
                next="check --port and --tls starttls or --tls ssl",
            )
        if isinstance(error, UnicodeError):
            return self._error(
                "cannot be told a user name or password with letters outside ASCII",
                next="use an app password from your provider",
            )
        if code in LOGIN_WANTED or type(error).__name__ == "SMTPAuthenticationError":
            return self._error(
                f"refused the login of {self._account.user}: {self._words(error)}",
                rule="many providers want an app password here, not the one you read your mail with",
                next="clientbook mail account … with the right user and password",
            )
        if type(error).__name__ == "SMTPNotSupportedError":
            return self._error(
                f"offers no safe login: {self._words(error)}",
                rule="the password is sent only over TLS",
                next="check --host, --port and --tls with your provider's page on SMTP",
            )
        return self._error(
            f"was not reached: {self._words(error)}",
            next="check the network, --host, --port and --tls; then type the command again",
        )

    def _refused(self, said: str) -> MailServerError:
        return self._error(
            said,
            rule="the run stops here; no mail was sent twice and none is lost",
            next="mend what the server says, or wait; then clientbook mail resume",
        )

    def _error(self, said: str, *, next: str, rule: str = "") -> MailServerError:
        where = f"{self._account.host}:{self._account.port}"
        return MailServerError(f"the mail server {said}", where=where, rule=rule, next=next)

    def _said(self, answer: tuple[int, bytes]) -> tuple[int, str]:
        code, text = answer
        words = hidden(one_line(text.decode("utf-8", "replace")), self._account, self._password)
        return code, f"{code} {words}" if code > 0 else words

    def _words(self, error: Exception) -> str:
        """What an error says, on one line; the server's own words where it has any."""
        code, text = getattr(error, "smtp_code", None), getattr(error, "smtp_error", None)
        if isinstance(code, int) and isinstance(text, bytes):
            return self._said((code, text))[1]
        system = error.strerror if isinstance(error, OSError) and error.errno else ""
        return hidden(one_line(system or str(error)), self._account, self._password) or type(error).__name__
