"""Posting: each transaction once, whatever is imported how often and in which order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from clientbook_cli.book.connection import create_book, open_book
from clientbook_cli.desk.importing import import_file
from clientbook_cli.desk.looking import Options
from clientbook_cli.intake.format_file import presets
from clientbook_cli.settings import StoreFolder, StoreSettings
from clientbook_cli.templates import Templates
from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.exports import itemised, order
from tests.shop import NOW

KNOWN = presets(Templates())


def history(folder: Path, files: Sequence[Path]) -> Any:
    """Import files in this order into a book of their own, and tell its state without its numbering."""
    folder.mkdir()
    store = StoreFolder(folder)
    with create_book(store.book):
        pass
    for file in files:
        import_file(
            file,
            open_book=lambda allowed: open_book(store.book, write=True, files=allowed),
            known=KNOWN,
            options=Options(),
            store=StoreSettings(timezone="America/Los_Angeles"),
            folder=store,
            now=NOW,
        )
    return state(store.book)


def state(path: Path) -> Any:
    import duckdb

    with duckdb.connect(path, read_only=True) as connection:
        people = connection.execute(
            """SELECT list_sort(list(identity)), any_value(client_now.name), any_value(client_now.email),
                      any_value(client_now.phone), any_value(client_now.street), any_value(client_now.partner)
               FROM identity JOIN client_standing USING (client) JOIN client_now ON client_now.client = standing
               GROUP BY standing ORDER BY 1"""
        ).fetchall()
        sales = connection.execute(
            """SELECT source, transaction_id, day, kind, identity, associate, currency, subtotal, discount,
                      shipping, taxes, tips, total, refunded, net, tender, location, sold_at, reconciled,
                      (SELECT list_sort(list((item, quantity, gross, sale_line.net)))
                       FROM sale_line WHERE sale_line.sale = sale.sale)
               FROM sale WHERE standing ORDER BY source, transaction_id"""
        ).fetchall()
        consents = connection.execute(
            """SELECT email, channel, state FROM consent_now JOIN client_now USING (client) ORDER BY ALL"""
        ).fetchall()
        return people, sales, consents


def files(folder: Path) -> list[Path]:
    """A shop's exports: overlapping, corrected, of two tills, with people who share phones and mailboxes."""
    march = [
        *order(
            "#3",
            ("1", "Ring", "300.00"),
            at="2026-03-20 10:00:00 -0700",
            who="Ann Lee",
            phone="503-555-0101",
            head={"Accepts Marketing": "yes"},
        ),
        *order(
            "#2", ("1", "Studs", "90.00"), at="2026-03-10 10:00:00 -0700", who="Bo Lee", email="", phone="503-555-0101"
        ),
        *order("#1", ("1", "Charm", "50.00"), at="2026-03-01 10:00:00 -0700", who="", email="ann@example.com"),
    ]
    april = [
        *order(
            "#4",
            ("1", "Chain", "70.00"),
            at="2026-04-02 10:00:00 -0700",
            who="LEE ann",
            email="ann.lee@example.com",
            phone="(503) 555-0101",
        ),
        *order(
            "#3",
            ("1", "Ring", "300.00"),
            at="2026-03-20 10:00:00 -0700",
            who="Ann Lee",
            phone="503-555-0101",
            refunded="300.00",
            status="refunded",
        ),
    ]
    later = order(
        "#5",
        ("1", "Chain", "70.00"),
        at="2026-05-02 10:00:00 -0700",
        who="A. Lee",
        email="bo@example.com",
        phone="503-555-0101",
        head={"Accepts Marketing": "yes"},
    )
    square = itemised("T1", ("1", "Mug", "$8.00"), more={"Customer ID": "C1", "Customer Name": "José Ortíz"})
    people = [
        {"Square Customer ID": "C1", "First Name": "Jose", "Last Name": "Ortiz", "Email Address": "Jose@Example.com",
         "Phone Number": "+1 503 555 0102", "Email Subscription Status": "subscribed", "Birthday": "1980-02-29"},
        {"Square Customer ID": "C2", "First Name": "Ann", "Last Name": "Lee", "Email Address": "ann@example.com",
         "Phone Number": "", "Email Subscription Status": "unsubscribed"},
    ]  # fmt: skip
    listed = [
        {"Customer ID": "'7001", "First Name": "Ann", "Last Name": "Lee", "Email": "ann@example.com",
         "Phone": "'+15035550101", "Accepts Email Marketing": "yes"},
        {"Customer ID": "'7002", "First Name": "J", "Last Name": "Ortiz", "Email": "jose@example.com",
         "Accepts Email Marketing": "no"},
    ]  # fmt: skip
    texts = {
        "march.csv": exports.write(exports.SHOPIFY_79, march),
        "april.csv": exports.write(exports.SHOPIFY_79, april),
        "later.csv": exports.write(exports.SHOPIFY_79, later),
        "items.csv": exports.write(exports.SQUARE_35, square),
        "more.csv": exports.write(
            exports.SQUARE_20_AU, itemised("", ("1", "Mug", "$8.00"), ("1", "Mug", "$8.00"), ("1", "Cup", "$5.00"))
        ),
        "overlap.csv": exports.write(exports.SQUARE_20_AU, itemised("", ("1", "Mug", "$8.00"), ("1", "Bowl", "$9.00"))),
        "directory.csv": exports.write(exports.SQUARE_CUSTOMERS, people),
        "customers.csv": exports.write(exports.SHOPIFY_CUSTOMERS, listed),
    }
    made = []
    for name, text in texts.items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        made.append(path)
    return made


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_imports_does_not_matter(tmp_path: Path, seed: int) -> None:
    made = files(tmp_path)
    chance = random.Random(seed)
    shuffled = [*chance.sample(made, len(made)), *chance.sample(made, 3)]
    assert history(tmp_path / "one", made) == history(tmp_path / "other", shuffled)


