"""The doctor: one broken thing at a time, each found, each with its remedy, none hiding another."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from clientbook_cli.desk import place
from tests.conftest import Till

posix = pytest.mark.skipif(os.name != "posix", reason="rights are numbers on POSIX only")
NAMES = [
    *("settings", "postal address", "book", "backup", "templates", "mail account", "mail login"),
    *("folder rights", "local disk", "synced folder", "print", "disk space"),
]
ACCOUNT = (
    '\n[mail.account]\nhost = "127.0.0.1"\nport = 1\nuser = "shop"\nfrom = "shop@example.com"\npassword_file = "{}"\n'
)


@pytest.fixture
def well(till: Till) -> Till:
    """A store where nothing is ill."""
    till.store.chmod(0o700)
    (till.store / "book.duckdb").chmod(0o600)
    return till


def _checks(till: Till) -> tuple[int, dict[str, dict[str, str | bool | None]]]:
    typed = till.type("doctor", "--json")
    return typed.code, {check["name"]: check for check in typed.json["checks"]}


def _ill(till: Till) -> dict[str, str]:
    """Name and remedy of each check that is false."""
    code, checks = _checks(till)
    found = {name: f"{check['said']} → {check['remedy']}" for name, check in checks.items() if check["ok"] is False}
    assert code == (4 if found else 0)
    assert all(check["remedy"] for check in checks.values() if check["ok"] is False)
    return found


def test_a_store_that_is_well_has_no_mail_account_at_worst(well: Till) -> None:
    code, checks = _checks(well)
    assert code == 0
    assert list(checks) == NAMES
    assert {name for name, check in checks.items() if check["ok"] is None} == {"backup", "mail account", "mail login"}
    assert "clientbook mail account" in str(checks["mail account"]["remedy"])


def _append(till: Till, text: str) -> None:
    with (till.store / "clientbook.toml").open("a", encoding="utf-8") as file:
        file.write(text)


def _write(till: Till, name: str, text: str) -> None:
    file = till.store / "templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


BROKEN: dict[str, tuple[str, Callable[[Till], object], str]] = {
    "a setting": ("settings", lambda till: _append(till, "[call]\ntarget = 3\n"), "did you mean calls?"),
    "no book": ("book", lambda till: (till.store / "book.duckdb").unlink(), "clientbook restore FILE"),
    "no book at all": ("book", lambda till: (till.store / "book.duckdb").write_bytes(b"x" * 9000), "cannot be used"),
    "a name in a mail": (
        "templates",
        lambda till: _write(till, "mail/own.md", '+++\nsubject = "Hello"\n+++\nDear {{ clent.name }}\n'),
        "own.md: 1 unknown variable: line 4: clent (nearest: client)",
    ),
    "a mail without a subject": (
        "templates",
        lambda till: _write(till, "mail/own.md", "+++\n+++\nHello\n"),
        "subject is missing",
    ),
    "a name in a script": (
        "templates",
        lambda till: _write(till, "script/birthday.txt", "{{ frist_name }}\n---\nHello\n"),
        "birthday.txt: 1 unknown variable: line 1: frist_name (nearest: first_name)",
    ),
    "a sheet that cannot be set": (
        "templates",
        lambda till: _write(till, "sheet/calls.typ", "#let x = \n#nothing()"),
        "calls.typ:1: cannot be typeset",
    ),
}


@pytest.mark.parametrize(("check", "break_it", "said"), BROKEN.values(), ids=BROKEN)
def test_one_broken_thing_is_found_and_hides_no_other(
    well: Till, check: str, break_it: Callable[[Till], object], said: str
) -> None:
    break_it(well)
    found = _ill(well)
    assert list(found) == [check]
    assert said in found[check]


def test_two_broken_things_are_both_found(well: Till) -> None:
    _append(well, "[call]\n")
    (well.store / "book.duckdb").unlink()
    assert list(_ill(well)) == ["settings", "book"]


def test_no_postal_address_is_not_set_up_yet(well: Till) -> None:
    (well.store / "clientbook.toml").write_text("", encoding="utf-8")
    code, checks = _checks(well)
    assert code == 0
    assert checks["postal address"]["ok"] is None
    assert "no mail leaves without it" in str(checks["postal address"]["said"])


@posix
@pytest.mark.parametrize(("name", "mode", "check"), [("", 0o755, "folder rights"), ("book.duckdb", 0o644, "book")])
def test_what_others_may_read_is_said_with_the_command_that_ends_it(
    well: Till, name: str, mode: int, check: str
) -> None:
    (well.store / name).chmod(mode)
    found = _ill(well)
    assert list(found) == [check]
    assert f'chmod {"700" if not name else "600"} "{well.store / name}"'.replace('/"', '"') in found[check]


def test_a_mail_server_that_is_not_there_is_said(well: Till, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("hunter2-canary\n", encoding="utf-8")
    secret.chmod(0o600)
    _append(well, ACCOUNT.format(secret))
    typed = well.type("doctor")
    assert typed.code == 4
    assert "the mail server was not reached" in " ".join(typed.out.split())
    assert "hunter2-canary" not in typed.out + typed.err


def test_an_account_without_its_password_is_said(well: Till, tmp_path: Path) -> None:
    _append(well, ACCOUNT.format(tmp_path / "gone"))
    assert list(_ill(well)) == ["mail login"]


def test_without_a_store_there_is_nothing_to_examine(tmp_path: Path) -> None:
    typed = Till(tmp_path / "nowhere").type("doctor")
    assert typed.code == 4
    assert "clientbook init" in typed.err


def test_the_screen_says_each_remedy_on_a_line_of_its_own(well: Till) -> None:
    (well.store / "book.duckdb").unlink()
    typed = well.type("doctor")
    lines = [line.split() for line in typed.out.splitlines()]
    (at,) = (number for number, words in enumerate(lines) if words[:2] == ["book", "ILL"])
    assert ["→", "clientbook", "restore"] in [words[:3] for words in lines[at + 1 :]]
    assert f"restore FILE, with one of {well.store / 'backups'}" in typed.err


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/home/ann/Dropbox/Clientbook", "Dropbox"),
        ("/home/ann/Dropbox (Personal)/Clientbook", "Dropbox"),
        ("C:/Users/ann/OneDrive - Harlow/Clientbook", "OneDrive"),
        ("/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/Clientbook", "iCloud Drive"),
        ("/Users/ann/Library/CloudStorage/GoogleDrive-ann@example.com/My Drive/x", "a cloud folder"),
        ("G:/Google Drive/Clientbook", "Google Drive"),
        ("/home/ann/Clientbook", ""),
        ("/home/ann/My Dropboxes/Clientbook", ""),
    ],
)
def test_a_synced_folder_is_known_by_the_names_on_its_way(path: str, service: str) -> None:
    assert place.syncing_service(Path(path)) == service


def test_a_synced_folder_is_a_warning_with_a_remedy(well: Till) -> None:
    synced = well.store.parent / "Dropbox" / "store"
    synced.parent.mkdir()
    well.store.rename(synced)
    code, checks = _checks(Till(synced))
    assert code == 0
    assert checks["synced folder"]["ok"] is True
    assert "move the store folder" in str(checks["synced folder"]["remedy"])
    assert "look" in Till(synced).type("doctor").out


@posix
def test_the_innermost_mount_tells_whether_a_disk_is_on_the_network(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda / ext4 rw 0 0\nnas:/x /mnt/shop\\040files nfs4 rw 0 0\n"
        "/dev/sdb /mnt/shop\\040files/local ext4 rw 0 0\n"
        "//pc/share /srv cifs rw 0 0\nbroken\nuser@host /media/far fuse.sshfs rw 0 0\n",
        encoding="utf-8",
    )
    kinds = {
        "/home/ann": "",
        "/mnt/shop files/book": "nfs4",
        "/mnt/shop files/local/book": "",
        "/srv/x": "cifs",
        "/srvx": "",
        "/media/far": "fuse.sshfs",
    }
    assert {path: place.network_file_system(Path(path), mounts=mounts) for path in kinds} == kinds
    assert place.network_file_system(tmp_path, mounts=tmp_path / "none") == ""
    assert place.network_file_system(Path("\\\\server\\share\\Clientbook")) == "a network share"


def test_a_disk_without_room_is_ill(well: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "LEAST_ROOM", 2**60)
    found = _ill(well)
    assert list(found) == ["disk space"]
    assert "make room" in found["disk space"]


def test_a_network_drive_is_ill(well: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "network_file_system", lambda _: "nfs4")
    assert "can damage the book" in _ill(well)["local disk"]
