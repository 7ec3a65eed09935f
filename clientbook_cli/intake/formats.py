"""What a kind of export looks like: its columns, what they mean, and how it writes dates, refunds and discounts.

The shipped presets and an owner's mapping have the same form. Knows names and rules; never opens an export.
"""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from clientbook_cli.errors import UsageError

KINDS = ("sales", "clients", "optouts", "wishes", "products")
ASKED_FOR = ("optouts", "wishes", "products")  # taken only when the owner says that this is one
EVIDENCE = ("measured", "from code", "documented", "unverified", "yours")

# Every field a file can give, and what it is for, as docs/import-formats.md lists them.
LINE_FIELDS = (
    *("transaction_id", "sold_on", "sold_time", "zone", "event", "status", "cancelled", "line_type", "item", "variant"),
    *("sku", "category", "brand", "quantity", "price", "gross", "discount", "net", "tax", "returned", "void"),
    *("currency", "subtotal", "order_discount", "shipping", "taxes", "fees", "gift_cards_sold", "tips", "total"),
    *("refunded", "payout", "payout_after", "payout_costs", "tender", "paid_card", "paid_cash", "paid_gift_card"),
    *("paid_otherwise", "associate", "location"),
)
WHO_FIELDS = (
    *("pos_id", "partner_id", "name", "first_name", "last_name", "email", "phone", "phone_2", "phone_3", "contacts"),
    *("street", "street_2", "city", "region", "postcode", "country", "company"),
)
LIST_FIELDS = (
    *(
        "partner",
        "birthday",
        "anniversary",
        "associate",
        "spent",
        "reason",
        "since",
        "up_to",
        "need_by",
        "for_whom",
        "note",
    ),
)
# Cells of a line, and of a whole order, that must be numbers.
LINE_AMOUNTS = ("quantity", "price", "gross", "discount", "net", "tax")
ORDER_AMOUNTS = (
    *("subtotal", "order_discount", "shipping", "taxes", "fees", "gift_cards_sold", "tips", "total", "refunded"),
    *("payout", "payout_after", "payout_costs"),
)
AMOUNTS = (*LINE_AMOUNTS, *ORDER_AMOUNTS)
FIELDS = (*LINE_FIELDS, *WHO_FIELDS, *LIST_FIELDS)
CHANNELS = ("email", "phone", "text", "post")

# What a wrong encoding leaves of a letter with an accent; a question mark only inside a word.
_DESTROYED = re.compile(r"\ufffd+|(?<=\w)\?+(?=\w)")

# What `clientbook import` writes in front of a set-aside file's own columns; a mended copy is known by them.
SET_ASIDE_COLUMNS = ("set aside by import", "set aside line", "set aside because")


@dataclass(frozen=True, slots=True)
class ConsentColumn:
    """A column that says whether somebody wants to be reached by these channels; any other word leaves it unknown."""

    channels: tuple[str, ...]
    column: tuple[str, ...]
    subscribed: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()

    @property
    def channel(self) -> str:
        """Its channels in words."""
        return " and ".join(self.channels)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the figures of a sale mean in one kind of export; docs/import-formats.md tells it for owners."""

    part: str = "lines"  # what the file has of a sale: "lines", or the whole only, as "orders" or "payments"
    # Where the figures of an order stand. "head": on its first row; "repeated": on each; "first": on its first row,
    # with zeros on the others; "rows": on a row of another kind; "own": each row has its own.
    values: str = "own"
    head_rows: tuple[str, ...] = ()  # for "rows": words in line_type
    line_rows: tuple[str, ...] = ()
    closes: str = "lines"  # which identity proves a sale: "order", "total", "payout", "lines", "quantity", "nothing"
    subtotal_before_discounts: bool = False
    prices_after_discounts: bool = False
    tips_outside_total: bool = False
    tax_per_unit: bool = False
    discount_per_unit: bool = False
    discount_sign: int = 1
    one_a_row: bool = False  # a row without a quantity is one piece
    refunds_netted: bool = False  # refunded units are out of the quantities already

    @property
    def sums(self) -> bool:
        """Whether figures of an order are the sum over its rows."""
        return self.values in ("own", "first")


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of export."""

    name: str
    title: str
    source: str  # whose transaction and customer ids these are
    kind: str
    evidence: str
    columns: Mapping[str, tuple[str, ...]]
    section: str = ""  # where docs/import-formats.md says what the evidence is
    doubts: tuple[str, ...] = ()  # what the evidence leaves open, in words for the owner
    code: str = ""  # the module that unfolds its records, where no declaration can
    required: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()  # at least one of these is there
    never: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()  # columns that an owner left out on purpose
    figures: str = "items"  # or "orders"
    meaning: Meaning = Meaning()
    date_order: str = ""  # "day-first" or "month-first", where a column itself cannot tell
    date_formats: tuple[str, ...] = ()
    zone: str = ""  # the clock of its times, where that is not the store's own
    customer_number: str = ""  # a pattern: which part of pos_id is the number; where it does not fit there is none
    tips: tuple[str, ...] = ()
    gift_cards: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    shipping: tuple[str, ...] = ()
    deposits: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    refunds: tuple[str, ...] = ("refund", "return")
    returned: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    void: tuple[str, ...] = ()
    consent: tuple[ConsentColumn, ...] = ()
    file: Path = field(default=Path(), compare=False)

    @property
    def is_own(self) -> bool:
        """Whether it is the store's own mapping rather than one that is shipped."""
        return self.evidence == "yours"

    @property
    def is_doubtful(self) -> bool:
        """Whether nobody has measured it on real files, so that an owner is asked once."""
        return self.evidence not in ("measured", "yours") and self.kind not in ASKED_FOR

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Every header name it knows."""
        return tuple(name for names in self.columns.values() for name in names)

    def same_as(self, name: str) -> tuple[str, ...]:
        """A header name, and what the same field is called in other layouts and languages."""
        return next((names for names in self.columns.values() if name in names), (name,))


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


def of_shop(format_: Format, shop: str) -> Format:
    """The format for one of several shops of the same till, whose transaction and customer numbers are its own."""
    return replace(format_, source=f"{format_.source}:{shop.casefold()}") if shop else format_


def of_store(format_: Format, *, shop: str, repairs: Sequence[str], services: Sequence[str]) -> Format:
    """The format with what one store says of it: which shop it is, and which lines are repairs and services there."""
    return replace(
        of_shop(format_, shop),
        repairs=(*format_.repairs, *repairs),
        services=(*format_.services, *services),
    )


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


@lru_cache(maxsize=8192)  # every file is held against the same thousand names
def fold(name: str) -> str:
    """A header name without case, accents, markup and doubled blanks; letters that were destroyed are one mark."""
    text = unicodedata.normalize("NFKD", html.unescape(name).strip().strip("'\"").casefold())
    plain = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(_DESTROYED.sub("\ufffd", plain).split())
