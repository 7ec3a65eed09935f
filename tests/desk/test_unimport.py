"""An import that is taken back leaves the book as if its file had never been read; a stop stays."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from clientbook_cli.book.connection import open_book
from clientbook_cli.desk.unimport import TakenBack, take_back
from tests.conftest import Till
from tests.intake import exports
from tests.intake.exports import itemised, order
from tests.ledger.store import Store
from tests.ledger.test_post import files
from tests.shop import NOW, open_shop


def undo(store: Store, batch: int) -> TakenBack:
    with open_book(store.folder.book, write=True) as book, book.transaction():
        return take_back(book, batch=batch, now=NOW)


def _told(store: Store, *, stopped: set[Any]) -> dict[str, Any]:
    """The state, but for the addresses that are stopped, which they stay whatever is taken back."""
    state = store.state()
    return {**state, "consents": [row for row in state["consents"] if row[:2] not in stopped]}


@pytest.mark.parametrize("seed", range(8))
def test_what_is_taken_back_was_never_imported(tmp_path: Path, seed: int) -> None:
    made, chance = files(tmp_path), random.Random(seed)
    history = chance.sample(made, 5)
    gone = set(chance.sample(range(5), chance.choice((1, 1, 2, 3))))
    store, other = Store(tmp_path / "one"), Store(tmp_path / "other")
    store.take_in(*history)
    for place in chance.sample(sorted(gone), len(gone)):
        undo(store, place + 1)
        assert store.torn() == {}
    other.take_in(*(file for place, file in enumerate(history) if place not in gone))
    stopped = {row[:2] for row in store.state()["consents"] if row[2] == "stopped"}
    assert _told(store, stopped=stopped) == _told(other, stopped=stopped)
    again = store.take_in(*(history[place] for place in sorted(gone)))
    assert not any(receipt["same_file"] for receipt in again)
    assert store.torn() == {}


def test_a_mended_copy_goes_with_its_import_and_is_not_taken_in_alone(till: Till, tmp_path: Path) -> None:
    rows = [*order("#1", ("1", "Ring", "48.00"), ("1", "Pin", "5.00")), *order("#2", ("1", "Cup", "5.00"))]
    rows[1] = {**rows[1], "Lineitem quantity": "x"}
    file = tmp_path / "orders.csv"
    file.write_text(exports.write(exports.SHOPIFY_79, rows), encoding="utf-8")
    aside = Path(till.type("import", str(file), "--json").json["files"][0]["set_aside_file"])
    mended = tmp_path / "mended.csv"
    mended.write_text(aside.read_text(encoding="utf-8-sig").replace(",x,Pin", ",1,Pin"), encoding="utf-8")
    assert till.type("import", str(mended)).code == 0
    back = till.type("imports", "undo", "1", "--json").json
    assert (back["with_it"], back["sales_gone"], back["set_aside_file"]) == ([2], 2, str(aside))
    assert till.type("status", "--json").json["sales"] == 0
    refused = till.type("import", str(mended))
    assert refused.code == 2
    assert "import the export itself again" in refused.err
    assert till.type("import", str(file)).code == 5


def test_a_stop_stays_when_the_list_that_told_of_it_goes(till: Till, tmp_path: Path) -> None:
    people = [
        {"Square Customer ID": "C1", "First Name": "Ann", "Last Name": "Lee", "Email Address": "ann@example.com",
         "Email Subscription Status": "unsubscribed", "Birthday": "1980-02-29"},
        {"Square Customer ID": "C2", "First Name": "Bo", "Email Address": "bo@example.com",
         "Email Subscription Status": "subscribed"},
    ]  # fmt: skip
    directory, sales = tmp_path / "people.csv", tmp_path / "orders.csv"
    directory.write_text(exports.write(exports.SQUARE_CUSTOMERS, people), encoding="utf-8")
    both = [*order("#1", ("1", "Ring", "1.00")), *order("#2", ("1", "Ring", "1.00"), who="Bo", email="bo@example.com")]
    sales.write_text(exports.write(exports.SHOPIFY_79, both), encoding="utf-8")
    assert till.type("import", str(directory), "--yes").code == 0
    back = till.type("imports", "undo", "1", "--json").json
    assert (back["clients_gone"], back["stops_kept"]) == (2, 1)
    assert till.type("import", str(sales)).code == 0
    states = {each["name"]: each["email"] for each in _mailable(till)}
    assert states == {"Ann Lee": "stopped", "Bo": "one-to-one"}


def _mailable(till: Till) -> list[dict[str, Any]]:
    import duckdb

    with duckdb.connect(till.store / "book.duckdb", read_only=True) as connection:
        rows = connection.execute(
            """SELECT name, coalesce(state, 'one-to-one')
               FROM client_now LEFT JOIN consent_now ON consent_now.client = client_now.client AND channel = 'email'"""
        ).fetchall()
    return [{"name": name, "email": state} for name, state in rows]


def test_people_of_whom_something_was_written_stay(till: Till, tmp_path: Path) -> None:
    rows = [*order("#1", ("1", "Ring", "1.00")), *order("#2", ("1", "Ring", "1.00"), who="Bo", email="bo@example.com")]
    file = tmp_path / "orders.csv"
    file.write_text(exports.write(exports.SHOPIFY_79, rows), encoding="utf-8")
    assert till.type("import", str(file)).code == 0
    with open_shop(till.store) as shop:
        shop.touch(1, "2026-11-12")
    back = till.type("imports", "undo", "1", "--json").json
    assert (back["sales_gone"], back["clients_gone"], back["clients_kept"]) == (2, 1, 1)
    again = till.type("import", str(file), "--json").json["files"][0]
    assert (again["sales_new"], again["clients_new"]) == (2, 1)


def test_undo_takes_the_last_import_back_and_says_what_it_was(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text(exports.write(exports.SQUARE_35, itemised("T1", ("1", "Mug", "$8.00"))), encoding="utf-8")
    assert till.type("import", str(file)).code == 0
    assert till.type("undo", "--json").json["undone"] == "import items.csv"
    assert till.type("imports", "--json").json["imports"] == []
    twice = till.type("imports", "undo", "1")
    assert (twice.code, "taken back before" in twice.err) == (2, True)
    assert till.type("imports", "undo", "9").code == 2
    assert "taken back on" in till.type("imports", "show", "1").out


def test_a_receipt_lists_the_sales_that_do_not_add_up(till: Till, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    odd = order("#7", ("1", "Ring", "48.00"), head={"Total": "99.00"})
    file.write_text(exports.write(exports.SHOPIFY_79, [*odd, *order("#8", ("1", "Cup", "5.00"))]), encoding="utf-8")
    assert till.type("import", str(file)).code == 0
    shown = till.type("imports", "show", "1", "--json").json
    assert [(sale["sale"], sale["total"]) for sale in shown["flagged"]] == [("#7", "99.00")]
    assert "#7" in till.type("imports", "show", "1").out


# Lists that were drawn up hold nobody in the book; a mail that left does, by its row in the outbox.
LISTS = {"client", "score", "call_task", "call_choice", "call_hold_out", "audience_member"}
HOLD_NOBODY = {*LISTS, "mail_copy", "mail_return"}


def test_every_table_in_which_somebody_writes_of_a_client_keeps_them(till: Till) -> None:
    import duckdb

    with duckdb.connect(till.store / "book.duckdb", read_only=True) as connection:
        tables = {
            row[0]
            for row in connection.execute(
                """SELECT table_name FROM duckdb_columns() JOIN duckdb_tables() USING (database_oid, table_name)
                   WHERE column_name IN ('client', 'other', 'for_client', 'into_client')"""
            ).fetchall()
        }
        view = connection.execute("SELECT sql FROM duckdb_views() WHERE view_name = 'client_written'").fetchall()[0][0]
    assert not {table for table in tables - HOLD_NOBODY if f"FROM {table}" not in view.replace('"', "")}
