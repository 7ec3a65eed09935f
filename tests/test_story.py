"""The owner's three jobs on the example store, as typed, and the keys that each answer has."""

from __future__ import annotations

import csv
import email
import email.policy
import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.source import ROOT

EXPORTS = ROOT / "examples" / "exports"
TODAY = "2026-11-13"
FILE_KEYS = {
    *("file", "format", "kind", "batch", "rows_read", "rows_kept", "rows_already_there", "rows_set_aside", "sales_new"),
    *("sales_changed", "lines_new", "clients_new", "first_day", "last_day", "currency", "net_total", "refunds_total"),
    *("sales_reconciled", "sales_flagged", "control", "set_aside_file"),
}
CAMPAIGN_KEYS = {
    *("campaign", "state", "chosen", "held_out", "excluded", "queued", "accepted", "written", "later", "refused"),
    *("unknown", "left"),
}


class Store:
    """A store folder and the installed command, as an owner has them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def type(self, *words: str, today: str = TODAY, codes: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "clientbook_cli", "--store", str(self.folder), "--today", today, *words],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env={**os.environ, "COLUMNS": "80"},
        )
        assert done.returncode in codes, f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout

    def ask(self, *words: str, today: str = TODAY, codes: tuple[int, ...] = (0,)) -> Any:
        document = json.loads(self.type(*words, "--json", today=today, codes=codes))
        assert document["schema"] == 1
        assert document["command"]
        return document


def _column(file: str, name: str, encoding: str = "utf-8-sig") -> list[str]:
    with (EXPORTS / file).open(encoding=encoding, newline="") as lines:
        return [row[name] or "" for row in csv.DictReader(lines)]


def _sum(file: str, name: str) -> str:
    texts = (text.replace("$", "").replace(",", "") for text in _column(file, name))
    return f"{sum((Decimal(text) for text in texts if text), Decimal(0)):.2f}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The example store, with everything imported and scored."""
    made = Store(tmp_path_factory.mktemp("shop") / "Clientbook")
    made.type(
        *("init", str(made.folder), "--name", "Harlow & Finch Jewelers", "--email", "hello@example.com"),
        *("--address", "12 Pearl Street, Portland, OR 97205", "--timezone", "America/Los_Angeles"),
        *("--associate", "Maya Ortiz", "--associate", "Daniel Whitlock"),
        *("--associate", "Priya Raman", "--associate", "Tom Becker"),
    )
    return made


@pytest.fixture(scope="module")
def receipts(store: Store) -> dict[str, Any]:
    """Each import's receipt, by file name."""
    examples = ROOT / "examples"
    goldbook = [
        store.ask(
            "import",
            str(EXPORTS / f"goldbook-{kind}.csv"),
            "--map",
            str(examples / f"goldbook-{kind}.toml"),
            codes=(0, 5),
        )
        for kind in ("clients", "sales")
    ]
    known = store.ask(
        "import",
        *(str(EXPORTS / name) for name in ("customers_export.csv", "orders_export.csv", "square-customers.csv")),
        str(EXPORTS / "items-2025-06-01-2026-11-01.csv"),
        "--yes",
    )
    optouts = store.ask("import", str(EXPORTS / "unsubscribed.csv"), "--kind", "optouts")
    return {entry["file"]: entry for answer in (*goldbook, known, optouts) for entry in answer["files"]}


@pytest.fixture(scope="module")
def scored(store: Store, receipts: dict[str, Any]) -> Any:
    store.type("score", "--as-of", "2026-10-20", today="2026-10-20")
    return store.ask("score")


def test_every_record_is_kept_or_set_aside(receipts: dict[str, Any]) -> None:
    for name, receipt in receipts.items():
        assert receipt.keys() >= FILE_KEYS
        with (EXPORTS / name).open(encoding="utf-8-sig", newline="") as lines:
            records = sum(1 for row in csv.reader(lines) if row) - 1
        assert receipt["rows_read"] == records, name
        assert receipt["rows_read"] == sum(receipt[f"rows_{end}"] for end in ("kept", "already_there", "set_aside")), (
            name
        )
    assert {name: receipt["rows_set_aside"] for name, receipt in receipts.items() if receipt["rows_set_aside"]} == {
        "goldbook-sales.csv": 8
    }


