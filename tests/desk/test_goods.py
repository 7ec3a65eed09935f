"""Product lists and wish lists: read, repeated, set aside, and what they set in motion."""

from __future__ import annotations

import pytest

from tests.intake import exports
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
