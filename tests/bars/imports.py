"""Bars of the import: the plug pulled, the disk full, the same told again in any order, taken back, several at once."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clientbook_cli.book import backup, restore
from clientbook_cli.book.connection import open_book
from clientbook_cli.desk.unimport import take_back
from clientbook_cli.errors import ClientbookError
from tests.bars.bar import Bar, Outcome
from tests.bench import till
from tests.ledger.store import Store
from tests.shop import NOW

FIRST, SECOND = 60, 2_000  # lines that were acknowledged before, and lines on their way when the plug is pulled
# The child says when it is ready, so that a moment chosen at random falls into the import and not into Python's start.
CHILD = """
import os, sys
from contextlib import contextmanager
from pathlib import Path
from clientbook_cli.book import connection
from clientbook_cli.desk import backups
from clientbook_cli.settings import BackupSettings
from tests.ledger.store import Store
from tests.shop import NOW

store = Store.at(Path(sys.argv[1]))
point = int(sys.argv[3])
passed = 0

def pass_by():
    global passed
    passed += 1
    if passed == point:
        os._exit(9)

def watch(owner, name):
    real = getattr(owner, name)
    def watched(*arguments, **named):
        pass_by()
        answer = real(*arguments, **named)
        pass_by()
        return answer
    setattr(owner, name, watched)

if len(sys.argv) > 4:
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]),) * 2)
real_transaction = connection.Book.transaction

@contextmanager
def watched_transaction(book):
    with real_transaction(book):
        yield
        pass_by()
    pass_by()

if point:
    connection.Book.transaction = watched_transaction
    watch(connection.Book, "table")
    watch(os, "fsync")
    watch(Path, "replace")
