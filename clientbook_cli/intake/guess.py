"""What the columns of an unknown file may mean: by their names in several languages, and by what stands in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clientbook_cli.intake.columns import Column
from clientbook_cli.intake.formats import AMOUNTS, Format, fold
from clientbook_cli.intake.identities import Closed
from clientbook_cli.intake.set_aside import CARD_COLUMNS

_MARKS = re.compile(r"[\W_]+")
_NUMBER = frozenset(("no", "nr", "num", "nro", "numero", "nummer"))
_LIKELY = 0.5  # less is no guess
_FEW = 12  # different names: more are clients rather than staff
_KINDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(AMOUNTS, frozenset(("money", "number", "code", "empty"))),
    "sold_on": frozenset(("day", "empty")),
    **dict.fromkeys(("birthday", "anniversary"), frozenset(("day", "birthday", "empty"))),
    "sold_time": frozenset(("time", "empty")),
    "email": frozenset(("email", "empty")),
    **dict.fromkeys(("phone", "phone_2", "phone_3"), frozenset(("phone", "code", "number", "empty"))),
}
_NEVER: Mapping[str, frozenset[str]] = {  # fields of words that cannot hold such values
    name: frozenset(("day", "time", "email", "money"))
    for name in ("transaction_id", "name", "first_name", "last_name", "item", "associate", "status", "pos_id", "brand",
                 "category", "currency", "event", "location", "city", "region", "country", "company")
}  # fmt: skip
_SALES = frozenset(
    ("transaction_id", "item", "sku", "quantity", "price", "gross", "discount", "net", "tax", "total", "brand")
)
_PEOPLE = frozenset(
    ("first_name", "last_name", "name", "email", "phone", "street", "city", "postcode", "birthday", "anniversary",
     "partner", "may_email", "no_email", "company")
)  # fmt: skip
CONSENTS = ("may_email", "may_text", "may_post", "no_email", "no_phone")  # no fields: each becomes a [[consent]]
_LIST_ONLY = frozenset(("birthday", "anniversary", "partner", *CONSENTS))
# What a client list cannot use: the same columns stand in it as sums over all sales.
_SALES_ONLY = frozenset(
    ("transaction_id", "sold_on", "sold_time", "item", "variant", "sku", "category", "brand", "currency", "status",
     "event", "location", *AMOUNTS)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """What a file may hold, and which column may be which field."""

    kind: str  # sales or clients
    columns: tuple[Column, ...]
    fields: Mapping[int, str]  # column -> field; a column that is missing here has none
    because: Mapping[int, str]

    def column_of(self, name: str) -> Column | None:
        """The column that may be this field."""
        return next((self.columns[index] for index, field in self.fields.items() if field == name), None)


@cache
def names() -> Mapping[str, tuple[str, ...]]:
    """Each field with what it is called, the marks taken out."""
    content = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
    return {field: tuple(bare(word) for word in words) for field, words in content.items()}


def bare(name: str) -> str:
    """A name without case, accents and marks, and its words for "number" as one."""
    words = _MARKS.sub(" ", fold(name).replace("#", " number ").replace("ß", "ss")).split()
    if len(words) == 1:
        return words[0]
    return " ".join("number" if word in _NUMBER else word for word in words)


def guess(columns: Sequence[Column], known: Iterable[Format] = (), *, kind: str = "") -> Guess:
    """What each column may be. `known`: formats whose names count too; `kind`: what the owner said the file is."""
    known = list(known)
    kind = kind or _kind(columns, known)
    unfit = _SALES_ONLY if kind == "clients" else _LIST_ONLY
    scored = sorted(
        (
            (-score, column.index, field)
            for column in columns
            for field, score in _scores(column, [each for each in known if each.kind == kind])
            if field not in unfit
        ),
    )
    fields, because = dict[int, str](), dict[int, str]()
    for score, index, field in scored:
        if index not in fields and field not in fields.values() and -score >= _LIKELY:
            fields[index], because[index] = field, "its name"
    for index, field, reason in _by_values(columns, fields, kind):
        fields[index], because[index] = field, reason
    return Guess(kind, tuple(columns), fields, because)


def prove(guessed: Guess, closed: Sequence[Closed]) -> tuple[Guess, tuple[Closed, ...]]:
    """A guess with what the sums of the file tell beyond it; and the sums that agree with it."""
    fields, because = dict(guessed.fields), dict(guessed.because)
    told, seen = list[Closed](), set[frozenset[int]]()
    for each in sorted(closed, key=lambda each: -_agreeing(each, guessed.fields)):
        by_field = {index: field for field, index in each.by_field.items()}
        clash = any(fields.get(index, field) != field for index, field in by_field.items())
        elsewhere = any(field in fields.values() and fields.get(index) != field for index, field in by_field.items())
        if clash or elsewhere or frozenset(each.columns) in seen:
            continue
        seen.add(frozenset(each.columns))
        told.append(each)
        said = each.form.said([guessed.columns[index].name for index in each.columns])
        for index, field in by_field.items():
            if index not in fields:
                fields[index], because[index] = field, f"{said} in {each.holds:,} of {each.rows:,} rows"
    return Guess(guessed.kind, guessed.columns, fields, because), tuple(told)


def _agreeing(closed: Closed, fields: Mapping[int, str]) -> int:
    return sum(fields.get(index) == field for field, index in closed.by_field.items())


def _kind(columns: Sequence[Column], known: Sequence[Format]) -> str:
    best = {field for column in columns for field, score in _scores(column, known) if score > _LIKELY}
    sold, listed = len(best & _SALES), len(best & _PEOPLE & _LIST_ONLY)
    has_day = any(column.kind == "day" for column in columns)
    return "sales" if has_day and sold > 1 and sold > listed and not _is_list(columns) else "clients"


def _is_list(columns: Sequence[Column]) -> bool:
    """Whether every row is another person: no two have the same email or phone, and nothing is sold in it."""
    people = [column for column in columns if column.kind in ("email", "phone")]
    unique = any(column.filled > 1 and column.distinct == column.filled for column in people)
    items = {field for column in columns for field, score in _scores(column, ()) if score == 1}
    return unique and not items & {"item", "sku", "quantity", "price", "transaction_id"}


def _scores(column: Column, known: Sequence[Format]) -> Iterator[tuple[str, float]]:
    """Every field that a column's name fits, from 0 to 1, as long as its values may be that."""
    name = bare(column.name)
    if not name or fold(column.name) in CARD_COLUMNS:
        return
    words = set(name.split())
    for field, called in names().items():
        if not _may_hold(field, column):
            continue
        if name in called:
            yield field, 1.0
        elif any(" " in each and set(each.split()) <= words for each in called):
            yield field, 0.8
        elif words & set(called) and len(words) <= 3:  # noqa: PLR2004 - one word in a long name says little
            yield field, 0.5 + 0.1 / len(words)
    for format_ in known:
        for field, called in format_.columns.items():
            if field in names() and _may_hold(field, column) and name in map(bare, called):
                yield field, 0.9


