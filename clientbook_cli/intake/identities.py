"""Which sums close over the money columns of a file, row by row: gross - discount = net and the like.

An identity that holds in every row is better evidence of what a column means than its name.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from clientbook_cli.intake.columns import Column, amount

_CENT = Decimal("0.011")
_TRIED = 200  # rows that a candidate must survive before the whole column is asked
_HOLDS = 0.97
_MAY_FAIL = 6  # of the tried rows: the rest of 97 of 100
_MOST_COLUMNS = 12
_FEWEST = 3
_TELLING_ROWS = 2  # in which the second term is not nothing

Row = tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """An identity in fields: the first terms, put together from left to right, make the last one."""

    fields: tuple[str, ...]
    signs: str  # one between each two terms

    def said(self, names: Sequence[str]) -> str:
        """The identity in the file's own names."""
        *terms, result = names
        made = "".join(f" {sign} {term}" for sign, term in zip(self.signs, terms[1:], strict=True))
        return f"{terms[0]}{made} = {result}"


# The order counts: what is found first is asked for its fields first.
FORMS = (
    Form(("quantity", "price", "gross"), "×"),
    Form(("quantity", "price", "net"), "×"),
    Form(("quantity", "price", "discount", "net"), "×-"),
    Form(("quantity", "price", "discount", "net"), "×+"),
    Form(("gross", "discount", "net"), "-"),
    Form(("gross", "discount", "net"), "+"),
    Form(("net", "tax", "total"), "+"),
    Form(("gross", "discount", "tax", "total"), "-+"),
)


@dataclass(frozen=True, slots=True)
class Closed:
    """An identity that closes."""

    form: Form
    columns: tuple[int, ...]
    holds: int
    rows: int

    @property
    def by_field(self) -> Mapping[str, int]:
        """Which column is which field by this evidence."""
        return dict(zip(self.form.fields, self.columns, strict=True))


def find(file: Path, *, delimiter: str, header_line: int, columns: Sequence[Column]) -> tuple[Closed, ...]:
    """Every identity that closes over the whole file, the fullest first."""
    money = [column for column in columns if column.kind in ("money", "number") and column.filled][:_MOST_COLUMNS]
    if len(money) < _FEWEST:
        return ()
    rows = _rows(file, delimiter, header_line, money)
    tried = list(itertools.islice(rows, _TRIED))
    candidates = [each for form in FORMS for each in _candidates(form, len(money)) if _closes(*each, tried)]
    counts = [[0, 0] for _ in candidates]
    for row in itertools.chain(tried, rows):
        for (form, places), count in zip(candidates, counts, strict=True):
            held = _holds(form, [row[place] for place in places])
            if held is not None:
                count[0] += held
                count[1] += 1
    found = [
        Closed(form, tuple(money[place].index for place in places), holds, of)
        for (form, places), (holds, of) in zip(candidates, counts, strict=True)
        if of and holds >= _HOLDS * of
    ]
    return tuple(sorted(found, key=lambda each: (-each.holds, FORMS.index(each.form))))


def _candidates(form: Form, width: int) -> Iterator[tuple[Form, tuple[int, ...]]]:
    for places in itertools.permutations(range(width), len(form.fields)):
        yield form, places


def _closes(form: Form, places: tuple[int, ...], rows: Sequence[Row]) -> bool:
    """Whether an identity may hold: it does in most of these rows, and each of its terms does something in some."""
    held, failed, telling = 0, 0, [0] * len(places)
    for row in rows:
        terms = [row[place] for place in places]
        holds = _holds(form, terms)
        if holds is None:
            continue
        held += holds
        failed += not holds
        if failed > _MAY_FAIL:
            return False
        for number, term in enumerate(terms):
            telling[number] += term not in ((None, 0, 1) if number == 0 and form.signs[0] == "×" else (None, 0))
    return held > 1 and held >= _HOLDS * (held + failed) and min(telling) >= _TELLING_ROWS


def _holds(form: Form, terms: Sequence[Decimal | None]) -> bool | None:
    """Whether a row keeps to an identity; None where its first or last term is missing."""
    first, *others, result = terms
    if first is None or result is None:
        return None
    made = first
    for sign, term in zip(form.signs, others, strict=True):
        if sign == "×":
            if term is None:
                return None
            made *= term
        else:
            made += (term or 0) if sign == "+" else -(term or 0)
    return abs(made - result) <= _CENT


def _rows(file: Path, delimiter: str, header_line: int, money: Sequence[Column]) -> Iterator[Row]:
    with file.open(encoding="utf-8-sig", newline="", errors="replace") as opened:
        for _ in range(header_line - 1):
            opened.readline()
        records = csv.reader(opened, delimiter=delimiter)
        next(records, None)
        yield from (_amounts(record, money) for record in _sound(records))


def _sound(records: Iterable[list[str]]) -> Iterator[list[str]]:
    try:
        yield from records
    except csv.Error:  # a cell beyond every limit: what was read until then is evidence enough
        return


def _amounts(record: Sequence[str], money: Sequence[Column]) -> Row:
    return tuple(
        amount(record[column.index], comma=column.comma) if len(record) > column.index else None for column in money
    )
