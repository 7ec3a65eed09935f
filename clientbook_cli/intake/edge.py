"""The Edge's transfer files (EDT): JSON objects laid out as the rows of a CSV file, which is then read like any other.

One row a customer, or a sale line with the fields of its sale. The vendor tells the names of the fields in part only:
parts of nested objects are known by what they are called and what stands in them.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from clientbook_cli.errors import InputError
from clientbook_cli.intake.columns import EMAIL
from clientbook_cli.intake.containers import Content

Row = dict[str, str]
_SALE_LINES = "salelines"
_HAS_EMAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")  # begins at the mark: a long cell is gone through once
_DIGITS_OF_A_PHONE = 7
_PARTS = (  # what a part of an address is called, as far as its last name says
    ("street_2", re.compile(r"(address|street|addr)_?(line)?2$")),
    ("street", re.compile(r"(address|street|addr)_?(line)?1?$")),
    ("city", re.compile(r"(city|town)$")),
    ("region", re.compile(r"(state|province|region)$")),
    ("postcode", re.compile(r"(zip|zipcode|postal|postcode|postalcode)$")),
    ("country", re.compile(r"country$")),
)


def is_transfer(path: Path) -> bool:
    """Whether a file begins like JSON; only a look at its first bytes."""
    try:
        with path.open("rb") as opened:
            first = opened.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    except OSError:
        return False
    return first[:1] in (b"{", b"[")


def laid_out(content: Content, *, scratch: Path) -> Content:
    """The objects of a transfer file as CSV. Raises InputError where it holds none."""
    table = scratch / "transfer.csv"
    _write(content.text, table, path=content.path)
    return replace(content, text=table, said=(*content.said, "JSON laid out as rows"))


def _write(text: Path, table: Path, *, path: Path) -> None:
    try:
        content = json.loads(text.read_text(encoding="utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, OSError, RecursionError) as error:
        raise InputError(
            f"cannot be read as JSON: {error}",
            where=str(path),
            rule="The Edge writes CustomerList.json and Transaction.json",
            next="export it again",
        ) from error
    rows = [row for each in _objects(content) for row in _rows(each)]
    if not rows:
        raise InputError(
            "holds no customers and no sale lines",
            where=str(path),
            rule="a transfer file of The Edge has objects with CustomerKey, or with SaleLines",
            next="choose CustomerList.json or Transaction.json of the transfer",
        )
    _link_households(rows)
    header = list(dict.fromkeys(name for row in rows for name in row))
    with table.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _objects(content: object) -> Iterator[Mapping[str, object]]:
    """Every customer, and every sale that has lines, wherever it stands."""
    if isinstance(content, list):
        for each in content:
            yield from _objects(each)
    elif isinstance(content, dict):
        if "CustomerKey" in content or any(name.casefold() == _SALE_LINES for name in content):
            yield content
        else:
            for each in content.values():
                yield from _objects(each)


def _rows(each: Mapping[str, object]) -> Iterator[Row]:
    lines = next((value for name, value in each.items() if name.casefold() == _SALE_LINES), None)
    if lines is None:
        yield _customer(each)
        return
    sale = dict(_leaves({name: value for name, value in each.items() if name.casefold() != _SALE_LINES}))
    for line in _lines(lines):
        yield _sale_line(sale, dict(_leaves(line)))


def _lines(lines: object) -> Iterator[Mapping[str, object]]:
    """The lines of a sale: a list, one object alone, or either of them inside another object."""
    if isinstance(lines, list):
        for each in lines:
            yield from _lines(each)
    elif isinstance(lines, dict):
        if any(
            name.casefold().startswith("saleline") and not isinstance(value, dict | list)
            for name, value in lines.items()
        ):
            yield lines
        else:
            for each in lines.values():
                yield from _lines(each)


def _leaves(content: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every plain value with its path: CustomerPhones.1.Number."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _leaves(value, f"{path}.{name}" if path else str(name))
    elif isinstance(content, list):
        for number, value in enumerate(content, start=1):
            yield from _leaves(value, f"{path}.{number}")
    elif content is not None:
        yield path, {True: "true", False: "false"}.get(content, "") if isinstance(content, bool) else str(content)


def _customer(each: Mapping[str, object]) -> Row:
    row = dict(_leaves(each))
    emails = [value.strip() for value in row.values() if EMAIL.fullmatch(value.strip())]
    phones = [value for path, value in row.items() if _says(path, "phone", "mobile", "cell") and _is_phone(value)]
    row["email"] = emails[0] if emails else ""
    row |= dict(zip(("phone", "phone_2", "phone_3"), phones, strict=False))
    for part, pattern in _PARTS:
        found = (value for path, value in row.items() if value and pattern.search(path.rsplit(".", 1)[-1].casefold()))
        row.setdefault(part, next(found, ""))
    return row


def _says(path: str, *words: str) -> bool:
    folded = path.casefold()
    return any(word in folded for word in words) and not folded.endswith("type")


def _is_phone(value: str) -> bool:
    return sum(map(str.isdigit, value)) >= _DIGITS_OF_A_PHONE and not _HAS_EMAIL.search(value)


def _sale_line(sale: Row, line: Row) -> Row:
    key = _first(sale, ("salekey", "transactionkey", "trankey", "key")) or re.sub(
        r"-\d+$", "", _first(line, ("salelinekey", "salekey"))
    )
    return {
        "transaction_id": key,
        "sold_on": _first(sale, ("saledate", "transactiondate", "trandate", "date"))
        or _first(line, ("salelinedate", "date")),
        "associate": _first(sale, ("associate", "askey", "salesperson")) or _first(line, ("askey", "associate")),
        "customer": _first(sale, ("custkey", "customerkey")),
        "location": _first(sale, ("store",)) or (key.split("-", 1)[0] if "-" in key else ""),
        **sale,
        **line,
    }


def _first(row: Row, endings: Iterable[str]) -> str:
    """The first value whose name ends so, the plainest ending first."""
    for ending in endings:
        for name, value in row.items():
            if value and name.casefold().endswith(ending):
                return value
    return ""


def _link_households(rows: Iterable[Row]) -> None:
    """Where a customer's record names the key of a spouse's account, the two become partners."""
    named = {
        row["CustomerKey"]: " ".join(filter(None, (row.get("CustomerFirstName"), row.get("CustomerLastName"))))
        for row in rows
        if row.get("CustomerKey")
    }
    for row in rows:
        links = (
            value for name, value in row.items() if _says(name, "spouse", "accountkey", "linked") and value in named
        )
        other = next((key for key in links if key != row.get("CustomerKey")), None)
        if other:
            row["partner_key"] = other
            row.setdefault("CustomerSpouseName", named[other])
