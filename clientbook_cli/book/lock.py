"""One writer at a time: a lock file of ours round every write, and who waits is told for whom.

DuckDB's own lock is dropped when its process merely opens and closes the file: a second writer's committed row was lost
without ours. Who reads needs no lock of ours, and waits for a writer as DuckDB tells it.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import duckdb

from clientbook_cli.book.trouble import unusable
from clientbook_cli.errors import BookBusyError, BookError

WAIT_SECONDS = 10.0
_POLL_SECONDS = 0.05
# DuckDB's words for "somebody else has it", on POSIX and on Windows, and for who.
_HELD = re.compile("Could not set lock|being used by another process|already open in")
_PROCESS = re.compile(r"\(PID (\d+)\)")

T = TypeVar("T")


def patiently(path: Path, connect: Callable[[], T]) -> T:
    """What `connect` gives, once nobody else holds the file against us. Raises BookBusyError, BookError."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return connect()
        except duckdb.IOException as error:
            if not _HELD.search(str(error)):
                raise unusable(path, error) from error
            if time.monotonic() > until:
                raise _busy(path, str(error)) from error
            time.sleep(_POLL_SECONDS)
        except duckdb.Error as error:
            raise unusable(path, error) from error


@contextmanager
def writer(path: Path, command: str) -> Iterator[None]:
    """Hold the lock file, and say in a file beside it who does."""
    from filelock import FileLock, Timeout  # who only reads, as the status screen does, need not wait for it

    lock = FileLock(path.with_suffix(".lock"), timeout=WAIT_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise _busy(path, "") from error
    except OSError as error:
        raise BookError(
            f"cannot write in this folder: {error.strerror}",
            where=str(path.parent),
            next="give yourself the right to write there, or move the store folder",
        ) from error
    holder = _holder(path)
    try:
        # Only talk for those who wait: a disk that is full is said by the book itself.
        with suppress(OSError):
            holder.write_text(f"clientbook {command}".strip() + f" (process {os.getpid()})", encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _holder(path: Path) -> Path:
    return path.with_suffix(".holder")


def _busy(path: Path, said: str) -> BookBusyError:
    """Who has the book. `said`: DuckDB's own words, or nothing when it was our lock file that was held.

    A killed command leaves its note behind, so a note counts only when it names the process that DuckDB names.
    """
    try:
        who = _holder(path).read_text(encoding="utf-8")
    except OSError:
        who = "another program"
    process = _PROCESS.search(said)
    if process and f"(process {process[1]})" not in who:
        who = f"another program (process {process[1]})"
    return BookBusyError(
        f"the book is in use: {who}",
        where=str(path),
        rule=f"one command at a time may write in the book; this one waited {WAIT_SECONDS:.0f} seconds",
        next="wait until the other one has finished, or close it, then type the command again",
    )
