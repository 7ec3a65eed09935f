"""The password in a real keyring: the SecretService of a Linux desktop, run without one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.debian,
    pytest.mark.skipif(
        not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
        reason="no gnome-keyring and dbus: apt-get install gnome-keyring dbus",
    ),
]
KEEP = """
from clientbook_cli.campaign.mailer import passwords
from clientbook_cli.settings import AccountSettings
account = AccountSettings(host="smtp.example.com", user="shop", sender="shop@example.com")
print(passwords.save_password(account, "s3cret & more"))
"""
READ = """
from clientbook_cli.campaign.mailer import passwords
from clientbook_cli.settings import AccountSettings
account = AccountSettings(host="smtp.example.com", user="shop", sender="shop@example.com")
print(passwords.read_password(account))
"""
UNLOCK = """printf '\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "$0" -c "$1"; "$0" -c "$2" """


def test_a_password_is_kept_by_the_desktops_keyring_and_read_by_the_next_command(tmp_path: Path) -> None:
    home = {**os.environ, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    home.pop("PYTHON_KEYRING_BACKEND", None)
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", UNLOCK, sys.executable, KEEP, READ],
        env=home,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.splitlines()[1:] == ["s3cret & more"], done.stdout + done.stderr
