"""Find the store folder, and turn its `clientbook.toml` into `Settings`, or say on which line it is wrong."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from clientbook_cli.config import trades
from clientbook_cli.config.rules import check
from clientbook_cli.config.tables import Reader, shown
from clientbook_cli.errors import NoStoreError, SettingsError
from clientbook_cli.settings import AccountSettings, Settings, StoreFolder

FILE = "clientbook.toml"


def find_store(option: Path | None, *, environment: Mapping[str, str], here: Path, home: Path) -> StoreFolder:
    """The store folder: the option, else CLIENTBOOK_STORE, else upwards from `here`, else ~/Clientbook."""
    said = option or environment.get("CLIENTBOOK_STORE")
    if said:
        return StoreFolder(Path(said).expanduser())  # a Windows shell leaves a ~ as it is
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return StoreFolder(folder)
    return StoreFolder(home / "Clientbook")


def load(folder: StoreFolder) -> Settings:
    """The settings of a store. Raises NoStoreError, SettingsError."""
    return parse(_text(folder), folder.settings)


def parse(text: str, file: Path) -> Settings:
    """The settings in a text that stands, or will stand, in `file`. Raises SettingsError."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _line_of_syntax_error(error, text)
        raise SettingsError(
            f"cannot be understood: {error}",
            where=f"{file}:{line}",
            row=shown("".join(text.splitlines()[line - 1 : line])),
            rule="TOML: one key = value a line; text in quotes; tables in [brackets]",
            next=f"mend line {line}",
        ) from error
    reader = Reader(file, text)
    defaults = Settings(score=trades.defaults(content, reader))
    settings: Settings = reader.table(defaults, content, ())
    associates = tuple(
        dataclasses.replace(associate, days_off=tuple(day.casefold() for day in associate.days_off))
        for associate in settings.associates
    )
    score = trades.with_tiers(settings.score, content)
    settings = dataclasses.replace(settings, associates=associates, score=score)
    check(settings, reader)
    return settings


def _text(folder: StoreFolder) -> str:
    file = folder.settings
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise NoStoreError(
            "there is no store here yet",
            where=str(folder.path),
            next=f'clientbook init "{folder.path}" --name "My Store"',
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"cannot be read: {error}", where=str(file), next="make it a text file in UTF-8 that you may read"
        ) from error


def write_account(folder: StoreFolder, account: AccountSettings) -> None:
    """Put [mail.account] into clientbook.toml; everything else in it, comments too, stays. Raises SettingsError."""
    import tomlkit

    content = tomlkit.parse(folder.settings.read_text(encoding="utf-8-sig"))
    mail = content.setdefault("mail", tomlkit.table(True))
    is_new = "account" not in mail
    table = mail.setdefault("account", tomlkit.table())
    for name, value in dataclasses.asdict(account).items():
        table.pop(key := "from" if name == "sender" else name, None)
        if value:
            table[key] = value
    if is_new:
        table.add(tomlkit.nl())
    half = folder.settings.with_suffix(".part")
    try:
        half.write_text(tomlkit.dumps(content), encoding="utf-8")
        half.replace(folder.settings)
    except OSError as error:
        raise SettingsError(
            f"cannot be written: {error.strerror}",
            where=str(folder.settings),
            next="give yourself the right to write it",
        ) from error


def _line_of_syntax_error(error: tomllib.TOMLDecodeError, text: str) -> int:
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else max(1, len(text.splitlines()))
