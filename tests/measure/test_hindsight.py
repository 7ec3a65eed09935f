"""A past day asked again answers as it did then, or says what was written down since that may have changed it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Till
from tests.intake import exports
from tests.intake.exports import itemised, order
from tests.shop import open_shop

DAY, NEXT, LATER = "2026-10-01", "2026-10-02", "2026-11-10"
QUESTIONS = (
    ("measure", "followup"),
    ("measure", "attribution", "--list"),
    ("measure", "campaign", "launch"),
    ("measure", "retention"),
    ("report",),
)


@pytest.fixture(scope="module")
def october(tmp_path_factory: pytest.TempPathFactory, pristine: Path) -> Path:
    """A store as it stood on the first of October: sales, a score, a sheet with one call made, a mailing."""
    store = tmp_path_factory.mktemp("october") / "store"
    store.mkdir()
    (store / "clientbook.toml").write_text('[store]\nname = "Harlow"\ntimezone = "America/Los_Angeles"\n', "utf-8")
    shutil.copy(pristine, store / "book.duckdb")
    with open_shop(store) as shop:
        clients = [
            shop.client(f"Client {name}", email=f"{name}@example.com", phone=f"+1503555{number:04}")
            for number, name in enumerate("abcdefghijkl", start=100)
        ]
        for place, client in enumerate(clients):
            for number in range(1 + place % 4):
                shop.sale(client, f"2026-0{1 + 2 * number}-1{place % 9}", 100 + 10 * place, associate="Owner")
        shop.sale(clients[1], "2026-09-20", "75.00")
        shop.campaign("launch", dict.fromkeys(clients[:6], "2026-09-10"), held_out=clients[6:], started_on="2026-09-10")
        shop.batch(1, imported_on="2026-09-25")
    till = Till(store)
    for words in (("score", "--as-of", "2026-06-01"), ("score",), ("calls", "plan", "--for", DAY)):
        assert till.type(*words, today="2026-09-30").code == 0
    for line in ("calls log 1 T", "visit add C3", "calls plan"):
        typed = till.type(*line.split(), today=DAY)
        assert typed.code == 0, typed.err
    return store


@pytest.fixture
def store(october: Path, tmp_path: Path) -> Till:
    """A copy of it to go on with."""
    return Till(Path(shutil.copytree(october, tmp_path / "store")))


@pytest.fixture(scope="module")
def then(october: Path) -> Mapping[str, Any]:
    """What each question was answered on the day itself."""
    found = {words[-1]: asked(Till(october), *words) for words in QUESTIONS}
    assert not any(learnt for _, learnt in found.values())
    return {name: answer for name, (answer, _) in found.items()}


def asked(till: Till, *words: str) -> tuple[Mapping[str, Any], Any]:
    """What a question says of the day, and what it says was learnt since."""
    typed = till.type(*words, "--json", today=DAY)
    assert typed.code == 0, typed.err
    answer = typed.json
    learnt = answer.pop("learnt_since")
    return answer, learnt if isinstance(learnt, str) else {kind: number for kind, number in learnt.items() if number}


def bring(till: Till, tmp_path: Path, *rows: list[exports.Row], today: str = LATER, square: bool = False) -> None:
    """Import a file of these sales."""
    file = tmp_path / f"till-{today}.csv"
    layout = exports.SQUARE_35 if square else exports.SHOPIFY_79
    file.write_text(exports.write(layout, [row for each in rows for row in each]), encoding="utf-8")
    typed = till.type("import", str(file), today=today)
    assert typed.code == 0, typed.err


def sold(number: str, day: str, email: str = "a@example.com") -> list[exports.Row]:
    return order(number, ("1", "Ring", "40.00"), at=f"{day} 10:30:00 -0700", who="Client a", email=email)


def unchanged(till: Till, then: Mapping[str, Any]) -> bool:
    """Whether each question is answered as it was, without a word of what was learnt since."""
    for words in QUESTIONS:
        answer, learnt = asked(till, *words)
        assert not learnt
        assert answer == then[words[-1]]
    return True


def test_what_came_after_the_day_changes_no_answer(store: Till, tmp_path: Path, then: Mapping[str, Any]) -> None:
    assert store.type("calls", "log", "1", "T", today=NEXT).code == 0
    bring(store, tmp_path, sold("#1", "2026-10-09"), sold("#2", "2026-11-02"))
    returned = itemised("R1", ("-1", "Ring", "-$40.00"), date="2026-10-30", refund=True, more={"Customer ID": "S1"})
    bring(store, tmp_path, returned, today="2026-11-11", square=True)
    for words in (("score",), ("calls", "plan"), ("client", "follow-up", "add", "C2", "2026-11-20")):
        assert store.type(*words, today=LATER).code == 0
    assert unchanged(store, then)


def test_a_score_made_later_for_an_earlier_day_changes_no_answer(store: Till, then: Mapping[str, Any]) -> None:
    settings = store.store / "clientbook.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + "[score.monetary]\nmethod = 'fixed'\ncuts = [50, 100, 150, 200]\n",
        encoding="utf-8",
    )
    for day in (DAY, "2026-09-15", "2026-07-01"):
        assert store.type("score", "--as-of", day, "--json", today=LATER).json["new"]
    assert unchanged(store, then)


def test_where_nobody_had_been_scored_a_later_score_is_shown_and_said(till: Till) -> None:
    with open_shop(till.store) as shop:
        shop.sale(shop.client("Ann"), "2026-09-01", "50.00")
    assert "Nobody has been scored yet" in till.type("report", today=DAY).out
    till.type("score", "--as-of", DAY, today=LATER)
    said = " ".join(till.type("report", today=DAY).out.split())
    assert "Nobody had been scored that day: the score shown was made on Tue 10 Nov 2026." in said
    assert till.type("measure", "retention", "--json", today=DAY).json["learnt_since"]["scored_on"] == LATER


def test_what_may_have_changed_an_answer_is_said(store: Till, tmp_path: Path, then: Mapping[str, Any]) -> None:
    back = itemised("R1", ("-1", "Ring", "-$40.00"), date="2026-09-30", refund=True, more={"Customer ID": "S1"})

    def answers_late() -> None:
        with open_shop(store.store) as shop:
            shop.answer(2, "2026-09-18", campaign=1, read_on=LATER)

    def type_in(*words: str, on: str = LATER) -> Callable[[], None]:
        def typed() -> None:
            done = store.type(*words, today=on)
            assert done.code == 0, done.err

        return typed

    # What happens, the question whose answer it changes, and what is counted so far.
    events: tuple[tuple[Callable[[], None], str, str, int], ...] = (
        (type_in("calls", "log", "2", "T", "--sheet", "1", on="2026-10-05"), "followup", "calls", 1),
        (type_in("calls", "log", "1", "N", "--sheet", "1", on="2026-10-05"), "followup", "calls", 2),
        (type_in("visit", "add", "C4", "--on", "2026-09-29"), "followup", "visits", 1),
        (answers_late, "--list", "mails", 1),
        (lambda: bring(store, tmp_path, sold("#1", "2026-09-12"), sold("#2", "2026-10-09")), "launch", "sales", 1),
        (lambda: bring(store, tmp_path, back, square=True), "retention", "sales", 2),
        (type_in("imports", "undo", "2", on="2026-11-11"), "launch", "sales", 1),
        (type_in("client", "merge", "C1", "C7"), "launch", "merged", 1),
        (type_in("forget", "C2", "--yes"), "retention", "erased", 1),
    )
    latest = dict(then)
    for happens, question, kind, number in events:
        happens()
        answer, learnt = asked(store, *next(words for words in QUESTIONS if words[-1] == question))
        assert (kind, learnt[kind]) == (kind, number)
        assert answer != latest[question], kind
        latest[question] = answer
    for words in QUESTIONS:
        assert "The answer given that day was without." in " ".join(store.type(*words, today=DAY).out.split())
