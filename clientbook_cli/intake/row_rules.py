"""What a good row of one file looks like: how many cells it has, and which of them a person would not miss."""

from __future__ import annotations

from clientbook_cli.intake.formats import Matched
from clientbook_cli.intake.reader import TextFile
from clientbook_cli.intake.sifting import Rules

# What a person does not miss in a row that ends too early.
_MAY_BE_MISSING = frozenset(
    ("sku", "category", "variant", "brand", "location", "phone_2", "phone_3", "street", "street_2", "city", "region",
     "postcode", "country", "company", "partner", "birthday", "anniversary")
)  # fmt: skip


def of(file: TextFile, matched: Matched, *, header: bool, most_cell: int) -> Rules:
    """The rules for the rows of a file in a format; `most_cell` in characters."""
    needed = {index for field, index in matched.places.items() if field not in _MAY_BE_MISSING}
    return Rules(
        delimiter=file.delimiter,
        header=file.header,
        header_line=file.header_line if header else 0,
        optional=frozenset(range(len(file.header))) - needed,
        wrapped=file.wrapped,
        most_cell=most_cell,
    )
