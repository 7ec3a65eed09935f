"""How a client's name is shown, however the till has it."""

from __future__ import annotations

import pytest

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
