"""What an owner types about clients, and what the book knows of them afterwards."""

from __future__ import annotations

import pytest

from tests.conftest import Till
from tests.shop import open_shop

PROFILE = {
    *("contact", "household", "consent", "score", "purchases", "visits", "wishes", "occasions", "touches", "notes"),
}


@pytest.fixture
def store(till: Till) -> Till:
    """Ann and Ben, who bought."""
    with open_shop(till.store) as shop:
        ann = shop.client("Ann Lee", email="ann@example.com", phone="+15035550142")
        ben = shop.client("Ben Lee", email="ben@example.com", phone="+15035550143")
        shop.sale(ann, "2026-10-01", 100, brand="Solenne", category="Rings", item="Halo ring", associate="Maya Ortiz")
        shop.sale(
            ben, "2026-11-01", 900, brand="Tidewater", category="Watches", item="Diver 40", associate="Maya Ortiz"
        )
    return till


def said(till: Till, *words: str, code: int = 0) -> str:
    typed = till.type(*words)
    assert typed.code == code, typed.err + typed.out
    return typed.out + typed.err


def test_a_visit_is_one_line_and_a_new_person_is_written_on_the_spot(store: Till) -> None:
    typed = store.type(
        *("visit", "add", "Zoe Park", "--phone", "(503) 555-0177", "--liked", "cushion halo", "--for", "herself"),
        *("--need-by", "2026-11-24", "--budget", "$5,000", "--associate", "maya", "--json"),
    )
    visit, promise = typed.json["visit"], typed.json["follow_up"]
    assert (visit["client"], visit["is_new"], visit["associate"], visit["budget"]) == (
        "C3",
        True,
        "Maya Ortiz",
        "5000.00",
    )
    assert promise["due"] == "2026-11-19"
    again = store.type("visit", "add", "zoe park", "--phone", "503.555.0177", "--json").json["visit"]
    assert (again["client"], again["is_new"]) == ("C3", False)
    assert "add --phone or --email" in said(store, "visit", "add", "Nobody Known", code=2)
    assert "under another contact: C1" in said(store, "visit", "add", "Ann Lee", "--email", "other@example.com", code=2)
    listed = store.type("visit", "list", "--not-bought", "--json").json["visits"]
    assert [one["client"] for one in listed] == ["C3", "C3"]


def test_a_client_is_shown_whole_and_what_is_missing_is_said(store: Till) -> None:
    said(store, "client", "relation", "C2", "partner", "C1")
    said(store, "client", "gift", "C2", "wife", "2026-12-24")
    said(store, "client", "prefers", "C1", "size ring", "6.5")
    said(store, "wish", "add", "C1", "pearl strand", "--up-to", "900")
    said(store, "occasion", "add", "C1", "birthday", "20 Nov 1980")
    said(store, "client", "note", "C1", "has a dog")
    shown = store.type("client", "show", "ann lee", "--json").json
    assert shown.keys() >= PROFILE
    assert shown["associate"] == "Maya Ortiz"
    assert [one["client"] for one in shown["household"]] == ["C2"]
    assert [one["item"] for one in shown["keep_secret"]] == ["Diver 40"]
    assert shown["purchases"]["net"] == "100.00"
    assert shown["purchases"]["by_brand"][0]["name"] == "Solenne"
    assert shown["consent"]["now"]["email"] == "one-to-one"
    assert shown["ask_for"] == ["anniversary", "likes", "postal address"]
    page = said(store, "client", "show", "C1")
    assert "not a word until Thu 24 Dec 2026" in page
    assert "1 time, $100.00 in all" in page
    assert len(page.splitlines()) < 40
    coming = store.type("occasion", "list", "--json").json["occasions"]
    assert [(one["client"], one["about_name"]) for one in coming] == [("C2", "Ann Lee")]


def test_a_stop_is_lifted_only_by_a_dated_permission_of_whoever_said_it(store: Till) -> None:
    assert "--reason" in said(store, "client", "consent", "C1", "email", "stopped", code=2)
    stopped = ("client", "consent", "C1", "email", "stopped", "--reason", "told Maya")
    assert "--on is the day of a permission" in said(store, *stopped, "--on", "today", code=2)
    said(store, *stopped)
    assert "--on is missing" in said(store, "client", "consent", "C1", "email", "subscribed", "--reason", "x", code=2)
    for day in ("2026-11-12", "2026-11-14"):
        assert "cannot be that day" in said(
            store, "client", "consent", "C1", "email", "subscribed", "--reason", "x", "--on", day, code=2
        )
    assert "a stop is not taken back by undo" in said(store, "undo", code=2)
    said(store, "client", "consent", "C1", "email", "subscribed", "--reason", "wrote to us", "--on", "today")
    told = store.type("client", "consent", "C1", "--json").json
    assert (told["consent"]["email"], told["may_get"]["mass_mail"]) == ("subscribed", None)
    assert [(one["state"], one["lifted"]) for one in told["history"]] == [("subscribed", False), ("stopped", True)]
    said(store, "undo")
    told = store.type("client", "consent", "C1", "--json").json
    assert told["consent"]["email"] == "stopped"


