"""Files of no known format: looked at, guessed, walked through, and read without a question the next time."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from clientbook_cli.cli.counter import Counter
from clientbook_cli.intake import columns, guess, identities, mapping
from tests.conftest import Typed
from tests.intake import exports
from tests.intake.conftest import Desk

LINES = [
    "Ticket No.;Sold;Clerk;Guest;Guest Email;Piece;Qty;Each;Reduction;Amount;VAT;Sum;Shelf",
    "1001;31/03/2026 10:15;Maya Ortiz;Ann Lee;ann@example.com;Ring;1;100,00;10,00;90,00;18,00;108,00;A1",
    "1001;31/03/2026 10:15;Maya Ortiz;Ann Lee;ann@example.com;Chain;2;50,00;0,00;100,00;20,00;120,00;A2",
    "1002;01/04/2026 11:00;Daniel Whitlock;Bo Hall;bo@example.com;Studs;3;20,50;1,50;60,00;12,00;72,00;B1",
    "1003;02/04/2026 12:30;Maya Ortiz;;;Ring;1;100,00;0,00;100,00;20,00;120,00;A1",
]
SALES = "\n".join(LINES) + "\n"
# What is typed at each column: Enter takes the guess.
ANSWERS = ["", "", "sold_on", "", "", "", "item", "", "", "", "", "", "", "-"]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counter, "may_ask", property(lambda self: not self.no_input and not self.json))


def walk(desk: Desk, file: Path, answers: list[str], *words: str) -> Typed:
    return desk.till.type("import", str(file), *words, stdin="\n".join(answers) + "\n")


def test_an_unknown_file_is_walked_and_then_read_without_a_question(desk: Desk, terminal: None) -> None:
    typed = walk(desk, desk.file(SALES, "goldbook march 2026.csv"), ANSWERS)
    assert typed.code == 0, typed.err
    assert "Qty × Each - Reduction = Amount: holds in 4 of 4 rows" in typed.err
    saved = desk.till.store / "imports" / "goldbook.toml"
    told = tomllib.loads(saved.read_text(encoding="utf-8"))
    assert told["columns"] == {
        "transaction_id": "Ticket No.", "sold_on": "Sold", "associate": "Clerk", "name": "Guest",
        "email": "Guest Email", "item": "Piece", "quantity": "Qty", "price": "Each", "discount": "Reduction",
        "net": "Amount", "tax": "VAT", "total": "Sum",
    }  # fmt: skip
    assert told["match"]["ignored"] == ["Shelf"]
    assert desk.rows("SELECT sum(net), count(*) FROM sale WHERE standing") == [(350, 3)]
    next_month = SALES.replace("1001", "2001").replace("1002", "2002").replace("/04/", "/05/")
    receipt = desk.receipt(next_month, name="goldbook april 2026.csv")
    assert (receipt["format"], receipt["rows_kept"], receipt["control"]["net"]) == ("goldbook", 4, "350.00")


def test_without_a_terminal_the_mapping_is_printed_and_can_be_used(desk: Desk) -> None:
    file = desk.file(SALES.replace("Sold;", "Date;").replace("Piece", "Item"), "till.csv")
    typed = desk.till.type("import", str(file), "--no-input")
    assert typed.code == 2
    assert "imports/till.toml" in typed.err
    assert "--map" in typed.err
    receipt = desk.till.type("import", str(file), "--map", str(desk.file(typed.out, "till.toml")), "--json").json
    assert (receipt["files"][0]["rows_kept"], receipt["files"][0]["control"]["net"]) == (4, "350.00")
    told = json.loads(desk.type(desk.file(SALES.replace("Sold;", "Date;"), "other.csv")).out)
    assert told["mapping"]["toml"].startswith("# How to read other.csv")
    assert told["files"] == []


def test_a_column_is_asked_for_until_the_answer_can_be(desk: Desk, terminal: None) -> None:
    answers = ["", "?", "", "solt_on", "", "sold_on", *ANSWERS[3:]]
    typed = walk(desk, desk.file(SALES, "till.csv"), answers)
    assert "did you mean sold_on?" in typed.err
    assert "day of the sale" in typed.err


def test_a_field_is_taken_once(desk: Desk, terminal: None) -> None:
    answers = [*ANSWERS[:3], "sold_on", *ANSWERS[3:]]
    assert "sold_on is the column Sold already" in walk(desk, desk.file(SALES, "till.csv"), answers).err


def test_a_walk_that_names_nothing_of_use_is_no_import(desk: Desk, terminal: None) -> None:
    typed = walk(desk, desk.file(SALES, "till.csv"), ["sales", *["-"] * 13])
    assert typed.code == 2
    assert "sales need a column of days" in typed.err
    assert not (desk.till.store / "imports").exists()


def test_days_that_cannot_be_told_are_asked_about_and_remembered(desk: Desk, terminal: None) -> None:
    file = desk.file("Date,Item,Paid\n03/04/2026,Ring,5.00\n05/04/2026,Ring,6.50\n", "till.csv")
    typed = walk(desk, file, ["", "", "", "", "day"])
    assert typed.code == 0, typed.err
    assert "cannot tell day from month" in typed.err
    assert desk.rows("SELECT max(day)::VARCHAR FROM sale") == [("2026-04-05",)]
    receipt = desk.receipt("Date,Item,Paid\n07/04/2026,Ring,5.00\n", name="next.csv")
    assert receipt["last_day"] == "2026-04-07"


def test_a_known_till_is_asked_about_too_where_its_days_cannot_be_told(desk: Desk, terminal: None) -> None:
    mapping = desk.file('kind = "sales"\n[columns]\nsold_on = "When"\nitem = "What"\nnet = "Paid"\n', "my.toml")
    file = desk.file("When,What,Paid\n03/04/2026,Ring,5.00\n", "till.csv")
    assert walk(desk, file, ["neither", "day"], "--map", str(mapping)).code == 0
    assert desk.rows("SELECT day::VARCHAR FROM sale") == [("2026-04-03",)]


def test_a_client_list_is_walked_too(desk: Desk, terminal: None) -> None:
    text = "Kundennr;Vorname;Nachname;E-Mail;Telefon;Geburtstag;Newsletter;Umsatz\n" + "".join(
        f"K{n};Ann{n};Lee;ann{n}@example.com;+49 30 5550{n:03};1{n}.02.1980;{'ja' if n else 'nein'};100,00\n"
        for n in range(5)
    )
    typed = walk(desk, desk.file(text, "kunden.csv"), [""] * 9)
    assert typed.code == 0, typed.err
    assert desk.rows("SELECT count(*) FROM client") == [(5,)]
    assert desk.rows("SELECT count(*) FROM occasion WHERE kind = 'birthday'") == [(5,)]
    assert desk.rows("SELECT count(*) FROM consent_now WHERE channel = 'email' AND state = 'subscribed'") == [(4,)]


HEADERS = {
    "en": "Receipt #,Date,Product,Qty,Unit Price,Discount,Net Sales,Sales Person,Customer Name,E-mail",
    "es": "Número de recibo,Fecha,Artículo,Cantidad,Precio unitario,Descuento,Ventas netas,Vendedor,Cliente,Correo",
    "de": "Belegnummer,Datum,Artikel,Menge,Einzelpreis,Rabatt,Netto,Verkäufer,Kunde,E-Mail-Adresse",
    "fr": "Numéro de facture,Date,Désignation,Quantité,Prix unitaire,Remise,Montant HT,Vendeur,Nom du client,Courriel",
    "pt": "Número do pedido,Data,Produto,Quantidade,Preço unitário,Desconto,Valor líquido,Vendedor,Nome cliente,E-mail",
    "it": "Numero scontrino,Data,Articolo,Quantità,Prezzo unitario,Sconto,Importo netto,Venditore,Nominativo,E-mail",
    "nl": "Factuurnummer,Datum,Omschrijving,Aantal,Stuksprijs,Korting,Bedrag,Verkoper,Klantnaam,E-mailadres",
}


@pytest.mark.parametrize("language", HEADERS)
def test_names_of_columns_are_known_in_seven_languages(language: str) -> None:
    sample = [
        (str(n), f"{n}/3/2026", "Ring", "2", "10.00", "1.00", "19.00", "Tom", f"Ann {n}", "a@example.com")
        for n in range(1, 20)
    ]
    found = guess.guess(columns.look(HEADERS[language].split(","), sample))
    assert found.kind == "sales"
    assert [found.fields.get(index) for index in range(10)] == [
        *("transaction_id", "sold_on", "item", "quantity", "price", "discount", "net", "associate", "name", "email")
    ]


def test_what_has_no_telling_name_is_told_by_its_values() -> None:
    sample = [
        ("x@example.com", "+1 503 555 0142", "2026-03-04", ("Tom Lee", "Ann Ray")[n % 2], f"{n}.50") for n in range(40)
    ]
    found = guess.guess(columns.look(("A", "B", "C", "D", "Paid"), sample), kind="sales")
    assert [found.fields.get(index) for index in range(5)] == ["email", "phone", "sold_on", "associate", "net"]


def test_columns_of_cards_are_never_guessed() -> None:
    found = guess.guess(columns.look(("Card Brand", "Date", "Qty"), [("Visa", "2026-01-01", "1")]), kind="sales")
    assert 0 not in found.fields


def closing(tmp_path: Path, header: str, *rows: str) -> list[str]:
    file = tmp_path / "a.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    names = header.split(",")
    looked = columns.look(names, [row.split(",") for row in rows])
    found = identities.find(file, delimiter=",", header_line=1, columns=looked)
    _, told = guess.prove(guess.guess(looked, kind="sales"), found)
    return [f"{each.form.said([names[i] for i in each.columns])} {each.holds}/{each.rows}" for each in told]


def test_the_sums_that_close_are_found_over_the_whole_column(tmp_path: Path) -> None:
    rows = [f"{n}.00,{n % 3}.00,{n - n % 3}.00" for n in range(10, 1000)]
    assert closing(tmp_path, "A,B,C", *rows, "5.00,1.00,1.00") == ["A - B = C 990/991"]


def test_negative_discounts_are_seen(tmp_path: Path) -> None:
    rows = [f"{n}.00,-{n % 3}.00,{n - n % 3}.00" for n in range(10, 100)]
    assert closing(tmp_path, "Gross,Discount,Net", *rows) == ["Gross + Discount = Net 90/90"]


def test_a_discount_that_is_always_nothing_proves_nothing(tmp_path: Path) -> None:
    assert closing(tmp_path, "A,B,C", *(f"{n}.00,0.00,{n}.00" for n in range(10, 100))) == []


def test_peek_says_how_a_file_is_written_and_stores_nothing(desk: Desk) -> None:
    file = desk.file(SALES.encode("cp1252"), "till.csv")
    told = desk.till.type("peek", str(file), "--json").json
    assert (told["delimiter"], told["decimal_mark"], told["day_order"], told["format"]) == (";", ",", "day-first", None)
    assert (told["encoding"], told["records"], told["kind"]) == ("utf-8", 4, "sales")
    by_name = {each["name"]: each for each in told["columns"]}
    assert by_name["Clerk"] == {
        "name": "Clerk", "holds": "words", "field": "associate", "because": "its name",
        "samples": ["Maya Ortiz", "Daniel Whitlock"],
    }  # fmt: skip
    assert by_name["Shelf"]["field"] is None
    printed = desk.till.type("peek", str(file))
    assert "semicolon (;)" in printed.out
    assert desk.rows("SELECT count(*) FROM import_batch") == [(0,)]
    assert not (desk.till.store / "imports").exists()


def test_a_title_above_the_names_is_no_record(desk: Desk) -> None:
    told = desk.till.type("peek", str(desk.file(f"Sales of October;;;;\n\n{SALES}", "till.csv")), "--json").json
    assert told["records"] == 4


def test_peek_knows_a_preset_and_needs_no_store(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = desk.file(exports.write(exports.SHOPIFY_79, exports.order("#1", ("1", "Ring", "5.00"))))
    told = desk.till.type("peek", str(file), "--json").json
    assert (told["format"], told["day_order"]) == ("shopify-orders", "year-first")
    assert {each["name"]: each["field"] for each in told["columns"]}["Vendor"] == "brand"
    (desk.till.store / "clientbook.toml").unlink()
    assert desk.till.type("peek", str(file), "--json").code == 0


def test_long_numbers_that_a_spreadsheet_spoiled_are_said(desk: Desk) -> None:
    file = desk.file("Name,Phone,Email\nAnn,2.12556E+09,a@example.com\nBo,2.12557E+09,b@example.com\n")
    assert "2 long numbers written as a power of ten" in desk.till.type("peek", str(file)).out
    mapping = desk.file('kind = "clients"\n[columns]\nname = "Name"\nphone = "Phone"\nemail = "Email"\n', "my.toml")
    (receipt,) = desk.type(file, "--map", mapping).json["files"]
    assert "Phone: 2 spoiled by a spreadsheet, as 2.12556E+09" in receipt["repaired"][0]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("sales-2026-03.csv", "sales"),
        ("Umsätze März.csv", "umsätze-märz"),
        ("2026.csv", "my-till"),
        ("report (3).csv.gz", "report"),
    ],
)
def test_a_mapping_is_named_after_its_file_without_days(name: str, stem: str) -> None:
    assert mapping.stem(name) == stem


DIRECTORY = exports.write(
    exports.SQUARE_CUSTOMERS, [{"First Name": "Ann", "Last Name": "Lee", "Email Address": "ann@example.com"}]
)


def test_a_format_that_nobody_measured_is_asked_about_once(desk: Desk, terminal: None) -> None:
    file = desk.file(DIRECTORY, "directory.csv")
    refused = walk(desk, file, ["n"])
    assert refused.code == 2
    assert "First Name: Ann" in refused.err
    assert desk.rows("SELECT count(*) FROM import_batch") == [(0,)]
    assert walk(desk, file, ["y"]).code == 0
    again = desk.file(DIRECTORY.replace("Ann", "Bo").replace("ann@", "bo@"), "later.csv")
    assert desk.till.type("import", str(again), "--no-input").code == 0


def test_what_a_format_leaves_open_is_said_where_it_is_asked_about(desk: Desk, terminal: None) -> None:
    file = Path(__file__).with_name("files") / "sumup-sales.csv"
    (sumup,) = (each for each in desk.till.type("formats", "--json").json["formats"] if each["name"] == "sumup-sales")
    assert sumup["doubts"]
    for words, answers in ((), ["y"]), (("--yes", "--dry-run"), []):
        said = walk(desk, file, answers, *words).err
        shown = [doubt for doubt in sumup["doubts"] if f"open: {doubt}" in " ".join(said.split())]
        assert shown == ([] if "--dry-run" in words else sumup["doubts"])


def test_without_a_terminal_such_a_format_needs_a_yes(desk: Desk) -> None:
    file = desk.file(DIRECTORY, "directory.csv")
    refused = desk.type(file)
    assert (refused.code, "--yes" in refused.err) == (2, True)
    assert desk.type(file, "--dry-run").code == 0
    assert desk.type(file, "--yes").code == 0
    asks = {each["name"]: each["asks"] for each in desk.till.type("formats", "--json").json["formats"]}
    assert (asks["square-customers"], asks["shopify-orders"]) == (True, False)
