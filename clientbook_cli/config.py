"""Find the store folder, and turn its `clientbook.toml` into `Settings`, or say on which line it is wrong."""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
import types
import typing
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clientbook_cli.errors import NoStoreError, SettingsError
from clientbook_cli.settings import WEEKDAYS, Associate, AxisSettings, Settings, StoreFolder

FILE = "clientbook.toml"


def find_store(option: Path | None, *, environment: Mapping[str, str], here: Path, home: Path) -> StoreFolder:
    """The store folder: the option, else CLIENTBOOK_STORE, else upwards from `here`, else ~/Clientbook."""
    if option is not None:
        return StoreFolder(option)
    if environment.get("CLIENTBOOK_STORE"):
        return StoreFolder(Path(environment["CLIENTBOOK_STORE"]))
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return StoreFolder(folder)
    return StoreFolder(home / "Clientbook")


def load(folder: StoreFolder) -> Settings:
    """The settings of a store. Raises NoStoreError, SettingsError."""
    file = folder.settings
    try:
        text = file.read_text(encoding="utf-8-sig")
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
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _line_of_syntax_error(error, text)
        raise SettingsError(
            f"cannot be understood: {error}",
            where=f"{file}:{line}",
            row=text.splitlines()[line - 1] if text.splitlines() else "",
            rule="TOML: one key = value a line; text in quotes; tables in [brackets]",
            next=f"mend line {line}",
        ) from error
    reader = _Reader(file, text)
    settings: Settings = reader.table(Settings, content, ())
    _check(settings, reader)
    return settings