print("ready", flush=True)
backups.make_before(store.folder, settings=BackupSettings(), now=NOW)
store.take_in(Path(sys.argv[2]))
print("done", passed, flush=True)
"""


def _child(store: Store, file: Path, *, point: int = 0, room: int | None = None) -> subprocess.Popen[str]:
    words = [str(store.folder.path), str(file), str(point), *([str(room)] if room else [])]
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


class _Plug:
    """A store in which one file was acknowledged, another file, and what the book is when both are in it."""

    def __init__(self, folder: Path, outcome: Outcome) -> None:
        self.folder, self.outcome, self._made = folder, outcome, 0
        folder.mkdir(parents=True, exist_ok=True)
        self.second = till.write_shopify(folder / "second.csv", lines=SECOND, seed=8)
        self._start = Store(folder / "start")
        self._start.take_in(till.write_square(folder / "first.csv", lines=FIRST))
        self.before = self._start.state()
        whole = self.copy()
        whole.take_in(self.second)
        self.after = whole.state()
        self.drop(whole)

    def copy(self) -> Store:
        """A store of its own to try something in."""
        self._made += 1
        path = self.folder / f"store-{self._made}"
        shutil.copytree(self._start.folder.path, path)
        return Store.at(path)

    def drop(self, store: Store) -> None:
        shutil.rmtree(store.folder.path)

    def judge(self, store: Store, where: object) -> None:
        """What was acknowledged is there, the rest whole or not at all, and typing it again makes it whole once."""
        torn, state = store.torn(), store.state()
        self.outcome.expect("torn", holds=not torn, said=(where, torn))
        self.outcome.expect("lost or half", holds=state in (self.before, self.after), said=where)
        self.outcome.seen["committed" if state == self.after else "not yet committed"] += 1
        store.take_in(self.second)
        self.outcome.expect("double", holds=store.state() == self.after and not store.torn(), said=where)
        for copy in store.folder.backups.glob("*.duckdb"):
            self.outcome.expect("unsound backup", holds=_opens(copy), said=(where, copy.name))
        self.drop(store)


def _opens(file: Path) -> bool:
    try:
        with open_book(file):
            return True
    except ClientbookError:
        return False


def killed(folder: Path, tries: int) -> Outcome:
    """kill -9 at a random moment of an import."""
    outcome = Outcome(tries)
    plug, pick = _Plug(folder, outcome), random.Random(1)
    start = time.monotonic()
    store = plug.copy()
    with _child(store, plug.second) as process:
        assert process.stdout
        process.stdout.readline()
        start = time.monotonic()
        process.wait()
    usual = time.monotonic() - start
    plug.drop(store)
    for number in range(tries):
        store = plug.copy()
        with _child(store, plug.second) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(pick.uniform(0, usual * 1.1))
            process.kill()
        plug.judge(store, number)
    return outcome


def failing(folder: Path, tries: int) -> Outcome:
    """The process ends before or after a query, an fsync or a rename. `tries`: at most so many of these points."""
    outcome = Outcome()
    plug = _Plug(folder, outcome)
    store = plug.copy()
    with _child(store, plug.second, point=-1) as process:
        said = process.communicate()[0]
    plug.drop(store)
    points = int(said.split()[-1])
    outcome.seen["points there are"] = points
    chosen = sorted({round(1 + number * (points - 1) / max(tries - 1, 1)) for number in range(min(tries, points))})
    for point in chosen:
        store = plug.copy()
        with _child(store, plug.second, point=point) as process:
            process.communicate()
        outcome.expect("point not met", holds=process.returncode == 9, said=point)
        plug.judge(store, point)
    outcome.tries = len(chosen)
    return outcome


def full_disk(folder: Path, tries: int) -> Outcome:
    """No file may grow beyond a size, from next to nothing to almost enough."""
    outcome = Outcome(tries)
    plug = _Plug(folder, outcome)
    whole = plug.copy()
    whole.take_in(plug.second)
    most = whole.folder.book.stat().st_size
    plug.drop(whole)
    for number in range(tries):
        store = plug.copy()
        room = int(most * (number + 1) / (tries + 1))
        with _child(store, plug.second, room=room) as process:
            said = process.communicate()[1]
        if process.returncode:
            known = "BookError" in said or "OSError" in said
            outcome.expect("unclear message", holds=known, said=said[-300:])
        outcome.seen["refused" if process.returncode else "room enough"] += 1
        plug.judge(store, room)
    return outcome


def told_again(folder: Path, tries: int) -> Outcome:
    """A history split, overlapped, renamed, shuffled and told in any order ends in one book."""
    outcome = Outcome(tries)
    for number in range(tries):
        pick = random.Random(number)
        here = folder / str(number)
        here.mkdir()
        kind = pick.choice(("shopify", "square"))
        text = "".join({"shopify": till.shopify, "square": till.square}[kind](pick.choice((40, 120)), seed=number))
        header, sales = _sales(text, kind)
        whole = _file(here / "whole.csv", header, sales)
        parts = _parts(pick, here, header, sales)
        one, other = Store(here / "one"), Store(here / "other")
        one.take_in(whole)
        receipts = other.take_in(*parts)
        outcome.seen["files"] += len(parts)
        outcome.expect("another book", holds=one.state() == other.state(), said=(number, kind))
        outcome.expect("torn", holds=not other.torn(), said=(number, other.torn()))
        again = other.take_in(_file(here / "again.csv", header, pick.sample(sales, len(sales))))[0]
        new = {key: again[key] for key in ("rows_kept", "sales_new", "sales_changed", "clients_new") if again[key]}
        outcome.expect("news in the same", holds=not new, said=(number, new))
        sums = [
            receipt["rows_kept"] + receipt["rows_already_there"] + receipt["rows_set_aside"] for receipt in receipts
        ]
        outcome.expect("unaccounted", holds=sums == [receipt["rows_read"] for receipt in receipts], said=number)
        shutil.rmtree(here)
    return outcome


def _sales(text: str, kind: str) -> tuple[str, list[str]]:
    """The header of an export, and the text of each of its sales."""
    import csv
    import io

    header, _, body = text.partition("\n")
    key = header.split(",").index("Name" if kind == "shopify" else "Transaction ID")
    grouped: dict[str, list[list[str]]] = {}
    for row in csv.reader(io.StringIO(body)):
        grouped.setdefault(row[key], []).append(row)
    sales = []
    for rows in grouped.values():
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        sales.append(out.getvalue())
    return header, sales


def _file(path: Path, header: str, sales: Sequence[str]) -> Path:
    path.write_text(header + "\n" + "".join(sales), encoding="utf-8")
    return path


def _parts(pick: random.Random, folder: Path, header: str, sales: list[str]) -> list[Path]:
    """Files that hold all sales between them, overlapping, some shuffled, some twice, in any order."""
    cuts = sorted(pick.sample(range(1, len(sales)), pick.choice((1, 2, 3))))
    bounds = list(zip([0, *cuts], [*cuts, len(sales)], strict=True))
    made = []
    for number, (start, end) in enumerate(bounds):
        held = sales[max(start - pick.choice((0, 3)), 0) : end + pick.choice((0, 5))]
        if pick.random() < 0.5:
            held = pick.sample(held, len(held))
        if pick.random() < 0.2 and len(held) > 1:
            held = [*held, *held]  # pasted under itself; of one sale alone, a line twice is two lines
        made.append(_file(folder / f"part-{number}.csv", header, held))
    made += pick.sample(made, 1)
    return pick.sample(made, len(made))


def taken_back(folder: Path, tries: int) -> Outcome:
    """Imports, some of which are taken back in any order, equal the imports of the others alone."""
    outcome = Outcome(tries)
    for number in range(tries):
        pick = random.Random(number)
        here = folder / str(number)
        here.mkdir()
        header, sales = _sales("".join(till.shopify(80, seed=number)), "shopify")
        files = list(dict.fromkeys(_parts(pick, here, header, sales)))
        gone = set(pick.sample(range(len(files)), pick.randint(1, len(files))))
        one, other = Store(here / "one"), Store(here / "other")
        one.take_in(*files)
        for place in pick.sample(sorted(gone), len(gone)):
            with open_book(one.folder.book, write=True) as book, book.transaction():
                take_back(book, batch=place + 1, now=NOW)
            outcome.seen["imports taken back"] += 1
        other.take_in(*(file for place, file in enumerate(files) if place not in gone))
        outcome.expect("another book", holds=one.state() == other.state(), said=number)
        outcome.expect("torn", holds=not one.torn(), said=(number, one.torn()))
        shutil.rmtree(here)
    return outcome


def at_once(folder: Path, tries: int) -> Outcome:
    """Two to four imports begun at the same moment all end well, and the book holds each sale once."""
    outcome = Outcome(tries)
    for number in range(tries):
        pick = random.Random(number)
        here = folder / str(number)
        here.mkdir()
        files = [till.write_shopify(here / f"{n}.csv", lines=40, seed=n) for n in range(pick.choice((2, 3, 4)))]
        files[-1] = pick.choice((files[-1], files[0]))
        store, other = Store(here / "one"), Store(here / "other")
        processes = [_child(store, file) for file in files]
        for process in processes:
            said = process.communicate()[1]
            outcome.expect("error", holds=process.returncode == 0, said=said[-300:])
        outcome.seen["commands"] += len(files)
        # Who came first is not known: the numbers may differ, and of sales told differently the later import stands.
        other.take_in(files[0])
        for file in files[1:]:
            other.take_in(file)
        outcome.expect("torn", holds=not store.torn(), said=(number, store.torn()))
        told = [{sale[:2] for sale in each.state()["sales"]} for each in (store, other)]
        outcome.expect("double or lost", holds=told[0] == told[1], said=number)
        shutil.rmtree(here)
    return outcome


def backed_up(folder: Path, tries: int) -> Outcome:
    """A simulated year, a backup each time: every one restores to just what the book was."""
    outcome = Outcome(tries)
    header, sales = _sales("".join(till.shopify(tries * 12, seed=5)), "shopify")
    store = Store(folder / "store")
    kept: list[tuple[Path, Any]] = []
    for number in range(tries):
        part = sales[number * len(sales) // tries : (number + 1) * len(sales) // tries]
        if part:
            store.take_in(_file(folder / f"{number}.csv", header, part))
        made = backup.back_up(store.folder.book, folder / "backups" / f"{number}.duckdb")
        kept.append((made.file, store.state()))
    for file, state in kept:
        restore.restore(store.folder.book, file, replaced=folder / "replaced" / file.name, now=NOW)
        outcome.expect("another book", holds=store.state() == state, said=file.name)
        outcome.expect("torn", holds=not store.torn(), said=file.name)
    outcome.seen["backups"] = len(kept)
    return outcome


BARS = (
    Bar("R1", "kill -9 at a random moment of an import", "0 lost, 0 torn, 0 double", killed, 100, 1000),
    Bar("R3", "the end at a query, an fsync or a rename", "0 lost, 0 torn, 0 double", failing, 60, 400),
    Bar("R4", "disk full during an import", "clear message, book opens, nothing lost", full_disk, 10, 60),
    Bar("R6", "a history split, overlapped, shuffled, pasted twice", "one final book", told_again, 100, 1000),
    Bar("R7", "imports taken back in any order", "equal to the others alone", taken_back, 100, 1000),
    Bar("R10", "two to four imports at once", "no error, 0 double", at_once, 40, 200),
    Bar("R16", "every backup of a simulated year", "restores, equal", backed_up, 12, 365),
)  # fmt: skip
