"""How receipts of imports are printed for people."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientbook_cli.cli.output import line
from clientbook_cli.figures import count, day, money

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.cli.counter import Counter

_LABELS = 16
_CAUSES_SHOWN = 8


def show(screen: Console, receipts: Sequence[Mapping[str, Any]], counter: Counter) -> None:
    """One block a file."""
    for number, receipt in enumerate(receipts):
        if number:
            screen.print()
        screen.print(line(_title(receipt), style="bold"))
        for label, text in _lines(receipt, counter.settings.store.locale):
            first, *more = _wrapped(text, screen.width - _LABELS - 2)
            screen.print(line(f"  {label:<{_LABELS}}{first}"), soft_wrap=True)
            for part in more:
                screen.print(line(" " * (_LABELS + 2) + part))


def next_command(receipts: Sequence[Mapping[str, Any]], *, mapping: Path | None, shop: str = "") -> str:
    """What to type after these imports, which were read by this mapping and of this shop."""
    aside = next((each for each in receipts if each["set_aside_file"]), None)
    if any(each["dry_run"] for each in receipts):
        return "the same without --dry-run"
    if aside is not None:
        said = [f"--map {mapping}"] * bool(mapping) + [f'--shop "{shop}"'] * bool(shop)
        how = f" with {' '.join(said)}" if said else ""
        return f"mend {aside['set_aside_file']} and import it{how}; then clientbook score"
    return "clientbook score" if any(each["kind"] == "sales" for each in receipts) else ""


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of a text; a path stays whole, so that it can be copied."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]


def _title(receipt: Mapping[str, Any]) -> str:
    number = f", import {receipt['batch']}" if receipt["batch"] is not None else ""
    return f"{receipt['file']} ({receipt['format']}{number})"


def _lines(receipt: Mapping[str, Any], locale: str) -> Iterator[tuple[str, str]]:
    would = "would be " if receipt["dry_run"] else ""
    if receipt["same_file"]:
        yield "the same file", "was imported before; nothing was changed"
    yield (
        "rows",
        (
            f"{receipt['rows_read']:,} read: {receipt['rows_kept']:,} {would}kept, "
            f"{receipt['rows_already_there']:,} there already, {receipt['rows_set_aside']:,} {would}set aside"
        ),
    )
    if receipt["kind"] == "sales":
        if not receipt["same_file"]:
            yield from _posted(receipt)
        yield from _sales(receipt, locale)
    elif receipt["clients_new"] or receipt["kind"] == "clients":
        yield "clients", f"{receipt['clients_new']:,} new"
    if receipt["occasions"]:
        yield "days", count(receipt["occasions"], "birthday or anniversary", "birthdays and anniversaries")
    if receipt.get("spent_compared"):
        equal, compared = receipt["spent_equal"], receipt["spent_compared"]
        yield "spent", f"what the list says is what the book has for {equal:,} of {count(compared, 'buyer')}"
    if receipt["consents"]:
        yield "consent", count(receipt["consents"], "word noted", "words noted")
    for label, texts in (("read as", receipt["decided"]), ("repaired", receipt["repaired"])):
        if texts:
            yield label, "; ".join(texts)
    for cause in receipt["causes"][:_CAUSES_SHOWN]:
        where = f" in {cause['field']}" if cause["field"] else ""
        value = f": {cause['first_value']}" if cause["first_value"] else ""
        yield "set aside", f"{cause['rows']:,} × {cause['cause']}{where}, first at line {cause['first_line']:,}{value}"
    if receipt["set_aside_file"]:
        yield "", f"they are in {receipt['set_aside_file']}"


def _posted(receipt: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    changed = f", {receipt['sales_changed']:,} changed" if receipt["sales_changed"] else ""
    if receipt.get("sales_joined"):
        changed += f", {receipt['sales_joined']:,} joined with another file's"
    of_wholes = not receipt["lines_new"] and "lines" not in receipt["control"]
    lines = "without their lines" if of_wholes else count(receipt["lines_new"], "line")
    yield (
        "sales",
        f"{receipt['sales_new']:,} new{changed}; {lines}; {count(receipt['clients_new'], 'new client')}",
    )


def _sales(receipt: Mapping[str, Any], locale: str) -> Iterator[tuple[str, str]]:
    if receipt["sales_without_client"]:
        yield "", f"{count(receipt['sales_without_client'], 'sale names', 'sales name')} nobody"
    if receipt["first_day"]:
        first, last = (_day(receipt[key]) for key in ("first_day", "last_day"))
        yield "days", first if first == last else f"{first} to {last}"
    if receipt["net_total"] is not None:
        yield "net", _money(receipt["net_total"], receipt["currency"], locale)
        yield "refunds", _money(receipt["refunds_total"], receipt["currency"], locale)
    told = receipt["sales_reconciled"] + receipt["sales_flagged"]
    if told:
        flagged = receipt["sales_flagged"]
        said = f"; {count(flagged, 'does not, and is kept', 'do not, and are kept')}" if flagged else ""
        yield "figures", f"{receipt['sales_reconciled']:,} of {count(told, 'sale adds', 'sales add')} up{said}"
    yield "control", ", ".join(f"{name} {_figure(value)}" for name, value in receipt["control"].items())
    for other in receipt["other_currencies"]:
        net = _money(other["net_total"], other["currency"], locale)
        yield "apart", f"{count(other['sales'], 'sale')} in {other['currency']}, net {net}; never added to the others"


def _figure(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{Decimal(str(value)):,.2f}"


def _money(value: object, currency: str, locale: str) -> str:
    return money(Decimal(str(value)), currency, locale=locale)


def _day(value: object) -> str:
    return day(value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)))
