"""Lines of an export that are no records and need no mending: names of columns again, totals, a line below the table.

They are set aside like any other, so that every line is accounted for, but nobody is asked to mend them.
"""

from __future__ import annotations

from collections.abc import Sequence

from clientbook_cli.intake.formats import fold

NAMES_AGAIN = "the names of the columns again"
TOTALS = "a row of totals"
BELOW = "a line below the table"
HARMLESS = frozenset((NAMES_AGAIN, TOTALS, BELOW))

_TOTALS = frozenset(
    ("total", "totals", "grand total", "subtotal", "sub total", "sub-total", "report total", "sum", "summe", "summen",
     "gesamt", "gesamtsumme", "zwischensumme", "somme", "totaux", "total general", "totales", "totale", "totaal",
     "totais", "total geral", "eindtotaal", "totale generale", "suma")
)  # fmt: skip


def cause(cells: Sequence[str], otherwise: str, *, is_last: bool) -> str:
    """Why a row of an odd number of cells is none of the records. `is_last`: no record stands below it."""
    if otherwise in HARMLESS:
        return otherwise
    if is_totals(cells):
        return TOTALS
    return BELOW if is_last and is_remark(cells) else otherwise


def is_totals(cells: Sequence[str]) -> bool:
    """Whether a row that cannot be read as a record holds sums: one of its cells says so."""
    return any(fold(cell).strip(" :*=") in _TOTALS for cell in cells)


def is_last_sums(cells: Sequence[str]) -> bool:
    """Whether the last row of a table holds sums without saying so: figures, and not one word."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and len(filled) < len(cells) and not any(c.isalpha() for cell in filled for c in cell)


def is_remark(cells: Sequence[str]) -> bool:
    """Whether a last line is text below the table: one cell, of words."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and any(c.isalpha() for c in filled[0])
