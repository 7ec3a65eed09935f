"""Format files: TOML that says how one kind of export is to be read, checked key by key.

docs/import-formats.md explains every key for owners.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from clientbook_cli.errors import SettingsError
from clientbook_cli.intake.formats import CHANNELS, EVIDENCE, FIELDS, KINDS, ConsentColumn, Format
from clientbook_cli.templates import Templates

_NEAR = 0.5


def presets(templates: Templates) -> list[Format]:
    """The shipped formats, and the owner's own in the store's templates folder, by name."""
    return [load(templates.find(name).file) for name in templates.names("pos") if name.endswith(".toml")]


def load(file: Path) -> Format:
    """One format file. Raises SettingsError, which names what is wrong in it."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"cannot be read as a mapping: {error}", where=str(file), next="mend the file") from error
    return _Reader(file, content).format()


class _Reader:
    """Checks a format file; every error names file, key and what may stand there."""

    def __init__(self, file: Path, content: dict[str, Any]) -> None:
        self._file = file
        self._content = content

    def format(self) -> Format:
        content = self._content
        self._keys(content, ("name", "title", "source", "kind", "evidence", "figures", "match", "columns", "dates",
                             "order", "money", "lines", "status", "consent"), "")  # fmt: skip
        match = self._table("match", ("required", "telling", "never"))
        dates = self._table("dates", ("order", "formats"))
        order = self._table("order", ("values",))
        money = self._table("money", ("discount",))
        lines = self._table("lines", ("tip", "gift_card", "service", "repair", "refund"))
        status = self._table("status", ("cancelled",))
        columns = self._table("columns", FIELDS)
        name = self._word(content, "name", default=self._file.stem)
        kind = self._one_of(content, "kind", KINDS)
        sign = self._one_of(money, "discount", ("positive", "negative"), default="positive")
        return Format(
            name=name,
            title=self._word(content, "title", default=name),
            source=self._word(content, "source", default=name),
            kind=kind,
            evidence=self._one_of(content, "evidence", EVIDENCE, default="yours"),
            figures=self._one_of(content, "figures", ("items", "orders"), default="items"),
            columns={key: self._words(columns, key) for key in columns},
            required=self._words(match, "required"),
            telling=self._words(match, "telling"),
            never=self._words(match, "never"),
            date_order=self._one_of(dates, "order", ("", "day-first", "month-first"), default=""),
            date_formats=self._words(dates, "formats"),
            order_values=self._one_of(order, "values", ("own", "head", "repeated"), default="own"),
            discount_sign=-1 if sign == "negative" else 1,
            tips=self._words(lines, "tip"),
            gift_cards=self._words(lines, "gift_card"),
            services=self._words(lines, "service"),
            repairs=self._words(lines, "repair"),
            refunds=self._words(lines, "refund") or ("refund", "return"),
            cancelled=self._words(status, "cancelled"),
            consent=tuple(self._consent(content.get("consent", []))),
            file=self._file,
        )  # fmt: skip

    def _consent(self, tables: object) -> Iterator[ConsentColumn]:
        for table in tables if isinstance(tables, list) else [tables]:
            if not isinstance(table, dict):
                raise self._error("consent must be tables, each written as [[consent]]", "write [[consent]] above it")
            self._keys(table, ("channel", "column", "subscribed", "stopped"), "consent.")
            yield ConsentColumn(
                self._one_of(table, "channel", CHANNELS),
                self._words(table, "column"),
                tuple(word.casefold() for word in self._words(table, "subscribed")),
                tuple(word.casefold() for word in self._words(table, "stopped")),
            )

    def _table(self, name: str, keys: Sequence[str]) -> dict[str, Any]:
        table = self._content.get(name, {})
        if not isinstance(table, dict):
            raise self._error(f"{name} must be a table", f"write [{name}] on a line of its own")
        self._keys(table, keys, f"{name}.")
        return table

    def _keys(self, table: Mapping[str, Any], known: Sequence[str], prefix: str) -> None:
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1, cutoff=_NEAR)
                raise self._error(
                    f"unknown key {prefix}{key}",
                    f"did you mean {near[0]}?" if near else "take the line out",
                    rule=f"known here: {', '.join(known)}",
                )

    def _word(self, table: Mapping[str, Any], key: str, *, default: str) -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            raise self._error(f"{key} = {value!r} cannot be used", f"write {key} as text in quotes")
        return value

    def _words(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(word, str) for word in values):
            raise self._error(f"{key} = {value!r} cannot be used", f"write {key} as a list of texts in [brackets]")
        return tuple(values)

    def _one_of(self, table: Mapping[str, Any], key: str, known: Sequence[str], *, default: str | None = None) -> str:
        value = table.get(key, default)
        if value is None:
            raise self._error(
                f"{key} is missing", f'add the line {key} = "{known[0]}"', rule=f"one of {', '.join(known)}"
            )
        if value not in known:
            raise self._error(f"{key} = {value!r} cannot be used", f"mend {key}", rule=f"one of {', '.join(known)}")
        return str(value)

    def _error(self, said: str, next_: str, *, rule: str = "") -> SettingsError:
        return SettingsError(said, where=str(self._file), rule=rule, next=next_)
