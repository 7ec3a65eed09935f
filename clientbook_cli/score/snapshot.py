"""A score run: every client's figures, scores, tier and segment as of a day, kept for good.

Takes the figures from the shared macros over the sales, has `rfm` and `segments` judge them, and writes the run. The
same day, settings and sales are the same run, which is found again instead of written twice.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import NoStoreError
from clientbook_cli.score import cuts as cut_points
from clientbook_cli.score import recipe as recipes
from clientbook_cli.score import rfm, segments
from clientbook_cli.score.cuts import Cuts
from clientbook_cli.score.recipe import Recipe
from clientbook_cli.settings import ScoreSettings

if TYPE_CHECKING:
    import polars

SQL = queries(__file__)


@dataclass(frozen=True, slots=True)
class OtherCurrency:
    """Sales that were not scored, since no figure adds two currencies."""

    currency: str
    sales: int
    net: Decimal


@dataclass(frozen=True, slots=True)
class ScoreRun:
    """What a run found. `tiers` and `segments` count clients by name, in the order of the tables, empty ones too."""

    run: int
    as_of: dt.date
    clients: int
    cuts: Cuts
    recipe: Recipe
    tiers: Mapping[str, int]
    segments: Mapping[str, int]
    new: bool
    other_currencies: tuple[OtherCurrency, ...] = ()
    nameless_sales: int = 0  # sales that name nobody
    sales_left_out: int = 0  # by the settings: too long ago, or too small


@dataclass(frozen=True, slots=True)
class _Kept:
    run: int
    as_of: dt.date
    clients: int
    cuts: str
    recipe: str


@dataclass(frozen=True, slots=True)
class _Count:
    name: str
    clients: int


def run(
    book: Book, *, settings: ScoreSettings, currency: str, as_of: dt.date, today: dt.date, now: dt.datetime
) -> ScoreRun:
    """Score every client who has bought by `as_of` (included), in `currency`. Inside the caller's transaction.

    `today`, `now`: when the run is made.

    Raises SettingsError for tables that do not cover every code once, NoStoreError where nothing can be scored yet.
    """
    tables = segments.tables(settings)
    recipe = Recipe(settings, currency)
    counted = recipes.counted(settings, as_of=as_of)
    gather = SQL["gather-figures-by-day"] if counted.one_purchase_a_day else SQL["gather-figures"]
    figures = book.frame(gather, as_of=as_of, currency=currency, since=counted.since, floor=counted.floor)
    # In whatever order the rows came: the same figures of the same clients.
    fingerprint = f"{figures.height}-{figures['mark'].bitwise_xor()!r}"
    others = tuple(book.rows(OtherCurrency, SQL["other-currencies"], as_of=as_of, currency=currency))
    nameless = book.value(SQL["nameless-sales"], as_of=as_of, currency=currency)
    left_out = 0
    if settings.since or settings.window_days or settings.floor:
        left_out = book.value(
            SQL["sales-left-out"], as_of=as_of, currency=currency, since=counted.since, floor=counted.floor
        )
    number = book.value(SQL["find-run"], as_of=as_of, settings=recipe.mark, sales=fingerprint)
    new = number is None
    if new:
        if figures.is_empty():
            raise _nothing_to_score(as_of, currency, others, nameless, left_out)
        points = rfm.cut_points(figures, settings)
        number = book.value(
            SQL["add-run"],
            as_of=as_of,
            settings=recipe.mark,
            recipe=recipe.to_json(),
            sales=fingerprint,
            now=now,
            today=today,
            clients=figures.height,
            cuts=cut_points.to_json(points, settings),
        )
        with book.lend("scored", _named(rfm.score(figures, points), tables)):
            book.run(SQL["add-scores"], run=number)
    found = _describe(book, number, tables.tiers, tables.segments)
    return dataclasses.replace(
        found, new=new, other_currencies=others, nameless_sales=nameless, sales_left_out=left_out
    )


def newest(book: Book, *, today: dt.date) -> ScoreRun:
    """The newest run known on a day. Raises NoStoreError when nothing has been scored."""
    number = book.value(SQL["newest-run"], on_day=today)
    if number is None:
        raise NoStoreError("no client has been scored yet", next="clientbook score")
    return _describe(book, number, (), ())


def _describe(book: Book, number: int, tiers: tuple[str, ...], segment_names: tuple[str, ...]) -> ScoreRun:
    kept = book.row(_Kept, SQL["describe-run"], run=number)
    if kept is None:
        raise ValueError(f"run {number} is not in the book")
    return ScoreRun(
        run=kept.run,
        as_of=kept.as_of,
        clients=kept.clients,
        cuts=cut_points.from_json(kept.cuts),
        recipe=recipes.from_json(kept.recipe),
        tiers=dict.fromkeys(tiers, 0) | {c.name: c.clients for c in book.rows(_Count, SQL["count-tiers"], run=number)},
        segments=dict.fromkeys(segment_names, 0)
        | {c.name: c.clients for c in book.rows(_Count, SQL["count-segments"], run=number)},
        new=False,
    )


def _named(scored: polars.DataFrame, tables: segments.Tables) -> polars.DataFrame:
    """With tier and segment."""
    import polars as pl

    r, f, m = (pl.col(axis).cast(pl.Int16) for axis in "rfm")
    return scored.with_columns(
        tier=(r + f + m).replace_strict(tables.tier_of, return_dtype=pl.String),
        segment=(r * 100 + f * 10 + m).replace_strict(tables.segment_of, return_dtype=pl.String),
    )


def _nothing_to_score(
    as_of: dt.date, currency: str, others: tuple[OtherCurrency, ...], nameless: int, left_out: int
) -> NoStoreError:
    if left_out:
        return NoStoreError(
            f"no sale up to {as_of} counts",
            rule=f"[score] since, window_days and floor in clientbook.toml leave {left_out:,} out",
            next="set them lower, or 0",
        )
    if others:
        named = ", ".join(f"{other.sales:,} in {other.currency}" for other in others)
        return NoStoreError(
            f"no client has a sale in {currency} up to {as_of}",
            rule=f"scores use the store's currency, {currency}; the book holds sales in another: {named}",
            next=f"if the store sells in {others[0].currency}: set [store] currency in clientbook.toml",
        )
    if nameless:
        return NoStoreError(
            f"no sale up to {as_of} names a client",
            rule=f"the book holds {nameless:,} sales that name nobody; a client is found by id, email or phone",
            next="export the sales with their customers, and: clientbook import FILE",
        )
    return NoStoreError(
        f"there are no sales to score up to {as_of}", next="clientbook import with the sales your till exports"
    )
