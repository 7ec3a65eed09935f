"""How far an import is: never backwards, in rows of the file, and known while the book reads."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from clientbook_cli.book.connection import create_book, open_book
from clientbook_cli.desk.importing import import_file
from clientbook_cli.desk.looking import Options
from clientbook_cli.desk.pace import Pace
from clientbook_cli.intake.format_file import presets
from clientbook_cli.settings import StoreFolder, StoreSettings
from clientbook_cli.templates import Templates
from tests.bench.till import write_shopify
from tests.shop import NOW


@given(st.lists(st.tuples(st.sampled_from(["reading", "checking every record", "odd"]), st.floats(0, 2))))
def test_a_bar_never_goes_back_nor_beyond_its_end(steps: list[tuple[str, float]]) -> None:
    seen = list[float]()
    pace = Pace(lambda pace: seen.append(pace.done))
    for step, share in steps:
        pace.begin(step)
        pace.within(share)
    assert seen == sorted(seen)
    assert not seen or 0 <= seen[-1] <= 1


def test_an_import_tells_its_steps_and_its_rows(tmp_path: Path) -> None:
    store, file = StoreFolder(tmp_path), tmp_path / "orders.csv"
    write_shopify(file, lines=2_000)
    with create_book(store.book):
        pass
    told = list[tuple[str, int, int]]()
    import_file(
        file,
        open_book=lambda allowed: open_book(store.book, write=True, files=allowed),
        known=presets(Templates()),
        options=Options(),
        store=StoreSettings(),
        folder=store,
        now=NOW,
        progress=lambda pace: told.append((pace.step, pace.rows_done, pace.rows)),
    )
    assert list(dict.fromkeys(step for step, _, _ in told)) == [
        *("reading", "checking every record", "gathering sales", "posting sales and clients", "proving the figures")
    ]
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert {rows for step, _, rows in told if step != "reading"} == {2_000}
