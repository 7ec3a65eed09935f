"""Every reason has somebody it puts on the sheet, and somebody it must not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from clientbook_cli.book.queries import queries
from clientbook_cli.calls.rules import BRAND, RULES
from clientbook_cli.clients import relations, surprises, visits, wishes
from clientbook_cli.clients.visits import Seen
from clientbook_cli.clients.wishes import Wanted
from clientbook_cli.settings import CallSettings, ReasonSettings, ReasonsSettings, Settings, VisitSettings
from tests.calls.planning import TOMORROW, buyer, only, plan, promise, said
from tests.shop import NOW, TODAY, Shop

SQL = queries(__file__)
Ada, Ben = 1, 2  # who is called, and who is not: the first two clients of the shop


def ago(days: int) -> dt.date:
    """So many days before the day that is planned."""
    return TOMORROW - dt.timedelta(days=days)


def _pair(shop: Shop, *, ada: int, ben: int, net: float = 900, **sale: str) -> None:
    """Ada bought so many days ago, Ben as many as that."""
    for number, (name, days) in enumerate((("Ada Lind", ada), ("Ben Cole", ben))):
        client = shop.client(name, phone=f"+1503555{100 + number:04d}")
        shop.sale(client, ago(days), net, **sale)


def _visit(shop: Shop, client: int, day: dt.date, **seen: object) -> None:
    visits.add(shop.book, client=client, seen=Seen(**seen), day=day, settings=VisitSettings(), now=NOW)  # type: ignore[arg-type]


def _product(shop: Shop, item: str, since: dt.date, price: int = 500) -> None:
    shop.book.run(SQL["add-product"], item=item, price=price, since=since)


def follow_up(shop: Shop) -> str:
    _pair(shop, ada=100, ben=100)
    promise(shop.book, Ada, TOMORROW, "the resized ring")
    promise(shop.book, Ben, TOMORROW + dt.timedelta(days=1))
    return "promised for Sat 14 Nov 2026: the resized ring"


def follow_up_of_a_visit(shop: Shop) -> str:
    _pair(shop, ada=100, ben=100)
    _visit(shop, Ada, ago(8), liked="the cushion-cut halo")
    _visit(shop, Ben, ago(3), liked="the cushion-cut halo")
    return "promised for Fri 13 Nov 2026 (1 day overdue): liked the cushion-cut halo"


def need_by(shop: Shop) -> str:
    _pair(shop, ada=100, ben=100)
    for client in (Ada, Ben):
        _visit(shop, client, ago(20), liked="a pearl strand", for_whom="Mia", need_by=TOMORROW + dt.timedelta(days=12))
    shop.sale(Ben, ago(5), 300)  # found it
    return "needs a pearl strand for Mia by Thu 26 Nov 2026"


def wish(shop: Shop) -> str:
    _pair(shop, ada=100, ben=100)
    _product(shop, "Tidewater Shell Drops", ago(4))
    for client, item in ((Ada, "shell drops"), (Ben, "moonstone studs")):
        wishes.add(shop.book, client=client, wanted=Wanted(item=item), today=ago(60), now=NOW)
    return "now in stock: Tidewater Shell Drops (wished for on Tue 15 Sep 2026)"


def liked(shop: Shop) -> str:
    _pair(shop, ada=100, ben=100)
    _product(shop, "Cushion halo ring", ago(2))
    _visit(shop, Ada, ago(30), liked="cushion halo")
    _visit(shop, Ben, ago(30), liked="signet")
    return "now in stock: Cushion halo ring (liked cushion halo on Thu 15 Oct 2026)"


def anniversary(shop: Shop) -> str:
    _pair(shop, ada=100, ben=100)
    shop.occasion(Ada, "anniversary", 11, 28, year=2001)
    shop.occasion(Ben, "anniversary", 11, 29)
    return "25th anniversary on Sat 28 Nov 2026"


def birthday(shop: Shop) -> str:
    _pair(shop, ada=100, ben=100)
    shop.occasion(Ada, "birthday", 11, 28)
    shop.occasion(Ben, "birthday", 11, 29)
    return "birthday on Sat 28 Nov 2026"


def birthday_of_a_partner(shop: Shop) -> str:
    """Who gives is called, and not whose day it is."""
    _pair(shop, ada=100, ben=100)
    relations.add(shop.book, client=Ada, kind="partner", other=Ben, today=TODAY, now=NOW)
    shop.occasion(Ben, "birthday", 11, 20)
    return "Ben's birthday on Fri 20 Nov 2026"


def birthday_on_leap_day(shop: Shop) -> str:
    """In a year without one it is kept on the 28th, 14 days after the day that is planned here."""
    _pair(shop, ada=100, ben=100)
    shop.occasion(Ada, "birthday", 2, 29)
    shop.occasion(Ben, "birthday", 3, 1)
    return "birthday on Sun 28 Feb 2027"


def occasion(shop: Shop) -> str:
    _pair(shop, ada=100, ben=100)
    shop.occasion(Ada, "graduation", 11, 28)
    shop.occasion(Ben, "appointment", 11, 20, year=2026)
    return "graduation on Sat 28 Nov 2026"


def bridal(shop: Shop) -> str:
    _pair(shop, ada=62, ben=75, category="Engagement", item="Solitaire")
    return "bridal: 60 days after Solitaire of Sun 13 Sep 2026"


def thank_you(shop: Shop) -> str:
    _pair(shop, ada=2, ben=1)
    return "thank them: Ring of Thu 12 Nov 2026"


def satisfaction(shop: Shop) -> str:
    _pair(shop, ada=30, ben=29)
    return "is all well: Ring of Thu 15 Oct 2026"


def big_purchase(shop: Shop) -> str:
    _pair(shop, ada=335, ben=335, net=2500)
    shop.touch(Ben, ago(1))  # spoken to since it was due
    return "big purchase: 335 days after Ring of Sun 14 Dec 2025"


def not_so_big_a_purchase(shop: Shop) -> str:
    _pair(shop, ada=181, ben=182, net=2499.99)
    shop.sale(Ada, ago(181), 3000, item="Watch")
    return "big purchase: 180 days after Watch of Sun 17 May 2026"


def slipping_from_the_top(shop: Shop) -> str:
    _pair(shop, ada=100, ben=100)
    shop.score({Ada: "top", Ben: "mid"}, as_of=ago(60))
    shop.score({Ada: "mid", Ben: "mid"}, as_of=ago(2))
    return "slipping: top tier until Tue 15 Sep 2026"


def slipping_behind_their_rhythm(shop: Shop) -> str:
    _pair(shop, ada=260, ben=160)
    for client, days in ((Ada, 360), (Ada, 160), (Ben, 360), (Ben, 260)):
        shop.sale(client, ago(days), 100)
    shop.sale(Ben, ago(100), 100)
    return "slipping: used to buy every 100 days, last bought 160 days ago"


def last_year(shop: Shop) -> str:
    _pair(shop, ada=370, ben=420, item="Pearl strand")
    for client in (Ada, Ben):
        shop.occasion(client, "anniversary", 11, 20)
    return "last year's gift: Pearl strand; its day is Fri 20 Nov 2026"


def last_year_as_written_down(shop: Shop) -> str:
    _pair(shop, ada=100, ben=100)
    for client, until in ((Ada, ago(350)), (Ben, ago(300))):
        given = {"client": client, "other": None, "name": "Mia", "item": "Locket", "until": until, "note": None}
        surprises.add(shop.book, **given, today=ago(355), now=NOW)  # type: ignore[arg-type]
    return "last year's gift for Mia: Locket; its day is Sun 29 Nov 2026"


def warranty(shop: Shop) -> str:
    _pair(shop, ada=710, ben=600, item="Diver 40 watch")
    for client in (Ada, Ben):
        shop.sale(client, ago(100), 50)
    return "warranty ends Fri 4 Dec 2026: Diver 40 watch"


def inspection(shop: Shop) -> str:
    _pair(shop, ada=182, ben=182, item="Ring")
    shop.sale(Ben, ago(100), 80, item="Hoop earring")
    shop.touch(Ben, ago(0))
    return "inspection is due: 182 days after Ring of Sat 16 May 2026"


def appraisal(shop: Shop) -> str:
    _pair(shop, ada=735, ben=729, net=4000)
    for client in (Ada, Ben):
        shop.sale(client, ago(100), 50)
    return "appraisal is due: 730 days after Ring of Sat 9 Nov 2024"


def top_client(shop: Shop) -> str:
    _pair(shop, ada=100, ben=100)
    shop.score({Ada: "top", Ben: "mid"})
    return "top client; not called yet; last bought 100 days ago; $900 in 3 years"


def next_on_list(shop: Shop) -> str:
    _pair(shop, ada=10, ben=9)
    return "who else is on their list: Ring of Wed 4 Nov 2026"


def missing_facts(shop: Shop) -> str:
    _pair(shop, ada=100, ben=100)
    for client in (Ada, Ada, Ben, Ben):
        shop.sale(client, ago(200), 10)
    shop.occasion(Ben, "birthday", 1, 1)
    return "not known yet: birthday, anniversary, partner, email"


FIXTURES: dict[str, tuple[Callable[[Shop], str], ...]] = {
    "follow-up": (follow_up, follow_up_of_a_visit),
    "need-by": (need_by,),
    "wish": (wish,),
    "liked": (liked,),
    "anniversary": (anniversary,),
    "bridal": (bridal,),
    "thank-you": (thank_you,),
    "big-purchase": (big_purchase, not_so_big_a_purchase),
    "birthday": (birthday, birthday_of_a_partner, birthday_on_leap_day),
    "occasion": (occasion,),
    "satisfaction": (satisfaction,),
    "slipping": (slipping_from_the_top, slipping_behind_their_rhythm),
    "last-year": (last_year, last_year_as_written_down),
    "warranty": (warranty,),
    "inspection": (inspection,),
    "appraisal": (appraisal,),
    "top-client": (top_client,),
    "next-on-list": (next_on_list,),
    "missing-facts": (missing_facts,),
}


@pytest.mark.parametrize(
    ("kind", "fill"),
    [pytest.param(kind, fill, id=fill.__name__) for kind, fills in FIXTURES.items() for fill in fills],
)
def test_a_reason_puts_one_on_the_sheet_and_leaves_the_other_off(
    shop: Shop, kind: str, fill: Callable[[Shop], str]
) -> None:
    words = fill(shop)
    day = dt.date(2027, 2, 14) if fill is birthday_on_leap_day else TOMORROW
    made = plan(shop.book, settings=Settings(calls=CallSettings(reasons=only(kind))), day=day, today=day)
    assert [call.client for call in made.calls] == [Ada]
    assert said(made, Ada) == [words]
    assert [why.kind for call in made.calls for why in call.reasons] == [kind]


@pytest.mark.parametrize("kind", FIXTURES)
def test_the_calls_of_every_reason_may_be_held_out_but_for_promises(shop: Shop, kind: str) -> None:
    FIXTURES[kind][0](shop)
    name = kind.replace("-", "_")
    held = replace(only(kind), **{name: replace(getattr(only(kind), name), hold_out=1.0)})
    made = plan(shop.book, settings=Settings(calls=CallSettings(reasons=held)))
    rows = shop.book.table(SQL["list-held-out"]).rows
    assert ([call.client for call in made.calls], rows) == (([Ada], []) if kind == "follow-up" else ([], [(Ada, kind)]))


def test_every_reason_has_its_fixture_here_or_in_the_tests_of_the_plan() -> None:
    assert {rule.kind for rule in (*RULES, BRAND)} - set(FIXTURES) == {"by-hand", "carried", "brand"}


def test_a_reason_that_is_off_finds_nobody(shop: Shop) -> None:
    top_client(shop)
    off = ReasonsSettings(top_client=ReasonSettings(on=False))
    assert plan(shop.book, settings=Settings(calls=CallSettings(reasons=off))).calls == ()


def test_who_was_spoken_to_since_a_reason_opened_is_not_called_for_it_again(shop: Shop) -> None:
    client = buyer(shop)
    shop.occasion(client, "birthday", 11, 28)
    shop.touch(client, "2026-11-14")
    later = TOMORROW + dt.timedelta(days=8)
    birthdays = Settings(calls=CallSettings(reasons=only("birthday")))
    assert plan(shop.book, day=later, today=later, settings=birthdays).calls == ()
