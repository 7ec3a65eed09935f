"""An export cut anywhere, its pieces overlapping, sorted anew and imported in any order: one final book.

`CLIENTBOOK_CUTS=100 python -m pytest tests/ledger/test_joining.py` cuts each of them a hundred times.
"""

from __future__ import annotations

import csv
import io
import os
import random
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from clientbook_cli.book.connection import open_book
from clientbook_cli.desk.unimport import take_back
from tests.bench import till
from tests.intake import exports
from tests.intake.exports import Row, itemised, order
from tests.ledger.store import Store
from tests.shop import NOW

FILES = Path(__file__).parent.parent / "intake" / "files"
ROUNDS = int(os.environ.get("CLIENTBOOK_CUTS", "1"))
CLIENTS = """SELECT DISTINCT client_now.name, client_now.email, client_now.phone, client_now.street,
    (SELECT sum(net) FROM sale_now WHERE sale_now.client = client_now.client) AS net FROM client_now ORDER BY ALL"""
# Whose orders have several rows, and the figures of the whole order on one of them, on each, or on none.
SAMPLES = (
    *("shopify-orders-79.csv", "shopify-orders-71.csv", "squarespace-orders.csv", "etsy-items.csv"),
    *("woocommerce-export.csv", "square-items-35.csv", "loyverse-items.csv", "clover-items.csv", "toast-items.csv"),
    *("vend-sales.csv", "lightspeed-lines.csv", "sumup-sales.csv"),
)


def _rows(text: str) -> tuple[list[str], list[list[str]]]:
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return header, rows


def _write(file: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, lineterminator="\n").writerows([header, *rows])
    return file


def _state(store: Store) -> dict[str, object]:
    with duckdb.connect(store.folder.book, read_only=True) as connection:
        clients = connection.execute(CLIENTS).fetchall()
    held = store.state()
    return {"sales": held["sales"], "consents": held["consents"], "clients": clients}


def _pieces(chance: random.Random, rows: list[list[str]]) -> list[list[list[str]]]:
    """The rows in a few files, cut anywhere, which overlap by some rows."""
    cuts = sorted(chance.sample(range(1, len(rows)), min(chance.choice((1, 2, 3)), len(rows) - 1)))
    made = []
    for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True):
        held = rows[max(0, start - chance.choice((0, 0, 2))) : end + chance.choice((0, 0, 3))]
        # Whether two lines that are the same in every cell are one that two files have, or two, no file tells.
        held = [row for row in rows if row in held] if len({tuple(row) for row in rows}) < len(rows) else held
        made.append(chance.sample(held, len(held)) if chance.random() < 0.4 else held)
    return chance.sample(made, len(made))


def _histories() -> list[tuple[str, str]]:
    told = [(name, (FILES / name).read_text(encoding="utf-8-sig")) for name in SAMPLES]
    return [
        *told,
        ("many Shopify orders", "".join(till.shopify(40, seed=3))),
        ("many Square sales", "".join(till.square(40))),
    ]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in _histories()])
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_history_cut_at_any_row_and_told_in_any_order_ends_in_one_book(tmp_path: Path, text: str, seed: int) -> None:
    chance = random.Random(seed)
    header, rows = _rows(text)
    whole = Store(tmp_path / "whole")
    said = "day-first" if "Receipt number" in header else ""  # a piece alone may not tell day from month
    (told,) = whole.take_in(_write(tmp_path / "whole.csv", header, rows), order=said)
    parts = [_write(tmp_path / f"part-{number}.csv", header, part) for number, part in enumerate(_pieces(chance, rows))]
    store = Store(tmp_path / "store")
    receipts = store.take_in(*parts, order=said)
    for receipt in receipts:
        accounted = receipt["rows_kept"] + receipt["rows_already_there"] + receipt["rows_set_aside"]
        assert accounted == receipt["rows_read"]
    assert sum(receipt["sales_new"] for receipt in receipts) == told["sales_new"]
    assert _state(store) == _state(whole)
    assert store.torn() == {}
    (again,) = store.take_in(_write(tmp_path / "again.csv", header, [*rows[::-1]]), order=said)
    assert [again[key] for key in ("sales_new", "sales_changed", "clients_new")] == [0, 0, 0]
    assert _state(store) == _state(whole)


ORDERS = [
    *order(
        "#3", ("1", "Ring", "300.00"), ("2", "Charm", "20.00"), ("1", "Pin", "5.00"), at="2026-03-20 10:00:00 -0700"
    ),
    *order("#2", ("1", "Studs", "90.00"), at="2026-03-10 10:00:00 -0700", email="bo@example.com", who="Bo Lee"),
]  # fmt: skip
ITEMS = [
    *itemised("T2", ("1", "Mug", "$8.00"), ("1", "Bowl", "$9.00"), date="2026-06-29"),
    *itemised("T1", ("1", "Cup", "$5.00"), date="2026-06-28"),
]


def _file(store: Store, name: str, header: Sequence[str], rows: Sequence[Row]) -> Path:
    file = store.folder.path / name
    file.write_text(exports.write(header, rows), encoding="utf-8")
    return file


@pytest.mark.parametrize("gone", [0, 1])
def test_a_piece_taken_back_leaves_the_other_as_if_it_had_come_alone(tmp_path: Path, gone: int) -> None:
    store, alone = Store(tmp_path / "store"), Store(tmp_path / "alone")
    pieces = [_file(store, f"{n}.csv", exports.SHOPIFY_79, rows) for n, rows in enumerate((ORDERS[:2], ORDERS[2:]))]
    store.take_in(*pieces)
    with open_book(store.folder.book, write=True) as book, book.transaction():
        take_back(book, batch=gone + 1, now=NOW)
    alone.take_in(pieces[1 - gone])
    assert store.state() == alone.state()
    assert store.torn() == {}


