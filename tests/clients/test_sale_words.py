"""What files of sales say of whether their buyers want to be written to."""

from __future__ import annotations

import itertools

import pytest

from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.exports import Row, order

LIST = exports.SHOPIFY_CUSTOMERS
NOW = "SELECT client, state, said_at::DATE::VARCHAR, source FROM consent_now WHERE channel = 'email' ORDER BY client"


def bought(name: str, day: str, accepts: str, *, who: str = "Ann Lee", email: str = "ann@example.com") -> list[Row]:
    return order(
        name,
        ("1", "Ring", "5.00"),
        ("1", "Chain", "9.00"),
        at=f"{day} 10:30:00 -0700",
        who=who,
        email=email,
        head={"Accepts Marketing": accepts},
    )


def orders(*rows: list[Row]) -> str:
    return exports.write(exports.SHOPIFY_79, list(itertools.chain(*rows)))


def listed(accepts: str, *, email: str = "ann@example.com") -> str:
    row = {"Customer ID": "'7000000000001", "First Name": "Ann", "Last Name": "Lee", "Email": email}
    return exports.write(LIST, [{**row, "Accepts Email Marketing": accepts, "Total Spent": "5.00"}])


def test_a_yes_at_a_sale_is_a_permission_of_that_day_and_a_no_says_nothing(desk: Desk) -> None:
    receipt = desk.receipt(
        orders(
            bought("#3", "2026-05-02", "no"),
            bought("#2", "2026-04-01", "yes"),
            bought("#1", "2026-03-14", "yes"),
            bought("#0", "2026-03-13", "no", who="Bo", email="bo@example.com"),
        )
    )
    assert receipt["consents"] == 1
    assert desk.rows(NOW) == [(1, "subscribed", "2026-04-01", "import:shopify")]
    said = desk.till.type("client", "consent", "C1", "--json").json
    assert said["history"][0]["permitted_on"] == "2026-04-01"


def test_a_yes_without_an_address_allows_no_mail(desk: Desk) -> None:
    assert desk.receipt(orders(bought("#1", "2026-03-14", "yes", email="")))["consents"] == 0


def test_the_same_sales_again_say_nothing_new(desk: Desk) -> None:
    one, two = bought("#1", "2026-03-14", "yes"), bought("#2", "2026-04-01", "yes")
    desk.receipt(orders(two, one))
    assert desk.receipt(orders(one, two), name="sorted.csv")["consents"] == 0
    assert len(desk.rows(NOW)) == 1


@pytest.mark.parametrize("sequence", [("list", "orders", "older"), ("older", "orders", "list")], ids="-".join)
def test_a_till_that_lists_somebody_as_unsubscribed_takes_its_older_permissions_back(
    desk: Desk, sequence: tuple[str, ...]
) -> None:
    files = {
        "orders": orders(bought("#2", "2026-04-01", "yes")),
        "older": orders(bought("#1", "2026-03-14", "yes")),
        "list": listed("no"),
    }
    for name in sequence:
        desk.receipt(files[name], name=f"{name}.csv")
    assert [row[:2] for row in desk.rows(NOW)] == [(1, "unknown")]


def test_a_list_is_heeded_whether_or_not_a_sale_said_something_since(desk: Desk) -> None:
    january = desk.file(listed("no"), "january.csv")
    assert desk.till.type("import", str(january), today="2026-01-08").code == 0
    desk.receipt(orders(bought("#1", "2026-03-14", "yes")))
    assert [row[1] for row in desk.rows(NOW)] == ["subscribed"]
    receipt = desk.receipt(listed("no") + "\n", name="november.csv")
    assert (receipt["rows_already_there"], receipt["consents"]) == (1, 1)
    assert [row[1] for row in desk.rows(NOW)] == ["unknown"]


def test_whoever_unsubscribed_at_one_till_may_be_subscribed_at_another(desk: Desk) -> None:
    desk.receipt(listed("yes"), name="a.csv")
    desk.receipt(listed("no"), name="b.csv")
    assert [row[1] for row in desk.rows(NOW)] == ["unknown"]
    desk.receipt(listed("yes") + "\n", "--shop", "outlet", name="c.csv")
    assert [row[1] for row in desk.rows(NOW)] == ["subscribed"]


def test_a_stop_stays_whatever_a_sale_says(desk: Desk) -> None:
    desk.receipt("Email Address\nann@example.com\n", "--kind", "optouts", name="stops.csv")
    desk.receipt(orders(bought("#1", "2026-04-01", "yes")))
    assert [row[1] for row in desk.rows(NOW)] == ["stopped"]


def test_the_owners_later_word_counts_more_than_an_earlier_sale(desk: Desk) -> None:
    desk.receipt(orders(bought("#1", "2026-03-14", "yes")))
    desk.till.type("client", "consent", "C1", "email", "one-to-one", "--reason", "said so")
    desk.receipt(orders(bought("#2", "2026-04-01", "yes")), name="later.csv")
    assert [row[1] for row in desk.rows(NOW)] == ["one-to-one"]


def test_undo_takes_a_permission_back_unless_another_file_has_its_sale(desk: Desk) -> None:
    one, two = bought("#1", "2026-03-14", "yes"), bought("#2", "2026-04-01", "yes")
    desk.receipt(orders(two), name="april.csv")
    desk.receipt(orders(one), name="march.csv")
    desk.receipt(orders(two, one), name="both.csv")
    assert desk.till.type("imports", "undo", "1").code == 0
    assert [row[1:3] for row in desk.rows(NOW)] == [("subscribed", "2026-04-01")]
    assert desk.till.type("imports", "undo", "3").code == 0
    assert [row[1:3] for row in desk.rows(NOW)] == [("subscribed", "2026-03-14")]
    assert desk.till.type("imports", "undo", "2").code == 0
    assert desk.rows(NOW) == []
