"""Format files: TOML that says how one kind of export is to be read, checked key by key.

docs/import-formats.md explains every key for owners.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from clientbook_cli.errors import SettingsError
from clientbook_cli.intake.formats import CHANNELS, EVIDENCE, FIELDS, KINDS, ConsentColumn, Format, Meaning
from clientbook_cli.templates import Templates

CODES = ("", "webtoffee")
UNFOLDED = ("record", "counted")  # columns that unfolding adds
_NEAR = 0.5
_TOP = (
    "name",
    "title",
    "source",
    "kind",
    "part",
    "evidence",
    "section",
    "doubts",
    "code",
    "figures",
    "customer_number",
)
_TABLES = ("match", "columns", "dates", "order", "money", "lines", "status", "consent")
_PROOFS = ("order", "total", "payout", "lines", "quantity", "nothing")
_LINES = (
    *("tip", "gift_card", "service", "shipping", "deposit", "repair", "refund", "returned"),
    "quantity",
)


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
        self._keys(content, (*_TOP, *_TABLES), "")
        match = self._table("match", ("required", "telling", "never", "ignored"))
        dates = self._table("dates", ("order", "formats", "zone"))
        lines = self._table("lines", _LINES)
        status = self._table("status", ("cancelled", "void"))
        columns = self._table("columns", (*FIELDS, *UNFOLDED) if content.get("code") else FIELDS)
        name = self._word(content, "name", default=self._file.stem)
        return Format(
            name=name,
            title=self._word(content, "title", default=name),
            source=self._word(content, "source", default=name),
            kind=self._one_of(content, "kind", KINDS),
            evidence=self._one_of(content, "evidence", EVIDENCE, default="yours"),
            columns={key: self._words(columns, key) for key in columns},
            section=self._word(content, "section", default=""),
            doubts=self._words(content, "doubts"),
            code=self._one_of(content, "code", CODES, default=""),
            required=self._words(match, "required"),
            telling=self._words(match, "telling"),
            never=self._words(match, "never"),
            ignored=self._words(match, "ignored"),
            figures=self._one_of(content, "figures", ("items", "orders"), default="items"),
            meaning=self._meaning(),
            date_order=self._one_of(dates, "order", ("", "day-first", "month-first"), default=""),
            date_formats=self._words(dates, "formats"),
            zone=self._word(dates, "zone", default=""),
            customer_number=self._pattern("customer_number"),
            tips=self._words(lines, "tip"),
            gift_cards=self._words(lines, "gift_card"),
            services=self._words(lines, "service"),
            shipping=self._words(lines, "shipping"),
            deposits=self._words(lines, "deposit"),
            repairs=self._words(lines, "repair"),
            refunds=self._words(lines, "refund") or ("refund", "return"),
            returned=self._words(lines, "returned"),
            cancelled=self._words(status, "cancelled"),
            void=self._words(status, "void"),
            consent=tuple(self._consent(content.get("consent", []))),
            file=self._file,
        )

    def _meaning(self) -> Meaning:
        order = self._table("order", ("values", "head", "line", "closes", "subtotal", "tips"))
        money = self._table("money", ("discount", "discounts", "price", "tax", "refunded"))
        values = self._one_of(order, "values", ("own", "head", "repeated", "first", "rows"), default="own")
        proof = "order" if values in ("head", "repeated") else "lines"
        return Meaning(
            part=self._one_of(self._content, "part", ("lines", "orders", "payments"), default="lines"),
            values=values,
            head_rows=self._words(order, "head"),
            line_rows=self._words(order, "line"),
            closes=self._one_of(order, "closes", _PROOFS, default=proof),
            subtotal_before_discounts=self._is(order, "subtotal", "before discounts", "after discounts"),
            prices_after_discounts=self._is(money, "price", "after discounts", "before discounts"),
            tips_outside_total=self._is(order, "tips", "outside the total", "in the total"),
            tax_per_unit=self._is(money, "tax", "of one", "of the line"),
            discount_per_unit=self._is(money, "discounts", "of one", "of the line"),
            discount_sign=-1 if self._is(money, "discount", "negative", "positive") else 1,
            one_a_row=self._is(self._table("lines", _LINES), "quantity", "one a row", "in its column"),
            refunds_netted=self._is(money, "refunded", "out of the quantities", "in the quantities"),
        )

    def _is(self, table: Mapping[str, Any], key: str, said: str, otherwise: str) -> bool:
        return self._one_of(table, key, (otherwise, said), default=otherwise) == said

    def _consent(self, tables: object) -> Iterator[ConsentColumn]:
        for table in tables if isinstance(tables, list) else [tables]:
            if not isinstance(table, dict):
                raise self._error("consent must be tables, each written as [[consent]]", "write [[consent]] above it")
            self._keys(table, ("channel", "column", "subscribed", "stopped"), "consent.")
            yield ConsentColumn(
                self._channels(table),
                self._words(table, "column"),
                tuple(word.casefold() for word in self._words(table, "subscribed")),
                tuple(word.casefold() for word in self._words(table, "stopped")),
            )

    def _pattern(self, key: str) -> str:
        text = self._word(self._content, key, default="")
        try:
            groups = re.compile(text).groups
        except re.error as error:
            raise self._error(f"{key} = {text!r} is no pattern: {error}", f"mend {key}") from error
        if text and groups != 1:
            raise self._error(
                f"{key} = {text!r} must have one (group)", "put the part that is the number in (brackets)"
            )
        return text

    def _channels(self, table: Mapping[str, Any]) -> tuple[str, ...]:
        channels = self._words(table, "channel")
        if not channels or not set(channels) <= set(CHANNELS):
            self._one_of({"channel": ", ".join(channels) or None}, "channel", CHANNELS)
        return channels

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
