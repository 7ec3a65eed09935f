"""Names of time zones as tills write them, in the terms of the tz database."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_LABELS = {
    "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago",
    "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles",
    "arizona": "America/Phoenix",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "indiana (east)": "America/Indiana/Indianapolis",
    "atlantic time (canada)": "America/Halifax",
    "newfoundland": "America/St_Johns",
    "saskatchewan": "America/Regina",
    "london": "Europe/London",
    "edinburgh": "Europe/London",
    "dublin": "Europe/Dublin",
    "paris": "Europe/Paris",
    "madrid": "Europe/Madrid",
    "sydney": "Australia/Sydney",
    "melbourne": "Australia/Melbourne",
    "canberra": "Australia/Sydney",
    "hobart": "Australia/Hobart",
    "brisbane": "Australia/Brisbane",
    "adelaide": "Australia/Adelaide",
    "darwin": "Australia/Darwin",
    "perth": "Australia/Perth",
    "tokyo": "Asia/Tokyo",
    "osaka": "Asia/Tokyo",
}
# The tz database's own names; what else a cell may hold would be looked for on the disk and among Python's packages.
_NAME = re.compile(r"[A-Za-z_]{1,32}(/[A-Za-z0-9_+-]{1,32}){1,2}")


def zone_of(label: str) -> str | None:
    """The zone a label means; none when it is not known, so that its times stay as they stand."""
    if known := _LABELS.get(label.casefold()):
        return known
    try:
        return ZoneInfo(label).key if _NAME.fullmatch(label) else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is no zone
        return None