def test_people_are_joined_and_kept_apart_as_they_should_be(tmp_path: Path) -> None:
    people, sales, _ = history(tmp_path / "book", files(tmp_path))
    # Ann is told of eight times, by name, initial, mailbox and phone; Bo has her phone and stays himself.
    assert sorted(person[1] for person in people) == ["Ann Lee", "Bo Lee", "Jose Ortiz"]
    assert len(sales) == 7


def test_the_same_file_twice_changes_nothing_and_says_so(desk: Desk) -> None:
    text = exports.write(exports.SHOPIFY_79, order("#1", ("1", "Ring", "100.00"), ("1", "Ring", "100.00")))
    first = desk.receipt(text)
    again = desk.receipt(text, name="renamed.csv")
    assert again["same_file"] is True
    assert (again["rows_read"], again["rows_already_there"], again["rows_kept"], again["sales_new"]) == (2, 2, 0, 0)
    assert again["control"] == first["control"]
    assert desk.rows("SELECT count(*) FROM import_batch") == [(1,)]
    assert desk.rows("SELECT count(*) FROM operation") == [(1,)]


def test_a_sorted_or_overlapping_copy_adds_only_what_is_new(desk: Desk) -> None:
    rows = [*order("#2", ("1", "Ring", "100.00"), ("1", "Chain", "5.00")), *order("#1", ("1", "Studs", "9.00"))]
    desk.receipt(exports.write(exports.SHOPIFY_79, rows))
    turned = [rows[2], rows[0], rows[1]]
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, turned), name="sorted.csv")
    assert (receipt["rows_already_there"], receipt["rows_kept"]) == (3, 0)
    receipt = desk.receipt(
        exports.write(exports.SHOPIFY_79, [*order("#3", ("1", "Cuff", "7.00")), *rows]), name="next.csv"
    )
    assert (receipt["rows_already_there"], receipt["rows_kept"], receipt["sales_new"]) == (3, 1, 1)
    assert receipt["control"]["subtotal"] == "121.00"


def test_a_corrected_sale_replaces_the_older_telling(desk: Desk) -> None:
    old = order("#1", ("1", "Ring", "100.00"))
    new = order("#1", ("1", "Ring", "100.00"), refunded="100.00", status="refunded")
    later = order("#2", ("1", "Ring", "10.00"), at="2026-04-01 10:00:00 -0700")
    desk.receipt(exports.write(exports.SHOPIFY_79, old))
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, [*later, *new]), name="new.csv")
    assert (receipt["sales_changed"], receipt["sales_new"], receipt["rows_kept"]) == (1, 1, 2)
    assert desk.rows("SELECT sum(net) FROM sale_now") == [(10,)]