def test_the_control_figures_are_the_files_own_sums(receipts: dict[str, Any]) -> None:
    orders = "orders_export.csv"
    assert receipts[orders]["control"] == {
        "orders": len(set(_column(orders, "Name"))),
        "lines": len(_column(orders, "Name")),
        "subtotal": _sum(orders, "Subtotal"),
        "shipping": _sum(orders, "Shipping"),
        "taxes": _sum(orders, "Taxes"),
        "tips": f"{_tips(orders):.2f}",
        "total": _sum(orders, "Total"),
        "refunded": _sum(orders, "Refunded Amount"),
    }
    assert receipts[orders]["sales_flagged"] == 3
    items = "items-2025-06-01-2026-11-01.csv"
    assert receipts[items]["control"] == {
        "transactions": len(set(_column(items, "Transaction ID"))),
        "lines": len(_column(items, "Date")),
        "gross": _sum(items, "Gross Sales"),
        "discounts": f"{-Decimal(_sum(items, 'Discounts')):.2f}",
        "net": _sum(items, "Net Sales"),
        "taxes": _sum(items, "Tax"),
    }


def _tips(file: str) -> Decimal:
    rows = zip(
        _column(file, "Lineitem name"), _column(file, "Lineitem quantity"), _column(file, "Lineitem price"), strict=True
    )
    return sum((Decimal(quantity) * Decimal(price) for name, quantity, price in rows if name == "Tip"), Decimal(0))


def test_the_same_file_again_changes_nothing_and_says_so(store: Store, receipts: dict[str, Any]) -> None:
    before = store.ask("status")
    again = store.ask("import", str(EXPORTS / "orders_export.csv"))["files"][0]
    assert again["rows_already_there"] == again["rows_read"]
    assert (again["sales_new"], again["sales_changed"], again["lines_new"], again["clients_new"]) == (0, 0, 0, 0)
    after = store.ask("status")
    assert {key: after[key] for key in ("clients", "sales")} == {key: before[key] for key in ("clients", "sales")}


def test_scores_cover_every_buyer_once(scored: Any) -> None:
    assert scored.keys() >= {"run", "as_of", "clients", "cuts", "tiers", "segments"}
    assert set(scored["cuts"]) == {"recency", "frequency", "monetary"}
    assert sum(scored["tiers"].values()) == sum(scored["segments"].values()) == scored["clients"]


def test_tomorrows_sheet_is_one_list_with_reasons(store: Store, scored: Any, tmp_path: Path) -> None:
    files = {ending: tmp_path / f"sheet.{ending}" for ending in ("pdf", "html", "csv")}
    sheet = store.ask("calls", "sheet", *(word for end, file in files.items() for word in (f"--{end}", str(file))))
    assert sheet["for"] == "2026-11-14"
    calls = [call for entry in sheet["associates"] for call in entry["calls"]]
    assert calls
    assert [call["row"] for call in calls] == list(range(1, len(calls) + 1))
    for call in calls:
        assert call.keys() >= {
            *("row", "client", "name", "phone", "tier", "reasons", "script", "voicemail", "last_purchase", "consent"),
        }
        assert call["reasons"]
        assert call["script"]
    assert len({call["client"] for call in calls}) == len(calls)
    assert files["pdf"].read_bytes().startswith(b"%PDF")
    assert "<html" in files["html"].read_text(encoding="utf-8")
    assert store.ask("calls", "plan")["calls"] == store.ask("calls", "plan")["calls"]


def test_what_was_said_on_the_phone_is_written_down(store: Store, scored: Any) -> None:
    sheet = store.ask("calls", "sheet")
    first, second = [call for entry in sheet["associates"] for call in entry["calls"]][:2]
    store.type("calls", "log", "1", "T", "wants studs", today="2026-11-14")
    store.type("calls", "log", "2", "X", today="2026-11-14")
    store.type("calls", "log", "999", "T", today="2026-11-14", codes=(2,))
    due = store.ask("calls", "due", today="2026-11-14")
    assert not {first["client"], second["client"]} & {call["client"] for call in due["calls"]}
    followed = store.ask("measure", "followup", "--from", "2026-11-14", "--to", "2026-11-14", today="2026-11-14")
    assert followed["associates"]


