"""The mail commands as an owner types them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clientbook_cli.book.connection import open_book
from tests.campaign.servers import PASSWORD, USER, Post
from tests.conftest import Till
from tests.shop import Shop

KEYS = {
    *("campaign", "state", "chosen", "held_out", "excluded", "queued", "accepted", "written"),
    *("later", "refused", "unknown", "left"),
}
NEW = ("mail", "new", "spring", "--template", "brand-launch", "--set", "brand=Marlow & Pine")


@pytest.fixture
def stocked(till: Till) -> Till:
    with open_book(till.store / "book.duckdb", write=True) as book:
        shop = Shop(book)
        tiers = {shop.client(f"Ann Lee {n}", email=f"ann{n}@example.com"): "mid" if n < 9 else "top" for n in range(12)}
        tiers[shop.client("No Address")] = "mid"
        shop.sale(1, "2026-05-01", 100, brand="Marlow & Pine")
        shop.score(tiers)
    return till


def password_file(folder: Path) -> str:
    file = folder / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    file.chmod(0o600)
    return str(file)


def account(post: Post, folder: Path) -> tuple[str, ...]:
    where = ("--host", "127.0.0.1", "--port", str(post.port), "--user", USER, "--from", "shop@example.com")
    return ("mail", "account", *where, "--password-file", password_file(folder), "--json")


def test_the_whole_ladder(stocked: Till, server: Callable[..., Any], tmp_path: Path) -> None:
    with server(answers={"RCPT": {"ann3@example.com": "550 5.1.1 no such user"}}) as post:
        assert stocked.type(*account(post, tmp_path)).code == 0
        made = stocked.type(*NEW, "--tier", "mid", "--hold-out", "20%", "--json")
        assert made.code == 0
        assert made.json.keys() >= KEYS
        assert made.json["chosen"] == made.json["queued"] == made.json["left"]
        assert made.json["chosen"] + made.json["held_out"] == 9
        assert made.json["excluded"] == {"no address": 1}
        chosen = made.json["chosen"]
        assert stocked.type("mail", "preview", "spring").code == 0
        assert stocked.type("mail", "test", "spring", "--to", "owner@example.com").code == 0
        assert post.arrived() == ["owner@example.com"]
        rehearsal = stocked.type("mail", "send", "spring", "--json")
        assert rehearsal.json["state"] == "draft"
        assert len(rehearsal.json["samples"]) == 3
        wrong = stocked.type("mail", "send", "spring", "--confirm", str(chosen + 1))
        assert wrong.code == 2
        assert len(post.mails) == 1
        sent = stocked.type("mail", "send", "spring", "--confirm", str(chosen), "--json")
        refused = sent.json["refused"]
        assert sent.code == (5 if refused else 0)
        assert sent.json["accepted"] + refused == chosen
        assert sent.json["state"] == "done"
        again = stocked.type("mail", "send", "spring", "--confirm", str(chosen), "--json")
        assert again.code == 0
        assert len(post.mails) == 1 + chosen - refused
    status = stocked.type("mail", "status", "spring", "--json").json
    assert len(status["recipients"]) == chosen
    assert status["recipients"][0].keys() == {
        *("client", "address", "state", "message_id", "at", "reply", "came_back"),
    }
    assert [one["campaign"] for one in stocked.type("mail", "list", "--json").json["campaigns"]] == ["spring"]


def test_settings_keep_their_comments_and_hold_no_password(
    stocked: Till, server: Callable[..., Any], tmp_path: Path
) -> None:
    settings = stocked.store / "clientbook.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n# a remark of the owner\n", encoding="utf-8")
    with server() as post:
        typed = stocked.type(*account(post, tmp_path))
        assert typed.json["account"]["password_in"].endswith("password")
    text = settings.read_text(encoding="utf-8")
    assert "# a remark of the owner" in text
    assert "[mail.account]" in text
    assert 'from = "shop@example.com"' in text
    assert PASSWORD not in text + typed.out + typed.err
    assert stocked.type("mail", "list").code == 0


def test_a_login_that_fails_changes_no_settings(stocked: Till, server: Callable[..., Any]) -> None:
    before = (stocked.store / "clientbook.toml").read_text(encoding="utf-8")
    with server() as post:
        where = ("--host", "127.0.0.1", "--port", str(post.port), "--user", USER, "--from", "shop@example.com")
        typed = stocked.type("mail", "account", *where, "--password-stdin", stdin="wrong\n")
    assert typed.code == 7
    assert "refused the login" in typed.err
    assert (stocked.store / "clientbook.toml").read_text(encoding="utf-8") == before


def test_into_a_folder_needs_no_account_and_stays_that_way(stocked: Till, tmp_path: Path) -> None:
    stocked.type(*NEW)
    out = tmp_path / "outbox"
    sent = stocked.type("mail", "send", "spring", "--confirm", "12", "--to-folder", str(out), "--json")
    assert sent.code == 0
    assert sent.json["written"] == 12
    assert len(list(out.glob("*.eml"))) == 12
    assert stocked.type("mail", "send", "spring", "--confirm", "12", "--to-folder", str(out)).code == 0
    assert len(list(out.glob("*.eml"))) == 12


def test_a_preview_into_a_folder_changes_nothing(stocked: Till, tmp_path: Path) -> None:
    stocked.type(*NEW)
    seen = stocked.type("mail", "preview", "spring", "--to-folder", str(tmp_path / "look"), "--json")
    assert len(seen.json["files"]) == 12
    one = stocked.type("mail", "preview", "spring", "--client", "C1", "--json").json["messages"]
    assert [message["client"] for message in one] == ["C1"]
    assert stocked.type("mail", "status", "spring", "--json").json["queued"] == 12


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("mail", "new", "x", "--template", "brand-lunch"), 2, "did you mean mail/brand-launch.md?"),
        (("mail", "new", "x", "--template", "zzz"), 2, "mail/birthday.md, mail/brand-launch.md"),
        (("mail", "new", "x", "--template", "brand-launch"), 2, "--set brand="),
        ((*NEW, "--set", "brnd=x"), 2, "did you mean --set brand"),
        ((*NEW, "--tier", "midd"), 2, "nearest: mid"),
        ((*NEW, "--hold-out", "10"), 2, "this is no share"),
        ((*NEW, "--set", "nonsense"), 2, "this sets nothing"),
        (("mail", "send", "nobody"), 2, "there is no campaign"),
        (("mail", "resume", "autumn"), 2, "never confirmed"),
        (("mail", "send", "autumn", "--confirm", "12"), 4, "no mail account yet"),
        (("mail", "test", "autumn", "--to", "nobody"), 2, "is no address"),
        (("mail", "test", "autumn", "--to", "me@example.com"), 4, "no mail account yet"),
        (("mail", "preview", "autumn", "--client", "C13"), 2, "is not among the recipients"),
        (("mail", "new", "AUTUMN", *NEW[3:]), 2, "already"),
        (("mail", "account", "--user", "u"), 2, "--host and --from"),
        (("mail", "account", "--preset", "gmial", "--user", "u", "--from", "a@example.com"), 2, "there are: gmail"),
        (("mail", "account", "--preset", "gmail", "--user", "u", "--from", "a@example.com"), 2, "--password-stdin"),
    ],
)
def test_wrong_use_says_what_to_do(stocked: Till, words: tuple[str, ...], code: int, said: str) -> None:
    stocked.type("mail", "new", "autumn", *NEW[3:])
    typed = stocked.type(*words)
    assert (typed.code, typed.result.exception is None or isinstance(typed.result.exception, SystemExit)) == (
        code,
        True,
    )
    assert said in typed.err
    assert "next" in typed.err
    assert stocked.type("mail", "status", "autumn", "--json").json["state"] == "draft"


def test_without_a_postal_address_nothing_leaves(stocked: Till, tmp_path: Path) -> None:
    settings = stocked.store / "clientbook.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("12 Pearl Street, Portland, OR 97205", ""), encoding="utf-8")
    stocked.type(*NEW)
    out = tmp_path / "out"
    for words in (
        ("send", "spring", "--confirm", "12", "--to-folder", str(out)),
        ("test", "spring", "--to", "a@x.com"),
    ):
        typed = stocked.type("mail", *words)
        assert typed.code == 4
        assert "no postal address" in typed.err
    assert "there is no campaign" in stocked.type("mail", "test", "sprig", "--to", "a@x.com").err
    assert not out.exists()
    assert stocked.type("mail", "status", "spring", "--json").json["state"] == "draft"


def test_the_brand_that_was_bought_is_the_brand_that_is_launched(stocked: Till) -> None:
    made = stocked.type(
        "mail", "new", "pine", "--template", "brand-launch", "--bought-brand", "marlow & pine", "--json"
    )
    assert made.json["chosen"] == 1
    seen = stocked.type("mail", "preview", "pine", "--json").json["messages"][0]
    assert seen["subject"] == "Marlow & Pine is here, Ann"


def test_a_cancelled_campaign_is_over(stocked: Till, tmp_path: Path) -> None:
    stocked.type(*NEW)
    assert stocked.type("mail", "cancel", "spring", "--json").json["cancelled"] == 12
    for words in (
        ("mail", "send", "spring", "--confirm", "12"),
        ("mail", "resume", "spring"),
        ("mail", "cancel", "spring"),
    ):
        typed = stocked.type(*words)
        assert typed.code == 2
        assert "was cancelled" in typed.err


def test_the_stored_template_is_sent_whatever_became_of_the_file(stocked: Till, tmp_path: Path) -> None:
    own = stocked.store / "templates" / "mail"
    own.mkdir(parents=True)
    (own / "hello.md").write_text('+++\nsubject = "First wording"\n+++\nHello.\n', encoding="utf-8")
    stocked.type("mail", "new", "hi", "--template", "hello")
    (own / "hello.md").unlink()
    seen = stocked.type("mail", "preview", "hi", "--json").json["messages"][0]
    assert seen["subject"] == "First wording"