class _Reader:
    """Makes settings classes from TOML tables; knows the file, so that an error names file, line and nearest key."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._lines = text.splitlines()

    def table(self, into: type[Any], content: object, path: tuple[str, ...]) -> Any:
        if not isinstance(content, dict):
            raise self.error(
                path, f"{'.'.join(path)} must be a table", next=f"write [{'.'.join(path)}] on a line of its own"
            )
        hints = typing.get_type_hints(into)
        known = {field.name for field in dataclasses.fields(into)}
        values = {}
        for key, value in content.items():
            name = "sender" if into.__name__ == "AccountSettings" and key == "from" else key
            if name not in known:
                raise self._unknown((*path, key), known)
            values[name] = self._value(hints[name], value, (*path, key))
        missing = [
            field.name
            for field in dataclasses.fields(into)
            if field.default is dataclasses.MISSING
            and field.default_factory is dataclasses.MISSING
            and field.name not in values
        ]
        if missing:
            raise self.error(
                path, f"{missing[0]} is missing in {'.'.join(path)}", next=f"add the line {missing[0]} = …"
            )
        return into(**values)

    def _value(self, hint: Any, value: object, path: tuple[str, ...]) -> Any:
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if dataclasses.is_dataclass(hint):
            return self.table(typing.cast(type[Any], hint), value, path)
        if origin in (typing.Union, types.UnionType):
            return self._value(next(kind for kind in arguments if kind is not type(None)), value, path)
        if origin is tuple and isinstance(value, list):
            kinds = arguments if arguments[-1] is not Ellipsis else (arguments[0],) * len(value)
            if len(kinds) != len(value):
                raise self.error(
                    path, f"{path[-1]} needs {len(kinds)} values, not {len(value)}", next=f"mend {path[-1]}"
                )
            return tuple(self._value(kind, entry, path) for kind, entry in zip(kinds, value, strict=True))
        if origin is not None and issubclass(origin, Mapping) and isinstance(value, dict):
            return {key: self._value(arguments[1], entry, (*path, key)) for key, entry in value.items()}
        if hint is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if isinstance(hint, type) and isinstance(value, hint) and (hint is bool or not isinstance(value, bool)):
            return value
        words = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
        meant = words.get(hint, "a list in [brackets]")
        raise self.error(
            path, f"{path[-1]} = {value!r} cannot be used", rule=f"{path[-1]} is {meant}", next="mend that line"
        )

    def _unknown(self, path: tuple[str, ...], known: set[str]) -> SettingsError:
        near = difflib.get_close_matches(path[-1], known, n=1, cutoff=0.5)
        return self.error(
            path,
            f"unknown key {path[-1]!r}",
            rule=f"known here: {', '.join(sorted(known))}",
            next=f"did you mean {near[0]}?" if near else "take the line out",
        )

    def error(self, path: tuple[str, ...], said: str, *, next: str, rule: str = "") -> SettingsError:
        """A SettingsError at the line where the last key of `path` stands."""
        line = self._line(path)
        where, row = (f"{self._file}:{line}", self._lines[line - 1].strip()) if line else (str(self._file), "")
        return SettingsError(said, where=where, row=row, rule=rule, next=next)

    def _line(self, path: tuple[str, ...]) -> int:
        """The line (from 1) of a key or a table header; 0 when it cannot be told."""
        table = ""
        for number, line in enumerate(self._lines, start=1):
            if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
                table = header[1].replace('"', "")
                if table == ".".join(path):
                    return number
                continue
            key = re.match(r'\s*"?([\w.-]+)"?\s*=', line)
            if key and ".".join(filter(None, (table, key[1]))) == ".".join(path):
                return number
        return 0


def _line_of_syntax_error(error: tomllib.TOMLDecodeError, text: str) -> int:
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else max(1, len(text.splitlines()))


def _check(settings: Settings, reader: _Reader) -> None:
    """What types alone cannot say."""
    try:
        ZoneInfo(settings.store.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise reader.error(
            ("store", "timezone"),
            f"there is no time zone {settings.store.timezone!r}",
            rule="an IANA name such as America/New_York or Europe/London",
            next="look your city up in the list of IANA time zones",
        ) from error
    if not re.fullmatch("[A-Z]{3}", settings.store.currency):
        raise reader.error(
            ("store", "currency"),
            f"{settings.store.currency!r} is no currency",
            rule="three capital letters (ISO 4217): USD, EUR, GBP",
            next="mend that line",
        )
    if not re.fullmatch("[A-Z]{2}", settings.store.country):
        raise reader.error(
            ("store", "country"),
            f"{settings.store.country!r} is no country",
            rule="two capital letters (ISO 3166): US, CA, GB",
            next="mend that line",
        )
    one_of: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = [
        (("mail", "account", "tls"), settings.mail.account.tls, ("starttls", "ssl")),
        (("consent", "mass"), settings.consent.mass, ("", "opt-out", "opt-in")),
    ]
    for path, value, allowed in one_of:
        if value not in allowed:
            raise reader.error(
                path,
                f"{value!r} cannot be used",
                rule=f"one of: {', '.join(filter(None, allowed))}",
                next="mend that line",
            )
    for name in ("recency", "frequency", "monetary"):
        _check_axis(getattr(settings.score, name), ("score", name), reader)
    for associate in settings.associates:
        _check_associate(associate, settings, reader)


def _check_axis(axis: AxisSettings, path: tuple[str, ...], reader: _Reader) -> None:
    if axis.method not in ("fixed", "quantile"):
        raise reader.error(
            (*path, "method"), f"{axis.method!r} cannot be used", rule="fixed or quantile", next="mend that line"
        )
    if axis.method == "fixed" and (not axis.cuts or list(axis.cuts) != sorted(set(axis.cuts))):
        raise reader.error(
            (*path, "cuts"), "cuts must rise", rule="each cut is larger than the one before", next="mend that line"
        )
    if axis.method == "quantile" and axis.bins not in range(2, 6):
        raise reader.error((*path, "bins"), f"bins = {axis.bins} cannot be used", rule="2 to 5", next="mend that line")


def _check_associate(associate: Associate, settings: Settings, reader: _Reader) -> None:
    named_so: Callable[[Associate], bool] = lambda other: other.name.casefold() == associate.name.casefold()  # noqa: E731
    if sum(map(named_so, settings.associates)) > 1:
        raise reader.error(
            ("associates",), f"two associates are called {associate.name!r}", next="give one of them a longer name"
        )
    for day in associate.days_off:
        if day.lower() not in WEEKDAYS:
            raise reader.error(
                ("associates", "days_off"), f"{day!r} is no weekday", rule=", ".join(WEEKDAYS), next="mend that line"
            )
