"""A client's page of a past day shows the score that was known then."""

from __future__ import annotations

import pytest

from tests.conftest import Till
from tests.shop import open_shop


@pytest.fixture
def counter(till: Till) -> Till:
    """Ann bought in spring and again in the middle of October."""
    with open_shop(till.store) as shop, shop.book.transaction():
        ann = shop.client("Ann Lee", phone="+15035550100")
        shop.sale(ann, "2026-03-02", 100)
        shop.sale(ann, "2026-10-15", 100)
    return till


def _scored(till: Till, today: str) -> tuple[str, int] | None:
    score = till.type("client", "show", "C1", "--json", today=today).json["score"]
    return None if score is None else (score["as_of"], score["frequency"])


def test_a_score_made_later_is_not_on_the_page_of_an_earlier_day(counter: Till) -> None:
    counter.type("score", today="2026-10-01")
    counter.type("score", "--as-of", "2026-10-20", today="2026-11-13")
    assert _scored(counter, "2026-10-25") == ("2026-10-01", 1)
    assert _scored(counter, "2026-11-12") == ("2026-10-01", 1)
    assert _scored(counter, "2026-11-13") == ("2026-10-20", 2)
    assert "tier" not in counter.type("client", "show", "C1", today="2026-09-30").out


def test_where_nobody_had_been_scored_by_then_what_was_made_for_the_day_afterwards_will_do(counter: Till) -> None:
    counter.type("score", "--as-of", "2026-10-20", today="2026-11-13")
    assert _scored(counter, "2026-10-25") == ("2026-10-20", 2)
    assert _scored(counter, "2026-10-19") is None