def _may_hold(field: str, column: Column) -> bool:
    fitting = _KINDS.get(field)
    if fitting is not None:
        return column.kind in fitting
    return column.kind not in _NEVER.get(field, frozenset())


def _by_values(columns: Sequence[Column], fields: Mapping[int, str], kind: str) -> Iterator[tuple[int, str, str]]:
    """What is still without a field and can be told by what stands in it."""
    taken = set(fields.values())
    for column in columns:
        if column.index in fields:
            continue
        field, reason = _told(column, kind)
        if field and field not in taken:
            taken.add(field)
            yield column.index, field, reason


def _told(column: Column, kind: str) -> tuple[str, str]:
    match column.kind:
        case "email":
            return "email", "its cells are email addresses"
        case "phone":
            return "phone", "its cells are phone numbers"
        case "day" if kind == "sales":
            return "sold_on", "its cells are days"
        case "time" if kind == "sales":
            return "sold_time", "its cells are times of day"
        case "words" if 1 < column.distinct <= _FEW and column.filled >= 5 * column.distinct and _are_people(column):
            return "associate", "the same few people's names come again and again"
        case _:
            return "", ""


def _are_people(column: Column) -> bool:
    return all(re.fullmatch(r"[^\W\d_][\w.'’-]*( [^\W\d_][\w.'’-]*){1,2}", cell) for cell in column.samples)
