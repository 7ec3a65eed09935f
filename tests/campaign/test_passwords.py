"""Where the password lies: a keyring that keeps it, or a file that is its owner's alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import pytest

from clientbook_cli.campaign.mailer import passwords
from clientbook_cli.errors import NoStoreError, SettingsError
from clientbook_cli.settings import AccountSettings

ACCOUNT = AccountSettings(host="smtp.example.com", user="shop", sender="shop@example.com")


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring for tests. Its priority keeps it from ever being chosen by itself."""

    priority = -1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    yield
    keyring.set_keyring(before)


def test_a_saved_password_is_read_again() -> None:
    passwords.save_password(ACCOUNT, "s3cret")
    assert passwords.read_password(ACCOUNT) == "s3cret"


def test_another_account_has_another_password() -> None:
    passwords.save_password(ACCOUNT, "s3cret")
    other = AccountSettings(host="smtp.example.org", user="shop", sender="shop@example.com")
    assert passwords.read_password(other) is None


@pytest.mark.parametrize("backend", [keyring.backends.null.Keyring, keyring.backends.fail.Keyring])
def test_a_keyring_that_keeps_nothing_is_said(backend: type[keyring.backend.KeyringBackend]) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(NoStoreError) as caught:
        passwords.save_password(ACCOUNT, "s3cret")
    assert "--password-file" in caught.value.next
    assert "s3cret" not in str(caught.value)
    assert passwords.read_password(ACCOUNT) is None


def test_a_private_file_is_read_each_time(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("s3cret\n", encoding="utf-8")
    file.chmod(0o600)
    account = AccountSettings(host="smtp.example.com", user="shop", password_file=str(file))
    assert passwords.read_password(account) == "s3cret"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "password"
    file.write_text("s3cret\n", encoding="utf-8")
    file.chmod(mode)
    with pytest.raises(SettingsError) as caught:
        passwords.read_file(file)
    assert "chmod 600" in caught.value.next
    assert "s3cret" not in str(caught.value)


def test_a_file_that_is_missing_or_empty_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        passwords.read_file(tmp_path / "none")
    empty = tmp_path / "empty"
    empty.touch(mode=0o600)
    with pytest.raises(SettingsError, match="is empty"):
        passwords.read_file(empty)
