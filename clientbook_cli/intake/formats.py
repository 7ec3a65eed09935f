"""What a kind of export looks like: its columns, what they mean, and how it writes dates, refunds and discounts.

The shipped presets and an owner's mapping have the same form. Knows names and rules; never opens an export.
"""

from __future__ import annotations

import difflib
import html
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clientbook_cli.errors import UsageError

KINDS = ("sales", "clients", "optouts")
EVIDENCE = ("measured", "from code", "documented", "unverified", "yours")

# Every field a file can give, and what it is for, as docs/import-formats.md lists them.
LINE_FIELDS = (
    *("transaction_id", "sold_on", "sold_time", "zone", "event", "status", "cancelled", "line_type", "item", "variant"),
    *("sku", "category", "brand", "quantity", "price", "gross", "discount", "net", "tax", "currency", "subtotal"),
    *("order_discount", "shipping", "taxes", "tips", "total", "refunded", "associate", "location"),
)
WHO_FIELDS = (
    *("pos_id", "name", "first_name", "last_name", "email", "phone", "phone_2", "phone_3", "street"),
    *("street_2", "city", "region", "postcode", "country", "company"),
)
LIST_FIELDS = ("partner", "birthday", "anniversary", "associate", "reason")
AMOUNTS = (
    *("quantity", "price", "gross", "discount", "net", "tax", "subtotal", "order_discount", "shipping", "taxes"),
    *("tips", "total", "refunded"),
)
FIELDS = (*LINE_FIELDS, *WHO_FIELDS, *LIST_FIELDS)
CHANNELS = ("email", "phone", "text", "post")

# What `clientbook import` writes in front of a set-aside file's own columns; a mended copy is known by them.
SET_ASIDE_COLUMNS = ("set aside by import", "set aside line", "set aside because")


@dataclass(frozen=True, slots=True)
class ConsentColumn:
    """A column that says whether somebody wants to be reached by a channel; any other word leaves it unknown."""

    channel: str
    column: tuple[str, ...]
    subscribed: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of export."""

    name: str
    title: str
    source: str  # whose transaction and customer ids these are
    kind: str
    evidence: str
    columns: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()  # at least one of these is there
    never: tuple[str, ...] = ()
    figures: str = "items"  # or "orders"
    date_order: str = ""  # "day-first" or "month-first", where a column itself cannot tell
    date_formats: tuple[str, ...] = ()
    order_values: str = "own"  # "head": on the first row of an order; "repeated": on each; "own": rows stand alone
    discount_sign: int = 1
    tips: tuple[str, ...] = ()
    gift_cards: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    refunds: tuple[str, ...] = ("refund", "return")
    cancelled: tuple[str, ...] = ()
    consent: tuple[ConsentColumn, ...] = ()
    file: Path = field(default=Path(), compare=False)

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Every header name it knows."""
        return tuple(name for names in self.columns.values() for name in names)


@dataclass(frozen=True, slots=True)
class Matched:
    """A format laid over one header: which column is which field."""

    format: Format
    header: tuple[str, ...]
    places: Mapping[str, int]  # field -> index of its column
    mended: bool  # the header is that of a set-aside file

    def column_of(self, field_name: str) -> str:
        """The file's own name of a field."""
        return self.header[self.places[field_name]] if field_name in self.places else field_name

    @property
    def names(self) -> tuple[str, ...]:
        """A name for each column in its order: the field it holds, else one that nobody asks for."""
        fields = {index: name for name, index in self.places.items()}
        return tuple(fields.get(index, f"column {index + 1}") for index in range(len(self.header)))


def by_name(name: str, formats: Sequence[Format]) -> Format:
    """The format of this name. Raises UsageError with the nearest name."""
    for format_ in formats:
        if format_.name == name:
            return format_
    near = difflib.get_close_matches(name, [format_.name for format_ in formats], n=1)
    raise UsageError(
        f"there is no format {name!r}",
        rule=f"known: {', '.join(format_.name for format_ in formats)}",
        next=f"did you mean {near[0]}?" if near else "clientbook formats lists them",
    )


def fold(name: str) -> str:
    """A header name without case, accents, markup and doubled blanks."""
    text = unicodedata.normalize("NFKD", html.unescape(name).strip().strip("'\"").casefold())
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).split())
