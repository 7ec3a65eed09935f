"""The book without a person: every row of theirs, and every word that names them, in all tables; and the proof of it.

DuckDB leaves what was deleted in its file, so the book is written anew, table by table, with what stays. Knows tables
by the names of their columns, not what they mean; who the person is and which words name them is for `desk` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from clientbook_cli.book import log
from clientbook_cli.book.backup import flush
from clientbook_cli.book.lock import patiently, writer
from clientbook_cli.book.queries import queries
from clientbook_cli.book.trouble import translated
from clientbook_cli.errors import BookError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation, Expression

SQL = queries(__file__)
OWNERS = ("client", "into_client", "other")  # a row of one of these clients is theirs
MENTIONS = ("giver", "for_client")  # a row that is another's, and only names them
_OF_SALE = ("sale",)  # tables by identity alone keep their rows, without the identity
# A row that names them is about them, whoever it is filed under.
_WHOLE = ("set_aside_row", "consent", "address_state", "mail_return")
_TEXT = ("VARCHAR", "JSON")
# Rows of these that stay are other people's: what they are called is theirs, and may hold the same words. Only one
# column of theirs names somebody else.
_PEOPLE, _NAMES_ANOTHER = ("client", "identity"), "partner"


@dataclass(frozen=True, slots=True)
class Traces:
    """By what a person is known: client numbers, identities, and words that name nobody else."""

    clients: Sequence[int]
    identities: Sequence[int]
    words: Sequence[str]

    @property
    def pattern(self) -> str:
        """The words as one expression, the longest first."""
        longest = sorted(self.words, key=len, reverse=True)
        return "|".join(map(whole, longest)) or r"[^\x00-\x{10FFFF}]"


def whole(word: str) -> str:
    """An expression for a word that is no part of another: Ann Lee is none of Ann Leeson."""
    before, after = (r"\b" if re.match(r"\w", edge, re.ASCII) else "" for edge in (word[0], word[-1]))
    return before + re.escape(word) + after


def erase(path: Path, traces: Traces) -> dict[str, int]:
    """Write the book anew without a person; how many rows of each table went or lost a word.

    The book must not be open in this process. Raises BookBusyError, BookError; then the book is as it was.
    """
    fresh = path.with_name(path.name + ".erasing")
    _remove(fresh)
    with writer(path, "forget"):
        try:
            log.fold(path)
            with closing(duckdb.connect()) as connection, translated(path):
                patiently(path, lambda: connection.execute(SQL["attach-source"].text, {"file": str(path)}))
                connection.execute(SQL["attach-fresh"].text, {"file": str(fresh)})
                fresh.chmod(0o600)
                connection.execute(SQL["copy-schema"].text)
                gone = {name: _copy(connection, name, traces) for name in _tables(connection, "source")}
                left = {
                    name: rows
                    for name in _tables(connection, "fresh")
                    if (rows := _named(connection, "fresh", name, traces))
                }
            if left:
                raise BookError(
                    f"the book still names them: {', '.join(left)}",
                    where=str(path),
                    next="nothing was changed; this is a fault of ours",
                )
            flush(fresh)
            fresh.replace(path)
            flush(path.parent)
        finally:
            _remove(fresh)
    return {name: rows for name, rows in gone.items() if rows}


def search(path: Path, traces: Traces) -> tuple[int, dict[str, int]]:
    """How many tables a book has, and rows of those that still name a person or are theirs."""
    with closing(duckdb.connect()) as connection, translated(path):
        patiently(path, lambda: connection.execute(SQL["attach-source"].text, {"file": str(path)}))
        tables = _tables(connection, "source")
        found = {name: _named(connection, "source", name, traces) for name in tables}
    return len(tables), {name: rows for name, rows in found.items() if rows}


def rows_of(path: Path, traces: Traces) -> dict[str, list[dict[str, Any]]]:
    """Every row of a person, by table, as it stands in the book; their sales with all lines."""
    with closing(duckdb.connect()) as connection, translated(path):
        patiently(path, lambda: connection.execute(SQL["attach-source"].text, {"file": str(path)}))
        found: dict[str, list[dict[str, Any]]] = {}
        for name in _tables(connection, "source"):
            table = _read(connection, "source", name)
            theirs = _owned(table, traces)
            if name == "sale_line":
                sales = [row["sale"] for row in found.get("sale", [])]
                theirs = _among("sale", sales) if sales else None
            elif name == "sale" or "identity" in table.columns:
                theirs = _either(theirs, _among("identity", traces.identities))
            if theirs is not None and (rows := list(_dicts(table.filter(theirs)))):
                found[name] = rows
    return found


def _copy(connection: DuckDBPyConnection, name: str, traces: Traces) -> int:
    """Copy what stays of a table; how many rows were theirs or named them."""
    table = _read(connection, "source", name)
    theirs = _owned(table, traces)
    if name not in _OF_SALE and "identity" in table.columns:
        theirs = _either(theirs, _among("identity", traces.identities))
    if name in _WHOLE:
        theirs = _either(theirs, _naming(table, name, traces))
    gone = _named(connection, "source", name, traces)
    stays = table if theirs is None else table.filter(_not(theirs))
    stays.select(
        *(_cleaned(column, str(kind), name, traces) for column, kind in zip(table.columns, table.types, strict=True))
    ).insert_into(f"fresh.main.{name}")
    return gone


def _cleaned(column: str, kind: str, table: str, traces: Traces) -> Expression:
    """A column as it stays: without words that name them, and without their number where another's row mentions it."""
    value: Expression = duckdb.ColumnExpression(column)
    if table in _PEOPLE and column != _NAMES_ANOTHER:
        return value
    if column in MENTIONS or (column == "identity" and table in _OF_SALE):
        gone = traces.identities if column == "identity" else traces.clients
        return duckdb.CaseExpression(_not(_among(column, gone)), value).alias(column)
    if kind in _TEXT:
        text = _call("regexp_replace", value.cast("VARCHAR"), traces.pattern, "", "gi")
        return text.cast(kind).alias(column)
    return value