@pytest.mark.parametrize("head_first", [True, False])
@pytest.mark.parametrize("more", [(), (("1", "Ring", "300.00"),)])
def test_two_lines_alike_that_a_cut_divides_stay_two(
    tmp_path: Path, *, head_first: bool, more: tuple[tuple[str, str, str], ...]
) -> None:
    rows = order("#3", ("1", "Charm", "80.00"), ("1", "Charm", "80.00"), *more)
    store, whole = Store(tmp_path / "store"), Store(tmp_path / "whole")
    pieces = [_file(store, f"{n}.csv", exports.SHOPIFY_79, part) for n, part in enumerate((rows[:1], rows[1:]))]
    store.take_in(*(pieces if head_first else reversed(pieces)))
    whole.take_in(_file(whole, "whole.csv", exports.SHOPIFY_79, rows))
    assert store.state()["sales"] == whole.state()["sales"]
    (receipt,) = store.take_in(_file(store, "again.csv", exports.SHOPIFY_79, rows))
    assert (receipt["rows_kept"], receipt["sales_changed"]) == (0, 0)
    assert store.torn() == {}


def _paid(store: Store) -> list[str]:
    with duckdb.connect(store.folder.book, read_only=True) as connection:
        return [row[0] for row in connection.execute("SELECT tender FROM sale WHERE standing").fetchall()]


@pytest.mark.parametrize("whole_first", [True, False])
def test_an_export_cut_off_before_a_payment_has_a_part_of_the_sale(tmp_path: Path, *, whole_first: bool) -> None:
    header, rows = _rows((FILES / "vend-sales.csv").read_text(encoding="utf-8"))
    sale = rows[:5]
    assert [row[header.index("Line Type")] for row in sale] == ["Sale", "Sale Line", "Sale Line", "Payment", "Payment"]
    whole = _write(tmp_path / "whole.csv", header, sale)
    cut = _write(tmp_path / "cut.csv", header, sale[:-1])
    store = Store(tmp_path / "store")
    _, later = store.take_in(*((whole, cut) if whole_first else (cut, whole)))
    assert _paid(store) == ["Cash + Visa"]
    assert (later["sales_new"], later["sales_changed"]) == (0, int(not whole_first))
    assert store.torn() == {}


def test_another_way_of_paying_is_a_correction_and_no_payment_more(tmp_path: Path) -> None:
    header, rows = _rows((FILES / "vend-sales.csv").read_text(encoding="utf-8"))
    first, second = ([*rows[:3], rows[place]] for place in (3, 4))
    store = Store(tmp_path / "store")
    store.take_in(_write(tmp_path / "first.csv", header, first), _write(tmp_path / "second.csv", header, second))
    assert _paid(store) == ["Visa"]


def test_a_line_told_differently_is_a_correction_and_no_piece(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.take_in(_file(store, "a.csv", exports.SQUARE_35, ITEMS))
    changed = itemised("T2", ("1", "Mug", "$7.00"), ("1", "Bowl", "$9.00"), date="2026-06-29")
    (receipt,) = store.take_in(_file(store, "b.csv", exports.SQUARE_35, [*changed, *ITEMS[2:]]))
    assert (receipt["sales_changed"], receipt["net_total"]) == (1, 21)


def test_an_overlap_that_begins_in_the_middle_of_a_sale_tells_nothing_new(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.take_in(_file(store, "a.csv", exports.SHOPIFY_79, ORDERS))
    before = store.state()["sales"]
    (receipt,) = store.take_in(_file(store, "b.csv", exports.SHOPIFY_79, ORDERS[1:]))
    assert (receipt["rows_already_there"], receipt["rows_kept"]) == (3, 0)
    assert [receipt[key] for key in ("sales_new", "sales_changed", "lines_new")] == [0, 0, 0]
    assert store.state()["sales"] == before


@pytest.mark.parametrize("first", ["its head", "its other rows"])
def test_rows_that_leave_their_day_to_a_head_in_another_file_find_it_in_the_book(tmp_path: Path, first: str) -> None:
    store, whole = Store(tmp_path / "store"), Store(tmp_path / "whole")
    names = "Número de orden;Email;Fecha;Estado del pago;Moneda;Subtotal de productos;Total;Nombre del producto;"
    names += "Precio del producto;Cantidad del producto\n"
    head = "201;ana@example.com;16/10/2025 23:50:38;Recibido;USD;300.00;300.00;Anillo;100.00;2\n"
    other = "201;ana@example.com;;;;;;Aros;100.00;1\n"
    for name, text in {"head.csv": head, "other.csv": other, "whole.csv": head + other}.items():
        (tmp_path / name).write_text(names + text, encoding="utf-8")
    if first == "its head":
        store.take_in(tmp_path / "head.csv", tmp_path / "other.csv")
    else:
        aside, _ = store.take_in(tmp_path / "other.csv", tmp_path / "head.csv")
        assert aside["causes"][0]["field"] == "Fecha"
        (mended,) = store.take_in(Path(aside["set_aside_file"]))
        assert mended["rows_set_aside"] == 0
    whole.take_in(tmp_path / "whole.csv")
    assert store.state() == whole.state()
