"""What client lists and opt-out lists say of people."""

from __future__ import annotations

from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.exports import order

LIST = """kind = "clients"
source = "goldbook"
[columns]
pos_id = "No"
name = "Name"
email = "Email"
phone = "Phone"
partner = "Spouse"
birthday = "Birthday"
anniversary = "Anniversary"
associate = "Associate"
[[consent]]
channel = "email"
column = "News"
subscribed = ["yes"]
stopped = ["never"]
"""
HEADER = "No,Name,Email,Phone,Spouse,Birthday,Anniversary,Associate,News\n"


def take(desk: Desk, *rows: str, name: str = "list.csv") -> dict[str, object]:
    return desk.receipt(HEADER + "\n".join(rows) + "\n", "--map", desk.file(LIST, "my.toml"), name=name)


def days(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows("SELECT client, kind, year, month, day FROM occasion WHERE ended_on IS NULL ORDER BY client, kind")


def test_birthdays_and_anniversaries_are_read_with_and_without_a_year(desk: Desk) -> None:
    receipt = take(
        desk,
        "1,Ann Lee,,,Bo,11/20/1978,06/30,Maya Ortiz,",
        "2,Bo Dunne,,,,1980-02-29,2001-05-06,,",
        "3,Cy Ott,,,,12/24,1/2/99,,",
        "4,Di Pike,,,,13/13,soon,,",
    )
    assert days(desk) == [
        (1, "anniversary", None, 6, 30),
        (1, "birthday", 1978, 11, 20),
        (2, "anniversary", 2001, 5, 6),
        (2, "birthday", 1980, 2, 29),
        (3, "anniversary", 1999, 1, 2),
        (3, "birthday", None, 12, 24),
    ]
    assert receipt["occasions"] == 6
    assert desk.rows("SELECT partner FROM client WHERE client = 1") == [("Bo",)]
    assert desk.rows("SELECT client, associate FROM client_associate WHERE associate IS NOT NULL") == [
        (1, "Maya Ortiz")
    ]


def test_a_column_of_days_that_cannot_tell_needs_an_answer(desk: Desk) -> None:
    file = desk.file(HEADER + "1,Ann Lee,,,,05/06,,,\n", "list.csv")
    typed = desk.type(file, "--map", desk.file(LIST, "my.toml"))
    assert typed.code == 2
    assert "cannot tell day from month in Birthday" in typed.err
    assert desk.type(file, "--map", desk.folder / "my.toml", "--day-first").code == 0
    assert days(desk) == [(1, "birthday", None, 6, 5)]


def test_a_newer_list_corrects_days_but_not_what_the_owner_wrote(desk: Desk) -> None:
    import duckdb

    take(desk, "1,Ann Lee,,,,12/24/1980,12/30,,")
    with duckdb.connect(desk.till.store / "book.duckdb") as connection:
        connection.execute("UPDATE occasion SET source = 'owner' WHERE kind = 'anniversary'")
    receipt = take(desk, "1,Ann Lee,,,,12/25,12/31,,", name="newer.csv")
    assert receipt["occasions"] == 1
    assert days(desk) == [(1, "anniversary", None, 12, 30), (1, "birthday", 1980, 12, 25)]


def test_consent_columns_become_subscribed_unknown_or_stopped(desk: Desk) -> None:
    take(
        desk,
        "1,Ann,a@example.com,,,,,,yes",
        "2,Bo,b@example.com,,,,,,no",
        "3,Cy,c@example.com,,,,,,NEVER",
        "4,Di,d@example.com,,,,,,",
    )
    assert desk.rows("SELECT client, state FROM consent_now ORDER BY client") == [
        (1, "subscribed"),
        (2, "unknown"),
        (3, "stopped"),
    ]


def test_a_list_never_weakens_a_stop_and_says_nothing_twice(desk: Desk) -> None:
    take(desk, "1,Ann,a@example.com,,,,,,never", "2,Bo,b@example.com,,,,,,yes")
    receipt = take(desk, "1,Ann,a@example.com,,,,,,yes", "2,Bo,b@example.com,,,,,,yes", name="newer.csv")
    assert (receipt["rows_kept"], receipt["rows_already_there"], receipt["consents"]) == (1, 1, 1)
    assert desk.rows("SELECT client, state FROM consent_now ORDER BY client") == [(1, "stopped"), (2, "subscribed")]


def test_a_list_joins_its_people_to_those_of_the_sales(desk: Desk) -> None:
    desk.receipt(exports.write(exports.SHOPIFY_79, order("#1", ("1", "Ring", "5.00"), phone="503-555-0101")))
    receipt = take(desk, "7,LEE Ann,,(503) 555-0101,,,,,", "8,Bo Lee,,(503) 555-0101,,,,,", ",,,,,,,,yes")
    assert (receipt["clients_new"], receipt["rows_set_aside"]) == (1, 1)
    assert receipt["causes"][0]["cause"] == "names nobody"  # type: ignore[index]
    assert desk.rows("SELECT client, name FROM client_now ORDER BY client") == [(1, "LEE Ann"), (2, "Bo Lee")]


def test_an_opt_out_list_stops_addresses_whoever_has_them_now_or_later(desk: Desk) -> None:
    desk.receipt(exports.write(exports.SHOPIFY_79, order("#1", ("1", "Ring", "5.00"))))
    text = "Email Address,Reason\nANN@example.com,enough\nlater@example.com,\nno address,\nann@example.com,again\n"
    typed = desk.type(desk.file(text, "stops.csv"), "--kind", "optouts")
    assert typed.code == 5
    (receipt,) = typed.json["files"]
    assert (receipt["rows_read"], receipt["rows_kept"], receipt["rows_set_aside"]) == (4, 3, 1)
    desk.receipt(
        exports.write(exports.SHOPIFY_79, order("#2", ("1", "Ring", "5.00"), who="Cy", email="later@example.com")),
        name="b.csv",
    )
    assert desk.rows("SELECT client, channel, state FROM consent_now ORDER BY client") == [
        (1, "email", "stopped"),
        (2, "email", "stopped"),
    ]
    again = desk.receipt(text + "new@example.com,\n", "--kind", "optouts", name="again.csv")
    assert (again["rows_kept"], again["rows_already_there"], again["consents"]) == (1, 3, 1)


def test_a_bare_list_of_addresses_or_phones_will_do(desk: Desk) -> None:
    assert desk.receipt("ann@example.com\nbo@example.com\n", "--kind", "optouts")["rows_kept"] == 2
    receipt = desk.receipt("Who;Number\nAnn;(503) 555-0101\nBo;503-555-0102\n", "--kind", "optouts", name="phones.csv")
    assert receipt["rows_kept"] == 2
    assert desk.rows("SELECT channel, address FROM consent ORDER BY channel, address") == [
        ("email", "ann@example.com"),
        ("email", "bo@example.com"),
        ("phone", "+15035550101"),
        ("phone", "+15035550102"),
        ("text", "+15035550101"),
        ("text", "+15035550102"),
    ]


def test_a_list_without_addresses_is_no_opt_out_list(desk: Desk) -> None:
    typed = desk.type(desk.file("a,b\n1,2\n"), "--kind", "optouts")
    assert typed.code == 2
    assert "no column of emails or phone numbers" in typed.err
