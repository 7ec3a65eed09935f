"""Where a client's phone is at home, and which hours of theirs may be called. Pure but for a table beside it.

A call is made from 8 in the morning to 9 in the evening by the client's own clock.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

_FIRST, _LAST = 8, 21
_HALF_DAY = 12
_AREA_CODE = slice(2, 5)  # of +1 503 555 0100
_AREA_CODES = Path(__file__).with_name("area_codes.toml")


def away(e164: str, *, day: dt.date, home: ZoneInfo) -> str:
    """What the caller must know of a phone in another time zone; empty where it is the store's own, or not known.

    "2 h ahead: 6 am to 7 pm here".
    """
    zone = zone_of(e164, day=day)
    if zone is None:
        return ""
    noon = dt.datetime.combine(day, dt.time(12))
    ahead = _offset(zone, noon) - _offset(home, noon)
    if not ahead:
        return ""
    hours = ahead.total_seconds() / 3600
    said = f"{abs(hours):g} h {'ahead' if hours > 0 else 'behind'}"
    first, last = (noon.replace(hour=hour) - ahead for hour in (_FIRST, _LAST))
    return f"{said}: {_clock(first)} to {_clock(last)} here"


def zone_of(e164: str, *, day: dt.date) -> ZoneInfo | None:
    """The time zone a phone number belongs to, by its area code or its country; none where that has several."""
    if e164.startswith("+1"):
        name = _zones().get(e164[_AREA_CODE])
        return ZoneInfo(name) if name else None
    return _zone_of_country(e164, day)


@cache
def _zones() -> dict[str, str]:
    content: dict[str, list[str]] = tomllib.loads(_AREA_CODES.read_text(encoding="utf-8"))
    return {code: zone for zone, codes in content.items() for code in codes}


@cache
def _zone_of_country(e164: str, day: dt.date) -> ZoneInfo | None:
    import phonenumbers
    from babel.core import get_global

    try:
        country = phonenumbers.region_code_for_number(phonenumbers.parse(e164, None))
    except phonenumbers.NumberParseException:
        return None
    noon = dt.datetime.combine(day, dt.time(12))
    zones = [ZoneInfo(name) for name, land in get_global("zone_territories").items() if land == country]
    return zones[0] if len({_offset(zone, noon) for zone in zones}) == 1 else None


def _offset(zone: ZoneInfo, at: dt.datetime) -> dt.timedelta:
    return at.replace(tzinfo=zone).utcoffset() or dt.timedelta()


def _clock(at: dt.datetime) -> str:
    """8 am, 7:30 pm."""
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % _HALF_DAY or _HALF_DAY}{minutes} {'am' if at.hour < _HALF_DAY else 'pm'}"
