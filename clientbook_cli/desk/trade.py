"""A new store's settings file shows the cuts of its own trade: the switched-off lines of [score] get its values.

Whether a trade exists is `config`'s to say. Works on the text, since a remark is no value to a TOML library.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from clientbook_cli.settings import TRADES
from clientbook_cli.templates import packaged

_HEADER = re.compile(r"#?\[(?P<table>[\w.]+)\]")
_SWITCHED_OFF = re.compile(r"#(?P<key>\w+) = ")


def shown(text: str, trade: str) -> str:
    """The settings file with this trade named, and its cuts in the lines that are switched off."""
    if trade not in TRADES:
        return text.replace(f'trade = "{TRADES[0]}"', f'trade = "{trade}"', 1)
    with (packaged("templates") / "trade" / f"{trade}.toml").open("rb") as file:
        values = {"score": tomllib.load(file)}
    lines, table = [], ""
    for line in text.splitlines():
        new = line
        if header := _HEADER.match(line):
            table = header["table"]
        elif line.startswith("trade = "):
            new = f'trade = "{trade}"'
        elif (off := _SWITCHED_OFF.match(line)) and (value := _value(values, f"{table}.{off['key']}")) is not None:
            new = f"#{off['key']} = {_toml(value)}"
        lines.append(new)
    return "\n".join(lines) + "\n"


def _value(values: Any, path: str) -> Any:
    for key in path.split("."):
        values = values.get(key) if isinstance(values, dict) else None
    return values


def _toml(value: object) -> str:
    import tomlkit

    return tomlkit.item(value).as_string()
