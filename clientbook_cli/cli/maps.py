"""The map of clients by recency and frequency: fields with a number, and a colour where the terminal has some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientbook_cli.cli.output import line

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.score.heat import HeatMap
    from clientbook_cli.score.snapshot import ScoreRun

# From pale to full; the number stands on each in a colour that can be read.
_COLOURS = ("", "black on #fde8cf", "black on #fbc98d", "black on #f59e4c", "white on #c4551d", "white on #7f2704")
_WIDTH, _NARROW = 9, 5  # of a field: "1,234,567", "1,234"
_WIDE_SCREEN = 75  # columns for the whole map with fields of the full width


def map_data(found: HeatMap) -> list[dict[str, Any]]:
    """The fields in JSON, the best recency first."""
    return [
        {"r": cell.r, "f": cell.f, "clients": cell.clients, "spend": cell.spend} for row in found.rows for cell in row
    ]


def draw(screen: Console, found: HeatMap, run: ScoreRun, *, plain: bool) -> None:
    """Print the map: recency down, frequency across, a number in every field and a colour where there are some."""
    from rich.table import Table
    from rich.text import Text

    from clientbook_cli.score.cuts import bands

    width = _WIDTH if screen.width >= _WIDE_SCREEN else _NARROW
    words = {band.score: band for band in bands(run.cuts, money=str)}
    made = Table.grid(padding=(0, 1, 0, 0))
    made.add_column(overflow="fold")
    heads = [line("")]
    for cell in found.rows[0]:
        made.add_column(justify="right", min_width=width, overflow="fold")
        heads.append(line(f"F{cell.f}", "bold"))
    made.add_row(*heads)
    made.add_row(line("last purchase \\ purchases"), *(line(words[cell.f].frequency) for cell in found.rows[0]))
    for row in found.rows:
        label = line(f"R{row[0].r}  {words[row[0].r].recency}")
        fields = [
            Text(f"{cell.clients:>{width},}" if cell.clients else "·", "" if plain else _COLOURS[found.warmth(cell)])
            for cell in row
        ]
        made.add_row(label, *fields)
    screen.print()
    screen.print(made)
