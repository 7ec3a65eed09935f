"""A store lived through day by day under random settings, held against an oracle that knows nothing of the program.

CLIENTBOOK_YEAR="clients,associates,days,stores,settings" makes it larger; each store is lived in under so many
settings, one after another. "5000,6,400,4,25" is the whole bar: a hundred settings.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from clientbook_cli.book.connection import create_book
from clientbook_cli.cli.counter import Counter, Root
from tests.calls.year import START, Year
from tests.conftest import Till
from tests.shop import Shop

CLIENTS, ASSOCIATES, DAYS, STORES, SETTINGS = (
    int(number) for number in os.environ.get("CLIENTBOOK_YEAR", "200,2,12,2,3").split(",")
)


@pytest.mark.parametrize("seed", range(STORES))
def test_nobody_is_called_who_must_not_be_and_every_top_client_in_time(tmp_path: Path, seed: int) -> None:
    with create_book(tmp_path / "book.duckdb") as book:
        year = Year(Shop(book), seed=seed, clients=CLIENTS, associates=ASSOCIATES)
        calls = 0
        for ahead in range(DAYS):
            if ahead and ahead * SETTINGS // DAYS > (ahead - 1) * SETTINGS // DAYS:
                year.resettle()
            calls += len(year.live(START + dt.timedelta(days=ahead)).calls)
    assert calls > DAYS / 4
    print(
        f"store {seed}: {CLIENTS:,} clients, {DAYS} days, {SETTINGS} settings, {calls:,} calls, "
        f"seats left on {year.days_with_seats} days, {year.days_waited:,} days of waiting for one"
    )


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/London", "Pacific/Auckland", "Asia/Kolkata"])
def test_a_day_is_the_stores_day_for_four_hundred_days(till: Till, zone: str) -> None:
    """Also when the clocks change, on 29 February, and at a year's end."""
    settings = till.store / "clientbook.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("America/Los_Angeles", zone), encoding="utf-8")
    for ahead in range(0, 400):
        day = START + dt.timedelta(days=ahead)
        counter = Counter(root=Root(store=till.store, today=day.isoformat()), command="calls plan")
        assert counter.today == day
        assert counter.day(None, default=1) == day + dt.timedelta(days=1)
        assert counter.now.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).date() == day
