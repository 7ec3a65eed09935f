"""The mailbox that answers come to, by IMAP: read only, over verified TLS, with the account's own password."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any, Self

from clientbook_cli.campaign.headers import one_line
from clientbook_cli.campaign.mailer.passwords import hidden
from clientbook_cli.errors import MailServerError
from clientbook_cli.settings import AccountSettings

SECONDS = 60  # without a limit, a server that falls silent would hold us for ever
SENT = ("Sent", "Sent Mail", "Sent Items", "Sent Messages", "INBOX.Sent")


class Mailbox:
    """One logged-in session that changes nothing. Use it in a `with` block. Raises MailServerError."""

    def __init__(self, account: AccountSettings, password: str) -> None:
        self._account = account
        self._password = password
        self._box: Any = None

    def __enter__(self) -> Self:
        from imap_tools import MailBox

        account = self._account
        try:
            # The system's authorities, or those of SSL_CERT_FILE: the library itself would take any certificate.
            self._box = MailBox(
                account.imap_host, account.imap_port, timeout=SECONDS, ssl_context=ssl.create_default_context()
            )
            self._box.login(account.user, self._password, initial_folder=None)
        except Exception as error:  # the library raises what imaplib, ssl and the socket raise, and its own
            self._close()
            raise self._failed(error) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        if self._box is not None:
            with suppress(OSError, self._box.client.error):  # it may be gone already
                self._box.client.logout()

    def arrived(self, *, since: dt.date) -> Iterator[bytes]:
        """Every message of the inbox since a day, as it stands there. None becomes seen by it."""
        from imap_tools import AND

        try:
            self._box.folder.set("INBOX", readonly=True)
            for message in self._box.fetch(AND(date_gte=since), None, mark_seen=False, bulk=50):
                yield message.obj.as_bytes()
        except Exception as error:
            raise self._failed(error) from error

    def sent(self, message_ids: Collection[str]) -> frozenset[str] | None:
        """Which of these Message-IDs lie in the folder of sent mail; none when there is no such folder."""
        try:
            folder = self._sent_folder()
            if folder is None:
                return None
            self._box.folder.set(folder, readonly=True)
            # An id of ours holds no quote and no backslash; no character set is named, since some servers take none.
            return frozenset(one for one in message_ids if self._box.uids(f'HEADER Message-ID "{one}"', None))
        except Exception as error:
            raise self._failed(error) from error

    def _sent_folder(self) -> str | None:
        folders = list(self._box.folder.list())
        for folder in folders:
            if any(flag.casefold() == "\\sent" for flag in folder.flags):
                return str(folder.name)
        names = {folder.name.casefold(): folder.name for folder in folders}
        return next((names[name.casefold()] for name in SENT if name.casefold() in names), None)

    def _failed(self, error: Exception) -> MailServerError:
        where = f"{self._account.imap_host}:{self._account.imap_port}"
        if isinstance(error, MailServerError):
            return error
        if isinstance(error, ssl.SSLCertVerificationError):
            return MailServerError(
                f"the mailbox's server has a certificate that cannot be trusted: {error.verify_message}",
                where=where,
                rule="the password is sent only to a server that proves who it is",
                next="check --imap-host; for a server of your own, put its authority's file into SSL_CERT_FILE",
            )
        said = hidden(one_line(str(error)), self._account, self._password)
        return MailServerError(
            f"the mailbox could not be read: {said}",
            where=where,
            rule="IMAP with TLS from the start, the user and password of the mail account",
            next="check --imap-host and --imap-port with your provider's page; or save the mails to a file",
        )