def test_a_stop_of_a_shared_mailbox_is_not_the_others_to_lift(store: Till) -> None:
    said(store, "client", "add", "Cy Lee", "--email", "ann@example.com", "--new")
    said(store, "client", "consent", "C1", "email", "stopped", "--reason", "enough")
    assert "Ann Lee said stop" in said(
        store, "client", "consent", "C3", "email", "subscribed", "--reason", "x", "--on", "today", code=2
    )


def test_everything_that_is_written_is_taken_back_by_undo(store: Till) -> None:
    before = [store.type("client", "show", who, "--json").json for who in ("C1", "C2")]
    for words in (
        ("visit", "add", "C1", "--liked", "halo"), ("wish", "add", "C1", "pearls"), ("wish", "done", "1"),
        ("client", "note", "C1", "a dog"), ("client", "note", "C1", "--remove", "1"),
        ("client", "prefers", "C1", "brand", "Solenne"), ("client", "prefers", "C1", "Brand ", " solenne", "--end"),
        ("client", "relation", "C1", "partner", "C2"), ("client", "gift", "C2", "C1", "2026-12-24"),
        ("occasion", "add", "C1", "birthday", "11-20"), ("occasion", "done", "1"),
        ("client", "edit", "C1", "--phone", "503-555-0150", "--name", "Anna Lee"), ("client", "assign", "C1", "daniel"),
        ("client", "follow-up", "add", "C1", "friday"), ("merge", "C1", "C2"), ("unmerge", "1"), ("merge", "C2", "C1"),
        ("associate", "off", "maya", "tomorrow"), ("associate", "add", "Zed Ro"), ("associate", "leave", "maya"),
    ):  # fmt: skip
        said(store, *words)
    while store.type("undo").code == 0:
        pass
    assert "nothing to take back" in said(store, "undo", code=2)
    after = [store.type("client", "show", who, "--json").json for who in ("C1", "C2")]
    for one, other in zip(before, after, strict=True):
        assert one == other


def test_a_person_on_whom_something_rests_is_not_taken_back(store: Till) -> None:
    said(store, "client", "add", "Zoe Park", "--email", "zoe@example.com")
    said(store, "client", "note", "zoe park", "likes pearls")
    assert "C3 has a note since" in said(store, "undo", "1", code=2)
    said(store, "undo")
    said(store, "undo")
    assert store.type("client", "find", "zoe", "--json").json["clients"] == []


def test_a_second_of_one_name_is_written_only_when_it_is_said(store: Till) -> None:
    assert "Ann Lee is in the book already: C1" in said(store, "client", "add", "LEE, ANN", code=2)
    assert "is client C3" in said(store, "client", "add", "Ann Lee", "--new")
    assert "name is empty" in said(store, "client", "add", " ", code=2)


def test_nobody_is_their_own_partner(store: Till) -> None:
    assert "both are the same client" in said(store, "client", "relation", "C1", "partner", "C1", code=2)
    assert "Nobody is found by 'xyzzy'" in said(store, "client", "find", "xyzzy")


def test_who_leaves_hands_clients_over_and_tells_what_was_promised(store: Till) -> None:
    said(store, "client", "follow-up", "add", "C1", "friday", "photos of the studs", "--associate", "maya")
    left = store.type("associate", "leave", "Maya Ortiz", "--to", "daniel", "--json").json["handed_over"]
    assert {(one["client"], one["to"]) for one in left} == {("C1", "Daniel Whitlock"), ("C2", "Daniel Whitlock")}
    assert [one["promised"] for one in left if one["client"] == "C1"] == [["Fri 20 Nov 2026: photos of the studs"]]
    assert store.type("client", "show", "C1", "--json").json["follow_ups"][0]["associate"] == "Daniel Whitlock"
    assert "is no associate" in said(store, "client", "assign", "C1", "maya", code=2)


def test_whoever_is_off_gets_no_calls(store: Till) -> None:
    said(store, "client", "follow-up", "add", "C1", "tomorrow", "--associate", "maya")
    said(store, "associate", "off", "maya", "tomorrow")
    calls = store.type("calls", "plan", "--json").json["calls"]
    assert {one["associate"] for one in calls} == {"Daniel Whitlock"}


def test_clients_are_listed_by_a_rule_and_written_as_a_table(store: Till) -> None:
    everybody = store.type("client", "list", "--json").json["clients"]
    assert [one["client"] for one in everybody] == ["C2", "C1"]
    file = store.store / "clients.csv"
    said(store, "client", "list", "--where", "bought-brand = Solenne", "--csv", str(file))
    assert "Ann Lee" in file.read_text(encoding="utf-8-sig")
    assert "Ben Lee" not in file.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("text", "found"),
    [("anne leee", "C1"), ("lee ann", "C1"), ("halo", "C1"), ("diver", "C2"), ("(503) 555.0143", "C2"), ("BEN@", "C2")],
)
def test_clients_are_found_by_what_is_remembered(store: Till, text: str, found: str) -> None:
    assert store.type("client", "find", text, "--json").json["clients"][0]["client"] == found


def test_a_stop_survives_a_restore(store: Till) -> None:
    said(store, "backup", str(store.store / "old.duckdb"))
    said(store, "client", "consent", "C1", "email", "stopped", "--reason", "told Maya")
    said(store, "restore", str(store.store / "old.duckdb"))
    assert store.type("client", "consent", "C1", "--json").json["consent"]["email"] == "stopped"
