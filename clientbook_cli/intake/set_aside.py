"""The file of what was set aside: the export's own columns, and in front of them where each record stood and why.

Card numbers are not written, and nothing a spreadsheet would run.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from clientbook_cli.intake.faults import Bad
from clientbook_cli.intake.formats import SET_ASIDE_COLUMNS, fold
from clientbook_cli.paper import disarmed

# Parts of card numbers and what identifies a card: dropped at the door, here too.
CARD_COLUMNS = frozenset(
    ("pan suffix", "card brand", "card number", "card last4", "card fingerprint", "card id", "card name",
     "card exp month", "card exp year", "card auth code", "credit card auth code", "credit card transaction id")
)  # fmt: skip


def card_places(header: Sequence[str]) -> frozenset[int]:
    """The columns that hold card data."""
    return frozenset(index for index, name in enumerate(header) if fold(name) in CARD_COLUMNS)


def without_card(bad: Bad, *, header: Sequence[str], delimiter: str) -> list[str]:
    """A record's cells, without those of a card; of a ragged record only what surely stands before them."""
    cells = next(csv.reader(io.StringIO(bad.text, newline=""), delimiter=delimiter), [])
    cards = card_places(header)
    if not cards:
        return cells
    if len(cells) != len(header):
        return cells[: max(min(cards) - abs(len(header) - len(cells)), 0)]
    return ["" if index in cards else cell for index, cell in enumerate(cells)]


def as_line(cells: Sequence[str], *, delimiter: str) -> str:
    """Cells as one line of CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(cells)
    return out.getvalue()


def free_path(folder: Path, name: str) -> Path:
    """Where the set-aside file of an export goes: a name that no file has yet."""
    stem = Path(name.removesuffix(".gz")).stem
    stem, number = re.sub(r"\.set-aside(-\d+)?$", "", stem), 1
    path = folder / f"{stem}.set-aside.csv"
    while path.exists():
        number += 1
        path = folder / f"{stem}.set-aside-{number}.csv"
    return path


def write(path: Path, bad: Sequence[Bad], *, batch: int, header: Sequence[str], delimiter: str) -> None:
    """Write the file; spreadsheets know its encoding by its mark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ours = {fold(name) for name in SET_ASIDE_COLUMNS}
    left_out = card_places(header) | {index for index, name in enumerate(header) if fold(name) in ours}
    kept = [index for index in range(len(header)) if index not in left_out]
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened, delimiter=delimiter, lineterminator="\n")
        writer.writerow([*SET_ASIDE_COLUMNS, *(header[index] for index in kept)])
        for each in bad:
            cells = without_card(each, header=header, delimiter=delimiter)
            if len(cells) == len(header):
                cells = [cells[index] for index in kept]
            elif fold(header[0]) in ours:
                cells = cells[len(ours) :]
            writer.writerow([batch, each.line, _said(each), *map(disarmed, cells)])


def _said(bad: Bad) -> str:
    return f"{bad.cause} in {bad.field}" if bad.field else bad.cause