def _named(connection: DuckDBPyConnection, catalog: str, name: str, traces: Traces) -> int:
    """Rows of a table that are a person's, or hold a word that names them."""
    table = _read(connection, catalog, name)
    theirs = _either(_owned(table, traces), _naming(table, name, traces))
    for column in (*MENTIONS, "identity"):
        if column in table.columns:
            theirs = _either(theirs, _among(column, traces.identities if column == "identity" else traces.clients))
    return len(table.filter(theirs)) if theirs is not None else 0


def _owned(table: DuckDBPyRelation, traces: Traces) -> Expression | None:
    theirs: Expression | None = None
    for column in OWNERS:
        if column in table.columns:
            theirs = _either(theirs, _among(column, traces.clients))
    return theirs


def _naming(table: DuckDBPyRelation, name: str, traces: Traces) -> Expression | None:
    theirs: Expression | None = None
    for column, kind in zip(table.columns, table.types, strict=True):
        if str(kind) in _TEXT and (name not in _PEOPLE or column == _NAMES_ANOTHER):
            text = duckdb.ColumnExpression(column).cast("VARCHAR")
            theirs = _either(theirs, _call("regexp_matches", text, traces.pattern, "i"))
    return theirs


def _among(column: str, values: Sequence[int]) -> Expression:
    """Whether a column is one of these; never unknown, so that its contrary can be asked."""
    known = duckdb.ColumnExpression(column)
    held = (
        known.isin(*(duckdb.ConstantExpression(value) for value in values))
        if values
        else duckdb.ConstantExpression(False)
    )
    return duckdb.CoalesceOperator(held, duckdb.ConstantExpression(False))


def _either(one: Expression | None, other: Expression | None) -> Expression | None:
    if one is None or other is None:
        return other if one is None else one
    return duckdb.CoalesceOperator(one, duckdb.ConstantExpression(False)) | duckdb.CoalesceOperator(
        other, duckdb.ConstantExpression(False)
    )


def _not(one: Expression) -> Expression:
    return ~duckdb.CoalesceOperator(one, duckdb.ConstantExpression(False))


def _call(name: str, value: Expression, *arguments: str) -> Expression:
    return duckdb.FunctionExpression(name, value, *(duckdb.ConstantExpression(argument) for argument in arguments))


def _read(connection: DuckDBPyConnection, catalog: str, name: str) -> DuckDBPyRelation:
    return connection.sql(SQL["read-table"].text, params={"table_name": f"{catalog}.main.{name}"})


def _tables(connection: DuckDBPyConnection, catalog: str) -> list[str]:
    return [row[0] for row in connection.execute(SQL["list-tables"].text, {"catalog": catalog}).fetchall()]


def _dicts(rows: DuckDBPyRelation) -> Iterator[dict[str, Any]]:
    columns = rows.columns
    for row in rows.fetchall():
        yield dict(zip(columns, row, strict=True))


def _remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
