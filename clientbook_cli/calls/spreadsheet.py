"""A sheet's spreadsheet as it comes back filled: saved as CSV by whichever program, or as an Excel workbook.

Which encoding and which delimiter it has now is found as in any other file; what its cells mean is `batch`'s to read.
"""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from clientbook_cli.errors import InputError
from clientbook_cli.intake import containers, reader
from clientbook_cli.settings import ImportSettings

_NEEDED = {"row", "code"}


def read(file: Path, *, limits: ImportSettings) -> list[dict[str, str]]:
    """The rows below the names of the columns. Raises InputError for what is no filled sheet."""
    with tempfile.TemporaryDirectory(prefix="clientbook-", ignore_cleanup_errors=True) as made:
        scratch = Path(made).resolve()
        content = containers.unpack(file, scratch=scratch, limits=limits)[0]
        found = reader.examine(content, scratch=scratch)
        if not set(found.header) >= _NEEDED:
            raise InputError(
                "has no columns row and code",
                where=str(file),
                rule=f"its columns: {', '.join(filter(None, found.header))}",
                next="fill the file that clientbook calls sheet --csv FILE writes",
            )
        with found.text.open(encoding="utf-8-sig", newline="") as stream:
            for _ in range(found.header_line):
                next(stream)
            records = csv.reader(stream, delimiter=found.delimiter)
            return [dict(zip(found.header, cells, strict=False)) for cells in records if cells]
