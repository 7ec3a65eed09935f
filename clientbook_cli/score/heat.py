"""Where a run's clients stand: how many have each pair of recency and frequency scores. Data only; who draws it knows
the colours."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.score.snapshot import ScoreRun

SQL = queries(__file__)
WARMTHS = 5  # steps of colour, 0 for a field without clients


@dataclass(frozen=True, slots=True)
class Cell:
    """One field: the clients with these two scores, and what they spent together."""

    r: int
    f: int
    clients: int
    spend: Decimal


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Every field, empty ones too: rows from the best recency score down, columns from frequency 1 up."""

    rows: tuple[tuple[Cell, ...], ...]
    clients: int

    def warmth(self, cell: Cell) -> int:
        """How full a field is against the fullest, 0 to WARMTHS; by its root, or one crowd would pale all others."""
        fullest = max((other.clients for row in self.rows for other in row), default=0)
        return 0 if not cell.clients else max(1, round(WARMTHS * (cell.clients / fullest) ** 0.5))


def heat_map(book: Book, *, run: ScoreRun, tier: str | None = None, segment: str | None = None) -> HeatMap:
    """The map of a run, or of one tier or segment of it, when named exactly."""
    found = {
        (cell.r, cell.f): cell for cell in book.rows(Cell, SQL["count-cells"], run=run.run, tier=tier, segment=segment)
    }
    rows = tuple(
        tuple(found.get((r, f), Cell(r, f, 0, Decimal(0))) for f in range(1, len(run.cuts.frequency) + 2))
        for r in range(len(run.cuts.recency) + 1, 0, -1)
    )
    return HeatMap(rows, sum(cell.clients for cell in found.values()))
