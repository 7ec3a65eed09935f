"""Finding the client an owner means."""

from __future__ import annotations

import pytest

from clientbook_cli.clients import search
from clientbook_cli.errors import UsageError
from tests.conftest import Till
from tests.shop import TODAY, Shop


@pytest.mark.parametrize(
    "text", ["C1", "c1", "JOSÉ@example.com", "503-555-0142", "(503) 555 0142", "jose", "ortíz JOSÉ"]
)
def test_a_client_is_found_however_they_are_typed(shop: Shop, text: str) -> None:
    shop.client("José Ortiz", email="josé@example.com", phone="+15035550142")
    shop.client("Ann Lee", email="ann@example.com", phone="+15035550143")
    assert [found.name for found in search.find(shop.book, text, today=TODAY)] == ["José Ortiz"]


def test_an_ambiguous_name_lists_the_candidates(shop: Shop) -> None:
    shop.client("Ann Lee")
    shop.client("Ann Cole")
    with pytest.raises(UsageError) as caught:
        search.the_client(shop.book, "ann", today=TODAY)
    assert "C1 Ann Lee" in caught.value.rule
    assert "C2 Ann Cole" in caught.value.rule


def test_a_follow_up_for_nobody_is_exit_2(till: Till) -> None:
    typed = till.type("client", "follow-up", "add", "nobody", "friday")
    assert typed.code == 2
    assert "no client is found by 'nobody'" in typed.err
    assert "next" in typed.err
