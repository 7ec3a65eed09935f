"""Records that hold several rows each, taken apart before they are read, by the module that their format names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from clientbook_cli.intake import recognise, webtoffee
from clientbook_cli.intake.formats import Matched

_CODE: Mapping[str, Callable[..., Sequence[str]]] = {"webtoffee": webtoffee.take_apart}


def unfold(matched: Matched, source: Path, target: Path, *, delimiter: str) -> Matched:
    """Write the rows of every record of `source`, a file that is in order, to `target`; the format laid over those."""
    header = _CODE[matched.format.code](source, target, delimiter=delimiter)
    return recognise.lay(matched.format, header)
