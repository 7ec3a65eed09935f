"""Stage a file: each record as typed values in the temporary table `staged`, or set aside with its line and cause.

DuckDB reads the file strictly and in one pass. When the count of what it read is not the count of records, or it
refused some, the file is sifted record by record instead, so that nothing vanishes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UndecidedError
from clientbook_cli.intake import dates, phones, portions, records, row_rules, sifting, spoiled
from clientbook_cli.intake.faults import Bad, Found, named, swapped
from clientbook_cli.intake.formats import AMOUNTS, Matched
from clientbook_cli.intake.reader import TextFile
from clientbook_cli.intake.unfolding import unfold
from clientbook_cli.intake.zones import zone_of

SQL = queries(__file__)
_MOST_ROUNDS = 6
_MACROS = (
    *("make-word", "make-bare", "make-numbers", "make-spoiled", "make-empty", "make-written"),
    *("make-amount", "make-moment", "make-spoken", "make-clock", "make-address"),
)
_TIDY = {"": "make-tidy", "guards": "make-tidy-guards", "all": "make-tidy-all"}  # by what is odd in a file
_ISO = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")  # where a few days begin with the year
_HEAD_BY = {"head": "figures", "repeated": "figures", "rows": "rows"}  # how the first row of an order is known


@dataclass(frozen=True, slots=True)
class Staged:
    """What staging a file came to."""

    rows: int  # data records, set-aside ones among them
    bad: tuple[Bad, ...]
    decided: tuple[str, ...]  # how columns were read, where it had to be decided
    repaired: tuple[str, ...]  # what was mended in its records, in words
    lost: tuple[str, ...] = ()  # fields of which a spreadsheet spoiled some cells, so that they do not tell all


@dataclass(frozen=True, slots=True)
class Reading:
    """How cells are turned to values, as far as the file itself has to tell."""

    iso: bool = True
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    commas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Count:
    field: str
    cells: int
    filled: int
    with_comma: int


def stage(
    book: Book,
    file: TextFile,
    matched: Matched,
    *,
    clean: Path,
    zone: str,
    country: str,
    order: str = "",
    header: bool = True,
    most_cell: int = 32 << 10,
) -> Staged:
    """Read a file into `staged`. `clean`: where a sifted copy may be written; `order`: what the owner said of dates.

    Raises InputError where the order of day and month cannot be told.
    """
    for name in (_TIDY[file.odd], *_MACROS):
        book.run(SQL[name])
    rules = row_rules.of(file, matched, header=header, most_cell=most_cell)
    sifted: sifting.Sifted | None = None
    source = records_in = file.text
    laid, is_folded = matched, bool(matched.format.code)
    if is_folded:
        source, records_in = clean, clean.with_suffix(".whole")
        sifted = sifting.sift(file.text, records_in, rules)
        laid = unfold(matched, records_in, clean, delimiter=file.delimiter)
    reader = _Reader(book, file, laid, zone=zone, order=order, header=header, most_cell=most_cell)
    if is_folded:
        reader.read(source)
    elif file.irregular or reader.read(source) or not _complete(book, file, header=header):
        sound = reader.only_long and _complete(book, file, header=header, refused=reader.refused)
        sifted = sifting.sift(source, clean, replace(rules, sound=sound))
        source = records_in = clean
        reader.read(source)
    if matched.format.kind == "sales":
        reader.settle(source)
    elif matched.format.kind == "optouts":
        texts = [row[0] for row in book.table(SQL["list-stop-phones"]).rows]
        book.run(SQL["settle-stop-phones"], texts=texts, phones=[phones.normalise(t, country=country) for t in texts])
    if is_folded:
        book.run(SQL["spread-bad"])
    found = book.rows(Found, SQL["list-bad-records"] if is_folded else SQL["list-bad"])
    places = records.find(records_in, [each.record for each in found], header=header)
    rows = sifted.places.count + len(sifted.bad) if sifted else int(book.value(SQL["count-staged"]))
    bad = [named(each, places[each.record], matched, sifted, delimiter=file.delimiter, rows=rows) for each in found]
    if sifted:
        bad += [Bad(record.record, record.line, cause, None, None, record.text) for record, cause in sifted.bad]
    bad.sort(key=lambda each: each.record)
    lost = spoiled.leave_out(book, matched) if matched.format.kind == "sales" else spoiled.Lost()
    repaired = (*(sifted.said if sifted else ()), *spoiled.phones(book, matched), *lost.said)
    return Staged(rows, tuple(bad), tuple(reader.said), repaired, lost.fields)


def _complete(book: Book, file: TextFile, *, header: bool, refused: int = 0) -> bool:
    """Whether what was staged are all records of the file, but for those that were refused."""
    rows = int(book.value(SQL["count-staged"])) - (not header) + refused
    return rows == file.lines or rows == records.count(file.text)


class _Reader:
    """Reads one file, as often as it takes to know how its columns are written."""

    def __init__(
        self, book: Book, file: TextFile, matched: Matched, *, zone: str, order: str, header: bool, most_cell: int
    ) -> None:
        self._book, self._file, self._matched = book, file, matched
        self._zone, self._order, self._header, self._most_cell = zone, order, header, most_cell
        self._reading = Reading()
        if matched.format.date_formats:
            self._reading = replace(self._reading, iso=False, date_formats=matched.format.date_formats)
        self._rejected = 0  # DuckDB keeps counting over several readings
        self.refused = 0  # records, by the last reading
        self.only_long = False  # for nothing but their length
        self.said: list[str] = []

    def read(self, source: Path) -> int:
        """Stage the file; how many records DuckDB refused."""
        file, format_ = self._file, self._matched.format
        # A record as long as a cell may be is looked at by itself; those of a sifted copy have been.
        most_cell = self._most_cell if source == file.text else records.CELL_LIMIT
        portion = portions.of(file, most_cell=most_cell)
        columns = dict.fromkeys(self._matched.names, "VARCHAR")
        if format_.kind == "clients":
            self._book.run(
                SQL["stage-people"],
                file=str(source),
                columns=columns,
                delimiter=file.delimiter,
                header=self._header,
                source=format_.source,
                most_line=portion.most_line,
                buffer=portion.size,
            )
        elif format_.kind == "optouts":
            self._book.run(
                SQL["stage-stops"],
                file=str(source),
                columns=columns,
                delimiter=file.delimiter,
                header=self._header,
                most_line=portion.most_line,
                buffer=portion.size,
            )
        else:
            self._read_lines(source, columns, portion)
        before, (self._rejected, otherwise) = self._rejected, self._book.table(SQL["count-rejected"]).rows[0]
        self.refused = self._rejected - before
        self.only_long = self.refused > 0 and not otherwise
        return self.refused

    def _read_lines(self, source: Path, columns: dict[str, str], portion: portions.Portion) -> None:
        format_, meaning, zones = self._matched.format, self._matched.format.meaning, self._foreign_zones()
        others = (*format_.services, *format_.shipping, *format_.deposits, *format_.repairs)
        self._book.run(
            SQL["stage-lines"],
            file=str(source),
            columns=columns,
            delimiter=self._file.delimiter,
            header=self._header,
            most_line=portion.most_line,
            buffer=portion.size,
            iso=self._reading.iso,
            date_formats=list(self._reading.date_formats),
            commas=list(self._reading.commas),
            zone_names=list(zones),
            zone_ids=list(zones.values()),
            source=format_.source,
            store_zone=self._zone,
            clock=format_.zone,
            part=meaning.part,
            head_by=_HEAD_BY.get(meaning.values, "person"),
            day_on_head=meaning.values in _HEAD_BY,
            head_rows=_any_of(meaning.head_rows) if meaning.values == "rows" else "",
            line_rows=_any_of(meaning.line_rows),
            tips_outside=meaning.tips_outside_total,
            tax_per_unit=meaning.tax_per_unit,
            discount_per_unit=meaning.discount_per_unit,
            discount_sign=meaning.discount_sign,
            number_part=format_.customer_number or None,
            one_a_row=meaning.one_a_row,
            refunds=_any_of(format_.refunds),
            cancelled=_any_of(format_.cancelled),
            void=_any_of(format_.void),
            returned=_any_of(format_.returned),
            tips=_any_of(format_.tips),
            gift_cards=_any_of(format_.gift_cards),
            others=_any_of(others),
            services=_any_of(format_.services),
            shipping_words=_any_of(format_.shipping),
            deposits=_any_of(format_.deposits),
        )

    def settle(self, source: Path) -> None:
        """Decide how columns are written from what could not be read, and read again, until nothing changes."""
        given_up: set[str] = set()
        before: dict[str, int] = {}
        for _ in range(_MOST_ROUNDS):
            counts = {count.field: count for count in self._book.rows(_Count, SQL["count-bad"])}
            worse = [name for name, cells in before.items() if name in counts and counts[name].cells >= cells]
            changed = replace(self._reading, commas=tuple(c for c in self._reading.commas if c not in worse))
            given_up |= set(worse)
            unread = counts["sold_on"].filled if "sold_on" in counts else 0
            cell = self._book.value(SQL["find-swapped"]) if self._reading.iso and unread else None
            if cell and self._file.path.suffix.lower() == ".xlsx":
                raise swapped(cell, column=self._matched.column_of("sold_on"), where=str(self._file.path))
            dated = int(self._book.value(SQL["count-dated"])) if self._reading.iso and unread else 0
            if self._reading.iso and unread > dated:
                changed = self._decide_dates(changed, beside=_ISO if dated else ())
            with_comma = [
                name
                for name, count in counts.items()
                if name in AMOUNTS and count.with_comma and name not in given_up and name not in changed.commas
            ]
            if changed == self._reading and not with_comma:
                break
            before = {name: counts[name].cells for name in with_comma}
            self._reading = replace(changed, commas=(*changed.commas, *with_comma))
            self.read(source)
        if self._matched.format.meaning.values in _HEAD_BY and self._book.value(SQL["count-dayless"]):
            self._book.run(SQL["recall-days"], source=self._matched.format.source)
            self._book.run(SQL["find-dayless"])
        for name in self._reading.commas:
            self.said.append(f"{self._matched.column_of(name)}: decimal comma")

    def _decide_dates(self, reading: Reading, *, beside: tuple[str, ...]) -> Reading:
        shapes = self._book.rows(dates.Shape, SQL["list-date-shapes"])
        decision = dates.decide(shapes, wanted=self._order, otherwise=self._matched.format.date_order)
        if not decision.formats:
            return replace(reading, iso=False, date_formats=("%Y-%m-%d",))
        column = self._matched.column_of("sold_on")
        if not decision.order:
            raise UndecidedError(
                f"cannot tell day from month in {column}: no number in it is above 12",
                where=str(self._file.path),
                row=f"{column}: " + next((cell for cell in self._cells(column) if cell), ""),
                rule="the order of day and month is decided from the whole column",
                next="add --day-first (31/12/2026) or --month-first (12/31/2026)",
            )
        if decision.order != "named":
            self.said.append(f"{column}: {decision.order.replace('-', ' ')} ({decision.evidence})")
        return replace(reading, iso=False, date_formats=(*decision.formats, *beside))

    def _cells(self, column: str) -> Iterable[str]:
        index = self._file.header.index(column)
        return (record[index] for record in self._file.sample if len(record) > index)

    def _foreign_zones(self) -> dict[str, str]:
        """Zone names in the file that are not the store's own clock, and what they are called in the tz database."""
        index = self._matched.places.get("zone")
        if index is None:
            return {}
        labels = {record[index].strip() for record in self._file.sample if len(record) > index}
        known = {label: zone_of(label) for label in labels}
        return {label: zone for label, zone in known.items() if zone and not _same_clock(zone, self._zone)}


def _same_clock(one: str, other: str) -> bool:
    try:
        return one == other or ZoneInfo(one) == ZoneInfo(other)
    except (ZoneInfoNotFoundError, ValueError):
        return True


def _any_of(words: Iterable[str]) -> str | None:
    """A pattern of these words in small or capital letters, of which one that ends in * stands for all that begin so.

    None, which no text fits and which costs nothing, where there are none.
    """
    patterns = "|".join(re.escape(word.removesuffix("*")) + ".*" * word.endswith("*") for word in words)
    return f"(?i){patterns}" if patterns else None
