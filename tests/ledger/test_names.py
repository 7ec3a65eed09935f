"""How a client's name is shown, however the till has it."""

from __future__ import annotations

import pytest

from clientbook_cli.ledger.identity import fold
from tests.intake.conftest import Desk

HEADER = "First Name,Last Name,Email,Company,Accepts Email Marketing,Total Spent,Total Orders,Phone"


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("warren", "rocha", "Warren Rocha"),
        ("ANNE-MARIE", "O'NEILL", "Anne-Marie O'Neill"),
        ("élodie", "brûlé", "Élodie Brûlé"),
        ("Ronan", "McDaid", "Ronan McDaid"),
        ("Ludo", "van der Berg", "Ludo van der Berg"),
        ("花子", "山田", "花子 山田"),
    ],
)
def test_a_shouted_or_whispered_name_is_shown_as_its_owner_would_write_it(
    desk: Desk, first: str, last: str, shown: str
) -> None:
    desk.receipt(f"{HEADER}\n{first},{last},a@example.com,,no,0.00,0,\n")
    assert desk.rows("SELECT name FROM client") == [(shown,)]
    assert desk.rows("SELECT name FROM identity") == [(f"{first} {last}",)]


def test_a_company_keeps_its_letters(desk: Desk) -> None:
    desk.receipt(f"{HEADER}\n,,a@example.com,ABC LLC,no,0.00,0,\n")
    assert desk.rows("SELECT name FROM client") == [("ABC LLC",)]


@pytest.mark.parametrize(
    ("names", "clients"),
    [
        (("Meijer Jan", "Me\u0133er Jan"), 1),
        (("Ωmega Lee", "ωMEGA LEE"), 1),
        (("Ann Lee", "Bo Dunne", ""), 3),
        (("Ann Lee", ""), 1),
        (("A Lee", "Ann Lee", "Bo Dunne"), 2),
        (("Ann Lee", "Bo Dunne"), 2),
        (("Ann Lee", "LEE, Ann", "Bo Lee"), 2),
        (("Ann Lee", "Ann Kim Lee", "Bo Dunne"), 2),
    ],
)
def test_who_shares_a_phone_is_who_their_names_say_in_any_letters(
    desk: Desk, names: tuple[str, ...], clients: int
) -> None:
    rows = [f"{name},,{n}@example.com,,no,0.00,0,(212) 555-0123" for n, name in enumerate(names)]
    desk.receipt("\n".join((HEADER, *rows, "")))
    assert desk.rows("SELECT count(DISTINCT standing) FROM client_standing") == [(clients,)]


def test_letters_that_need_no_second_look_are_folded_alike_in_the_book_and_out_of_it(desk: Desk) -> None:
    letters = [*range(0x20, 0x7F), *range(0xC0, 0xD7), *range(0xD8, 0xF7), *range(0xF8, 0x132), *range(0x134, 0x13F)]
    letters += [*range(0x141, 0x149), *range(0x14A, 0x17F)]
    names = [name for code in letters for name in (f"ab{chr(code)}cd", f"x {chr(code)}{chr(code)}b", f"{chr(code)}i e")]
    told = desk.rows("SELECT folded(name) FROM (SELECT unnest($1) AS name)", [names])
    assert [text or "" for (text,) in told] == [" ".join(fold(name)) for name in names]
