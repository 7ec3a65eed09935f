"""What speaks for and against a mail reaching the inbox, as far as it can be told without asking anybody; pure.

Nothing is looked up: what a domain's records must say is told, not tested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clientbook_cli.campaign.files import Carried
from clientbook_cli.campaign.message import Letter
from clientbook_cli.settings import Settings

LARGEST = 102_400  # bytes of HTML: Gmail shows no more than that and hides the rest, with the way out of the list
HEAVY = 600_000  # bytes of pictures: a phone on a slow line still shows them
LONGEST_SUBJECT = 70
FREE_MAIL = frozenset({"gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "aol.com", "gmx.com"})
_SHOUTED = re.compile(r"[A-Z]{4,}")
_LURES = re.compile(
    r"(?i)\b(act now|100% free|risk[- ]free|winner|click here|limited time|no obligation|cash bonus)\b|!!|\${2,}"
)
_LINK = re.compile(r'href="([^"]+)"')
_SHORTENED = re.compile(r"https?://(bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly|is\.gd)/")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `ok` is none where only the owner can tell; `remedy`: what to do about it."""

    name: str
    ok: bool | None
    said: str
    remedy: str = ""


def examine(letter: Letter, *, settings: Settings, carried: Sequence[Carried] = ()) -> list[Finding]:
    """Everything of one mail of a campaign, as it would leave."""
    return [
        _text(letter),
        _size(letter),
        *_pictures(letter, carried),
        *_links(letter),
        *_words(letter),
        *sender(settings),
    ]


def sender(settings: Settings) -> Iterator[Finding]:
    """What holds for every mail of the store: its address, and who it says it is from."""
    if settings.store.address.strip():
        yield Finding("postal address", True, settings.store.address)
    else:
        yield Finding("postal address", False, "none: no mail leaves without it", 'write address = "…" under [store]')
    account = settings.mail.account
    domain = account.sender.rpartition("@")[2].lower()
    if not account.host:
        yield Finding("sender", None, "no mail account yet", "clientbook mail account")
        return
    login = account.user.rpartition("@")[2].lower() if "@" in account.user else ""
    hosted = ".".join(account.host.lower().split(".")[-2:])
    ours = domain in (login, hosted) or login.endswith(f".{domain}") or not login
    if domain in FREE_MAIL and domain not in (hosted, login):
        yield Finding(
            "sender",
            False,
            f"mails are from {account.sender}, but leave by {account.host}: {domain} tells others to refuse that",
            "send from an address of your own domain, or by that provider's own server",
        )
    elif ours:
        yield Finding("sender", True, f"{account.sender} by {account.host}")
    else:
        yield Finding(
            "sender",
            None,
            f"mails are from {account.sender}, the login is of {login}",
            f"let {account.host} know {account.sender} as a sender of yours, or send from the login's own address",
        )
    yield Finding(
        "domain records",
        None,
        f"the DNS of {domain} should name {account.host} in SPF, hold its DKIM key, and have a DMARC record",
        "your mail provider's page on SPF, DKIM and DMARC shows the lines; they cannot be looked up from here"
        if domain not in FREE_MAIL
        else f"{domain} has them; nothing to do",
    )


def _text(letter: Letter) -> Finding:
    if len(letter.text.split()) > 10:  # noqa: PLR2004 - fewer words than a footer has
        return Finding("text part", True, f"{len(letter.text.split())} words")
    return Finding("text part", False, "next to nothing", "write the words into the template, not into a picture")


def _size(letter: Letter) -> Finding:
    size = len(letter.html.encode())
    if size <= LARGEST:
        return Finding("size", True, f"{size / 1024:.0f} KB of HTML, {len(letter.content) / 1024:.0f} KB in all")
    return Finding("size", False, f"{size / 1024:.0f} KB: Gmail hides what comes after 100", "make the mail shorter")


def _pictures(letter: Letter, carried: Sequence[Carried]) -> Iterator[Finding]:
    weight = sum(len(one.content) for one in carried if one.shown)
    if weight:
        heavy = weight > HEAVY
        said = f"{weight / 1024:,.0f} KB carried inside"
        yield Finding("pictures", not heavy, said, "make them smaller: 1,200 pixels are wide enough" if heavy else "")
    bare = len(re.findall(r'<img(?![^>]*alt="[^"])', letter.html))
    if bare:
        yield Finding(
            "pictures", False, f"{bare} say nothing where pictures are not shown", "![what it shows](file.jpg)"
        )


def _links(letter: Letter) -> Iterator[Finding]:
    links = [link for link in _LINK.findall(letter.html) if not link.startswith("mailto:")]
    bad = [link for link in links if link.startswith("http://") or _SHORTENED.match(link) or "://" not in link]
    if bad:
        yield Finding(
            "links",
            False,
            f"{bad[0]} looks like what spam has",
            "write the whole address, with https://, of your own site",
        )
    else:
        yield Finding("links", True, f"{len(links)}, all of them whole" if links else "none")


def _words(letter: Letter) -> Iterator[Finding]:
    subject = letter.subject
    marks = [found[0] for found in (_LURES.search(subject), _LURES.search(letter.text)) if found]
    if _SHOUTED.search(subject) and sum(map(str.isupper, subject)) > len(subject) / 3:
        marks.append("capitals in the subject")
    if marks:
        yield Finding(
            "wording", False, f"reads like spam: {', '.join(dict.fromkeys(marks))}", "say it as you would in the store"
        )
    elif len(subject) > LONGEST_SUBJECT:
        yield Finding("wording", None, f"the subject has {len(subject)} letters", "phones show the first 40 or so")
    else:
        yield Finding("wording", True, "nothing that looks like spam")
