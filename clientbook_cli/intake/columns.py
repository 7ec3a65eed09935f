"""What stands in the columns of a file that is not known yet: its kinds of values, samples, decimal mark, dates.

Judges by a first stretch of records, in Python; what an import then reads, it reads by its own rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.intake import dates

_MOST = 0.8  # of the filled cells of a column
_SAMPLES = 3
_HIGHEST_MONTH = 12
EMAIL = re.compile(r"[^\s@]+@[^\s@.]+\.[^\s@]+")  # a whole cell; a long one is gone through once
_PHONE = re.compile(r"\+?\(?\d[\d ()./\-]{6,18}\d")
_DAMAGED = re.compile(r"\d\.\d+[eE]\+\d+")
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?\s*([ap]\.?\s?m\.?)?", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,4}|[^\W\d]{3,9})[-/. ]+(\d{1,2}|[^\W\d]{3,9})[-/., ]+(\d{2,4})(.*)", re.DOTALL)
_POINT = r"(?:\d{1,3}(?:[, '’]\d{3})+|\d+)?(?:\.\d*)?"
_COMMA = r"(?:\d{1,3}(?:[. '’]\d{3})+|\d+)(?:,\d*)?"
_MARKS = r"[A-Z]{0,3}\s?[$€£¥₹]?\s?"
_WITH_POINT, _WITH_COMMA = (
    re.compile(rf"[-+(]?\s?{_MARKS}[-+(]?(?:{digits})\s?(?:[$€£¥₹]|[A-Z]{{3}})?\s?[-)]?") for digits in (_POINT, _COMMA)
)
_GUARD = re.compile(r"^'(?=[=+\-@0-9])|^=\"(.*)\"$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column, as far as its first records tell."""

    index: int
    name: str
    kind: str  # email, phone, day, birthday (a day that may lack its year), time, money, number, code, words, empty
    samples: tuple[str, ...]
    filled: int
    distinct: int
    comma: bool = False  # its numbers have a decimal comma
    day_order: str = ""  # of days: day-first, month-first, year-first, or "cannot tell"
    damaged: int = 0  # long numbers that a spreadsheet wrote as a power of ten


def look(header: Sequence[str], sample: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Every column of a file."""
    return tuple(_column(index, name, sample) for index, name in enumerate(header))


def tidied(cell: str) -> str:
    """A cell without the guards and blanks that spreadsheets leave."""
    text = cell.replace("\u00a0", " ").replace("\u202f", " ").strip()
    guarded = _GUARD.search(text)
    if guarded is None:
        return text
    return guarded[1].strip() if guarded[1] is not None else text[1:]


def _column(index: int, name: str, sample: Sequence[Sequence[str]]) -> Column:
    cells = [cell for record in sample if len(record) > index and (cell := tidied(record[index]))]
    counted = Counter(cells)
    samples = tuple(list(counted)[:_SAMPLES])
    damaged = sum(bool(_DAMAGED.fullmatch(cell)) for cell in cells)
    if not cells:
        return Column(index, name, "empty", (), 0, 0)
    kind = next((kind for kind, test in _TESTS if _mostly(test, cells)), "")
    comma, order = False, ""
    if kind == "day":
        order = _order(cells)
    elif not kind or kind == "code":
        points, commas = (sum(amount(cell, comma=mark) is not None for cell in cells) for mark in (False, True))
        if max(points, commas) >= _MOST * len(cells):
            comma = commas > points
            whole = all((value := amount(cell, comma=comma)) is None or value == int(value) for cell in cells)
            kind = "code" if kind == "code" and whole else "number" if whole and not _has_symbol(cells) else "money"
    return Column(index, name, kind or "words", samples, len(cells), len(counted), comma, order, damaged)


def amount(text: str, *, comma: bool) -> Decimal | None:
    """A number as people write it, or none; the same rules as an import has."""
    bare = tidied(text)
    if not any(c.isdigit() for c in bare) or re.search(r"[-(+].*[-(+]", bare):
        return None
    if not (_WITH_COMMA if comma else _WITH_POINT).fullmatch(bare):
        return None
    digits = re.sub(r"[^0-9,]" if comma else r"[^0-9.]", "", bare).replace(",", ".")
    try:
        value = Decimal(digits)
    except ArithmeticError:
        return None
    return -value if re.search("[-(]", bare) else value


def _mostly(test: re.Pattern[str], cells: Sequence[str]) -> bool:
    return sum(bool(test.fullmatch(cell)) for cell in cells) >= _MOST * len(cells)


# The first kind that fits most cells. A code is what nobody would add up: leading zeros, or many digits.
_TESTS = (
    ("email", EMAIL),
    ("time", _TIME),
    ("day", _DAY),
    ("phone", re.compile(rf"(?=.*[ ()+\-/]){_PHONE.pattern}|\+\d{{8,15}}|{_DAMAGED.pattern}")),
    ("birthday", re.compile(r"\d{1,2}[-/]\d{1,2}([-/]\d{2,4})?|\d{1,2}\.\d{1,2}\.(\d{2,4})?")),
    ("code", re.compile(r"0\d+|\d{6,}|#\d+|#?[A-Z]+-?\d[A-Z\d-]*|\d+-[A-Z\d-]+")),
)


def _has_symbol(cells: Sequence[str]) -> bool:
    return any(mark in cell for cell in cells for mark in "$€£¥₹.,")


def _order(cells: Sequence[str]) -> str:
    days = [day for cell in cells if (day := _DAY.fullmatch(cell))]
    if sum(day[1].isdigit() and len(day[1]) > 2 for day in days) * 2 > len(days):  # noqa: PLR2004 - a year
        return "year-first"
    numeric = [(day[1], day[2]) for day in days if day[1].isdigit() and day[2].isdigit()]
    if len(numeric) * 2 < len(days):
        return "month by name"
    high = [sum(int(pair[place]) > _HIGHEST_MONTH for pair in numeric) for place in (0, 1)]
    decided = dates.decide([dates.Shape("0/0/0", high[0], high[1], 2, len(numeric))], wanted="", otherwise="")
    return decided.order or "cannot tell"
