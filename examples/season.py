"""The days of the store: when it trades, how busy a day is, where it takes a stall.

Owns the calendar of the story and the clock offset of Portland, Oregon. Knows nothing of clients or wares.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY = date(2023, 11, 13)
GOLDBOOK_LAST_DAY = date(2024, 9, 30)  # the shop changed tills over the first night of October
LAST_DAY = date(2026, 11, 12)
SQUARE_FROM, SQUARE_BEFORE = date(2025, 6, 1), date(2026, 11, 1)  # Square's own file name: the end is exclusive

MONTH_WEIGHT = (70, 140, 75, 85, 140, 100, 80, 75, 80, 85, 110, 230)
WEEKDAY_WEIGHT = (8, 9, 10, 11, 13, 17, 3)
GROWTH_PER_CENT = 60  # a year
CLOSED = {date(year, month, day) for year in (2023, 2024, 2025, 2026) for month, day in ((1, 1), (7, 4), (12, 25))}
THANKSGIVING = {date(2023, 11, 23), date(2024, 11, 28), date(2025, 11, 27), date(2026, 11, 26)}


@dataclass(frozen=True, slots=True)
class Fair:
    """A stall away from the shop; `tax_per_mille` is what the place adds on top of the price."""

    place: str
    first_day: date
    days: int
    tax_per_mille: int = 0


FAIRS = (
    Fair("Rose City Makers Fair", date(2025, 6, 7), 2),
    Fair("Lake Oswego Arts Walk", date(2025, 6, 21), 2),
    Fair("Waterfront Pop-up", date(2025, 7, 12), 2),
    Fair("Hood River Harvest Stalls", date(2025, 8, 2), 2),
    Fair("Vancouver Night Market", date(2025, 8, 16), 2, tax_per_mille=89),
    Fair("Rose City Makers Fair", date(2025, 9, 6), 2),
    Fair("Waterfront Pop-up", date(2025, 10, 18), 2),
    Fair("Holiday Bazaar", date(2025, 11, 28), 3),
    Fair("Holiday Bazaar", date(2025, 12, 5), 3),
    Fair("Holiday Bazaar", date(2025, 12, 12), 3),
    Fair("Valentine Pop-up", date(2026, 2, 7), 2),
    Fair("Spring Arts Market", date(2026, 3, 21), 2),
    Fair("Mother's Day Pop-up", date(2026, 5, 2), 2),
    Fair("Mother's Day Pop-up", date(2026, 5, 9), 2),
    Fair("Rose City Makers Fair", date(2026, 6, 6), 2),
    Fair("Lake Oswego Arts Walk", date(2026, 6, 20), 2),
    Fair("Waterfront Pop-up", date(2026, 7, 11), 2),
    Fair("Hood River Harvest Stalls", date(2026, 8, 1), 2),
    Fair("Vancouver Night Market", date(2026, 8, 15), 2, tax_per_mille=89),
    Fair("Rose City Makers Fair", date(2026, 9, 12), 2),
    Fair("Waterfront Pop-up", date(2026, 10, 24), 2),
)
FAIR_ON = {fair.first_day + timedelta(days=n): fair for fair in FAIRS for n in range(fair.days)}


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` through `last`."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def busyness(day: date) -> int:
    """How likely a purchase falls on `day`, as a weight; 0 when the shop is closed."""
    if day in CLOSED or day in THANKSGIVING:
        return 0
    growth = 100 + GROWTH_PER_CENT * (day - FIRST_DAY).days // 365
    weight = growth * MONTH_WEIGHT[day.month - 1] * WEEKDAY_WEIGHT[day.weekday()]
    sunday_is_closed = day.weekday() == 6 and day <= GOLDBOOK_LAST_DAY and day.month != 12
    if sunday_is_closed:
        return 0
    before_the_gift_day = (day.month == 2 and day.day <= 14) or (day.month == 5 and day.day <= 11)
    if before_the_gift_day or (day.month == 12 and 8 <= day.day <= 24):
        return weight * 2
    return weight // 2 if day.month == 12 and day.day > 25 else weight


def nearest_fair_day(day: date) -> date:
    """The stall day closest to `day`, the earlier one of two."""
    return min(FAIR_ON, key=lambda fair_day: (abs((fair_day - day).days), fair_day))


def offset(day: date) -> str:
    """Portland's distance from UTC on `day`, as Shopify writes it; no sale is rung up in the night of a change."""
    begins = _first_sunday(date(day.year, 3, 8))
    ends = _first_sunday(date(day.year, 11, 1))
    return "-0700" if begins <= day < ends else "-0800"


def _first_sunday(day: date) -> date:
    return day + timedelta(days=(6 - day.weekday()) % 7)
