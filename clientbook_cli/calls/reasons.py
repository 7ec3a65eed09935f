"""Who has which reason to be called on a day: every rule that is on is asked, each by its one query.

A rule says whom it finds and the facts it found; whether they may be called that day is the plan's to decide, and how
it is said is `wording`'s. All of it lies in temporary tables of the open book, which the plan's queries go on from.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.calls import rules
from clientbook_cli.calls.rules import BRAND, BY_HAND, RULES
from clientbook_cli.errors import UsageError
from clientbook_cli.settings import CallSettings

SQL = queries(__file__)
_SHOWN = 12  # brands that an error names


@dataclass(frozen=True, slots=True)
class Reason:
    """Why to call one client: what a rule found, none where it says nothing of that."""

    kind: str
    priority: int
    client: int
    opened_on: dt.date | None = None  # since when it is a reason
    on: dt.date | None = None  # the occasion, the purchase, the day something was promised for
    times: int | None = None  # which anniversary; how many days it was since the purchase; their own rhythm in days
    spoken_on: dt.date | None = None
    brand: str | None = None
    item: str | None = None
    about: str | None = None  # whom it is for, whose day it is
    note: str | None = None
    associate: str | None = None  # who promised it
    follow_up: int | None = None
    made_on: dt.date | None = None


def find(
    book: Book, *, day: dt.date, today: dt.date, settings: CallSettings, currency: str, brand: str | None = None
) -> str | None:
    """Put every reason of a day into the temporary table `call_reason`; of a brand's sheet, that one reason alone.

    Gives the brand as the till writes it. Raises UsageError, naming the nearest, for one that the book does not know.
    """
    if brand is not None:
        brand = _known(book, brand)
    values: dict[str, object] = {
        "on_day": day,
        "today": today,
        "currency": currency,
        "brand": brand,
        "top_tier": settings.top_tier,
        "every_days": settings.top_every_days,
        "quiet_days": settings.quiet_days,
        "cap_days": settings.cap_days,
        "occasion_days": settings.occasion_days,
        "tiers": list(settings.occasion_days_of_tier),
        "tier_days": list(settings.occasion_days_of_tier.values()),
        "big_purchase": settings.big_purchase,
        "warranty_months": settings.warranty_months,
        "horizon": rules.horizon(settings),
    }
    for name in ("stage-purchases", "stage-pieces", "stage-clients", "make-reasons", "make-passed"):
        _run(book, name, values)
    filled = {str(row[0]) for row in book.table(SQL["list-filled"]).rows}
    for rule in (BY_HAND, BRAND) if brand is not None else RULES:
        if rules.of(rule, settings).on and (not rule.needs or filled & set(rule.needs)):
            rules.ask(book, rule, settings, values)
    book.run(SQL["drop-told"])
    return brand


def of_clients(book: Book, clients: Sequence[int]) -> dict[int, list[Reason]]:
    """The reasons that `find` found for these clients, the weightiest first."""
    found: dict[int, list[Reason]] = {client: [] for client in clients}
    for row in book.table(SQL["list-reasons"], clients=list(clients)).rows:
        found[row[2]].append(Reason(*row))
    return found


def _run(book: Book, name: str, values: dict[str, object]) -> None:
    query = SQL[name]
    book.run(query, **{key: values[key] for key in query.parameters})


def _known(book: Book, brand: str) -> str:
    written: dict[str, str] = {}
    for (name,) in book.table(SQL["list-brands"]).rows:
        written.setdefault(name.strip().casefold(), name)
    asked = brand.strip().casefold()
    if asked in written:
        return written[asked]
    known = list(written.values())
    near = [written[name] for name in difflib.get_close_matches(asked, list(written), n=3)]
    raise UsageError(
        f"the book knows no brand {brand!r}",
        rule="a brand is known once somebody bought it, likes it or wishes for it, or a list of products has it: "
        f"{', '.join(known[:_SHOWN]) or 'none so far'}{' …' if len(known) > _SHOWN else ''}",
        next=f"did you mean {near[0]}?" if near else "name a brand as the till writes it",
    )
