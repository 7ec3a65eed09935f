"""Two numbers that are one person, and taken apart again."""

from __future__ import annotations

import random
from typing import Any

import pytest

from clientbook_cli.book.connection import open_book
from clientbook_cli.errors import UsageError
from clientbook_cli.ledger import by_hand, merge
from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.exports import order
from tests.shop import NOW, TODAY, Shop

CLIENTS = "SELECT * FROM client_now ORDER BY client"
SPENT = "SELECT client, sum(net) FROM sale_now GROUP BY client ORDER BY client"


def test_a_merge_counts_for_the_lower_number_and_a_parting_is_exact(desk: Desk) -> None:
    people = [("Ann Lee", "ann@example.com"), ("Ann Smith", "smith@example.com")]
    orders = [
        line
        for number, (name, email) in enumerate(people)
        for line in order(f"#{number}", ("1", "Ring", "50.00"), who=name, email=email)
    ]
    desk.receipt(exports.write(exports.SHOPIFY_79, orders))
    before = [desk.rows(query) for query in (CLIENTS, SPENT)]
    with open_book(desk.till.store / "book.duckdb", write=True) as book:
        made = merge.merge(book, one=2, other=1, now=NOW)
    assert (made.client, made.into_client, made.stands) == (2, 1, 1)
    assert [row[0] for row in desk.rows(CLIENTS)] == [1]
    assert desk.rows(SPENT)[0][1] == sum(row[1] for row in before[1])
    again = desk.receipt(
        exports.write(
            exports.SHOPIFY_79, order("#9", ("1", "Pin", "5.00"), who="Ann Smith", email="smith@example.com")
        ),
        name="b.csv",
    )
    assert again["clients_new"] == 0
    assert len(desk.rows(SPENT)) == 1
    with open_book(desk.till.store / "book.duckdb", write=True) as book:
        merge.unmerge(book, merge=made.merge, now=NOW)
    after = desk.rows(CLIENTS)
    assert [row[:4] for row in after] == [row[:4] for row in before[0]]


def test_one_client_is_not_merged_with_itself(shop: Shop) -> None:
    ann, anna = shop.client("Ann"), shop.client("Anna")
    merge.merge(shop.book, one=ann, other=anna, now=NOW)
    shop.merge(anna, into=ann)
    with pytest.raises(UsageError, match="both are C1 already"):
        merge.merge(shop.book, one=ann, other=ann, now=NOW)
    with pytest.raises(UsageError, match="no merge 77"):
        merge.unmerge(shop.book, merge=77, now=NOW)


def test_merges_taken_back_in_any_order_leave_what_was_before(shop: Shop) -> None:
    for number in range(8):
        by_hand.add(
            shop.book,
            said=by_hand.Particulars(name=f"Client {number}", email=f"c{number}@example.com"),
            operation=100 + number,
            today=TODAY,
        )

    def people() -> list[tuple[Any, ...]]:
        return shop.book._connection.execute(CLIENTS).fetchall()

    before = people()
    chance = random.Random(7)
    for _ in range(20):
        made = []
        for _ in range(chance.randint(1, 7)):
            one, other = chance.sample(range(1, 9), 2)
            made.append(merge.merge(shop.book, one=one, other=other, now=NOW))
        assert people() != before
        for each in chance.sample(made, len(made)):
            merge.unmerge(shop.book, merge=each.merge, now=NOW)
        assert people() == before


def test_what_the_owner_writes_outranks_the_till_and_is_taken_back(desk: Desk) -> None:
    desk.receipt(exports.write(exports.SHOPIFY_79, order("#1", ("1", "Ring", "50.00"), who="Ann Lee")))
    before = desk.rows(CLIENTS)
    with open_book(desk.till.store / "book.duckdb", write=True) as book:
        said = by_hand.particulars(country="US", phone="503 555 0142", name="Anna  Lee")
        by_hand.edit(book, client=1, said=said, operation=50, today=TODAY)
        by_hand.edit(book, client=1, said=by_hand.particulars(country="US", city="Portland"), operation=51, today=TODAY)
    assert desk.rows("SELECT name, phone, city FROM client") == [("Anna Lee", "+15035550142", "Portland")]
    desk.receipt(
        exports.write(exports.SHOPIFY_79, order("#2", ("1", "Pin", "5.00"), who="Ann Lee", phone="503-555-0199")),
        name="b.csv",
    )
    assert desk.rows("SELECT client, name, phone FROM client") == [(1, "Anna Lee", "+15035550142")]
    with open_book(desk.till.store / "book.duckdb", write=True) as book:
        for operation in (51, 50):
            by_hand.take_back(book, operation=operation)
    assert [row[:2] for row in desk.rows(CLIENTS)] == [row[:2] for row in before]


@pytest.mark.parametrize("said", [{"email": "no address"}, {"phone": "12"}])
def test_what_can_be_no_address_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="is no"):
        by_hand.particulars(country="US", **said)
