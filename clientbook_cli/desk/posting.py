"""Post what was staged of a file, by its kind: sales, a client list, an opt-out list; and fill in the receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from clientbook_cli.book.connection import Book
from clientbook_cli.clients import listed, wishes
from clientbook_cli.figures import count
from clientbook_cli.intake import batch as batches
from clientbook_cli.intake import receipt, recognise
from clientbook_cli.intake.formats import Matched
from clientbook_cli.intake.reader import TextFile
from clientbook_cli.ledger import people, post, standing
from clientbook_cli.settings import StoreSettings


@dataclass(frozen=True, slots=True)
class Work:
    """What posting a staged file needs."""

    book: Book
    file: TextFile
    matched: Matched
    rules: str
    order: str
    store: StoreSettings
    now: dt.datetime
    operation: int
    step: Callable[[str], None]
    lost: Sequence[str] = ()  # fields that a spreadsheet spoiled in the file

    @property
    def today(self) -> dt.date:
        """The store's day."""
        zone = ZoneInfo(self.store.timezone)
        return self.now.replace(tzinfo=dt.UTC).astimezone(zone).date()


def post_staged(work: Work, blank: receipt.Receipt) -> receipt.Receipt:
    """Post the staged records; the receipt with what came of them."""
    return {"sales": _sales, "clients": _clients, "optouts": _stops}[work.matched.format.kind](work, blank)


def begin(work: Work, *, mends: int | None = None, told_on: dt.date | None = None) -> int:
    """Put the import on record; its number."""
    return batches.begin(
        work.book,
        operation=work.operation,
        now=work.now,
        file=work.file.name,
        sha256=work.file.sha256,
        rules=work.rules,
        format=work.matched.format.name,
        source=work.matched.format.source,
        kind=work.matched.format.kind,
        shape=recognise.shape(work.matched),
        mends=mends,
        told_on=told_on,
    )


def _sales(work: Work, blank: receipt.Receipt) -> receipt.Receipt:
    source, meaning = work.matched.format.source, work.matched.format.meaning
    work.step("gathering sales")
    gathered = post.gather(
        work.book,
        source=source,
        meaning=meaning,
        currency=work.store.currency,
        country=work.store.country,
    )
    batch = begin(work, mends=gathered.mends, told_on=gathered.told_on)
    work.step("posting sales and clients")
    told = work.matched.places.keys() - set(work.lost)
    lacks = standing.lacking(told, has_times=gathered.has_times)
    posted = post.post(work.book, source=source, meaning=meaning, batch=batch, operation=work.operation, lacks=lacks)
    wishes.meet_sold(work.book, operation=work.operation)
    work.step("proving the figures")
    sums = post.sums(work.book, batch=batch)
    words = listed.post_sale_words(
        work.book,
        matched=work.matched,
        batch=batch,
        zone=work.store.timezone,
        now=work.now,
        operation=work.operation,
    )
    joined = 0
    if posted.sales_in_pieces:
        joined = post.join(work.book, source=source, meaning=meaning, currency=work.store.currency, batch=batch)
    first = next((each for each in sums if each.currency == work.store.currency), sums[0] if sums else None)
    records = posted.rows_kept + posted.rows_already_there
    others = [each for each in sums if each is not first]
    return replace(
        blank,
        batch=batch,
        rows_kept=posted.rows_kept,
        rows_already_there=posted.rows_already_there + gathered.doubled,
        repaired=(*blank.repaired, *_doubled(gathered.doubled)),
        sales_new=posted.sales_new,
        sales_changed=posted.sales_changed + joined,
        sales_joined=posted.sales_joined,
        lines_new=posted.lines_new,
        clients_new=posted.clients_new,
        clients_joined=posted.clients_joined,
        first_day=gathered.first_day,
        last_day=gathered.last_day,
        currency=first.currency if first else None,
        net_total=first.net if first else None,
        refunds_total=first.refunds if first else None,
        sales_reconciled=posted.sales_reconciled,
        sales_flagged=posted.sales_flagged,
        sales_without_client=posted.sales_without_client,
        consents=words,
        control=_control(work, first, records=records) if first else {},
        other_currencies=tuple(
            {
                "currency": each.currency,
                "sales": each.sales,
                "net_total": each.net,
                "refunds_total": each.refunds,
                "control": _control(work, each, records=0),
            }
            for each in others
        ),
    )


def _doubled(rows: int) -> tuple[str, ...]:
    return (f"{count(rows, 'row')} stood in it a second time: counted once",) if rows else ()


def _clients(work: Work, blank: receipt.Receipt) -> receipt.Receipt:
    batch = begin(work)
    work.step("posting clients")
    people.prepare(work.book)
    people.gather_listed(work.book, source=work.matched.format.source, country=work.store.country)
    placed = people.place(work.book, source=work.matched.format.source, batch=batch, operation=work.operation)
    said = listed.post(
        work.book,
        matched=work.matched,
        batch=batch,
        operation=work.operation,
        now=work.now,
        order=work.order,
        where=str(work.file.path),
    )
    return replace(
        blank,
        batch=batch,
        rows_kept=said.rows_kept,
        rows_already_there=said.rows_already_there,
        clients_new=placed.clients_new,
        clients_joined=placed.clients_joined,
        occasions=said.occasions,
        consents=said.consents,
        spent_compared=said.spent_compared,
        spent_equal=said.spent_equal,
    )


def _stops(work: Work, blank: receipt.Receipt) -> receipt.Receipt:
    batch = begin(work)
    said = listed.post_stops(work.book, now=work.now, operation=work.operation)
    return replace(
        blank,
        batch=batch,
        rows_kept=said.rows_kept,
        rows_already_there=said.rows_already_there,
        consents=said.consents,
    )


def _control(work: Work, sums: post.Sums, *, records: int) -> receipt.Control:
    """The file's own figures, those of its columns that it has.

    Each stands beside the fields whose columns it is the sum of: the first that the file has.
    """
    of_orders, has_lines = work.matched.format.figures == "orders", work.matched.format.meaning.part == "lines"
    has_tips = "tips" in work.matched.places or ("price" in work.matched.places and work.matched.format.tips)
    orders = records if work.matched.format.code else sums.sales  # a refund with a day of its own is no order
    figures: list[tuple[str, tuple[str, ...], int | Decimal | None]] = []
    if of_orders:
        figures += [("orders", ("transaction_id",), orders), ("lines", ("",), sums.lines if has_lines else None)]
        figures += [("subtotal", ("subtotal",), sums.subtotal), ("shipping", ("shipping",), sums.shipping)]
        in_rows = work.matched.format.meaning.values == "rows"  # one column, of the order on its own row
        figures += [
            ("taxes", ("taxes", "tax") if in_rows else ("taxes",), sums.taxes),
            ("tips", ("",), sums.tips if has_tips else None),
        ]
        figures += [("total", ("total",), sums.total), ("refunded", ("refunded",), sums.refunded)]
    if not of_orders or "gross" in work.matched.places:
        figures += [
            ("transactions", ("transaction_id",), sums.sales),
            ("lines", ("",), sums.lines if has_lines else None),
        ]
        figures += [("gross", ("gross",), sums.line_gross), ("net", ("net",), sums.line_net)]
        figures += [("discounts", ("discount",), sums.line_discount), ("discounts", ("order_discount",), sums.discount)]
        figures += [("taxes", ("tax",), sums.line_tax), ("taxes", ("taxes",), sums.taxes)]
    told: dict[str, int | Decimal] = {}
    for name, fields, figure in figures:
        if figure is not None and name not in told and any(not f or f in work.matched.places for f in fields):
            told[name] = figure
    return told
