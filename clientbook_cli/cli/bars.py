"""Bars for the terminal: how much of the most a figure is, in eighths of a character."""

from __future__ import annotations

_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(share: float, *, width: int = 20, plain: bool = False) -> str:
    """A share from 0 to 1 as a bar; nothing where boxes and blocks are not wanted."""
    if plain:
        return ""
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def interval(low: float, value: float, high: float, *, edge: float, width: int = 31, plain: bool = False) -> str:
    """A span with its figure on a line from -edge to edge: ├──●──┤, with │ at nothing."""
    if plain or edge <= 0:
        return ""

    def place(number: float) -> int:
        return round((min(max(number / edge, -1.0), 1.0) + 1) / 2 * (width - 1))

    cells = [" "] * width
    for at in range(place(low), place(high) + 1):
        cells[at] = "─"
    cells[place(0)] = "│"
    cells[place(low)], cells[place(high)] = "├", "┤"
    cells[place(value)] = "●"
    return "".join(cells).rstrip()
