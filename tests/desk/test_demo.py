"""The demonstration: it walks the whole loop, stands where nothing else stands, and says so when a step fails."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

from clientbook_cli.desk import demo, story
from clientbook_cli.desk.story import Step
from clientbook_cli.errors import UsageError
from tests.conftest import Till, Typed
from tests.source import ROOT

INIT = Step(name="init", words=("init", ".", "--name", "Harlow & Finch", "--timezone", "UTC"), said="has its store")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "clientbook-demo"
    demo.prepare(folder, home=tmp_path / "home")
    return folder


def test_the_words_are_typed_as_an_owner_would_and_the_answer_is_summed_up(place: Path) -> None:
    status = Step(name="status", words=("status",), said="^(clients|sales)", shown="^(clients|tiers)", day="2026-11-14")
    opened, looked = demo.run(place, story=(INIT, status))
    assert opened.ok
    assert opened.typed == 'clientbook init . --name "Harlow & Finch" --timezone UTC'
    assert opened.said == f"Harlow & Finch has its store: {place}"
    assert looked.typed == "clientbook --today 2026-11-14 status"
    assert looked.said == "clients 0; sales 0"
    assert [line.split()[0] for line in looked.answer] == ["clients", "tiers"]


def test_a_step_learns_what_a_later_one_types(place: Path) -> None:
    asks = Step(
        name="status",
        words=("status",),
        said="clients",
        ask=("status", "--json"),
        learn={"number": lambda told: told["clients"]},
    )
    uses = Step(name="find", words=("client", "find", "nobody{number}"), said="clients")
    assert [done.typed for done in demo.run(place, story=(INIT, asks, uses))][-1] == "clientbook client find nobody0"


def test_the_story_ends_at_the_first_step_that_fails(place: Path) -> None:
    fails = Step(name="score", words=("score", "--as-of", "never"), said="scored")
    steps = list(demo.run(place, story=(INIT, fails, INIT)))
    assert [done.ok for done in steps] == [True, False]
    assert "cannot read 'never' as a day" in steps[1].said
    assert any("next" in line for line in steps[1].answer)


def test_an_exit_code_that_is_meant_is_no_failure(place: Path) -> None:
    meant = Step(name="find", words=("client", "nonsense"), said="x", fine=frozenset({2}))
    assert [done.ok for done in demo.run(place, story=(meant,))] == [True]


def test_the_developers_own_store_is_never_touched(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENTBOOK_STORE", str(tmp_path / "mine"))
    monkeypatch.setenv("CLIENTBOOK_TODAY", "2020-01-01")
    assert all(done.ok for done in demo.run(place, story=(INIT,)))
    assert not (tmp_path / "mine").exists()


def test_a_former_demo_is_built_anew(place: Path, tmp_path: Path) -> None:
    (place / "left-over.txt").write_text("x", encoding="utf-8")
    demo.prepare(place, home=tmp_path / "home")
    assert not (place / "left-over.txt").exists()
    assert (place / "exports" / "orders_export.csv").is_file()


def test_a_folder_with_anything_else_in_it_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "clientbook.toml").write_text("", encoding="utf-8")
    typed = Till(tmp_path / "nowhere").type("demo", str(folder))
    assert typed.code == 2
    assert "holds something else than a demo" in typed.err
    assert [file.name for file in folder.iterdir()] == ["clientbook.toml"]


def test_a_demo_never_stands_where_a_real_store_may(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "Clientbook").mkdir(parents=True)
    (home / "Clientbook" / demo.MARK).write_text("", encoding="utf-8")
    for folder in (home / "Clientbook", home, home / "x" / ".." / "Clientbook"):
        with pytest.raises(UsageError, match="never stands where a real store may"):
            demo.prepare(folder, home=home)
    assert (home / "Clientbook" / demo.MARK).exists()


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / demo.MARK).write_text("", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(UsageError, match="no folder of its own"):
        demo.prepare(tmp_path / "link", home=tmp_path / "home")
    assert (tmp_path / "real" / demo.MARK).exists()


def test_a_failed_demo_is_exit_1_and_says_which_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fails = Step(name="score", words=("score", "--as-of", "never"), said="scored")
    monkeypatch.setattr(demo.run, "__kwdefaults__", {"story": (INIT, fails)})
    typed = Till(tmp_path / "nowhere").type("demo", str(tmp_path / "demo"), "--json")
    assert typed.code == 1
    assert [(step["name"], step["ok"]) for step in typed.json["steps"]] == [("init", True), ("score", False)]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Typed]:
    """A demo that was walked to its end, and what it printed."""
    place = tmp_path_factory.mktemp("walked") / "demo"
    return place, Till(place.parent / "nowhere").type("demo", str(place), "--plain")


@pytest.mark.slow
def test_the_demo_walks_the_whole_loop(walked: tuple[Path, Typed]) -> None:
    place, typed = walked
    assert typed.code == 0, typed.out
    for step in story.STORY:
        assert step.title in typed.out
    assert typed.out.count("$ clientbook ") == len(story.STORY)
    assert (place / "sheets" / "tomorrow.pdf").read_bytes().startswith(b"%PDF")
    assert (place / "sheets" / "tomorrow.html").is_file()
    mails = list((place / "mails" / "solenne-launch").glob("*.eml"))
    assert f"this run: {len(mails)} written" in typed.out
    assert f'clientbook --store "{place}" --today {story.TOMORROW} calls due' in typed.out
    after = Till(place).type("status", "--json", today=story.TOMORROW)
    assert after.code == 0
    assert after.json["clients"] > 1400
    assert after.json["calls_due"] > 0
    assert max(map(len, typed.out.splitlines())) < 400  # only a typed command is longer than the screen


@pytest.mark.slow
def test_the_sheet_of_the_demo_shows_at_least_eight_reasons(walked: tuple[Path, Typed]) -> None:
    planned = Till(walked[0]).type("calls", "plan", "--for", "today", "--json", today=story.TOMORROW).json
    assert len({why["kind"] for call in planned["calls"] for why in call["reasons"]}) >= 8


@pytest.mark.slow
def test_the_tutorial_goes_on_where_the_demo_ends(
    walked: tuple[Path, Typed], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(walked[0], tmp_path / "demo")
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", page, re.S | re.M)
    entries = [entry for block in blocks for entry in re.split(r"^\$ clientbook", block, flags=re.M)[1:]]
    assert len(entries) > 20
    for entry in entries:
        words, *shown = entry.splitlines()
        typed = Till(tmp_path / "demo").type(*shlex.split(words), today=story.TOMORROW)
        assert typed.code == 0, f"{words}\n{typed.err}"
        printed = [line.rstrip() for line in typed.out.splitlines()]
        assert not [line for line in shown if line != "…" and line not in printed], f"{words}\n{typed.out}"
