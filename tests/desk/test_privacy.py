"""A person who asks to be forgotten is nowhere in the store's folder afterwards, and no file brings them back."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from clientbook_cli.book import migrate
from clientbook_cli.desk import privacy, sweep
from clientbook_cli.settings import StoreFolder
from tests.conftest import Till
from tests.intake import exports
from tests.intake.exports import order
from tests.shop import NOW, TODAY

NAME, EMAIL, PHONE, STREET = "Zélda Canaryová", "zelda.canary@example.com", "(503) 555-0188", "77 Canary Wharf Rd"
CANARIES = int(os.environ.get("CLIENTBOOK_CANARIES", "6"))  # 100 in the full trial
WORDS = ("Canaryov", "zelda.canary@", "555-0188", "5035550188", "77 Canary Wharf")
MAPPING = """kind = "clients"
source = "goldbook"
[columns]
pos_id = "No"
name = "Name"
email = "Email"
phone = "Phone"
street = "Street"
birthday = "Birthday"
partner = "Spouse"
[[consent]]
channel = "email"
column = "News"
subscribed = ["yes"]
stopped = ["never"]
"""
LIST = (
    "No,Name,Email,Phone,Street,Birthday,Spouse,News\n"
    f"1,{NAME},{EMAIL},{PHONE},{STREET},1980-11-20,Bo,never\n"
    "2,Bo Dunne,bo@example.com,503-555-0101,1 Elm St,1979-01-30,,yes\n"
    f"3,{NAME.upper()},,{PHONE},,not a day,,\n"
    ",,,,,,,\n"
)


def _orders(name: str = NAME) -> str:
    hers = order("#1", ("1", "Ring", "900.00"), ("1", "Pin", "40.00"), who=name, email=EMAIL, phone=PHONE)
    his = order("#2", ("1", "Watch", "500.00"), who="Bo Dunne", email="bo@example.com")
    bad = order("#3", ("1", "Chain", "77.77"), who=name, email=EMAIL)
    return exports.write(exports.SHOPIFY_79, [*hers, *his, *bad]).replace("77.77", "no money")


@pytest.fixture
def store(till: Till, tmp_path: Path) -> Till:
    """A store in which a canary stands in as many tables and files as one person can."""
    files = tmp_path / "exports"
    files.mkdir()
    (files / "map.toml").write_text(MAPPING, encoding="utf-8")
    (files / "list.csv").write_text(LIST, encoding="utf-8")
    (files / "orders.csv").write_text(_orders(), encoding="utf-8")
    typed = [
        ("import", str(files / "list.csv"), "--map", str(files / "map.toml")),
        ("import", str(files / "orders.csv")),
        ("score",),
        ("client", "note", EMAIL, f"{NAME} loves birds"),
        ("client", "note", "bo@example.com", f"wants to surprise {NAME}"),
        ("visit", "add", EMAIL, "--liked", "halo", "--for", "herself"),
        ("visit", "add", "bo@example.com", "--liked", "studs", "--for", EMAIL),
        ("wish", "add", EMAIL, "pearl strand"),
        ("wish", "add", "bo@example.com", "pearl studs", "--for", NAME),
        ("client", "relation", "bo@example.com", "partner", EMAIL),
        ("client", "gift", "bo@example.com", EMAIL, "2026-12-24"),
        ("client", "prefers", EMAIL, "brand", "Solenne"),
        ("occasion", "add", EMAIL, "graduation", "05-30"),
        ("client", "consent", EMAIL, "email", "one-to-one", "--reason", f"{NAME} said so", "--on", "today"),
        ("client", "assign", EMAIL, "maya"),
        ("client", "edit", EMAIL, "--city", "Canaryville"),
        ("client", "follow-up", "add", EMAIL, "tomorrow", f"call {NAME}"),
        ("calls", "sheet", "--for", "tomorrow"),
        ("mail", "new", "news", "--template", "brand-launch", "--set", "brand=Solenne"),
        ("backup",),
    ]
    for words in typed:
        done = till.type(*words)
        assert done.code in (0, 5), (words, done.err, done.out)
    made = till.type("mail", "status", "news", "--json").json
    if made["chosen"]:
        done = till.type(
            "mail", "send", "news", "--confirm", str(made["chosen"]), "--to-folder", str(till.store / "mails" / "news")
        )
        assert done.code == 0, done.err
    (till.store / "imports").mkdir(exist_ok=True)
    with gzip.open(till.store / "imports" / "kept.txt.gz", "wb") as packed:
        packed.write(NAME.encode())
    return till


def places(folder: Path, words: Sequence[str] = WORDS) -> Iterator[str]:
    """Where one of the words stands: any byte of any file, and every cell of every table of every book."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if content[:2] == b"\x1f\x8b":
                content += gzip.decompress(content)
            for word in words:
                for encoding in ("utf-8", "utf-16-le"):
                    if word.encode(encoding).lower() in content.lower():
                        yield f"{path.name}: {word}"
            if path.suffix == ".duckdb":
                with duckdb.connect(path, read_only=True) as connection:
                    for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                        text = json.dumps(
                            connection.execute(f'FROM "{table}"').fetchall(), default=str, ensure_ascii=False
                        )
                        yield from (f"{path.name}: {table}: {word}" for word in words if word.lower() in text.lower())


