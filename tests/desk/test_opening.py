"""Opening a store: everything is there, private, as the owner said; or nothing is."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import tomlkit

from clientbook_cli import config
from clientbook_cli.book.connection import open_book
from clientbook_cli.desk import opening
from clientbook_cli.errors import UsageError
from clientbook_cli.score import segments
from clientbook_cli.settings import TRADES, ScoreSettings, StoreFolder
from clientbook_cli.templates import packaged
from tests.conftest import Till

posix = pytest.mark.skipif(os.name != "posix", reason="rights are numbers on POSIX only")


@pytest.fixture
def street(tmp_path: Path) -> Till:
    """A command line where no store is yet."""
    return Till(tmp_path / "elsewhere")


def _init(street: Till, folder: Path, *words: str) -> tuple[int, str]:
    typed = street.type("init", str(folder), "--timezone", "Europe/Paris", *words)
    return typed.code, typed.err


def test_a_new_store_holds_what_the_owner_said_and_every_remark(street: Till, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "Store"
    typed = street.type(
        *("init", str(folder), "--name", 'Zoë "&" Sons', "--email", "Shop@Example.com", "--address", "1 Rue X, Paris"),
        *("--country", "fr", "--timezone", "Europe/Paris", "--associate", "Ann Lee", "--associate", "Bob", "--json"),
    )
    assert typed.code == 0, typed.err
    assert typed.json["store"] == str(folder)
    settings = config.load(StoreFolder(folder))
    assert settings.store.name == 'Zoë "&" Sons'
    assert settings.store.email == "Shop@example.com"
    assert (settings.store.currency, settings.store.locale) == ("EUR", "fr_FR")
    assert [associate.name for associate in settings.associates] == ["Ann Lee", "Bob"]
    text = (folder / "clientbook.toml").read_text(encoding="utf-8")
    shipped = (packaged("templates") / "clientbook.toml").read_text(encoding="utf-8")
    assert [line for line in shipped.splitlines() if line.startswith("#")] == [
        line for line in text.splitlines() if line.startswith("#")
    ]
    with open_book(folder / "book.duckdb"):
        pass
    assert {entry.name for entry in folder.iterdir() if entry.is_dir()} == {"imports", "sheets", "mails", "templates"}


@pytest.mark.parametrize("trade", TRADES)
def test_a_store_of_each_trade_is_scored_by_the_cuts_its_file_shows(street: Till, tmp_path: Path, trade: str) -> None:
    folder = StoreFolder(tmp_path / "store")
    assert _init(street, folder.path, "--trade", trade.upper())[0] == 0
    score = config.load(folder).score
    assert score.trade == trade
    assert score == config.parse(f'[score]\ntrade = "{trade}"\n', folder.settings).score
    assert (trade == TRADES[0]) == (score == ScoreSettings())
    assert len(segments.tables(score).segment_of) == 125
    text = folder.settings.read_text(encoding="utf-8")
    # What is switched off says what holds: switching it on changes nothing.
    scoring, rest = text.split("# Segments: ", 1)
    switched_on = re.sub(r"(?m)^#(?=[\w\[])", "", scoring.split("# ---- How clients", 1)[1])
    assert config.parse(switched_on.split("\n", 1)[1], folder.settings).score == score
    assert rest


def test_the_trades_are_the_files_that_are_shipped(tmp_path: Path) -> None:
    files = (packaged("templates") / "trade").glob("*.toml")
    assert {file.stem for file in files} == set(TRADES)
    jeweler = tomllib.loads((packaged("templates") / "trade" / "jeweler.toml").read_text(encoding="utf-8"))
    text = "".join(f"[score.{axis}]\n{tomlkit.dumps(table)}\n" for axis, table in jeweler.items())
    assert config.parse(text, tmp_path / "clientbook.toml").score == ScoreSettings()


@posix
def test_a_new_store_is_its_owners_alone_whatever_the_umask(street: Till, tmp_path: Path) -> None:
    former = os.umask(0o022)
    try:
        assert _init(street, tmp_path / "store")[0] == 0
    finally:
        os.umask(former)
    modes = {name: stat.S_IMODE((tmp_path / "store" / name).stat().st_mode) for name in ("", "sheets", "mails")}
    assert set(modes.values()) == {0o700}
    for file in ("book.duckdb", "clientbook.toml"):
        assert stat.S_IMODE((tmp_path / "store" / file).stat().st_mode) == 0o600


def test_a_store_is_never_opened_over_another(street: Till, tmp_path: Path) -> None:
    assert _init(street, tmp_path / "store", "--name", "First")[0] == 0
    before = {file: file.stat().st_mtime_ns for file in (tmp_path / "store").rglob("*")}
    code, said = _init(street, tmp_path / "store", "--name", "Second")
    assert code == 2
    assert "there is a store here already" in said
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "store").rglob("*")} == before


def test_a_store_may_be_opened_in_a_folder_that_holds_other_things(street: Till, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert _init(street, folder)[0] == 0
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--timezone", "Mars/Olympus"], "no time zone 'Mars/Olympus'"),
        (["--timezone", "America"], "no time zone 'America'"),
        (["--currency", "ZZZ"], "no currency 'ZZZ'"),
        (["--country", "Germany"], "did you mean DE?"),
        (["--trade", "baker"], "no cuts for the trade 'baker'"),
        (["--email", "shop@"], "'shop@' is no email address"),
        (["--name", "two\nlines"], "--name holds a line break"),
        (["--associate", "Ann", "--associate", "ann"], "two associates are called 'ann'"),
    ],
)
def test_what_cannot_be_used_leaves_nothing_behind(street: Till, tmp_path: Path, words: list[str], said: str) -> None:
    typed = street.type("init", str(tmp_path / "a" / "store"), *words)
    assert typed.code == 2
    assert said in typed.err
    assert not (tmp_path / "a").exists()


def test_a_failure_on_the_way_takes_away_what_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    folder = StoreFolder(tmp_path / "a" / "store")
    with pytest.raises(OSError, match="No space"):
        opening.open_store(folder, "", with_templates=True)
    assert not (tmp_path / "a").exists()


def test_a_file_is_no_place_for_a_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="a file, not a folder"):
        opening.refuse_a_store(StoreFolder(tmp_path / "file"))


def test_templates_are_copied_only_when_asked_for(street: Till, tmp_path: Path) -> None:
    assert _init(street, tmp_path / "plain")[0] == 0
    assert not list((tmp_path / "plain" / "templates").iterdir())
    assert _init(street, tmp_path / "worded", "--templates")[0] == 0
    assert (tmp_path / "worded" / "templates" / "mail" / "brand-launch.md").is_file()


@pytest.mark.parametrize(
    ("country", "currency", "locale"), [("US", "USD", "en_US"), ("CA", "CAD", "en_CA"), ("IN", "INR", "en_IN")]
)
def test_what_was_not_said_follows_from_the_country(country: str, currency: str, locale: str) -> None:
    described = opening.describe(opening.Wish(country=country, timezone="UTC"))
    assert (described.currency, described.locale) == (currency, locale)


@posix
@pytest.mark.parametrize(("zone", "taken"), [("Asia/Tokyo", "Asia/Tokyo"), ("Nowhere/Land", "")])
def test_the_computers_time_zone_is_taken_when_it_is_one(zone: str, taken: str) -> None:
    asked = "from clientbook_cli.desk import opening; print(opening.machine_timezone())"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", asked],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    assert taken in done.stdout
