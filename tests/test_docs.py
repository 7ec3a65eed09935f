"""The documentation says what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Till
from tests.source import ROOT

sys.path.insert(0, str(ROOT / "docs"))
import make_docs


def test_the_generated_pages_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "make_docs.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", list(make_docs.commands()), ids=lambda words: " ".join(words) or "clientbook")
def test_every_command_has_help_with_an_example(words: tuple[str, ...]) -> None:
    shown = make_docs.help_of(words)
    if "Commands:" not in shown:
        assert re.search(r"Example: clientbook( --\S+ \S+)* " + re.escape(" ".join(words)), shown), shown


@pytest.mark.parametrize(
    "page", sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")]), ids=lambda page: page.name
)
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text)]
    assert not [link for link in links if link and "://" not in link and not (page.parent / link).exists()]


def test_the_readme_shows_what_an_import_prints(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    typed = till.type("import", str(ROOT / "examples" / "exports" / "orders_export.csv"))
    assert typed.out.strip() in (ROOT / "README.md").read_text(encoding="utf-8")
