"""Makes plans of a test's shop, with the packaged scripts."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

from clientbook_cli.book.connection import Book
from clientbook_cli.calls import plan as plans
from clientbook_cli.calls.plan import Plan
from clientbook_cli.calls.script import Scripts
from clientbook_cli.clients import follow_ups
from clientbook_cli.settings import Associate, ReasonsSettings, Settings, StoreSettings
from clientbook_cli.templates import Templates
from tests.shop import NOW, TODAY, Shop

TOMORROW = TODAY + dt.timedelta(days=1)  # Sat 14 Nov 2026
STORE = StoreSettings(name="Harlow & Finch", phone="+15035550100")
SCRIPTS = Scripts(Templates(), STORE)
MAYA, DANIEL = Associate(name="Maya Ortiz"), Associate(name="Daniel Whitlock")


def plan(
    book: Book,
    *,
    day: dt.date = TOMORROW,
    brand: str | None = None,
    associates: tuple[Associate, ...] = (MAYA, DANIEL),
    settings: Settings | None = None,
    today: dt.date = TODAY,
) -> Plan:
    """The plan of a day."""
    chosen = replace(settings or Settings(), store=STORE)
    return plans.plan(
        book, day=day, brand=brand, settings=chosen, associates=associates, scripts=SCRIPTS, today=today, now=NOW
    )


def planned(book: Book, **how: object) -> set[int]:
    """The clients on the plan of a day."""
    return {call.client for call in plan(book, **how).calls}  # type: ignore[arg-type]


def said(made: Plan, client: int) -> list[str]:
    """Why a client is on a plan."""
    return [why.said for call in made.calls if call.client == client for why in call.reasons]


def only(*kinds: str) -> ReasonsSettings:
    """Just these reasons are on."""
    off = {
        field.name: replace(getattr(ReasonsSettings(), field.name), on=False)
        for field in fields(ReasonsSettings)
        if field.name.replace("_", "-") not in kinds
    }
    return ReasonsSettings(**off)


def buyer(shop: Shop, number: int = 0, *, name: str = "Ann Lee", bought: str = "2026-06-01", **sale: object) -> int:
    """Somebody with a phone who bought something this year."""
    client = shop.client(name, phone=f"+1503555{100 + number:04d}")
    shop.sale(client, bought, 900, **sale)  # type: ignore[arg-type]
    return client


def promise(book: Book, client: int, due: dt.date, note: str | None = None, **more: object) -> int:
    """A follow-up, made today."""
    made = follow_ups.add(
        book, client=client, due=due, note=note, associate=None, today=TODAY, now=NOW, **more  # type: ignore[arg-type]
    )  # fmt: skip
    return made.follow_up
