"""What an import costs: the first of a file, the same again, one that overlaps, a month into a large book, a backup."""

from __future__ import annotations

import csv
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import till
from tests.bench.pairs import Command, Pair, paired, timed
from tests.bench.peers import environment
from tests.bench.rows import CLIENTBOOK, DATA, PYTHON, TODAY, Row

RAW_LIMIT = "import duckdb, sys; duckdb.connect(sys.argv[2]).execute(sys.argv[3], [sys.argv[1]])"
AS_TEXT = (
    "CREATE TABLE raw AS FROM read_csv(?, all_varchar = true, header = true, quote = '\"', escape = '\"', delim = ',')"
)
AGAINST = "CREATE TABLE AS of the file as text"
MONTH = 10_000
STORE, RAW, FULL = DATA / "store", DATA / "raw.duckdb", DATA / "full"


def rows(*, lines: int) -> Iterator[Row]:
    """Every measured job of the import, on a file of so many lines."""
    size, runs = f"{lines:,} lines", 5 if lines <= 300_000 else 2 if lines <= 1_000_000 else 1
    again = f"{lines:,} lines there already"

    def add(what: str, much: str, target: float, measure: Callable[[], Pair], against: str = AGAINST) -> Row:
        return Row(what, much, against, target, measure)

    yield add("first import of Shopify orders", size, 1.6, lambda: _against_raw(runs, _fresh, _export(lines)))
    yield add("the same file again", again, 0.15, lambda: _again(lines, runs))
    yield add("the same, re-sorted", again, 1.1, lambda: _against_raw(runs, _full(lines), _sorted(lines)))
    yield add("overlapping by half", again, 1.1, lambda: _against_raw(runs, _full(lines), _overlapping(lines)))
    yield add("a month of 10,000 lines", again, 1.5, lambda: _month(lines, runs), "the same month into an empty book")
    yield add("verified backup", again, float("inf"), lambda: _backup(lines, runs))
    yield add("cost a line", f"{lines:,} lines", 1.15, lambda: _flat(lines, runs), "a line of 100,000")
    if lines <= 1_000_000:
        yield add("first import", size, 1 / 25, lambda: _peer(lines), "sqlite-utils insert --csv")


def _export(lines: int) -> Path:
    file = DATA / f"orders-{lines}.csv"
    return file if file.is_file() else till.write_shopify(file, lines=lines)


def _next_month(lines: int) -> Path:
    """What the shop of the export sold in the month after it."""
    file = DATA / f"month-after-{lines}.csv"
    return file if file.is_file() else till.write_shopify(file, lines=MONTH, seed=11, like=lines, after=lines)


def _sorted(lines: int) -> Path:
    file = DATA / f"sorted-{lines}.csv"
    if not file.is_file():
        with _export(lines).open(encoding="utf-8", newline="") as opened:
            header, *records = csv.reader(opened)
        random.Random(1).shuffle(records)
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened, lineterminator="\n").writerows([header, *records])
    return file


def _overlapping(lines: int) -> Path:
    """The second half of the export, and as much again that is new."""
    file = DATA / f"overlapping-{lines}.csv"
    if not file.is_file():
        names, *orders = till.shopify(lines + lines // 2, like=lines)
        file.write_text(names + "".join(orders[len(orders) // 3 :]), encoding="utf-8")
    return file


def _typed(*words: str) -> Command:
    return [*CLIENTBOOK, "--store", str(STORE), "--today", TODAY, *words]


def _fresh() -> None:
    shutil.rmtree(STORE, ignore_errors=True)
    timed([*CLIENTBOOK, "init", str(STORE), "--name", "Bench", "--timezone", "America/Los_Angeles"])


def _full(lines: int) -> Callable[[], None]:
    """Puts back a store that holds the export and a backup of it, so that the import that is measured makes none."""
    kept = FULL.with_name(f"full-{lines}")
    if not kept.is_dir():
        _fresh()
        timed(_typed("import", str(_export(lines))))
        timed(_typed("backup"))
        shutil.copytree(STORE, kept)

    def put_back() -> None:
        shutil.rmtree(STORE, ignore_errors=True)
        shutil.copytree(kept, STORE)
        if hasattr(os, "sync"):  # whoever writes next would wait until the copy is on the disk
            os.sync()

    return put_back


def _against_raw(runs: int, before: Callable[[], None], file: Path) -> Pair:
    def put_back() -> None:
        before()
        RAW.unlink(missing_ok=True)

    return paired(
        _typed("import", str(file)), [PYTHON, "-c", RAW_LIMIT, str(file), str(RAW), AS_TEXT], runs=runs, before=put_back
    )


def _again(lines: int, runs: int) -> Pair:
    _full(lines)()
    return _against_raw(runs, lambda: None, _export(lines))


def _month(lines: int, runs: int) -> Pair:
    """The same month, in turn, into the full book and into an empty one."""
    month, put_back = _next_month(lines), _full(lines)
    turn = [put_back, _fresh]

    def before() -> None:
        turn[0]()
        turn.reverse()

    return paired(_typed("import", str(month)), _typed("import", str(month)), runs=max(runs, 3), before=before)


def _backup(lines: int, runs: int) -> Pair:
    _full(lines)()
    copy, file = DATA / "copy.duckdb", _export(lines)

    def before() -> None:
        copy.unlink(missing_ok=True)
        RAW.unlink(missing_ok=True)

    raw = [PYTHON, "-c", RAW_LIMIT, str(file), str(RAW), AS_TEXT]
    return paired(_typed("backup", str(copy)), raw, runs=runs, before=before)


def _flat(lines: int, runs: int) -> Pair:
    small = 100_000
    pair = paired(
        _typed("import", str(_export(lines))), _typed("import", str(_export(small))), runs=runs, before=_fresh
    )
    return Pair(pair.ours, pair.baseline, pair.ratio * small / lines)


def _peer(lines: int) -> Pair:
    """sqlite-utils."""
    file, base = _export(lines), DATA / "peer.db"
    python = environment("sqlite-utils", "sqlite-utils>=3.38,<4") / "python"

    def before() -> None:
        _fresh()
        base.unlink(missing_ok=True)

    peer = [str(python), "-m", "sqlite_utils", "insert", str(base), "orders", str(file), "--csv"]
    return paired(_typed("import", str(file)), peer, runs=1, before=before)
