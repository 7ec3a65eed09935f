"""Every named query is used, fits its caller, can be prepared, and writes only what its stage owns."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from clientbook_cli.book.connection import Book, Table, open_book
from clientbook_cli.book.queries import Queries, Query
from tests.conftest import Till
from tests.intake import exports
from tests.source import PACKAGE, ROOT, Module, modules, sql_files

# DESIGN: each stage's own tables.
OWNS = {
    "book": {"operation", "migration", "restored"},
    "intake": {"import_batch", "set_aside_row"},
    "ledger": {"client", "identity", "merge", "sale", "sale_line", "sale_part", "sale_sighting", "telling"},
    "clients": {
        *(
            "consent",
            "consent_rule",
            "address_state",
            "forgotten",
            "forgetting_key",
            "listing",
            "permission",
            "occasion",
            "relation",
            "gift",
        ),
        *(
            "preference",
            "note",
            "visit",
            "wish",
            "product",
            "follow_up",
            "handover",
            "assignment",
            "associate",
            "absence",
        ),
    },
    "score": {"score_run", "score"},
    "audience": {"audience", "audience_member"},
    "calls": {"call_sheet", "call_task", "touch", "call_choice", "call_hold_out", "huddle_answer"},
    "campaign": {"campaign", "campaign_file", "outbox", "mail_copy", "mail_return"},
    "measure": set[str](),
    "desk": set[str](),
}
SQL_IN_PYTHON = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|WITH|DROP|ALTER|COPY|ATTACH|PRAGMA)\s+[A-Za-z_(]", re.S
)
NOT_PREPARABLE = re.compile(
    r"(SET|PRAGMA|CHECKPOINT|ATTACH|DETACH|COPY|BEGIN|DROP|CREATE TABLE IF NOT EXISTS|CREATE OR REPLACE TEMP MACRO)\b"
)


@cache
def all_queries() -> tuple[Query, ...]:
    return tuple(query for file in sql_files() for query in Queries(file).values())


def _named(query: Query) -> str:
    return f"{query.file.relative_to(PACKAGE).with_suffix('').as_posix()}:{query.name}"


def _uses(module: Module) -> Iterator[tuple[str, ast.Call | None]]:
    """Each `SQL["name"]` of a module, with the call it is an argument of."""
    calls = {
        id(argument): node for node in ast.walk(module.tree) if isinstance(node, ast.Call) for argument in node.args
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "SQL":
            assert isinstance(node.slice, ast.Constant | ast.Name), f"{module.name}:{node.lineno}: name the query"
            if isinstance(node.slice, ast.Constant):
                yield str(node.slice.value), calls.get(id(node))


def _statement(query: Query) -> str:
    return re.sub(r"--[^\n]*", "", query.text).strip()


def test_every_file_of_queries_stands_beside_its_module() -> None:
    assert not [file for file in sql_files() if not file.with_suffix(".py").is_file()]


@pytest.mark.parametrize("module", [m for m in modules() if m.file.with_suffix(".sql").is_file()], ids=lambda m: m.name)
def test_every_query_is_used_and_every_use_exists(module: Module) -> None:
    constants = {
        str(node.value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    names = set(Queries(module.file.with_suffix(".sql")))
    used = {name for name, _ in _uses(module)}
    assert used <= names
    assert names <= used | constants


@pytest.mark.parametrize("module", [m for m in modules() if m.file.with_suffix(".sql").is_file()], ids=lambda m: m.name)
def test_callers_pass_exactly_what_their_query_takes(module: Module) -> None:
    queries = Queries(module.file.with_suffix(".sql"))
    for name, call in _uses(module):
        if call is None:
            continue
        passed = {keyword.arg for keyword in call.keywords}
        assert None not in passed, f"{module.name}: {name} gets **parameters"
        assert passed == queries[name].parameters, f"{module.name}: {name}"


def test_no_sql_stands_in_python() -> None:
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and SQL_IN_PYTHON.match(node.value)
        and node.value.split()[0].isupper()
    ]
    assert not found


@pytest.fixture(scope="module")
def empty_book(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """One book for hundreds of queries, which leave nothing in it."""
    copy = Path(shutil.copy(pristine, tmp_path_factory.mktemp("queries") / "book.duckdb"))
    with open_book(copy, write=True) as book:
        yield book


@pytest.mark.parametrize("query", all_queries(), ids=_named)
def test_a_query_can_be_prepared_on_an_empty_book(query: Query, empty_book: Book) -> None:
    statement = _statement(query)
    if NOT_PREPARABLE.match(statement) or _is_staged(query):
        return  # run when the book is opened, or by the import below
    with closing(empty_book._connection.cursor()) as connection:  # its temporary tables go with it
        for lent in re.findall(r"^-- lent: (.+)$", query.text, re.MULTILINE):
            connection.execute(f"CREATE TEMP TABLE {lent}")
        connection.execute(f"PREPARE query AS {query.text}")


def _is_staged(query: Query) -> bool:
    """Whether it reads a file, or a table that another query makes from one: it cannot be prepared on an empty book."""
    return "read_csv" in query.text or bool(re.search(r"^-- after: ", query.text, re.MULTILINE))


FORGOTTEN: tuple[tuple[str, ...], ...] = (
    ("client", "add", "Zoe Park", "--email", "zoe@example.com"),
    ("forget", "C1", "--yes"),
)
PEOPLE: tuple[tuple[str, ...], ...] = (("client", "duplicates"), ("client", "edit", "C1", "--city", "Salem"))


def test_every_query_on_staged_rows_is_run_by_a_real_import_or_plan(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: set[Query] = set()
    ask = Book.table

    def noted(book: Book, query: Query, /, **parameters: object) -> Table:
        ran.add(query)
        return ask(book, query, **parameters)

    monkeypatch.setattr(Book, "table", noted)
    examples = ROOT / "examples" / "exports"
    maps = {name: str(examples.parent / f"goldbook-{name}.toml") for name in ("sales", "clients")}
    abroad, mended = till.store / "abroad.csv", till.store / "imports" / "goldbook-sales.set-aside.csv"
    square = (examples / "square-customers.csv").read_text(encoding="utf-8")
    far_away = re.sub(r"\+\d{7}01\d\d", "+44 20 7946 0018 ext. 5", square, count=1)
    abroad.write_text(far_away, encoding="utf-8")

    def take_in(*words: str) -> None:
        typed = till.type("import", *words, "--yes")
        assert typed.code in (0, 5), typed.err

    for words in FORGOTTEN:
        assert till.type(*words).code == 0
    take_in(str(examples / "orders_export.csv"), str(abroad))
    for sample in ("woocommerce-webtoffee.csv", "vend-sales.csv", "edge-customers.json", "tiendanube-orders.csv"):
        take_in(str(ROOT / "tests" / "intake" / "files" / sample))
    take_in(str(examples / "goldbook-sales.csv"), "--map", maps["sales"])
    mended.write_text(mended.read_text(encoding="utf-8-sig").replace("31/02/2024", "2/28/2024"), encoding="utf-8")
    take_in(str(mended), "--map", maps["sales"])
    take_in(str(examples / "goldbook-clients.csv"), "--map", maps["clients"])
    take_in(str(examples / "unsubscribed.csv"), "--kind", "optouts")
    for number, item in enumerate(("Mug", "Cup")):  # sales without a number grow
        walk_in = till.store / f"walk-in-{number}.csv"
        walk_in.write_text(exports.write(exports.SQUARE_20_AU, exports.itemised("", ("1", item, "$8.00"))), "utf-8")
        take_in(str(walk_in))
    cut = exports.order("#77", ("1", "Ring", "300.00"), ("1", "Chain", "50.00"))
    sold = exports.itemised("T7", ("1", "Mug", "$8.00"), ("1", "Cup", "$8.00"), more={"SKU": "1.23457E+11"})
    for number, (header, rows) in enumerate(
        ((exports.SHOPIFY_79, cut[:1]), (exports.SHOPIFY_79, cut[1:]), (exports.SQUARE_35, sold[:1]),
         (exports.SQUARE_35, sold[1:]))
    ):  # fmt: skip
        piece = till.store / f"piece-{number}.csv"
        piece.write_text(exports.write(header, rows), "utf-8")
        take_in(str(piece))
    stock = till.store / "stock.csv"
    stock.write_text("Item,Price\nPearl strand,850\n", encoding="utf-8")
    take_in(str(stock), "--kind", "products")
    plans = (("calls", "plan"), ("calls", "plan", "--brand", "Tidewater"), ("why", "C1"))
    kept = (  # a rule whose table is empty is not asked
        ("client", "follow-up", "add", "C1", "tomorrow"),
        ("wish", "add", "C1", "pearl strand"),
        ("calls", "skip", "C1"),
        ("why", "C1"),
    )
    for words in (*plans, *kept, *PEOPLE, ("imports", "undo", "1")):
        assert till.type(*words).code == 0
    waiting = {_named(query) for query in all_queries() if _is_staged(query)} - {_named(query) for query in ran}
    assert not waiting


@pytest.mark.parametrize("query", all_queries(), ids=_named)
def test_a_stage_writes_only_its_own_tables(query: Query) -> None:
    room = query.file.relative_to(PACKAGE).parts[0]
    statement = _statement(query)
    if statement.split()[0].upper() in (
        "SET",
        "PRAGMA",
        "CHECKPOINT",
        "ATTACH",
        "DETACH",
        "SELECT",
        "WITH",
        "COPY",
        "FROM",
    ):
        return
    temporary = re.match(
        r"(CREATE( OR REPLACE)? TEMP(ORARY)? (TABLE|VIEW|MACRO))|DROP TABLE IF EXISTS", statement, re.IGNORECASE
    )
    if temporary:
        return
    written = re.match(
        r"(INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE IF NOT EXISTS|TRUNCATE|MERGE INTO)\s+(\w+)",
        statement,
        re.IGNORECASE,
    )
    assert written, f"what does {_named(query)} write?"
    temp_tables = {
        made[1]
        for other in all_queries()
        if (
            made := re.match(r"CREATE (?:OR REPLACE )?TEMP(?:ORARY)? TABLE (?:IF NOT EXISTS )?(\w+)", _statement(other))
        )
    }
    assert written[2] in OWNS[room] | temp_tables


def test_the_owned_tables_are_those_of_the_schema(book: Book) -> None:
    rows = book._connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    owned = set().union(*OWNS.values())
    assert {row[0] for row in rows} <= owned


@pytest.mark.parametrize("file", sorted((PACKAGE / "book" / "schema").glob("*.sql")), ids=lambda file: Path(file).stem)
def test_a_migration_parses_for_others_too(file: Path) -> None:
    """An owner's own tools must be able to read the schema; table macros are DuckDB's own and are passed over."""
    text = re.sub(r"CREATE MACRO .*?;", "", file.read_text(encoding="utf-8"), flags=re.S)
    assert all(isinstance(tree, exp.Expression) for tree in sqlglot.parse(text, dialect="duckdb") if tree)
