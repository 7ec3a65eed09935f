"""A client's mail: both parts, true headers, and nothing that a name or a template could break."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientbook_cli.campaign import files, markdown
from clientbook_cli.campaign import template as templates
from clientbook_cli.campaign.files import Carried
from clientbook_cli.campaign.headers import address, one_line
from clientbook_cli.campaign.message import LAYOUT, Composer
from clientbook_cli.campaign.tokens import message_id
from clientbook_cli.campaign.vocabulary import PLAINEST, Person
from clientbook_cli.errors import TemplateError, UsageError
from clientbook_cli.settings import Settings
from clientbook_cli.templates import Template, Templates
from tests.campaign.conftest import SETTINGS, STORE
from tests.shop import NOW

BRAND = "Marlow & Pine"
HOSTILE = [
    "José Ortiz-Núñez",
    "李小龍",
    "Наталья Шевченко",
    "محمد بن راشد",
    'Ann "Nan" Lee, Jr. (shop) <x@y.example>',
    "Ann\r\nBcc: all@example.com",
    "Ann\nSubject: gone\n\nbody",
    "<script>alert(1)</script> & [link](https://evil.example) *bold* `code` # head",
    "{{ 7 * 7 }} {% raw %}",
    "=?utf-8?q?not_a_name?=",
    "=?utf-8?q?Ann=0d=0aBcc:_all=40example.com?=",
    "\u202egnp.exe\u2066",
    "\x1b[31mred\x1b]52;c;AAAA\x07",
    "    indented\tcode",
    "1. one - two + three",
    "O'Brien; DROP TABLE client; --",
    "a" * 300,
    "Wolfeschlegelsteinhausenbergerdorff, Ludwig von und zu, the third of his name",
]


def composer(
    text: str | None = None, values: dict[str, str] | None = None, *, settings: Settings = SETTINGS
) -> Composer:
    source = Templates().find("mail/brand-launch.md") if text is None else Template("mail/t.md", text, Path("t.md"))
    taken = templates.read(source)
    given = values if values is not None else {"brand": BRAND} if text is None else {}
    return Composer(taken, Templates().find(LAYOUT), taken.values(given), settings, "shop@example.com")


def letter(made: Composer, person: Person = PLAINEST) -> EmailMessage:
    """A composed mail, read back from its bytes."""
    content = made.compose(person, to="ann@example.com", message_id="<clientbook.1.2.abc@example.com>", now=NOW).content
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    content.decode("ascii")
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def display_name(message: EmailMessage) -> str:
    """The name in To. Python before 3.11.12 reads blanks between two encoded words; the older parser never did."""
    name, _ = parseaddr(dict(message.raw_items())["To"].replace("\r\n", ""))
    return str(make_header(decode_header(name)))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_a_name(name: str) -> None:
    message = letter(composer(), Person(client=2, name=name, first_name=name, associate=name, last_brand=name))
    assert message.keys() == [
        *("From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "MIME-Version", "Content-Type"),
    ]
    assert not message.defects
    assert [to.addr_spec for to in message["To"].addresses] == ["ann@example.com"]
    assert display_name(message) == one_line(name)[:100].strip()
    assert f"{BRAND} is here, {one_line(name)}" == message["Subject"]
    text = body(message, "plain")
    assert " ".join(f"Dear {one_line(name)},".split()) in " ".join(text.split())
    assert "<script>" not in body(message, "html")
    assert 'href="https://evil.example"' not in body(message, "html")
    assert "\x1b" not in text
    assert "\u202e" not in text


@given(name=st.text(max_size=120), brand=st.text(min_size=1, max_size=60).filter(str.strip))
def test_whatever_a_name_holds_the_mail_can_be_read_back(name: str, brand: str) -> None:
    made = composer('+++\nsubject = "{{ client.name }} {{ store.name }}"\n+++\nDear {{ client.name }}!\n')
    message = letter(made, Person(client=1, name=name))
    assert not message.defects
    assert message["Subject"] == one_line(f"{one_line(name)} {STORE.name}")
    assert display_name(message) == one_line(name)[:100].strip()


@given(st.text(max_size=80))
def test_a_value_in_markdown_comes_out_as_it_went_in(value: str) -> None:
    text = markdown.bodies(f"x {markdown.literal(value)} x\n")[1]
    assert text.split() == f"x {one_line(value)} x".split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann\r\nBcc: x", "Ann Bcc: x"),
        ("a\x00b\x1bc\x7fd\x85e", "abcd e"),
        ("  a \t b\u2028c\u00a0d ", "a b c d"),
        ("\u202eabc\u2066\ufeff", "abc"),
        ("क्\u200dष", "क्\u200dष"),
        ("\ud800x", "x"),
        ("=?utf-8?q?a=0d=0ab?= is 1+1=?", "= ?utf-8?q?a=0d=0ab?= is 1+1=?"),
        ("", ""),
    ],
)
def test_a_header_is_one_line_without_controls(text: str, expected: str) -> None:
    assert one_line(text) == expected


@pytest.mark.parametrize(
    "mailbox",
    ["", "ann", "ann@example.com\r\nBcc: x@example.com", "ann@example.com, b@example.com", "josé@example.com"],
)
def test_what_is_no_mailbox_is_refused(mailbox: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        address("Ann", mailbox)


def test_the_plainest_client_gets_a_whole_mail() -> None:
    message = letter(composer())
    text = body(message, "plain")
    assert text.startswith(f"{BRAND} has arrived\n\nHello,\n")
    assert "None" not in text
    assert "  " not in text.replace("\n  ", "\n")
    assert STORE.address in text
    assert STORE.address in body(message, "html")
    assert "answer with the word stop" in text


def test_what_is_known_is_said() -> None:
    message = letter(composer(), Person(client=1, first_name="Ann", last_brand="MARLOW & PINE", associate="Maya Ortiz"))
    text = body(message, "plain")
    assert "Dear Ann," in text
    assert "You know Marlow & Pine already" in text
    assert "Maya Ortiz will be glad" in text


def test_links_are_written_out_in_the_text_and_one_alone_is_a_button() -> None:
    made = composer(
        '+++\nsubject = "s"\n+++\n[Plan your visit]({{ store.website }})\n\nor see [our page](https://a.example/b_c).\n'
    )
    message = letter(made)
    assert "Plan your visit: https://www.example.com" in body(message, "plain")
    assert "our page: https://a.example/b_c." in body(message, "plain")
    assert re.search(r'<a [^>]*style="[^"]*background-color[^>]*>Plan your visit', body(message, "html"))
    assert body(message, "html").count('class="button"') == 1


def test_a_website_without_https_is_a_link_all_the_same() -> None:
    settings = replace(SETTINGS, store=replace(STORE, website="www.example.com"))
    assert "Plan your visit: https://www.example.com" in body(letter(composer(settings=settings)), "plain")


def test_nothing_in_a_mail_is_fetched_from_elsewhere() -> None:
    html = body(letter(composer()), "html")
    assert "<img" not in html
    assert "<link" not in html
    assert "url(" not in html
    assert "@import" not in html


def test_a_long_unsubscribe_page_stays_whole_and_one_click_is_not_claimed() -> None:
    page = "https://www.example.com/stop?" + "&".join(f"part{number}=value{number}" for number in range(40))
    settings = replace(SETTINGS, mail=replace(SETTINGS.mail, unsubscribe=page))
    message = letter(composer(settings=settings))
    assert message["List-Unsubscribe"].startswith(f"<{page}>, <mailto:shop@example.com?subject=stop%20c0.0.")
    assert "List-Unsubscribe-Post" not in message
    assert page in body(message, "plain").replace("\n", " ")


def test_a_plain_http_page_is_no_way_to_stop() -> None:
    settings = replace(SETTINGS, mail=replace(SETTINGS.mail, unsubscribe="http://www.example.com/stop"))
    assert letter(composer(settings=settings))["List-Unsubscribe"].startswith("<mailto:shop@example.com?")


def test_a_mailbox_for_stops_is_used() -> None:
    settings = replace(SETTINGS, mail=replace(SETTINGS.mail, unsubscribe="stop+us@example.com"))
    message = letter(composer(settings=settings))
    assert message["List-Unsubscribe"].startswith("<mailto:stop+us@example.com?")
    assert "stop+us@example.com" in body(message, "plain")


def test_the_account_sends_and_the_store_is_answered() -> None:
    made = replace(composer(), sender="mailer@example.com")
    message = letter(made)
    assert message["From"].addresses[0].addr_spec == "mailer@example.com"
    assert message["From"].addresses[0].display_name == "Harlow & Finch"
    assert message["Reply-To"].addresses[0].addr_spec == "shop@example.com"


def test_a_message_id_is_stable_and_no_two_are_the_same() -> None:
    made = {
        message_id(campaign=campaign, client=client, secret=b"key", domain="example.com")
        for campaign in range(5)
        for client in range(50)
    }
    assert len(made) == 250
    assert message_id(campaign=1, client=2, secret=b"key", domain="example.com") in made
    assert message_id(campaign=1, client=2, secret=b"yek", domain="example.com") not in made


def test_every_unknown_variable_is_named_at_once_with_its_line() -> None:
    text = '+++\nsubject = "{{ cleint.name }}"\n\n[keys.brand]\n+++\n\nDear {{ client.fist_name }}\n\n{{ bran }}\n'
    with pytest.raises(TemplateError) as caught:
        composer(text).check()
    assert "3 unknown variables" in caught.value.said
    assert "line 2: cleint (nearest: client)" in caught.value.said
    assert "line 7: client.fist_name (nearest: first_name)" in caught.value.said
    assert "line 9: bran (nearest: brand)" in caught.value.said


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("no front matter", "", "no front matter"),
        ('+++\nsubject = "x\n+++\nbody', ":2", "cannot be understood"),
        ("+++\npreheader = 'x'\n+++\nbody", "", "subject is missing"),
        ('+++\nsubject = "x"\nsubjekt = "y"\n+++\nbody', ":3", "subjekt cannot be used"),
        ('+++\nsubject = "x"\n[keys.brand]\nrequird = true\n+++\nbody', ":4", "requird cannot be used"),
        ('+++\nsubject = "x"\ntiers = "mid"\n+++\nbody', ":3", "tiers cannot be used"),
        ('+++\nsubject = "x"\n+++\n\n{% if client.name %}', ":5", "Unexpected end of template"),
    ],
)
def test_a_broken_template_is_said_with_its_line(text: str, where: str, said: str) -> None:
    with pytest.raises(TemplateError) as caught:
        composer(text).check()
    assert caught.value.where == f"t.md{where}"
    assert said in caught.value.said
    assert caught.value.next


def test_a_required_key_must_be_set_and_an_unknown_one_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        composer(values={})
    assert '--set brand="Marlow & Pine"' in caught.value.next
    with pytest.raises(UsageError, match="no key 'brnd'") as unknown:
        composer(values={"brand": "x", "brnd": "y"})
    assert "--set brand" in unknown.value.next


def test_the_text_part_keeps_lists_quotations_and_code() -> None:
    source = "# Head\n\n- a\n- b\n\n3. c\n4. d\n\n> said *so*\n\n<b>raw</b>\n\n    code\n\n---\n\nlast\\\nline\n"
    assert markdown.bodies(source)[1] == (
        "Head\n\n- a\n- b\n\n3. c\n4. d\n\n> said so\n\n<b>raw</b>\n\n    code\n\n--------------------\n\nlast\nline\n"
    )


def test_the_day_is_the_stores() -> None:
    at = dt.datetime(2026, 11, 13, 3, 0)  # noqa: DTZ001
    content = composer().compose(PLAINEST, to="a@example.com", message_id="<a@example.com>", now=at).content
    assert message_from_bytes(content)["Date"] == "Thu, 12 Nov 2026 22:00:00 -0500"


def test_one_click_is_claimed_only_where_the_settings_say_so() -> None:
    page = "https://www.example.com/stop?c={token}"
    settings = replace(SETTINGS, mail=replace(SETTINGS.mail, unsubscribe=page, one_click=True))
    message = letter(composer(settings=settings))
    assert re.match(r"<https://www\.example\.com/stop\?c=c0\.0\.[0-9a-f]{20}>, <mailto:", message["List-Unsubscribe"])
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    settings = replace(SETTINGS, mail=replace(SETTINGS.mail, one_click=True))
    assert "List-Unsubscribe-Post" not in letter(composer(settings=settings))


def test_pictures_and_attachments_are_carried_and_nothing_is_fetched() -> None:
    text = '+++\nsubject = "s"\nattachments = ["Plan.pdf"]\n+++\n![The new case](the case.png)\n\nHello.\n'
    text = text.replace("the case.png", "<the case.png>")
    carried = (
        Carried(reference="the case.png", media_type="image/png", content=b"\x89PNG" + bytes(9000), shown=True),
        Carried(reference="Plan.pdf", media_type="application/pdf", content=b"%PDF", shown=False),
        Carried(reference="logo", media_type="image/png", content=b"\x89PNGlogo", shown=True),
    )
    made = replace(composer(text), carried=carried)
    made.check()
    message = letter(made)
    assert not message.defects
    assert [part.get_content_type() for part in message.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html"),
        *("image/png", "image/png", "application/pdf"),
    ]
    html = body(message, "html")
    shown = {part["Content-ID"].strip("<>") for part in message.walk() if part["Content-ID"]}
    assert set(re.findall(r'src="cid:([^"]+)"', html)) == shown
    assert 'alt="Harlow &amp; Finch"' in html
    assert "The new case" in body(message, "plain")
    files = {part.get_filename(): part.get_payload(decode=True) for part in message.walk() if part.get_filename()}
    assert files == {"the-case.png": b"\x89PNG" + bytes(9000), "Plan.pdf": b"%PDF", "logo.png": b"\x89PNGlogo"}


@pytest.mark.parametrize(
    "name",
    [
        *("../secret.png", "/etc/hostname", "book.duckdb", "linked.png", "https://evil.example/p.png", "nothing.png"),
        *("clientbook.toml", "templates", "cloaked.png"),
    ],
)
def test_only_pictures_of_the_stores_folder_are_carried(tmp_path: Path, name: str) -> None:
    store = tmp_path / "store"
    (store / "templates" / "mail").mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(b"x")
    for file in ("book.duckdb", "clientbook.toml"):
        (store / file).write_bytes(b"x")
    (store / "linked.png").symlink_to(tmp_path / "secret.png")
    (store / "cloaked.png").symlink_to(store / "book.duckdb")
    (store / "templates" / "mail" / "good.PNG").write_bytes(b"x")
    where = store / "templates" / "mail" / "t.md"
    assert files.collect(store, template=where, pictures=["good.PNG"], attached=[], logo="")[0].content == b"x"
    with pytest.raises(TemplateError) as caught:
        files.collect(store, template=where, pictures=[name], attached=[], logo="")
    assert caught.value.next


def test_an_unknown_filter_is_named_with_its_line_and_the_nearest() -> None:
    with pytest.raises(TemplateError, match=r"1 unknown name: line 4: filter uper \(nearest: upper\)"):
        composer('+++\nsubject = "s"\n+++\n{{ client.name | uper }}\n').check()
    with pytest.raises(TemplateError, match="filter safe"):
        composer('+++\nsubject = "s"\n+++\n{{ client.name | safe }}\n').check()


_word = st.none() | st.text(max_size=40) | st.sampled_from(HOSTILE)


@given(first_name=_word, associate=_word, last_brand=_word)
def test_a_mail_from_the_mould_is_the_mail_that_is_written_alone(
    first_name: str | None, associate: str | None, last_brand: str | None
) -> None:
    person = Person(client=1, name=first_name, first_name=first_name, associate=associate, last_brand=last_brand)
    shared, alone = composer(), composer()
    for other in (PLAINEST, Person(client=2, first_name="Ann", associate="Maya"), person):
        shared.parts(other)
    alone._moulds.update(dict.fromkeys([(text, pre) for text, pre in shared._moulds], None))
    subject, text, html = shared.parts(person)
    assert (subject, text) == alone.parts(person)[:2]
    assert unescape(html) == unescape(alone.parts(person)[2])
    assert shared._nonce not in (subject + text + html).lower()


def test_a_client_in_an_address_or_a_layout_that_changes_the_subject_is_written_alone() -> None:
    made = composer('+++\nsubject = "s"\n+++\n[x](https://a.example/{{ client.name }})\n')
    html = body(letter(made, Person(client=1, name="a&b")), "html")
    assert made._nonce not in html.lower()
    assert 'href="https://a.example/a&amp;b"' in html
    loud = replace(composer(), layout=Template("l", "<p>{{ subject | upper }}</p>{{ body | safe }}", Path("l")))
    assert "MARLOW &amp; PINE IS HERE, ANN" in loud.parts(Person(client=1, first_name="Ann"))[2]
