"""What the book has learnt since a past day that is asked about, under every measure."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import line

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.measure.hindsight import Hindsight


def learnt_as_json(learnt: Hindsight) -> dict[str, Any]:
    """How much of each kind."""
    return asdict(learnt)


def show_learnt(screen: Console, counter: Counter, learnt: Hindsight) -> None:
    """Why the answer may differ from the one given that day; nothing where nothing speaks for it."""
    from clientbook_cli.measure.hindsight import in_words

    if said := in_words(learnt, today=counter.today):
        screen.print(line(said))
