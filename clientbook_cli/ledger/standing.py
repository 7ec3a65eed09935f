"""Which telling of a sale counts, when several files told of it.

The newest does. A telling that only lacks columns is no change: the fuller version, which says all it says, stands.
What stands depends on which files were imported, not on their order (files of the same last day aside: there the later
import counts), so that any of them can be taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class Renewed:
    """How many tellings a newer one replaced, and how many now stand beside another file's."""

    changed: int
    joined: int


# What is stored of a sale, its lines and its buyer, and the fields of a file any of which tells it.
_TOLD_BY = {
    "kind": ("cancelled", "status"),
    "associate": ("associate",),
    "location": ("location",),
    "subtotal": ("subtotal", "net"),
    "discount": ("order_discount", "discount"),
    "shipping": ("shipping",),
    "taxes": ("taxes", "tax"),
    "tips": ("tips", "item"),
    "total": ("total", "net"),
    "refunded": ("refunded",),
    "tender": ("tender",),
    "item": ("item",),
    "variant": ("variant",),
    "sku": ("sku",),
    "category": ("category",),
    "brand": ("brand",),
    "quantity": ("quantity",),
    "gross": ("gross", "price"),
    "line discount": ("discount",),
    "told_net": ("net",),
    "tax": ("tax",),
    "pos_id": ("pos_id",),
    "name": ("name", "first_name", "last_name"),
    "first_name": ("first_name",),
    "email": ("email",),
    "phone_text": ("phone", "phone_2", "phone_3"),
    "street": ("street", "street_2"),
    "city": ("city",),
    "region": ("region",),
    "postcode": ("postcode",),
    "country": ("country",),
    "company": ("company",),
}


def lacking(fields: Collection[str], *, has_times: bool) -> list[str]:
    """What a file with these fields cannot tell of any sale."""
    lacks = [stored for stored, tellers in _TOLD_BY.items() if not any(field in fields for field in tellers)]
    if "tax" not in fields and "total" not in fields and "total" not in lacks:
        lacks.append("total")  # a total made of net and tax
    return lacks if has_times else [*lacks, "sold_at"]


def note(book: Book, *, batch: int, lacks: Sequence[str]) -> None:
    """Remember what an import's file could not tell."""
    book.run(SQL["add-telling"], batch=batch, lacks=list(lacks))


def renew(book: Book, *, source: str, grown: int = 0) -> Renewed:
    """Let the right version of each transaction in `retold` stand. `grown`: so many were taken up in a larger one."""
    book.run(SQL["list-tellings"], source=source)
    book.run(SQL["find-fuller"])
    book.run(SQL["choose-standing"])
    renewed = book.rows(Renewed, SQL["count-renewed"])[0]
    book.run(SQL["renew-standing"])
    return replace(renewed, changed=renewed.changed + grown)


def restore(book: Book, *, source: str) -> int:
    """The same, once a telling was taken back; of how many sales an earlier one stands again."""
    book.run(SQL["list-tellings"], source=source)
    book.run(SQL["find-fuller"])
    book.run(SQL["choose-standing"])
    risen = int(book.value(SQL["count-risen"]))
    book.run(SQL["renew-standing"])
    return risen


def covered_rows(book: Book, *, batch: int) -> int:
    """How many rows of a file say in fewer columns what the book knew, once `renew` has run for it."""
    return int(book.value(SQL["count-covered"], batch=batch))
