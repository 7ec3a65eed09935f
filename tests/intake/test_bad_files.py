"""Files that cannot be read as what they should be: exit 2, what is wrong, and what to do next."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.intake import exports
from tests.intake.conftest import Desk
from tests.intake.exports import itemised, order

GOOD = exports.write(exports.SHOPIFY_79, order("#1", ("1", "Ring", "100.00")))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b"\n\n  \n", "is empty", id="blank lines"),
        pytest.param(GOOD.split("\n")[0].encode() + b"\n", "not one record", id="header only"),
        pytest.param(b"Dear Ann\nthank you for the ring.\nBo\n", "only one column", id="prose"),
        pytest.param(b"a^b^c\n1^2^3\n", "only one column", id="unknown delimiter"),
        pytest.param(bytes(range(256)) * 20, "is not a text file", id="binary"),
        pytest.param(b"PK\x03\x04rest", "packed with zip and damaged", id="broken zip"),
        pytest.param(gzip.compress(GOOD.encode())[:-9], "packed with gzip and damaged", id="broken gzip"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook", id="xls"),
        pytest.param(b"%PDF-1.7", "is a PDF", id="pdf"),
        pytest.param(b"Foo,Bar,Baz\n1,2,3\n", "fit no format", id="unknown header"),
        pytest.param(b",,,\n1,2,3,4\n", "first line is empty", id="nameless columns"),
        pytest.param((b"c," * 500) + b"d\n1\n", "has 501 columns", id="too many columns"),
        pytest.param(
            b"Item name,SKU,Category,Items sold,Gross sales,Net sales,Cost of goods,Margin\nRing,1,A,2,5,5,1,80%\n",
            "summary",
            id="summary report",
        ),
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_is_exit_2_and_says_what_it_is(desk: Desk, content: bytes, said: str) -> None:
    typed = desk.type(desk.file(content))
    assert typed.code == 2
    assert said in typed.err
    assert "next" in typed.err
    assert typed.out == "" or typed.json["files"] == []  # what can be guessed is printed as a mapping
    assert desk.rows("SELECT count(*) FROM import_batch") == [(0,)]


def test_the_nearest_format_is_named_with_what_is_missing(desk: Desk) -> None:
    text = GOOD.replace("Created at", "Created")
    typed = desk.type(desk.file(text))
    assert "nearest: shopify-orders" in typed.err
    assert "Created at (is it 'created'?)" in typed.err


def test_a_missing_file_and_a_folder_are_said(desk: Desk) -> None:
    assert "there is no such file" in desk.type(desk.folder / "none.csv").err
    assert "is a folder" in desk.type(desk.folder).err


def test_a_file_that_may_not_be_read_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path, real = desk.file(GOOD), Path.is_file

    def refuse(self: Path) -> bool:
        if self.name == path.name:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self)

    monkeypatch.setattr(Path, "is_file", refuse)
    typed = desk.type(path)
    assert typed.code == 2
    assert "cannot be opened: Permission denied" in typed.err


def test_a_bad_file_does_not_stop_the_others_and_the_worst_exit_code_counts(desk: Desk) -> None:
    one, other = (
        desk.file(GOOD, "one.csv"),
        desk.file(exports.write(exports.SQUARE_35, itemised("T", ("1", "Mug", "$8"))), "two.csv"),
    )
    typed = desk.type(one, desk.file(b"", "empty.csv"), other)
    assert typed.code == 2
    assert [each["file"] for each in typed.json["files"]] == ["one.csv", "two.csv"]
    assert "empty.csv: is empty" in typed.err


def test_dates_that_could_be_either_way_round_need_an_answer(desk: Desk) -> None:
    mapping = desk.file('kind = "sales"\n[columns]\nsold_on = "When"\nitem = "What"\nnet = "Paid"\n', "my.toml")
    file = desk.file("When,What,Paid\n03/04/2026,Ring,5.00\n05/04/2026,Ring,6.00\n")
    typed = desk.type(file, "--map", mapping)
    assert typed.code == 2
    assert "--day-first" in typed.err
    assert desk.type(file, "--map", mapping, "--day-first").json["files"][0]["last_day"] == "2026-04-05"


def test_one_date_that_tells_the_order_tells_it_for_the_whole_column(desk: Desk) -> None:
    mapping = desk.file('kind = "sales"\n[columns]\nsold_on = "When"\nitem = "What"\nnet = "Paid"\n', "my.toml")
    receipt = desk.receipt("When,What,Paid\n03/04/2026,Ring,5.00\n25/04/2026,Ring,6.00\n", "--map", mapping)
    assert (receipt["first_day"], receipt["last_day"]) == ("2026-04-03", "2026-04-25")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("kind = 'sales'\n[columns]\nsold = 'When'\n", "unknown key columns.sold"),
        ("kind = 'orders'\n[columns]\nsold_on = 'When'\n", "kind = 'orders'"),
        ("[columns]\nsold_on = 'When'\n", "kind is missing"),
        ("kind = 'sales'\n[columns\n", "cannot be read as a mapping"),
        ("kind = 'sales'\n[columns]\nsold_on = 5\n", "sold_on = 5"),
        ("kind = 'sales'\n[match]\nrequired = ['Ticket']\n[columns]\nsold_on = 'When'\n", "no column 'Ticket'"),
        ("kind = 'sales'\n[columns]\nsold_on = 'Day'\n", "none of the columns 'Day'"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_said_with_its_key(desk: Desk, toml: str, said: str) -> None:
    typed = desk.type(desk.file("When,What,Paid\n2026-01-01,Ring,5\n"), "--map", desk.file(toml, "my.toml"))
    assert typed.code == 2
    assert said in typed.err


def test_an_unknown_format_or_kind_is_said(desk: Desk) -> None:
    file = desk.file(GOOD)
    assert "did you mean shopify-orders?" in desk.type(file, "--as", "shopify-order").err
    assert "there is no kind" in desk.type(file, "--kind", "gifts").err
    assert "which holds sales, not clients" in desk.type(file, "--kind", "clients").err
