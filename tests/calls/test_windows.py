"""When each reason is open: to the day, for each tier, through a 29 February; and the share of it that is held out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from clientbook_cli.calls import lots
from clientbook_cli.calls.reasons import Reason
from clientbook_cli.calls.rules import BRAND, RULES
from clientbook_cli.clients import relations
from clientbook_cli.settings import CallSettings, ConsentSettings, ReasonSettings, ReasonsSettings, Settings
from tests.calls.planning import TOMORROW, buyer, only, plan, planned, said
from tests.shop import NOW, TODAY, Shop

DATED = ("birthday", "anniversary", "occasion")


def _settings(*kinds: str) -> Settings:
    return Settings(calls=CallSettings(target=20, reasons=only(*kinds)), consent=ConsentSettings(calls="open"))


@pytest.mark.parametrize(
    ("kind", "windows", "sale"),
    [
        ("thank-you", [(2, 7)], {}),
        ("next-on-list", [(10, 29)], {}),
        ("satisfaction", [(30, 43)], {}),
        ("bridal", [(30, 39), (60, 69), (90, 99)], {"category": "Engagement"}),
        ("big-purchase", [(180, 193), (335, 348)], {"net": 2500}),
        ("inspection", [(182, 211)], {"item": "Diamond ring"}),
        ("appraisal", [(730, 759)], {"net": 2500}),
    ],
)
def test_after_a_purchase_a_reason_opens_and_closes_on_its_day(
    shop: Shop, kind: str, windows: list[tuple[int, int]], sale: dict[str, object]
) -> None:
    inside = {day for window in windows for day in window}
    ages = inside | {first - 1 for first, _ in windows} | {last + 1 for _, last in windows}
    bought = {}
    for number, age in enumerate(sorted(ages)):
        client = shop.client(f"Ann {age}", phone=f"+1503555{100 + number:04d}")
        shop.sale(client, TOMORROW - dt.timedelta(days=age), **({"net": 900} | sale))  # type: ignore[arg-type]
        bought[client] = age
    assert {bought[client] for client in planned(shop.book, settings=_settings(kind))} == inside


def test_the_lead_of_each_days_reason_is_the_tiers(shop: Shop) -> None:
    clients = [buyer(shop, number) for number in range(3)]
    for client, kind in zip(clients, (*DATED[:2], "graduation"), strict=True):
        shop.occasion(client, kind, 12, 5)  # in 21 days
    assert planned(shop.book, settings=_settings(*DATED)) == set()
    shop.score(dict.fromkeys(clients, "top"))
    assert planned(shop.book, settings=_settings(*DATED)) == set(clients)


@pytest.mark.parametrize("kind", DATED)
@pytest.mark.parametrize(
    ("day", "kept"),
    [
        ("2027-02-13", ""),  # 15 days before it is kept
        ("2027-02-14", "Sun 28 Feb 2027"),
        ("2027-02-28", "Sun 28 Feb 2027"),
        ("2027-03-01", ""),
        ("2028-02-14", ""),
        ("2028-02-15", "Tue 29 Feb 2028"),
        ("2028-02-29", "Tue 29 Feb 2028"),
        ("2028-03-01", ""),
    ],
)
def test_a_29_february_is_kept_on_the_28th_where_there_is_none(shop: Shop, kind: str, day: str, kept: str) -> None:
    client = buyer(shop)
    shop.occasion(client, "graduation" if kind == "occasion" else kind, 2, 29)
    on_day = dt.date.fromisoformat(day)
    told = said(plan(shop.book, settings=_settings(kind), day=on_day, today=on_day), client)
    assert [words.rsplit(" on ", 1)[1] for words in told] == [kept] * bool(kept)


def test_a_couples_days_go_to_the_giver_and_each_ones_birthday_to_the_other(shop: Shop) -> None:
    ada, ben = buyer(shop, 0, name="Ada Lind"), buyer(shop, 1, name="Ben Cole")
    relations.add(shop.book, client=ada, kind="partner", other=ben, giver=ben, today=TODAY, now=NOW)
    for client in (ada, ben):  # both tills know of it
        shop.occasion(client, "anniversary", 11, 20)
    shop.occasion(ada, "birthday", 11, 21)
    shop.occasion(ben, "birthday", 11, 22)
    made = plan(shop.book, settings=_settings(*DATED))
    assert said(made, ada) == ["Ben's birthday on Sun 22 Nov 2026"]
    assert said(made, ben) == ["anniversary on Fri 20 Nov 2026", "Ada's birthday on Sat 21 Nov 2026"]


@pytest.mark.parametrize("kind", [rule.kind for rule in (*RULES, BRAND)])
def test_each_reason_holds_out_its_own_share_but_for_what_was_promised_or_decided(kind: str) -> None:
    shares = ReasonsSettings()
    name = kind.replace("-", "_")
    if hasattr(shares, name):
        shares = replace(shares, **{name: ReasonSettings(priority=1, hold_out=0.3)})
    calls = CallSettings(reasons=shares)
    held = [lots.drawn([Reason(kind, 1, client)], day=TOMORROW, settings=calls) for client in range(2000)]
    if kind in ("follow-up", "by-hand", "carried"):  # carried: its lot was drawn when it was first planned
        assert set(held) == {None}
    else:
        assert set(held) == {None, kind}
        assert 540 <= held.count(kind) <= 660  # three standard deviations of 600
        promised = [Reason("follow-up", 8, 1), Reason(kind, 1, 1)]
        assert lots.drawn(promised, day=TOMORROW, settings=calls) is None
