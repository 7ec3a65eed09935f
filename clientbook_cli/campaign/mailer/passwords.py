"""Where the account's password lies: the system's keyring, or a private file of the owner's; never anywhere else.

Never in settings, options, logs or errors. What a keyring says it saved is read back, since some save nothing.
"""

from __future__ import annotations

import base64
import stat
import sys
from pathlib import Path

from clientbook_cli.errors import NoStoreError, SettingsError
from clientbook_cli.settings import AccountSettings

SERVICE = "clientbook"
_NO_KEYRING = "put it into a file that only you may read (chmod 600) and type --password-file FILE"


def read_password(account: AccountSettings) -> str | None:
    """The account's password; none when the keyring has none or cannot be opened, so that a person may be asked.

    Raises SettingsError (the file), NoStoreError (no keyring, or it stayed shut: what it said is the next to read).
    """
    if account.password_file:
        return read_file(Path(account.password_file).expanduser())
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, _entry(account))
    except (KeyringError, RuntimeError, ImportError):
        return None


def save_password(account: AccountSettings, password: str) -> str:
    """Put the password into the keyring; the keyring's name. Raises NoStoreError where it does not stay there."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(SERVICE, _entry(account), password)
        kept = keyring.get_password(SERVICE, _entry(account))
    except (KeyringError, RuntimeError, ImportError) as error:
        raise NoStoreError(
            f"this computer's keyring cannot keep the password: {type(error).__name__}", next=_NO_KEYRING
        ) from error
    if kept != password:
        raise NoStoreError("this computer's keyring took the password and did not keep it", next=_NO_KEYRING)
    return str(keyring.get_keyring().name)


def hidden(text: str, account: AccountSettings, password: str) -> str:
    """A server's words without the password, in clear or as it was sent: some servers repeat what they are told."""
    plain = password.encode()
    for sent in (plain, b"\0" + account.user.encode() + b"\0" + plain, account.user.encode() + b"\0" + plain):
        text = text.replace(base64.b64encode(sent).decode().rstrip("="), "…")
    return text.replace(password, "…")


def read_file(file: Path) -> str:
    """The password in a file, its first line. Raises SettingsError when others may read the file, or nobody can."""
    try:
        mode = file.stat().st_mode
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"the password file cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}",
            where=str(file),
            next="name the right file with clientbook mail account … --password-file FILE",
        ) from error
    # Windows keeps rights elsewhere, and shows every file as readable by all.
    if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError(
            "others may read the password file",
            where=str(file),
            rule="a password file is its owner's alone (0600)",
            next=f'chmod 600 "{file}"',
        )
    if not lines or not lines[0]:
        raise SettingsError("the password file is empty", where=str(file), next="write the password on its first line")
    return lines[0]


def _entry(account: AccountSettings) -> str:
    return f"{account.user} at {account.host}"
