"""Which column of an opt-out list holds the addresses: by its name, else by what stands in it.

Such lists come from any mailing service, and often without a header.
"""

from __future__ import annotations

import re

from clientbook_cli.errors import InputError
from clientbook_cli.intake.columns import EMAIL
from clientbook_cli.intake.formats import Format, Matched
from clientbook_cli.intake.reader import TextFile
from clientbook_cli.intake.recognise import lay

_PHONE = re.compile(r"\+?[\d ()./\-]{7,20}")
_MOST = 0.6  # of the filled cells of a column


def has_header(file: TextFile) -> bool:
    """Whether the first line holds names and not an address."""
    return not any(EMAIL.fullmatch(cell) for cell in file.header)


def lay_over(format_: Format, file: TextFile) -> Matched:
    """Find the column of emails and that of phones. Raises InputError when there is neither."""
    named = lay(format_, file.header)
    records = [*file.sample] if has_header(file) else [file.header, *file.sample]
    places = dict(named.places)
    for field, pattern in (("email", EMAIL), ("phone", _PHONE)):
        found = [index for index in range(len(file.header)) if _mostly(pattern, records, index)]
        misnamed = field in places and places[field] not in found
        unnamed = field not in places and found[:1] != [places.get("email")]
        if found and (misnamed or unnamed):
            places[field] = found[0]
    if not places.keys() & {"email", "phone"}:
        raise InputError(
            "has no column of emails or phone numbers",
            where=str(file.path),
            row=file.delimiter.join(file.header)[:200],
            rule="an opt-out list has one address a line",
            next="check that this is the list of people who said stop",
        )
    return Matched(format_, file.header, places, named.mended)


def _mostly(pattern: re.Pattern[str], records: list[tuple[str, ...]], index: int) -> bool:
    cells = [record[index].strip() for record in records if len(record) > index and record[index].strip()]
    return bool(cells) and sum(bool(pattern.fullmatch(cell)) for cell in cells) >= _MOST * len(cells)
