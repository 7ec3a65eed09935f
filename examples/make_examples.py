"""Writes the exports of Harlow & Finch Jewelers, a store that does not exist, and its invented clients.

    python examples/make_examples.py            write examples/exports/, the same bytes each time
    python examples/make_examples.py --check    write nothing; exit 1 if a file on disk differs

Each part of the story draws from a generator of its own, so that changing one till leaves the others alone.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from goldbook import BROKEN, make_goldbook
from newsletter import make_newsletter
from people import Person, make_people
from season import LAST_DAY
from shopify import make_shopify
from square import make_square
from trade import Sale, make_sales

EXPORTS = Path(__file__).parent / "exports"


def make_story() -> tuple[list[Person], list[Sale]]:
    """The people, and what they bought."""
    people = make_people(_rng("people"))
    return people, make_sales(_rng("sales"), people)


def make_files(people: Sequence[Person], sales: Sequence[Sale]) -> dict[str, bytes]:
    """The content of every export, by file name."""
    texts = {
        **make_goldbook(_rng("goldbook"), people, sales),
        **make_shopify(_rng("shopify"), people, sales),
        **make_square(_rng("square"), sales),
        **make_newsletter(_rng("newsletter"), people),
    }
    return {name: text.encode() for name, text in texts.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check; the exit code."""
    parser = argparse.ArgumentParser(description="Write the example store's exports, the same bytes each time.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file on disk differs")
    parser.add_argument("--to", type=Path, default=EXPORTS, metavar="DIR", help="where (default: %(default)s)")
    options = parser.parse_args(arguments)
    people, sales = make_story()
    files = make_files(people, sales)
    if options.check:
        return _check(options.to, files)
    options.to.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (options.to / name).write_bytes(content)
    _summarise(people, sales, files)
    return 0


def _rng(part: str) -> random.Random:
    return random.Random(f"Harlow & Finch: {part}")


def _check(folder: Path, files: Mapping[str, bytes]) -> int:
    found = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    differing = sorted(name for name in files.keys() | found.keys() if files.get(name) != found.get(name))
    for name in differing:
        print(f"{folder / name}: not what make_examples.py writes")
    print(f"{len(files) - len(files.keys() & set(differing))} of {len(files)} files are as written")
    return 1 if differing else 0


def _summarise(people: Sequence[Person], sales: Sequence[Sale], files: Mapping[str, bytes]) -> None:
    buyers = {sale.person.number for sale in sales if sale.person}
    print(f"{len(people)} people, {len(buyers)} buyers; {len(sales)} sales, the last on {LAST_DAY:%A} {LAST_DAY}")
    for name, content in files.items():
        rows = sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline=""))) - 1
        print(f"{rows:6} rows  {len(content) // 1024:5} kB  {name}")
    print(f"{len(BROKEN):6} rows of goldbook-sales.csv are broken on purpose")


if __name__ == "__main__":
    raise SystemExit(main())
