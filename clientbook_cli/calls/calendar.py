"""Follow-ups and appointments as a calendar file (RFC 5545): whole days, or an hour where one was said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.figures import client_number
from clientbook_cli.settings import StoreSettings

SQL = queries(__file__)
_LONGEST_LINE = 75  # bytes; the rest goes on in the next line, after a blank
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Dated:
    """Something to do on a day. `at`: the hour in the store, as 11:00."""

    kind: str  # follow-up, appointment
    number: int
    client: int
    name: str | None
    phone: str | None
    day: dt.date
    at: str | None
    note: str | None
    associate: str | None


def coming(book: Book, *, today: dt.date, associate: str | None) -> list[Dated]:
    """Open follow-ups and appointments from today on, of one associate or of all."""
    return book.rows(Dated, SQL["list-coming"], today=today, associate=associate)


def text(dated: Sequence[Dated], *, store: StoreSettings, now: dt.datetime) -> str:
    """The calendar file. The same follow-up has the same id each time, so that a calendar renews it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//clientbook//calls//EN", "CALSCALE:GREGORIAN"]
    for one in dated:
        lines += _event(one, ZoneInfo(store.timezone), now)
    return "".join(f"{piece}\r\n" for line in [*lines, "END:VCALENDAR"] for piece in _folded(line))


def _event(one: Dated, zone: ZoneInfo, now: dt.datetime) -> list[str]:
    about = " ".join(filter(None, (one.name, client_number(one.client))))
    what = "Appointment" if one.kind == "appointment" else "Call"
    if one.at:
        hour, minute = (int(part) for part in one.at.split(":"))
        start = dt.datetime.combine(one.day, dt.time(hour, minute), tzinfo=zone).astimezone(dt.UTC)
        when = [f"DTSTART:{start:{_STAMP}}", f"DTEND:{start + dt.timedelta(hours=1):{_STAMP}}"]
    else:
        when = [f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}", f"DTEND;VALUE=DATE:{one.day + dt.timedelta(days=1):%Y%m%d}"]
    told = [part for part in (one.note, one.phone, one.associate) if part]
    return [
        "BEGIN:VEVENT",
        f"UID:{one.kind}-{one.number}@clientbook",
        f"DTSTAMP:{now:{_STAMP}}",
        *when,
        f"SUMMARY:{_escaped(f'{what}: {about}')}",
        f"DESCRIPTION:{_escaped(chr(10).join(told))}",
        "END:VEVENT",
    ]


def _escaped(words: str) -> str:
    plain = "".join(c for c in words.replace("\r", "") if c == "\n" or c.isprintable())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Pieces of at most 75 bytes, no character split; each but the first begins with a blank."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > _LONGEST_LINE:
            yield piece
            piece = " "
        piece += character
    yield piece
