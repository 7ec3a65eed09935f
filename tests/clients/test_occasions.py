"""Birthdays and anniversaries in the days to come, over every turn of the calendar."""

from __future__ import annotations

import calendar
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientbook_cli.book.connection import create_book
from clientbook_cli.clients import occasions
from tests.shop import Shop


def coming(shop: Shop, today: str, days: int) -> list[tuple[int, str, int | None]]:
    found = occasions.coming(shop.book, today=dt.date.fromisoformat(today), days=days)
    return [(entry.client, entry.keeping.isoformat(), entry.years) for entry in found]


def test_today_and_the_last_day_belong_to_the_window(shop: Shop) -> None:
    for month, day in ((11, 12), (11, 13), (11, 27), (11, 28)):
        shop.occasion(shop.client(), "birthday", month, day)
    assert coming(shop, "2026-11-13", 14) == [(2, "2026-11-13", None), (3, "2026-11-27", None)]


def test_a_window_reaches_over_the_end_of_the_year(shop: Shop) -> None:
    shop.occasion(shop.client(), "birthday", 1, 3, year=1980)
    shop.occasion(shop.client(), "anniversary", 12, 30, year=2016)
    assert coming(shop, "2026-12-28", 14) == [(2, "2026-12-30", 10), (1, "2027-01-03", 47)]


@pytest.mark.parametrize(("today", "falls_on"), [("2027-02-20", "2027-02-28"), ("2028-02-20", "2028-02-29")])
def test_the_29th_of_february_is_kept_every_year(shop: Shop, today: str, falls_on: str) -> None:
    shop.occasion(shop.client(), "birthday", 2, 29, year=1996)
    assert [day for _, day, _ in coming(shop, today, 14)] == [falls_on]


def test_the_same_day_from_two_lists_is_one_occasion_and_the_year_that_is_known_counts(shop: Shop) -> None:
    ann = shop.client()
    shop.occasion(ann, "birthday", 11, 20)
    shop.occasion(ann, "birthday", 11, 20, year=1986)
    assert coming(shop, "2026-11-13", 14) == [(1, "2026-11-20", 40)]


def test_appointments_are_no_occasions_that_come_round(shop: Shop) -> None:
    shop.occasion(shop.client(), "appointment", 11, 20, year=2026)
    assert coming(shop, "2026-11-13", 14) == []


def test_the_occasion_of_a_merged_number_is_the_standing_clients(shop: Shop) -> None:
    ann, anna = shop.client(), shop.client()
    shop.occasion(anna, "birthday", 11, 20)
    shop.merge(anna, into=ann)
    assert coming(shop, "2026-11-13", 14) == [(ann, "2026-11-20", None)]


def kept_on(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def test_the_window_agrees_with_walking_through_the_calendar(tmp_path: Path) -> None:
    with create_book(tmp_path / "calendar.duckdb") as book:
        shop = Shop(book)
        days = [(month, day) for month in range(1, 13) for day in range(1, calendar.monthrange(2024, month)[1] + 1)]
        for month, day in days:
            shop.occasion(shop.client(), "birthday", month, day)

        @settings(max_examples=40, deadline=None)
        @given(today=st.dates(dt.date(2020, 1, 1), dt.date(2100, 12, 31)), ahead=st.integers(0, 400))
        def agrees(today: dt.date, ahead: int) -> None:
            last = today + dt.timedelta(days=ahead)
            expected = sorted(
                (kept_on(year, month, day), client)
                for year in range(today.year, last.year + 1)
                for client, (month, day) in enumerate(days, start=1)
                if today <= kept_on(year, month, day) <= last
            )
            found = occasions.coming(book, today=today, days=ahead)
            assert [(entry.keeping, entry.client) for entry in found] == expected

        agrees()
