"""The packaged clientbook.toml tells every setting with its default, and can never go stale."""

from __future__ import annotations

import dataclasses
import re
import tomllib
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clientbook_cli import config
from clientbook_cli.settings import AccountSettings, Associate, Settings
from clientbook_cli.templates import packaged

FILE = packaged("templates") / "clientbook.toml"
# Tables whose content is an example: they have no default but to be absent.
EXAMPLES = {"associates", "segments", "months"}


def _switched_on(text: str) -> str:
    """The file with its switched-off settings on; a remark has a space after its #."""
    return re.sub(r"(?m)^#(?=[\w\[\"])", "", text)


def _plain(value: Any) -> Any:
    """Settings as TOML would hold them; an absent value is left out."""
    if isinstance(value, Settings) or (dataclasses.is_dataclass(value) and not isinstance(value, type)):
        pairs = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {
            "from" if isinstance(value, AccountSettings) and key == "sender" else key: _plain(inner)
            for key, inner in pairs.items()
            if key not in EXAMPLES
        }
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if value is None:
        return ""  # a day that is not set
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value


def test_the_packaged_settings_are_the_defaults() -> None:
    assert config.parse(FILE.read_text(encoding="utf-8"), FILE) == Settings()


def test_every_setting_stands_in_the_packaged_file_with_its_default() -> None:
    content = tomllib.loads(_switched_on(FILE.read_text(encoding="utf-8")))
    del content["associates"], content["score"]["segments"], content["huddle"]["months"]
    content["visits"]["by_category"].clear()
    assert content == _plain(Settings())


def test_every_key_of_an_associate_and_a_segment_is_shown() -> None:
    text = _switched_on(FILE.read_text(encoding="utf-8"))
    shown = tomllib.loads(text)["associates"][0]
    assert set(shown) == set(typing.get_type_hints(Associate))
    # The segments shown are the beginning of a table: they do not cover every code.
    settings = config.parse(re.sub(r'(?m)^\[score\.segments\]\n(".*\n)+', "", text), FILE)
    assert settings.associates[0].days_off == ("sunday", "monday")
    assert tomllib.loads(text)["score"]["segments"]["Best clients"] == ["555", "554", "545"]


def test_every_setting_has_a_remark_above_it_or_above_its_group() -> None:
    for paragraph in re.split(r"\n\s*\n", FILE.read_text(encoding="utf-8")):
        settings = [line for line in paragraph.splitlines() if re.match(r"#?[\w\"]+ ?=", line)]
        assert not settings or "\n# " in "\n" + paragraph, paragraph


def test_a_table_given_in_part_keeps_the_rest_of_its_defaults(tmp_path: Path) -> None:
    settings = config.parse("[score.monetary]\nbins = 4\n[calls]\ntarget = 3\n", tmp_path / "clientbook.toml")
    assert (settings.score.monetary.method, settings.score.monetary.bins) == ("quantile", 4)
    assert (settings.calls.target, settings.calls.quiet_days) == (3, Settings().calls.quiet_days)
    assert settings.score.recency == Settings().score.recency
