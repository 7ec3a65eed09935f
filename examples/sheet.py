"""How a till writes: money, clock times, names without accents, and the bytes of a CSV file.

Owns the characters, not the contents. Money is whole cents everywhere in these examples.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_NOT_DECOMPOSED = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "đ": "d", "Đ": "D", "ß": "ss"})


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


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, newline: str = "\n") -> str:
    """A CSV text with minimal quoting; a cell a row does not name stays blank."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=newline)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue()


def written_with_quoted_blanks(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """A CSV text as Square writes it: an empty text is `""`, anything else is quoted only where it must be."""
    lines = [",".join(columns)]
    lines.extend(",".join(_cell(row.get(column, "")) for column in columns) for row in rows)
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    must_be_quoted = not text or any(character in text for character in ',"\n')
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if must_be_quoted else text
