"""Mutated exports: never a fault of ours, every record kept, there already or set aside, every line in one of them.

`CLIENTBOOK_FUZZ_ROUNDS=20000 python -m pytest tests/intake/test_fuzz.py` tries more of them, from the one numbered
`CLIENTBOOK_FUZZ_FIRST` on.
"""

from __future__ import annotations

import csv
import gzip
import os
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from clientbook_cli.book.connection import open_book
from clientbook_cli.desk.importing import import_file
from clientbook_cli.desk.looking import Options, unpacked
from clientbook_cli.errors import ClientbookError
from clientbook_cli.intake import reader, sifting
from clientbook_cli.intake.format_file import presets
from clientbook_cli.intake.formats import Format
from clientbook_cli.settings import ImportSettings, StoreFolder, StoreSettings
from clientbook_cli.templates import Templates
from tests.intake.test_golden import ASKED
from tests.intake.workbooks import written
from tests.shop import NOW

SEEDS = sorted(path for path in Path(__file__).with_name("files").iterdir() if not path.name.endswith(".expected.json"))
ROUNDS = int(os.environ.get("CLIENTBOOK_FUZZ_ROUNDS", "300"))
FIRST = int(os.environ.get("CLIENTBOOK_FUZZ_FIRST", "0"))
PARTS = 6
_PIECES = (
    *(b'"', b"'", b",", b";", b"\n", b"\r\n", b"\r", b"\t", b"\0", b"\xff", b"\xc2\xa0", b"=1+1", b"(", b"-"),
    *(b"\x1b[31m", b"\xef\xbb\xbf", b"sep=;\n", b"\n\n\n", b"Total,,,\n", b"A title\n", b"\x92", b"\xe2\x80\xa8"),
    *(b'""', b'",', b',"', b"9" * 40, b"1e309", b"NaN", b"0000-00-00", b"2026-02-30", b"\xe2\x80\xae", b",,,,,,,,"),
    *(b" " * 30_000, b"\xc2\xa0" * 15_000, b"1/" * 15_000, b"a@a." * 7_500, b"5 or " * 6_000),  # cells that are long
    *(b"x" * 40_000, b"\x0b", b"\x85", b"2.12556E+09", b'"";'),
)  # fmt: skip


def mutated(text: bytes, chance: random.Random) -> bytes:
    """A few small wounds, or one large one."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        place, other = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        lines = text.splitlines(keepends=True)
        match chance.randrange(10):
            case 0:
                text = text[:place] + chance.choice(_PIECES) + text[place:]
            case 1:
                text = text[:place] + text[place + chance.randrange(1, 9) :]
            case 2:
                text = text[:place] + bytes([chance.randrange(256)]) + text[place + 1 :]
            case 3:
                chance.shuffle(lines)
                text = b"".join(lines) if chance.random() < 0.2 else lines[0] + b"".join(lines[1:][::-1])
            case 4:
                text = text[:other] + text[place:]
            case 5:
                text = text[:place]
            case 6:
                where = chance.randrange(len(lines) + 1)
                text = b"".join([*lines[:where], chance.choice((*_PIECES, lines[0], *lines[-1:])), *lines[where:]])
            case 7:
                text = b"".join(b'"' + line.rstrip(b"\r\n").replace(b'"', b'""') + b'";\n' for line in lines)
            case 8:
                text = text.decode("utf-8", "replace").encode(
                    chance.choice(("utf-16", "cp1252", "utf-8-sig")), "replace"
                )
            case _:
                text = text.replace(chance.choice((b",", b"$", b"-", b"2026")), chance.choice(_PIECES), 3)
        text = text or b" "
    return text


def check_lines(file: Path, scratch: Path) -> None:
    """Every line that is not blank lies in exactly one record, good or bad."""
    looked = reader.examine(file, scratch=scratch)
    clean = scratch / "clean.csv"
    rules = sifting.Rules(
        delimiter=looked.delimiter, header=looked.header, header_line=looked.header_line, wrapped=looked.wrapped
    )
    sifted = sifting.sift(looked.text, clean, rules)
    csv.field_size_limit(1 << 24)
    with clean.open(encoding="utf-8", newline="") as opened:
        records = csv.reader(opened, delimiter=looked.delimiter, strict=True)
        next(records)
        before, good = records.line_num, list[tuple[int, int]]()
        for number, _ in enumerate(records, start=1):
            good.append((sifted.places.of(number)[1], records.line_num - before))
            before = records.line_num
    bad = [(record.line, record.text.count("\n") + 1) for record, _ in sifted.bad]
    assert len(good) == sifted.places.count
    with looked.text.open(encoding="utf-8-sig", newline="\n", errors="replace") as opened:
        lines = [line.strip() for line in opened]
    # Of the lines above the names nothing is asked; the names may fill several lines.
    free = looked.header_line
    for start, length in sorted([*good, *bad]):
        assert start > free or free == looked.header_line, (start, free)
        assert free == looked.header_line or not any(lines[free : start - 1]), (free, start)
        free = start + length - 1
    assert free == looked.header_line or not any(lines[free:])


@dataclass(frozen=True)
class Mill:
    """A store that mutated files are poured into, one after the other."""

    store: StoreFolder
    known: Sequence[Format]

    def pour(self, number: int) -> ClientbookError | None:
        """Import the mutated file of this number; the error that it is refused with."""
        chance = random.Random(number)
        seed = chance.choice(SEEDS)
        file = self.store.path / f"fuzz{seed.suffix}"
        file.write_bytes(mutated(seed.read_bytes(), chance))
        try:
            receipt = import_file(
                file,
                open_book=lambda allowed: open_book(self.store.book, write=True, files=allowed),
                known=self.known,
                options=Options(kind=ASKED.get(seed.stem, ""), dry_run=chance.random() < 0.1),
                store=StoreSettings(),
                folder=self.store,
                now=NOW,
            )
        except ClientbookError as error:
            return error
        accounted = receipt["rows_kept"] + receipt["rows_already_there"] + receipt["rows_set_aside"]
        assert receipt["rows_read"] == accounted
        if not seed.stem.startswith("opt-outs"):  # their first line may be data
            check_lines(file, self.store.path)
        return None


@pytest.mark.parametrize("part", range(PARTS))
def test_no_mutated_file_is_a_fault_and_every_record_is_accounted_for(
    tmp_path: Path, pristine: Path, part: int
) -> None:
    mill = Mill(StoreFolder(tmp_path), presets(Templates()))
    shutil.copy(pristine, mill.store.book)
    first = FIRST + part * (ROUNDS // PARTS)
    refused = [mill.pour(number) for number in range(first, first + ROUNDS // PARTS)]
    assert refused.count(None) > ROUNDS // PARTS // 5
    assert all(error.next for error in refused if error)


def test_no_mutated_archive_is_a_fault(tmp_path: Path) -> None:
    text = SEEDS[0].read_bytes()
    rows = [line.decode("utf-8", "replace").split(",") for line in text.splitlines()]
    refused = list[ClientbookError]()
    for number in range(ROUNDS // 3):
        chance = random.Random(number)
        packed = gzip.compress(text, mtime=0) if number % 2 else written({"A": rows})
        file = tmp_path / "fuzz.bin"
        file.write_bytes(mutated(packed, chance))
        try:
            with unpacked(file, limits=ImportSettings()) as contents:
                for content in contents:
                    reader.examine(content, scratch=tmp_path)
        except ClientbookError as error:
            refused.append(error)
    assert refused
    assert all(error.next for error in refused)
