"""The first screen of the day: what is in the book, what waits, what to type next."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from clientbook_cli.book.connection import Book, create_book, open_book
from clientbook_cli.book.queries import queries
from clientbook_cli.clients import follow_ups
from clientbook_cli.desk import status
from clientbook_cli.settings import Settings, StoreSettings
from tests.conftest import Till
from tests.shop import NOW, TODAY, Shop

SQL = queries(__file__)
HOME = Settings(store=StoreSettings(address="12 Pearl Street", timezone="America/Los_Angeles"))
HEAVY = ("polars", "jinja2", "babel", "phonenumbers", "tomlkit", "keyring", "yagmail", "typst", "scipy", "numpy")


def _import(book: Book, batch: int, *, now: dt.datetime = NOW, set_aside: int = 0, kind: str = "sales") -> None:
    book.run(SQL["add-batch"], batch=batch, now=now, file=f"export-{batch}.csv", kind=kind, set_aside=set_aside)


def _campaign(book: Book, name: str, *, confirmed: bool = False, started: bool = False) -> None:
    book.run(
        SQL["add-campaign"],
        campaign=len(name),
        name=name,
        now=NOW,
        confirmed_at=NOW if confirmed else None,
        started_at=NOW if started else None,
    )


def _mail(book: Book, name: str, client: int, state: str) -> None:
    book.run(SQL["add-mail"], campaign=len(name), client=client, state=state, now=NOW, today=TODAY)


def _sheet(book: Book, day: dt.date, client: int) -> None:
    book.run(SQL["add-sheet"], day=day, now=NOW)
    book.run(SQL["add-task"], client=client)


def _take(book: Book) -> status.Status:
    return status.take(book, settings=HOME, today=TODAY)


def test_an_empty_book_asks_for_an_import(book: Book) -> None:
    taken = _take(book)
    assert (taken.content.clients, taken.content.sales, taken.last_import, taken.scored) == (0, 0, None, None)
    assert status.next_command(taken) == "clientbook import FILE.csv"
    assert list(status.trouble(taken, HOME)) == []


def test_clients_sales_and_tiers_are_counted(shop: Shop) -> None:
    people = [shop.client(f"Client {n}") for n in range(3)]
    shop.sale(people[0], "2026-11-01", 100)
    shop.sale(people[1], "2026-11-02", 50)
    shop.sale(None, "2026-11-03", 50)
    shop.sale(people[0], "2026-11-04", -50, kind="refund")
    shop.score({people[0]: "mid", people[1]: "base"}, as_of=dt.date(2026, 11, 1))
    shop.score({people[0]: "top", people[1]: "base", people[2]: "gold"})
    taken = _take(shop.book)
    assert (taken.content.clients, taken.content.sales) == (3, 3)
    assert taken.content.last_sale == dt.date(2026, 11, 3)
    assert list(taken.tiers.items()) == [("top", 1), ("base", 1), ("gold", 1)]


def test_sales_without_a_score_ask_for_one_and_newer_sales_for_a_new_one(shop: Shop) -> None:
    person = shop.client("Ann")
    shop.sale(person, "2026-11-01", 100)
    assert status.next_command(_take(shop.book)) == "clientbook score"
    shop.score({person: "top"})
    assert not _take(shop.book).score_is_stale
    _import(shop.book, 1, now=NOW - dt.timedelta(hours=1))
    assert not _take(shop.book).score_is_stale
    _import(shop.book, 2, now=NOW + dt.timedelta(hours=1))
    taken = _take(shop.book)
    assert list(status.trouble(taken, HOME)) == ["the scores are older than the last import"]
    assert status.next_command(taken) == "clientbook score"


def test_rows_set_aside_are_trouble_until_a_newer_import_of_the_kind(book: Book) -> None:
    _import(book, 1, set_aside=8)
    assert list(status.trouble(_take(book), HOME)) == [
        "8 rows of export-1.csv set aside: mend them and import that file"
    ]
    _import(book, 2, kind="clients")
    assert len(list(status.trouble(_take(book), HOME))) == 1
    _import(book, 3)
    assert list(status.trouble(_take(book), HOME)) == []
    last = _take(book).last_import
    assert last
    assert last.batch == 3


def test_calls_due_are_those_of_calls_due(shop: Shop) -> None:
    ann, bob, cleo = (shop.client(name) for name in ("Ann", "Bob", "Cleo"))
    _sheet(shop.book, TODAY, ann)
    for client, due in ((ann, TODAY), (bob, TODAY - dt.timedelta(days=1)), (cleo, TODAY + dt.timedelta(days=1))):
        follow_ups.add(shop.book, client=client, due=due, note=None, associate=None, today=TODAY, now=NOW)
    taken = _take(shop.book)
    assert (taken.rows_open, taken.promises_due, taken.calls_due) == (1, 1, 2)


def test_a_campaign_waits_while_a_person_or_a_mail_does(shop: Shop) -> None:
    ann = shop.client("Ann", email="ann@example.com")
    for name, confirmed, started, mail in (
        ("a", False, False, "queued"),
        ("bb", True, False, "queued"),
        ("ccc", True, True, "later"),
        ("dddd", True, True, "unknown"),
        ("eeeee", True, True, "accepted"),
    ):
        _campaign(shop.book, name, confirmed=confirmed, started=started)
        _mail(shop.book, name, ann, mail)
    taken = _take(shop.book)
    assert [(waiting.campaign, waiting.state, waiting.left, waiting.unknown) for waiting in taken.campaigns] == [
        ("a", "draft", 1, 0),
        ("bb", "confirmed", 1, 0),
        ("ccc", "sending", 1, 0),
        ("dddd", "done", 0, 1),
    ]
    assert list(status.trouble(taken, HOME)) == [
        "dddd: 1 mail may or may not have arrived; none is sent again by itself"
    ]
    assert "no postal address" in list(status.trouble(taken, Settings()))[-1]
    assert status.next_command(taken) == 'clientbook mail status "dddd"'


@pytest.mark.parametrize(
    ("confirmed", "command"), [(False, 'clientbook mail send "spring"'), (True, 'clientbook mail resume "spring"')]
)
def test_a_waiting_campaign_is_next_when_nothing_is_more_urgent(shop: Shop, *, confirmed: bool, command: str) -> None:
    ann = shop.client("Ann")
    _campaign(shop.book, "spring", confirmed=confirmed)
    _mail(shop.book, "spring", ann, "queued")
    assert status.next_command(_take(shop.book)) == command


def test_with_all_done_tomorrows_sheet_is_next(shop: Shop) -> None:
    ann = shop.client("Ann")
    assert status.next_command(_take(shop.book)) == "clientbook calls sheet --for tomorrow"
    _sheet(shop.book, TODAY + dt.timedelta(days=3), ann)
    assert status.next_command(_take(shop.book)) == "clientbook calls sheet --for 2026-11-16"


def test_status_and_clientbook_alone_say_the_same(till: Till) -> None:
    with open_book(till.store / "book.duckdb", write=True) as book:
        Shop(book).client("Ann")
        _import(book, 1, now=dt.datetime(2026, 11, 13, 6, 30))  # noqa: DTZ001 - UTC; the day before in Portland
    asked, alone = till.type("status"), till.type()
    assert (asked.code, alone.code) == (0, 0)
    assert asked.out == alone.out
    assert asked.err == alone.err
    assert "export-1.csv, on Thu 12 Nov 2026" in asked.out
    document = till.type("status", "--json").json
    assert {"clients", "sales", "last_import", "tiers", "calls_due", "campaigns"} <= set(document)
    assert document["clients"] == 1
    assert document["last_import"]["day"] == "2026-11-12"


def test_without_a_store_a_newcomer_is_told_what_to_type(tmp_path: Path) -> None:
    street = Till(tmp_path / "nowhere")
    asked, alone = street.type("status"), street.type()
    assert (asked.code, alone.code) == (4, 4)
    assert "clientbook init" in asked.err
    assert "Welcome to clientbook" in alone.err
    assert "clientbook demo" in alone.err
    assert alone.out == ""


def test_a_store_without_its_book_is_not_set_up(till: Till) -> None:
    (till.store / "book.duckdb").unlink()
    typed = till.type("status")
    assert typed.code == 4
    assert "there is no book here" in typed.err


def test_the_status_screen_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "clientbook.toml").write_text("", encoding="utf-8")
    with create_book(tmp_path / "book.duckdb"):
        pass
    look = "import sys, clientbook_cli.cli.app as a\ntry: a.run()\nexcept SystemExit: pass\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", look, "--store", str(tmp_path), "status"], capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "duckdb" in loaded
    assert not loaded & set(HEAVY)
