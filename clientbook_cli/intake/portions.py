"""How much of a file the database reads at a time."""

from __future__ import annotations

from dataclasses import dataclass

from clientbook_cli.intake.reader import TextFile

_USUAL, _MOST = 32_000_000, 80_000_000  # bytes
_ROWS = 124_000  # a little more than DuckDB puts in one row group: what is left over cannot be put on disk
_FEWEST = 7  # portions that leave no thread without work for long


@dataclass(frozen=True, slots=True)
class Portion:
    """What a thread reads at a time, in bytes, and how long a record may be."""

    size: int
    most_line: int


def of(file: TextFile, *, most_cell: int) -> Portion:
    """The portions in which a file is read: whole row groups, where it has many.

    DuckDB gives each thread a quarter of `size`, or `most_line` where that is more, and copies rows once more that are
    no whole row group. A cell that is too long is found by `most_line`, which can be larger only where it is known that
    there is none.
    """
    size = file.text.stat().st_size
    whole = _ROWS * size // max(file.lines, 1)
    if not file.long_cell and most_cell <= whole <= _MOST and _FEWEST * whole <= size:
        return Portion(whole, whole)
    return Portion(_USUAL, most_cell)
