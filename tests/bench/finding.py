"""Finding a client in a large store, by each thing that an owner may remember of them.

    python -m tests.bench.finding

Names are made of syllables: some two thousand first names and tens of thousands of surnames, as a country has them.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
import shutil
import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from clientbook_cli.book.connection import open_book
from clientbook_cli.clients import notes
from clientbook_cli.templates import packaged
from tests.bench.pairs import Pair, paired, timed
from tests.bench.rows import CLIENTBOOK, DATA, PYTHON, TODAY, Row

CLIENTS, LINES, EVERY = 100_000, 500_000, 20  # one client in twenty has a note


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


_ONSETS = _listed("B,Br,C,Ch,D,F,G,H,J,K,L,M,N,P,R,S,Sh,St,T,V,W,Z")
_VOWELS = _listed("a,e,i,o,u,é,ö,ai,ou")
_ENDS = _listed("n,r,l,s,m,nd,rt,ll,x,ck")
_SURNAMES = _listed("son,berg,ski,etti,ez,man,ton,field,well,er,ley,wood,ard,ini,ic")
_THINGS = _listed("halo ring,pearl strand,diver watch,petal studs,rope bracelet,locket,signet ring,tennis bracelet")
_METALS = _listed("platinum,14k gold,sterling silver,rose gold,white gold,gold vermeil")
_BRANDS = _listed("Solenne,Tidewater,Northlight,Aurelia,Casa Verde,House")
_PETS = _listed("spaniel,parrot,tortoise,whippet,tabby,pony")
_WHO = 4321  # the client who is looked for


def rows() -> Iterator[Row]:
    """The lines of the table: the plainest way of looking, and the two that look furthest."""
    yield from (_row(how) for how in ("a name", "a name with a typo", "a thing bought"))


def _row(how: str) -> Row:
    return Row(f"client find, {how}", f"{CLIENTS:,} clients", "import duckdb", 5.0, partial(_find, _asked()[how]))


def _find(text: str) -> Pair:
    ours = [*CLIENTBOOK, "--store", str(_store(DATA)), "--today", TODAY, "client", "find", text]
    return paired(ours, [PYTHON, "-c", "import duckdb"], runs=7)


def _asked() -> dict[str, str]:
    name, email, phone = _person(_WHO)
    first, last = name.split()
    return {
        "a name": name,
        "a name turned round": f"{last}, {first}",
        "a name without case and accents": _plain(name),
        "a name with a typo": f"{first} {last[0]}{last[2]}{last[1]}{last[3:]}",
        "an email": email,
        "a phone": phone,
        "a phone with dots": phone.strip("(").replace(") ", ".").replace("-", "."),
        "a phone from abroad": "001 " + phone,
        "a word of a note": "tortoise",
        "a thing bought": "sterling signet",
    }


def _person(number: int) -> tuple[str, str, str]:
    """Name, email and phone of the client with this number: always the same."""
    pick = random.Random(number)
    first, last = _syllable(pick), _syllable(pick) + pick.choice(_SURNAMES)
    email = f"{_plain(first)}.{_plain(last)}{number}@example.com"
    return f"{first} {last}", email, f"({201 + number // 100 % 788}) 555-01{number % 100:02d}"


def _syllable(pick: random.Random) -> str:
    return pick.choice(_ONSETS) + pick.choice(_VOWELS) + pick.choice(_ENDS)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def _store(data: Path) -> Path:
    """A store with everything imported and scored; made once."""
    store = data / "finding-store"
    if not (store / "made").is_file():
        shutil.rmtree(store, ignore_errors=True)
        timed([*CLIENTBOOK, "init", str(store), "--name", "Bench", "--timezone", "America/Los_Angeles"])
        for what, lines in (("clients", _clients()), ("sales", _sales())):
            file = store / f"goldbook-{what}.csv"
            with file.open("w", encoding="utf-8", newline="") as opened:
                csv.writer(opened).writerows(lines)
            mapping = packaged("examples") / f"goldbook-{what}.toml"
            timed([*CLIENTBOOK, "--store", str(store), "--today", TODAY, "import", str(file), "--map", str(mapping)])
            file.unlink()
        timed([*CLIENTBOOK, "--store", str(store), "--today", TODAY, "score"])
        _write_notes(store / "book.duckdb")
        (store / "made").touch()
    return store


def _clients() -> Iterator[tuple[object, ...]]:
    yield "Customer No", "First Name", "Last Name", "Email", "Phone", "Street", "City", "State", "Zip"
    for number in range(1, CLIENTS + 1):
        name, email, phone = _person(number)
        yield number, *name.split(), email, phone, f"{number} Pearl Street", "Portland", "OR", "97205"


def _sales() -> Iterator[tuple[object, ...]]:
    columns = (
        "Ticket,Date,Time,Salesperson,Customer No,Customer,Department,Brand,Item No,Description,Qty,Price,Net,Type"
    )
    yield tuple(columns.split(","))
    pick = random.Random(7)
    first, last = dt.date(2023, 1, 2), dt.date.fromisoformat(TODAY)
    for ticket in range(LINES // 2):
        who = 1 + int(CLIENTS * pick.random() ** 2)
        day = first + (last - first) * ticket / (LINES // 2)
        for _ in range(2):
            thing = pick.choice(_THINGS)
            bought = f"{pick.choice(_METALS)} {thing} {ticket % 97}"
            yield (
                *(
                    ticket,
                    f"{day:%m/%d/%Y}",
                    "10:20 AM",
                    "Maya Ortiz",
                    who,
                    "",
                    thing.split()[-1],
                    pick.choice(_BRANDS),
                ),
                *("X-1", bought, 1, "62.00", "62.00", "Sale"),
            )


def _write_notes(path: Path) -> None:
    pick = random.Random(3)
    now = dt.datetime.fromisoformat(TODAY)
    with open_book(path, write=True) as book, book.transaction():
        for client in range(1, CLIENTS + 1, EVERY):
            text = f"has a {pick.choice(_PETS)}, called {_syllable(pick)}"
            notes.add(book, client=client, text=text, associate=None, today=now.date(), now=now)


def main() -> None:
    """Measure every way of looking and print it."""
    DATA.mkdir(exist_ok=True)
    for row in map(_row, _asked()):
        pair = row.measure()
        print(
            f"{row.what} ({row.size}): {pair.ours.seconds:.3f} s; {row.against} {pair.baseline.seconds:.3f} s; "
            f"{pair.ratio:.2f} ×; {pair.ours.peak_mb:,.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