def test_the_brand_launch_reaches_each_mid_tier_mailbox_once(store: Store, scored: Any, tmp_path: Path) -> None:
    made = store.ask(
        *("mail", "new", "launch", "--template", "brand-launch", "--tier", "mid", "--set", "brand=Solenne"),
        *("--hold-out", "10%"),
    )
    assert made.keys() >= CAMPAIGN_KEYS
    assert made["queued"] == made["chosen"]
    rehearsal = store.ask("mail", "send", "launch")
    assert (rehearsal["chosen"], rehearsal["written"], rehearsal["accepted"]) == (made["chosen"], 0, 0)
    folder = tmp_path / "mails"
    wrong = str(made["chosen"] + 1)
    store.type("mail", "send", "launch", "--confirm", wrong, "--to-folder", str(folder), codes=(2,))
    assert not list(folder.glob("*.eml")) if folder.exists() else True
    sent = store.ask("mail", "send", "launch", "--confirm", str(made["chosen"]), "--to-folder", str(folder))
    assert sent["written"] == made["chosen"]
    assert sent["left"] == 0
    mails = [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        for file in sorted(folder.glob("*.eml"))
    ]
    assert len(mails) == made["chosen"]
    assert max(Counter(str(mail["To"].addresses[0].addr_spec).lower() for mail in mails).values()) == 1
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)
    stopped = {address.strip().lower() for address in _column("unsubscribed.csv", "Email Address")}
    for mail in mails:
        assert not mail.defects
        assert str(mail["To"].addresses[0].addr_spec).lower() not in stopped
        assert mail["List-Unsubscribe"]
        text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
        assert text is not None
        assert html is not None
        for body in (text.get_content(), html.get_content()):
            assert "Solenne" in body
            assert "12 Pearl Street" in body
    again = store.ask("mail", "send", "launch", "--confirm", str(made["chosen"]))
    assert again["written"] == made["chosen"]
    assert len(list(folder.glob("*.eml"))) == made["chosen"]
    status = store.ask("mail", "status", "launch")
    assert {entry["state"] for entry in status["recipients"]} == {"written"}


def test_what_an_earlier_mail_sold_stands_beside_those_held_out(store: Store, scored: Any, tmp_path: Path) -> None:
    day = "2026-10-20"
    made = store.ask(
        *("mail", "new", "evening", "--template", "brand-launch", "--tier", "mid", "--set", "brand=Aurelia"),
        *("--hold-out", "20%"),
        today=day,
    )
    number = str(made["chosen"])
    store.type("mail", "send", "evening", "--confirm", number, "--to-folder", str(tmp_path / "evening"), today=day)
    measured = store.ask("measure", "campaign", "evening")
    assert measured.keys() >= {"window_days", "mailed", "held_out", "difference", "verdict", "views"}
    assert measured["mailed"]["clients"] == made["chosen"]
    assert measured["held_out"]["clients"] == made["held_out"]
    assert measured["difference"].keys() >= {"low", "value", "high"}
    assert measured["verdict"] in {"raised", "lowered", "no sign", "too few"}


def test_status_says_where_the_store_stands(store: Store, scored: Any) -> None:
    status = store.ask("status")
    assert status.keys() >= {"clients", "sales", "last_import", "tiers", "calls_due", "campaigns"}
    assert status["tiers"] == scored["tiers"]
    checks = store.ask("doctor")["checks"]
    assert all(check.keys() >= {"name", "ok", "said", "remedy"} for check in checks)


def test_an_export_in_which_somebody_is_named_alone_joins_nobody(store: Store, receipts: dict[str, Any]) -> None:
    receipt = receipts["orders_export.csv"]
    assert receipt["sales_without_client"] == sum(
        1
        for status, mail, name, phone in zip(
            *(_column("orders_export.csv", key) for key in ("Financial Status", "Email", "Billing Name", "Phone")),
            strict=True,
        )
        if status and not (mail or name or phone)
    )
