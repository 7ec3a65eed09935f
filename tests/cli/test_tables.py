"""The tables that an owner reads: as files without a formula in them, and by questions that change nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars
import pytest
from python_calamine import CalamineWorkbook

from clientbook_cli.desk.tables import TABLES
from tests.conftest import Till
from tests.shop import open_shop
from tests.source import PACKAGE, ROOT

SCHEMA = PACKAGE / "book" / "schema" / "0010_tables.sql"
HOSTILE = '=HYPERLINK("http://example.com";"Ann")'


@pytest.fixture
def filled(till: Till) -> Till:
    """A store with sales, a score, and a client whose name is a formula."""
    assert till.type("import", str(ROOT / "tests" / "intake" / "files" / "shopify-orders-79.csv")).code in (0, 5)
    assert till.type("client", "add", HOSTILE, "--email", "ann@example.com").code == 0
    assert till.type("visit", "add", "Zoe Park", "--phone", "503-555-0177", "--liked", "studs").code == 0
    assert till.type("score").code == 0
    return till


def ask(till: Till, question: str) -> list[list[Any]]:
    typed = till.type("sql", question, "--json")
    assert typed.code == 0, typed.err
    rows: list[list[Any]] = typed.json["rows"]
    return rows


def test_every_view_for_owners_is_a_table_that_can_be_exported(filled: Till, tmp_path: Path) -> None:
    assert set(re.findall(r"^CREATE VIEW (\w+)", SCHEMA.read_text(encoding="utf-8"), re.M)) == set(TABLES)
    for name in TABLES:
        typed = filled.type("export", name, "--to", str(tmp_path / f"{name}.parquet"), "--json")
        assert typed.code == 0, typed.err
        assert typed.json["rows"] == polars.read_parquet(tmp_path / f"{name}.parquet").height


def test_what_clients_spent_is_what_their_sales_came_to(filled: Till) -> None:
    ((spent,),) = ask(filled, "SELECT sum(spent) FROM clients")
    ((sold,),) = ask(filled, "SELECT sum(net) FROM sales WHERE client IS NOT NULL")
    ((lines,),) = ask(filled, "SELECT count(*) FROM sale_lines")
    assert Decimal(spent) == Decimal(sold) > 0
    assert lines > 0


def test_a_sale_that_was_brought_back_is_no_purchase_and_the_tier_is_that_of_the_newest_day(till: Till) -> None:
    with open_shop(till.store) as shop:
        client = shop.client("Zoe Park")
        shop.sale(client, "2026-05-01", "40.00")
        shop.sale(client, "2026-06-01", "90.00")
        shop.sale(client, "2026-06-09", "-90.00", kind="refund")
    assert till.type("score").code == 0
    assert till.type("score", "--as-of", "2026-05-02").code == 0  # a later run, of an earlier day
    (row,) = ask(till, "SELECT purchases, spent, last_purchase, r FROM clients")
    assert row[:3] == [1, "40.00", "2026-05-01"]
    assert [row[3]] in ask(till, "SELECT r FROM scores WHERE as_of = DATE '2026-11-13'")
    assert [row[3]] not in ask(till, "SELECT r FROM scores WHERE as_of = DATE '2026-05-02'")


def test_a_workbook_holds_text_numbers_and_days_and_no_formula(filled: Till, tmp_path: Path) -> None:
    file = tmp_path / "clients.xlsx"
    assert filled.type("export", "clients", "--to", str(file)).code == 0
    head, *rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    names = [row[head.index("name")] for row in rows]
    assert HOSTILE in names
    bought = next(row for row in rows if row[head.index("purchases")])
    assert isinstance(bought[head.index("spent")], float)
    assert isinstance(bought[head.index("last_purchase")], dt.date)


def test_a_csv_is_safe_in_a_spreadsheet(filled: Till, tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    assert filled.type("export", "clients", "--to", str(file)).code == 0
    text = file.read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in text
    assert re.search(r"\d\.\d\d,USD", text)


@pytest.mark.parametrize(("words", "said"), [
    (("client", "--to", "clients.csv"), "did you mean clients"),
    (("clients", "--to", "clients.pdf"), "none of .csv, .xlsx, .parquet"),
])  # fmt: skip
def test_an_export_that_cannot_be_is_refused(till: Till, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    *before, file = words
    typed = till.type("export", *before, str(tmp_path / file))
    assert typed.code == 2
    assert said in typed.err
    assert not (tmp_path / file).exists()


@pytest.mark.parametrize(("question", "said"), [
    ("DROP TABLE sale", "this is not one SELECT"),
    ("DELETE FROM client", "this is not one SELECT"),
    ("SELECT 1; SELECT 2", "this is not one SELECT"),
    ("SET threads = 1", "this is not one SELECT"),
    ("COPY clients TO 'x.csv'", "this is not one SELECT"),
    ("ATTACH 'x.duckdb'", "this is not one SELECT"),
    ("", "SELECT is empty"),
    ("SELEC 1", "syntax error"),
    ("SELECT spend FROM clients", '"spent"'),
    ("SELECT * FROM client_s", 'Did you mean "clients"?'),
    ("SELECT * FROM read_csv('/etc/hosts')", "disabled by configuration"),
    ("SELECT 'a'::INTEGER", "Could not convert"),
])  # fmt: skip
def test_a_question_that_is_none_is_explained_and_changes_nothing(till: Till, question: str, said: str) -> None:
    book = till.store / "book.duckdb"
    before = hashlib.sha256(book.read_bytes()).hexdigest()
    typed = till.type("sql", question)
    assert typed.code == 2
    assert said in typed.err
    assert "Traceback" not in typed.err
    assert hashlib.sha256(book.read_bytes()).hexdigest() == before


def test_answers_without_a_form_in_json_are_text(till: Till) -> None:
    ((*cells,),) = ask(
        till, "SELECT 1.5::DECIMAL(9, 2), [1], 'nan'::FLOAT, DATE '2026-11-13', NULL, true, INTERVAL 1 DAY"
    )
    assert cells == ["1.50", "[1]", "nan", "2026-11-13", None, True, "1 day, 0:00:00"]


def test_hostile_text_is_harmless_on_the_screen(till: Till) -> None:
    typed = till.type("sql", "SELECT chr(27) || '[31m[/red]' AS \"a[/b]\"")
    assert typed.code == 0
    assert "\x1b" not in typed.out
