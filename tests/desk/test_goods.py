"""Product lists and wish lists: read, repeated, set aside, and what they set in motion."""

from __future__ import annotations

import csv

import pytest

from tests.intake import exports, spreadsheet
from tests.intake.conftest import Desk, desk
from tests.intake.exports import order

__all__ = ["desk"]
PRODUCTS = """Item,SKU,Vendor,Type,Price,In Stock Since
Pearl strand 45 cm,P1,Solenne,Necklaces,"$850.00",2026-11-01
Pearl studs,P2,Solenne,Earrings,120,2026-11-10
,P3,Solenne,Earrings,120,2026-11-10
Ring,P4,House,Rings,dear,2026-11-10
Chain,P5,House,Chains,90,soon
"""
WISHES = """Customer,Email,Phone,Wish,Brand,Budget,Need By
Ann Lee,ann@example.com,,pearl strands,Solenne,900,2026-12-24
Zoe Park,,503-555-0177,diver watch,,,
Nobody Known,,,gold bars,,,
"""


def test_a_product_list_says_what_is_there_and_a_newer_one_what_is_gone(desk: Desk) -> None:
    receipt = desk.receipt(PRODUCTS, "--kind", "products")
    assert (receipt["rows_read"], receipt["rows_kept"], receipt["rows_set_aside"]) == (5, 2, 3)
    assert {one["cause"] for one in receipt["causes"]} == {"no item", "unreadable amount", "unreadable date"}
    again = desk.receipt(PRODUCTS.partition("\n,P3")[0] + "\n", "--kind", "products", name="again.csv")
    assert (again["rows_kept"], again["rows_already_there"]) == (0, 2)
    desk.receipt(
        "Item,SKU,Vendor,Type,Price\nPearl studs,P2,Solenne,Earrings,120\n", "--kind", "products", name="n.csv"
    )
    assert desk.rows("SELECT item, price, since::VARCHAR FROM product_now") == [("Pearl studs", 120, "2026-11-10")]


def test_wishes_find_their_clients_and_say_nothing_twice(desk: Desk) -> None:
    desk.receipt(
        exports.write(exports.SHOPIFY_79, order("#1", ("1", "Ring", "5.00"), who="Ann Lee", email="ann@example.com"))
    )
    receipt = desk.receipt(WISHES, "--kind", "wishes", name="wishes.csv")
    assert (receipt["rows_kept"], receipt["rows_set_aside"], receipt["clients_new"]) == (2, 1, 1)
    assert receipt["causes"][0]["cause"] == "names nobody in the book"
    again = desk.receipt(WISHES + "\n", "--kind", "wishes", name="again.csv")
    assert (again["rows_kept"], again["rows_already_there"]) == (0, 2)
    desk.receipt(PRODUCTS, "--kind", "products", name="products.csv")
    listed = desk.till.type("wish", "list", "--json").json["wishes"]
    assert {(one["name"], one["item"], *one["in_stock"]) for one in listed} == {
        ("Ann Lee", "pearl strands", "Pearl strand 45 cm"),
        ("Zoe Park", "diver watch"),
    }


@pytest.mark.parametrize(("day", "done"), [("2026-11-20", "bought: Pearl strand 45 cm"), ("2026-11-01", None)])
def test_a_wish_is_met_when_the_thing_is_sold_to_the_client_afterwards(desk: Desk, day: str, done: str | None) -> None:
    desk.till.type("client", "add", "Ann Lee", "--email", "ann@example.com")
    desk.till.type("wish", "add", "C1", "pearl strands")
    sold = order(
        "#1", ("1", "Pearl strand 45 cm", "850.00"), who="Ann Lee", email="ann@example.com", at=f"{day} 10:00:00 -0800"
    )
    desk.receipt(exports.write(exports.SHOPIFY_79, sold))
    assert desk.till.type("wish", "list", "--all", "--json").json["wishes"][0]["done_why"] == done


def test_lists_that_are_not_asked_for_are_not_guessed(desk: Desk) -> None:
    typed = desk.type(desk.file(PRODUCTS))
    assert typed.code == 2
    assert "unknown" in typed.err or "not" in typed.err
    assert "has none of the columns" in desk.type(desk.file("a,b\n1,2\n", "b.csv"), "--kind", "products").err


STOCK = """Item,SKU,Vendor,Type,Price
Halo ring,00123,Solenne,Rings,"$1,149.00"
Halo ring,00123,Solenne,Rings,"$1,149.00"
Pearl studs,412345678905,Solenne,Earrings,120.50
Pearl studs,412345678912,Solenne,Earrings,120.50
1886,'0077,,Books,9.00
"""
WANTED = """Customer,Email,Phone,Wish,Brand,Budget,Need By,Notes
Ann Lee,ann@example.com,+15035550101,Halo ring,Solenne,"$2,500.00",2026-12-20,TRUE
Bo Hall,,(503) 555-0142,1886,,9.00,,00123
Cy Ott,,5035550143,Chain,,90,,
"""


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(("kind", "text", "records"), [("products", STOCK, 5), ("wishes", WANTED, 3)])
def test_a_list_that_a_spreadsheet_saved_again_says_nothing_new(
    desk: Desk, kind: str, text: str, records: int, ending: str
) -> None:
    assert desk.receipt(text, "--kind", kind)["rows_kept"] == records
    rows = list(csv.reader(text.splitlines()))
    copy = spreadsheet.as_csv(rows) if ending == "csv" else spreadsheet.as_workbook(rows)
    again = desk.receipt(copy, "--kind", kind, name=f"again.{ending}")
    assert (again["rows_kept"], again["rows_already_there"], again["clients_new"]) == (0, records, 0)
    assert desk.rows("SELECT count(*) FROM product WHERE gone_on IS NOT NULL") == [(0,)]


def test_a_stock_number_that_a_spreadsheet_spoiled_is_left_out_and_told(desk: Desk) -> None:
    receipt = desk.receipt("Item,SKU,Price\nPearl studs,1.23457E+11,5\nRing,'0077,9\n", "--kind", "products")
    assert receipt["repaired"] == ["SKU: 1 spoiled by a spreadsheet, as 1.23457E+11; left out"]
    assert desk.rows("SELECT item, sku FROM product_now ORDER BY item") == [("Pearl studs", None), ("Ring", "0077")]


def test_a_wish_of_somebody_with_a_spoiled_phone_is_theirs_by_name(desk: Desk) -> None:
    desk.till.type("client", "add", "Ann Lee", "--email", "ann@example.com")
    receipt = desk.receipt("Customer,Phone,Wish\nAnn Lee,1.50356E+10,Halo ring\n", "--kind", "wishes")
    assert (receipt["rows_kept"], receipt["clients_new"]) == (1, 0)


def test_lines_above_a_list_and_a_mark_before_it_move_no_record(desk: Desk) -> None:
    text = '\ufeffStock of the shop\n\nItem,SKU,Price\nRing,1,9\n"Pearl\nstuds",2,5\n,3,7\n'
    receipt = desk.receipt(text, "--kind", "products")
    assert (receipt["rows_read"], receipt["rows_kept"]) == (3, 2)
    assert receipt["causes"][0]["first_line"] == 7
