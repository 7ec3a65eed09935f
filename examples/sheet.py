"""How a till writes: money, clock times, names without accents, and the bytes of a CSV file.

Owns the characters, not the contents. Money is whole cents everywhere in these examples.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_NOT_DECOMPOSED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "đ": "d", "Đ": "D", "ß": "ss"})


def columns(header: str) -> list[str]:
    """The column names of a header line as it stands in a file."""
    return header.split(",")


def plain(cents: int) -> str:
    """`-125050` is `-1250.50`."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def dollars(cents: int) -> str:
    """`-125050` is `-$1,250.50`."""
    return f"{'-' if cents < 0 else ''}${abs(cents) // 100:,}.{abs(cents) % 100:02}"


def clock_24(second: int) -> str:
    """A second of the day as `14:05:09`."""
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def clock_12(second: int) -> str:
    """A second of the day as `2:05 PM`."""
    hour = second // 3600
    return f"{(hour + 11) % 12 + 1}:{second // 60 % 60:02} {'AM' if hour < 12 else 'PM'}"


def unaccented(text: str) -> str:
    """`Søren Núñez` is `Soren Nunez`."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_NOT_DECOMPOSED))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def cells(names: Sequence[str], row: Mapping[str, str]) -> list[str]:
    """The row's texts in the order of the column names; what the row does not name is blank."""
    return [row.get(name, "") for name in names]


def written(rows: Iterable[Sequence[str]], *, newline: str = "\n") -> str:
    """A CSV text with minimal quoting; the first row is the header."""
    out = io.StringIO()
    csv.writer(out, lineterminator=newline).writerows(rows)
    return out.getvalue()


def written_with_quoted_blanks(rows: Iterable[Sequence[str]]) -> str:
    """A CSV text as Square writes it: an empty text is `""`, anything else is quoted only where it must be."""
    return "".join(",".join(map(_cell, row)) + "\n" for row in rows)


def _cell(text: str) -> str:
    must_be_quoted = not text or any(character in text for character in ',"\n')
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if must_be_quoted else text