def test_an_older_export_does_not_take_the_standing(desk: Desk) -> None:
    old = order("#1", ("1", "Ring", "100.00"))
    new = order("#1", ("1", "Ring", "100.00"), refunded="100.00", status="refunded")
    later = order("#2", ("1", "Ring", "10.00"), at="2026-04-01 10:00:00 -0700")
    desk.receipt(exports.write(exports.SHOPIFY_79, [*later, *new]), name="new.csv")
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, old))
    assert (receipt["sales_changed"], receipt["rows_kept"]) == (0, 1)
    assert desk.rows("SELECT sum(net) FROM sale_now") == [(10,)]


def test_a_name_alone_is_a_client_of_its_own(desk: Desk) -> None:
    rows = [
        *order("#1", ("1", "Ring", "100.00"), who="Ann Lee", email=""),
        *order("#2", ("1", "Ring", "100.00"), who="LEE, Ann", email="", head={"Billing Address1": ""}),
        *order("#3", ("1", "Ring", "100.00"), who="Ann Lee", email="ann@example.com"),
    ]
    assert desk.receipt(exports.write(exports.SHOPIFY_79, rows))["clients_new"] == 2


def test_two_clients_who_turn_out_to_be_one_are_merged_into_the_lower_number(desk: Desk) -> None:
    rows = [
        *order("#1", ("1", "Ring", "1.00"), email="ann@example.com"),
        *order("#2", ("1", "Ring", "1.00"), email="", phone="503-555-0101"),
    ]
    desk.receipt(exports.write(exports.SHOPIFY_79, rows))
    both = order("#3", ("1", "Ring", "1.00"), email="ann@example.com", phone="(503) 555-0101")
    receipt = desk.receipt(exports.write(exports.SHOPIFY_79, both), name="both.csv")
    assert receipt["clients_joined"] == 1
    assert desk.rows("SELECT client, into_client, because FROM merge") == [(2, 1, "import")]
    assert desk.rows("SELECT client, phone, email FROM client_now") == [(1, "+15035550101", "ann@example.com")]


def test_what_the_owner_took_apart_stays_apart(desk: Desk) -> None:
    test_two_clients_who_turn_out_to_be_one_are_merged_into_the_lower_number(desk)
    import duckdb

    with duckdb.connect(desk.till.store / "book.duckdb") as connection:
        connection.execute("UPDATE merge SET undone_at = TIMESTAMP '2026-11-13'")
    again = order("#4", ("1", "Ring", "1.00"), email="ann@example.com", phone="(503) 555-0101")
    assert desk.receipt(exports.write(exports.SHOPIFY_79, again), name="again.csv")["clients_joined"] == 0


@pytest.mark.parametrize("number", ["", "0", "00000", "N/A", "none"])
def test_a_customer_number_for_nobody_joins_nobody(desk: Desk, number: str) -> None:
    rows = [
        *itemised("T1", ("1", "Mug", "$8.00"), more={"Customer ID": number, "Customer Name": "Ann Lee"}),
        *itemised("T2", ("1", "Mug", "$8.00"), more={"Customer ID": number, "Customer Name": "Bo Dunne"}),
        *itemised("T3", ("1", "Mug", "$8.00"), more={"Customer ID": number, "Customer Name": "Walk-in"}),
    ]
    receipt = desk.receipt(exports.write(exports.SQUARE_35, rows))
    assert (receipt["clients_new"], receipt["sales_without_client"]) == (2, 1)


@pytest.mark.parametrize("text", ["N/A", "none", "no", "2.12556E+09", "12", "555-0142"])
def test_what_is_no_phone_joins_nobody(desk: Desk, text: str) -> None:
    rows = [
        *order("#1", ("1", "Ring", "1.00"), who="Ann Lee", email="", phone=text),
        *order("#2", ("1", "Ring", "1.00"), who="", email="b@example.com", phone=text),
    ]
    assert desk.receipt(exports.write(exports.SHOPIFY_79, rows))["clients_new"] == 2
    assert desk.rows("SELECT count(phone) FROM identity") == [(0,)]


@pytest.mark.parametrize(
    "text", ["5035550101", "(503) 555-0101", "1-503-555-0101", "+1 503.555.0101", "503 555 0101 ext 0", "'+15035550101"]
)
def test_a_phone_is_the_same_however_it_is_written(desk: Desk, text: str) -> None:
    desk.receipt(exports.write(exports.SHOPIFY_79, order("#1", ("1", "Ring", "1.00"), phone=text)))
    assert desk.rows("SELECT phone FROM client") == [("+15035550101",)]
