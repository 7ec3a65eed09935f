"""How much of a file is read at a time."""

from __future__ import annotations

from clientbook_cli.intake.reader import TextFile

FITTING = 1 << 29  # bytes: a file of half a gigabyte, a million lines, is staged in memory
_USUAL, _MOST = 32_000_000, 220_000_000
_ROWS = 126_000  # a little more than DuckDB puts in one row group


def bytes_at_once(file: TextFile) -> int:
    """How many bytes of a file the database reads at a time.

    It divides them in four, each for one thread, and copies rows once more where they are no whole row group. Whole
    ones take memory, so that the file must fit in it, and two threads are to share them, so that there must be some.
    The number is a multiple of 16: of any other DuckDB 2.0 leaves out a record at the end of each, and the file is
    sifted.
    """
    size = file.text.stat().st_size
    whole = _ROWS * size // max(file.lines, 1) // 4 * 16
    return whole if whole <= _MOST and 7 * whole <= 4 * size and size <= FITTING else _USUAL