def totals(folder: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(folder / "book.duckdb", read_only=True) as connection:
        return connection.execute("SELECT count(*), sum(net) FROM sale WHERE standing").fetchall()


def test_no_byte_of_a_forgotten_person_stays_and_none_comes_back(store: Till, tmp_path: Path) -> None:
    assert len({place.split(":")[0] for place in places(store.store)}) > 3
    held = store.type("client", "export", EMAIL, "--json").json["held"]
    assert held.keys() >= {
        "client",
        "identity",
        "sale",
        "sale_line",
        "consent",
        "note",
        "visit",
        "wish",
        "follow_up",
        "gift",
    }
    before = totals(store.store)
    done = store.type("forget", EMAIL, "--yes", "--json")
    assert done.code == 0, done.err
    assert done.json["found"] == {}
    assert done.json["searched"]["tables"] > 40
    assert list(places(store.store)) == []
    assert totals(store.store) == before
    files = tmp_path / "exports"
    for name, words in (("list.csv", ("--map", str(files / "map.toml"))), ("orders.csv", ())):
        again = files / f"again-{name}"
        again.write_text((files / name).read_text(encoding="utf-8") + "\n", encoding="utf-8")
        for path in (files / name, again):
            assert store.type("import", str(path), *words).code in (0, 5)
    (files / "stops.csv").write_text(f"Email\n{EMAIL}\nnobody@example.com\n", encoding="utf-8")
    assert store.type("import", str(files / "stops.csv"), "--kind", "optouts").code == 0
    assert list(places(store.store)) == []
    assert totals(store.store) == before
    assert [one["name"] for one in store.type("client", "find", "dunne", "--json").json["clients"]] == ["Bo Dunne"]


def test_a_stop_outlives_being_forgotten(till: Till) -> None:
    till.type("client", "add", NAME, "--phone", PHONE, "--email", EMAIL)
    till.type("client", "consent", EMAIL, "phone", "stopped", "--reason", "asked")
    assert till.type("forget", EMAIL, "--yes").code == 0
    assert till.type("client", "add", NAME, "--phone", PHONE, "--email", EMAIL).code == 0
    said = till.type("client", "consent", EMAIL, "--json").json
    assert said["consent"]["phone"] == "stopped"
    assert said["may_get"]["call"] == "stopped"


def test_forgetting_asks_first_and_cannot_be_undone(till: Till) -> None:
    till.type("client", "add", NAME, "--email", EMAIL)
    asked = till.type("forget", EMAIL)
    assert asked.code == 2
    assert "--yes" in asked.err
    till.type("forget", EMAIL, "--yes")
    assert "cannot be taken back" in till.type("undo").err


def test_what_a_household_shares_stays_with_who_stays(till: Till) -> None:
    till.type("client", "add", "Ann Lee", "--phone", "503-555-0142")
    till.type("client", "add", "Ben Lee", "--phone", "503-555-0142", "--new")
    done = till.type("forget", "C1", "--yes", "--json").json
    assert done["shared"] == 2
    found = till.type("client", "find", "503 555 0142", "--json").json["clients"]
    assert [one["name"] for one in found] == ["Ben Lee"]


def test_whoever_is_called_alike_loses_nothing(till: Till) -> None:
    till.type("client", "add", "Ann Lee", "--email", "ann@example.com", "--phone", "(503) 555-0101")
    till.type("client", "add", "Ann Leeson", "--email", "joann@example.com", "--phone", "503.555.0199")
    till.type("client", "add", "Mary Ann Lee", "--email", "mary.ann@example.com", "--phone", "503-555-0101", "--new")
    till.type("client", "note", "C2", "Ann Leeson met Ann Lee")
    (till.store / "list.csv").write_text("Ann Leeson,503-555-0101\nAnn Lee,\n", encoding="utf-8")
    before = till.type("client", "list", "--json").json["clients"]
    done = till.type("forget", "ann@example.com", "--yes")
    assert done.code == 0, done.err
    after = till.type("client", "list", "--json").json["clients"]
    assert after == [one for one in before if one["email"] != "ann@example.com"]
    assert [note["text"] for note in till.type("client", "show", "C2", "--json").json["notes"]] == ["Ann Leeson met "]
    assert (till.store / "list.csv").read_text(encoding="utf-8") == "Ann Leeson,503-555-0101\n"


@pytest.mark.slow
def test_many_are_forgotten_at_once_and_none_of_them_comes_back(till: Till, tmp_path: Path) -> None:
    people = [(f"Canary{n:03d} Aviary{n:03d}", f"canary{n:03d}@example.com") for n in range(CANARIES)]
    orders = [
        row
        for n, (name, email) in enumerate(people)
        for row in order(f"#{n}", ("1", "Ring", "9.00"), who=name, email=email)
    ]
    bad = [
        row for name, email in people[::3] for row in order(f"#{name}", ("1", "Pin", "77.77"), who=name, email=email)
    ]
    listed = [
        {
            "Square Customer ID": f"S{n}",
            "First Name": name,
            "Email Address": email,
            "Birthday": "1980-02-29",
            "Email Subscription Status": "unsubscribed" if n % 2 else "",
        }
        for n, (name, email) in enumerate(people)
    ]
    kept = order("#kept", ("1", "Ring", "48.00"), who="Bo Dunne", email="bo@example.com")
    files = {
        "orders.csv": exports.write(exports.SHOPIFY_79, [*orders, *bad, *kept]).replace("77.77", "no money"),
        "list.csv": exports.write(exports.SQUARE_CUSTOMERS, listed),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert till.type("import", str(tmp_path / name), "--yes").code in (0, 5)
    for words in (
        *(("client", "note", email, f"{name} loves birds") for name, email in people[::10]),
        ("score",),
        ("calls", "sheet", "--for", "tomorrow", "--html", str(till.store / "sheets" / "tomorrow.html")),
        ("mail", "new", "news", "--template", "brand-launch", "--set", "brand=Solenne"),
        ("backup", str(tmp_path / "stick.duckdb")),
        ("backup",),
    ):
        assert till.type(*words).code in (0, 5), words
    chosen = till.type("mail", "status", "news", "--json").json["chosen"]
    folder = str(till.store / "mails" / "news")
    assert till.type("mail", "send", "news", "--confirm", str(chosen), "--to-folder", folder).code == 0
    found = till.type("client", "find", "aviary", "--json").json["clients"]
    clients = [
        int(one["client"][1:])
        for one in till.type("client", "list", "--json").json["clients"]
        if one["name"] != "Bo Dunne"
    ]
    assert found
    assert len(clients) == CANARIES
    named = ("aviary", "canary")
    assert set(places(till.store, named))
    done = privacy.forget(StoreFolder(till.store), clients=clients, country="US", today=TODAY, now=NOW)
    assert (done.left, done.unread) == ({}, [])
    for again in (*files, None):
        if again is None:
            assert till.type("restore", str(tmp_path / "stick.duckdb")).code == 0
        else:
            assert till.type("import", str(tmp_path / again), "--yes").code in (0, 2, 5)
        assert list(places(till.store, named)) == []
        assert [one["name"] for one in till.type("client", "list", "--json").json["clients"]] == ["Bo Dunne"]
    till.type("client", "add", people[1][0], "--email", people[1][1])
    assert till.type("client", "consent", people[1][1], "--json").json["consent"]["email"] == "stopped"


def test_files_of_every_kind_are_looked_into(tmp_path: Path) -> None:
    folder = StoreFolder(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", "x " * 500 + NAME)
    (tmp_path / "b.txt").write_bytes(f"one\n{NAME}\nthree\n".encode("utf-16"))
    (tmp_path / "c.csv").write_text(f'kept,"two\nlines"\n{NAME.upper()},"of\nhers"\n', encoding="utf-8")
    (tmp_path / "d.eml").write_bytes(
        b"From: a@example.com\r\nTo: =?utf-8?q?Z=C3=A9lda_Canaryov=C3=A1?= <z@example.com>\r\n\r\nhello\r\n"
    )
    looked, found = sweep.search(folder, [NAME])
    assert (looked, set(found)) == (4, {"a.zip", "b.txt", "c.csv", "d.eml"})
    sweep.clean(folder, [NAME], sheet_days=[])
    assert sweep.search(folder, [NAME])[1] == {}
    assert (tmp_path / "c.csv").read_text(encoding="utf-8") == 'kept,"two\nlines"\n'


def test_a_backup_kept_elsewhere_does_not_bring_a_forgotten_person_back(store: Till, tmp_path: Path) -> None:
    elsewhere = tmp_path / "stick.duckdb"
    assert store.type("backup", str(elsewhere)).code == 0
    assert store.type("forget", EMAIL, "--yes").code == 0
    restored = store.type("restore", str(elsewhere), "--json")
    assert (restored.code, restored.json["erased"]) == (0, 1), restored.err
    assert list(places(store.store)) == []
    files = tmp_path / "exports"
    assert store.type("import", str(files / "list.csv"), "--map", str(files / "map.toml")).code in (0, 5)
    assert list(places(store.store)) == []


def test_where_the_replaced_book_is_damaged_the_stores_own_copies_tell_who_is_forgotten(
    till: Till, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "stick.duckdb"
    till.type("client", "add", NAME, "--email", EMAIL)
    till.type("client", "add", "Bo Dunne", "--email", "bo@example.com")
    till.type("backup", str(elsewhere))
    till.type("forget", EMAIL, "--yes")
    till.type("client", "consent", "bo@example.com", "email", "stopped", "--reason", "enough")
    till.type("backup")
    (till.store / "book.duckdb").write_bytes(b"\0" * 5000)
    assert till.type("restore", str(elsewhere), "--json").json["erased"] == 1
    assert till.type("client", "find", EMAIL, "--json").json["clients"] == []
    assert till.type("client", "consent", "bo@example.com", "--json").json["consent"]["email"] == "stopped"


def test_a_backup_of_another_line_of_books_tells_to_forget_once_more(
    till: Till, tmp_path: Path, pristine: Path
) -> None:
    for name, to in (("bo", "begun.duckdb"), ("ann", "begun-anew.duckdb")):
        till.type("client", "add", "Cy Reyes", "--email", "cy@example.com")
        till.type("client", "add", name, "--email", f"{name}@example.com")
        assert till.type("forget", f"{name}@example.com", "--yes").code == 0
        assert till.type("backup", str(tmp_path / to)).code == 0
        shutil.copy(pristine, till.store / "book.duckdb")
    assert till.type("restore", str(tmp_path / "begun-anew.duckdb"), "--json").json["same_book"] is True
    typed = till.type("restore", str(tmp_path / "begun.duckdb"))
    assert "it comes of another book" in typed.out
    assert "forget them once more: clientbook client find NAME, then forget CLIENT" in typed.out


def test_a_backup_of_an_earlier_version_is_erased_too_and_not_copied_before(
    till: Till, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    till.type("client", "add", NAME, "--email", EMAIL)
    till.type("backup")
    later = tmp_path / "later.sql"
    later.write_text("CREATE TABLE later (number INTEGER);", encoding="utf-8")
    known = migrate.migrations()
    monkeypatch.setattr(migrate, "migrations", lambda: known | {max(known) + 1: later})
    assert till.type("forget", EMAIL, "--yes").code == 0
    assert list(places(till.store)) == []


def test_who_asked_to_be_written_down_anew_stays_in_a_restored_book(till: Till, tmp_path: Path) -> None:
    till.type("client", "add", NAME, "--email", EMAIL)
    till.type("forget", EMAIL, "--yes")
    till.type("client", "add", NAME, "--email", EMAIL)
    till.type("backup", str(tmp_path / "stick.duckdb"))
    till.type("client", "note", EMAIL, "came back")
    assert till.type("restore", str(tmp_path / "stick.duckdb"), "--json").json["erased"] == 0
    assert len(till.type("client", "find", EMAIL, "--json").json["clients"]) == 1


def test_a_stop_of_somebody_whom_the_backup_lacks_stops_all_their_addresses(till: Till, tmp_path: Path) -> None:
    till.type("client", "add", "Bo Dunne", "--email", "bo@example.com")
    till.type("backup", str(tmp_path / "stick.duckdb"))
    till.type("client", "add", NAME, "--email", "old@example.com", "--phone", PHONE)
    till.type("client", "consent", NAME, "email", "stopped", "--reason", "enough")
    till.type("client", "edit", NAME, "--email", EMAIL)
    assert till.type("restore", str(tmp_path / "stick.duckdb"), "--json").json["stops_carried_over"] == 2
    till.type("client", "add", NAME, "--email", EMAIL)
    assert till.type("client", "consent", EMAIL, "--json").json["consent"]["email"] == "stopped"
