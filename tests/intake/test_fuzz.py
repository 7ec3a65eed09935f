"""Mutated exports: never a fault of ours, and every record kept, there already or set aside."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from clientbook_cli.book.connection import create_book, open_book
from clientbook_cli.desk.importing import import_file
from clientbook_cli.desk.looking import Options
from clientbook_cli.errors import ClientbookError
from clientbook_cli.intake.format_file import presets
from clientbook_cli.settings import StoreFolder, StoreSettings
from clientbook_cli.templates import Templates
from tests.shop import NOW

SEEDS = sorted(Path(__file__).with_name("files").glob("*.csv"))
ROUNDS = 300
_PIECES = (
    *(b'"', b"'", b",", b";", b"\n", b"\r\n", b"\r", b"\t", b"\0", b"\xff", b"\xc2\xa0", b"=1+1", b"(", b"-"),
    *(b"\x1b[31m", b"\xef\xbb\xbf"),
    *(b'""', b'",', b',"', b"9" * 40, b"1e309", b"NaN", b"0000-00-00", b"2026-02-30", b"\xe2\x80\xae", b",,,,,,,,"),
)  # fmt: skip


def mutated(text: bytes, chance: random.Random) -> bytes:
    """A few small wounds, or one large one."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        place, other = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        match chance.randrange(7):
            case 0:
                text = text[:place] + chance.choice(_PIECES) + text[place:]
            case 1:
                text = text[:place] + text[place + chance.randrange(1, 9) :]
            case 2:
                text = text[:place] + bytes([chance.randrange(256)]) + text[place + 1 :]
            case 3:
                lines = text.splitlines(keepends=True)
                chance.shuffle(lines)
                text = b"".join(lines) if chance.random() < 0.2 else lines[0] + b"".join(lines[1:][::-1])
            case 4:
                text = text[:other] + text[place:]
            case 5:
                text = text[:place]
            case _:
                text = text.replace(chance.choice((b",", b"$", b"-", b"2026")), chance.choice(_PIECES), 3)
        text = text or b" "
    return text


@pytest.mark.parametrize("part", range(6))
def test_no_mutated_file_is_a_fault_and_every_record_is_accounted_for(tmp_path: Path, part: int) -> None:
    store, known = StoreFolder(tmp_path), presets(Templates())
    with create_book(store.book):
        pass
    read, refused = 0, list[ClientbookError]()
    for number in range(ROUNDS // 6):
        chance = random.Random(part * 1_000_003 + number)
        seed = chance.choice(SEEDS)
        file = tmp_path / "fuzz.csv"
        file.write_bytes(mutated(seed.read_bytes(), chance))
        try:
            receipt = import_file(
                file,
                open_book=lambda allowed: open_book(store.book, write=True, files=allowed),
                known=known,
                options=Options(
                    kind="optouts" if seed.stem.startswith("opt-outs") else "", dry_run=chance.random() < 0.1
                ),
                store=StoreSettings(),
                folder=store,
                now=NOW,
            )
        except ClientbookError as error:
            refused.append(error)
            continue
        read += 1
        accounted = receipt["rows_kept"] + receipt["rows_already_there"] + receipt["rows_set_aside"]
        assert receipt["rows_read"] == accounted, (part, number)
    assert read > ROUNDS // 6 // 4
    assert all(error.next for error in refused)
