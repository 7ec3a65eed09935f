"""TOML tables become settings classes; knows the file's lines, so that an error names file, line and nearest key."""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import math
import re
import types
import typing
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clientbook_cli.errors import SettingsError

Keys = tuple[str | int, ...]  # from the top of the file; a number counts the tables of one [[name]]
_SECRET = re.compile(r"(?i)(app_?)?pass(word|phrase|wd)?$|secret$|token$")


class Reader:
    """Makes settings classes from TOML tables; knows the file, so that an error names file, line and nearest key."""

    def __init__(self, file: Path, text: str) -> None:
        self._file = file
        self._lines = text.splitlines()

    def table(self, default: Any, content: object, path: Keys) -> Any:
        """`default` with the keys of a table laid over it; or, where it is a class, one made of the keys alone."""
        if not isinstance(content, dict):
            raise self.error(path, f"{_dotted(path)} must be a table", next=f"write [{_dotted(path)}] on its own line")
        into = default if isinstance(default, type) else type(default)
        hints = typing.get_type_hints(into)
        known = {"from" if field.name == "sender" else field.name for field in dataclasses.fields(into)}
        values = {}
        for key, value in content.items():
            if key not in known:
                raise self._unknown((*path, key), known)
            name = "sender" if key == "from" else key
            values[name] = self._value(hints[name], value, (*path, key), getattr(default, name, None))
        if default is not into:
            return dataclasses.replace(default, **values)
        for field in dataclasses.fields(into):
            if field.default is dataclasses.MISSING and field.name not in values:
                raise self.error(
                    path,
                    f"{field.name} is missing in {_dotted(path)}",
                    rule=f"[{_dotted(path)}] has {field.name}; all else may be left out",
                    next=f"add the line {field.name} = …",
                )
        return into(**values)

    def _value(self, hint: Any, value: object, path: Keys, default: object) -> Any:
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if dataclasses.is_dataclass(hint):
            return self.table(default if isinstance(default, typing.cast(type[Any], hint)) else hint, value, path)
        if hint == dt.date | None:
            return self._day(value, path)
        if origin in (typing.Union, types.UnionType):
            return self._value(next(kind for kind in arguments if kind is not type(None)), value, path, default)
        if origin is tuple and isinstance(value, list):
            return self._list(arguments, value, path)
        if origin is not None and issubclass(origin, Mapping) and isinstance(value, dict):
            return {key: self._value(arguments[1], entry, (*path, key), None) for key, entry in value.items()}
        if isinstance(value, int | float) and not isinstance(value, bool) and not 0 <= value < math.inf:
            raise self.error(path, f"{path[-1]} = {value} cannot be used", rule="zero or more", next="mend that line")
        if hint is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if isinstance(hint, type) and isinstance(value, hint) and (hint is bool or not isinstance(value, bool)):
            return value
        words = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
        meant = words.get(hint, "a table" if origin is not tuple else "a list in [brackets]")
        raise self.error(
            path, f"{path[-1]} = {value!r} cannot be used", rule=f"{path[-1]} is {meant}", next="mend that line"
        )

    def _day(self, value: object, path: Keys) -> dt.date | None:
        """A day in quotes or without; an empty text is none."""
        if type(value) is dt.date:
            return value
        try:
            return dt.date.fromisoformat(value) if value else None  # type: ignore[arg-type]
        except (TypeError, ValueError) as error:
            raise self.error(
                path,
                f"{path[-1]} = {value!r} is no day",
                rule='a day is written "2026-04-03"',
                next="mend that line",
            ) from error

    def _list(self, kinds: tuple[Any, ...], value: list[Any], path: Keys) -> tuple[Any, ...]:
        if kinds[-1] is Ellipsis:
            kinds = (kinds[0],) * len(value)
        if len(kinds) != len(value):
            raise self.error(
                path,
                f"{path[-1]} needs {len(kinds)} values, not {len(value)}",
                rule=f"{path[-1]} = [lowest, highest]",
                next="mend that line",
            )
        paths = [(*path, number) if isinstance(entry, dict) else path for number, entry in enumerate(value)]
        return tuple(
            self._value(kind, entry, where, None) for kind, entry, where in zip(kinds, value, paths, strict=True)
        )

    def _unknown(self, path: Keys, known: set[str]) -> SettingsError:
        if _SECRET.match(str(path[-1])):
            return self.error(
                path,
                "a password does not belong in the settings",
                rule="it lies in this computer's keyring, or in a private file of yours",
                next="take the line out, and type clientbook mail account …: it asks for it",
            )
        near = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
        return self.error(
            path,
            f"unknown key {path[-1]!r}",
            rule=f"known here: {', '.join(sorted(known))}",
            next=f"did you mean {near[0]}?" if near else "take the line out",
        )

    def error(self, path: Keys, said: str, *, next: str, rule: str = "") -> SettingsError:
        """A SettingsError at the line where the last key of `path` stands."""
        line = self._line(path)
        where, row = (f"{self._file}:{line}", shown(self._lines[line - 1])) if line else (str(self._file), "")
        return SettingsError(said, where=where, row=row, rule=rule, next=next)

    def _line(self, path: Keys) -> int:
        """The line (from 1) of a key or its table's header; 0 when it cannot be told."""
        table: Keys = ()
        seen: Counter[Keys] = Counter()
        for number, line in enumerate(self._lines, start=1):
            if header := re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]", line):
                table = _keys(header[2])
                if header[1] == "[[":
                    seen[table] += 1
                    table = (*table, seen[table] - 1)
                if table == path:
                    return number
            elif (key := re.match(r"\s*([^#=]+?)\s*=", line)) and (*table, *_keys(key[1])) == path:
                return number
        return self._line(path[:-1]) if len(path) > 1 else 0


def shown(line: str) -> str:
    """A line of the settings as an error may show it: what looks like a secret is left out."""
    key, mark, _ = line.strip().partition("=")
    return f"{key}{mark} …" if mark and _SECRET.match(key.strip(" \"'")) else line.strip()


def _keys(dotted: str) -> Keys:
    return tuple(part.strip(" \"'") for part in dotted.split("."))


def _dotted(path: Keys) -> str:
    return ".".join(part for part in path if isinstance(part, str))
