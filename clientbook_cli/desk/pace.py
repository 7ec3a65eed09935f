"""How far an import is: its steps, and the share of the work that each has been measured to be.

Reading knows its bytes, and the book how far it is in reading a file; what comes after is counted by finished steps.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from clientbook_cli.book.connection import Book

# Shares of the time that a million lines of a till took; where they are off, the bar is uneven and still true.
_SHARES = {
    "reading": 0.06,
    "checking every record": 0.42,
    "gathering sales": 0.18,
    "posting sales and clients": 0.28,
    "posting clients": 0.46,
    "proving the figures": 0.06,
}
_LOOK_EVERY = 0.1  # seconds

Tell = Callable[["Pace"], None]


@dataclass(slots=True)
class Pace:
    """Where an import is. `tell` is called whenever that changes, also from a thread of its own."""

    tell: Tell | None = None
    step: str = ""
    done: float = 0.0  # of all the work, from 0 to 1; never less than before
    rows: int = 0  # of the file; 0 until they are counted
    _before: float = 0.0  # the shares of the finished steps
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, step: str) -> None:
        """The next step."""
        self._before += _SHARES.get(self.step, 0.0)
        self.step = step
        self.within(0.0)

    def within(self, share: float) -> None:
        """How far the present step is, from 0 to 1."""
        with self._lock:
            now = self._before + _SHARES.get(self.step, 0.0) * min(share, 1.0)
            self.done = min(max(self.done, now), 1.0)
        if self.tell:
            self.tell(self)

    @property
    def rows_done(self) -> int:
        """As many rows as the work that is done would be worth."""
        return int(self.rows * self.done)

    @contextmanager
    def watching(self, book: Book) -> Iterator[None]:
        """Ask the book how far it is for as long as the block lasts."""
        if self.tell is None:
            yield
            return
        over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(book, over), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def _watch(self, book: Book, over: threading.Event) -> None:
        while not over.wait(_LOOK_EVERY):
            self.within(book.progress())
