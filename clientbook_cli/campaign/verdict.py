"""What a message that came back means: a bounce, a complaint, a stop, an answer, or nothing of ours; pure.

It says what a message claims. Whether it is about a mail of ours is `inbox`'s to check: anybody can write a bounce.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime

from clientbook_cli.campaign import reading, tokens
from clientbook_cli.campaign.headers import one_line
from clientbook_cli.campaign.tokens import Claim

HARD, SOFT, DELAYED = "hard bounce", "soft bounce", "delayed"
STOP, ASKS, COMPLAINT = "stop", "asks to stop", "complaint"
ANSWER, AUTOMATIC, OTHER = "answer", "automatic", "other"
_SHOWN = 160
# Status codes that are about the mail or the day, not about the address: full, too big, policy, greylisted, quota.
_PASSING = re.compile(r"^(4\.|5\.2\.[123]|5\.3\.|5\.4\.[57]|5\.7\.)")
_STOP_WORD = re.compile(r"(?i)^\W*(stop|unsubscribe|opt[- ]?out|remove( me)?|no more( e?-?mails?)?|cancel)\W*$")
_STOP_WISH = re.compile(
    r"(?i)\b(unsubscribe|opt(ing)?[- ]out|"
    r"(take|remove|delete|strike|get) (me|us|my (name|address|e-?mail))( \w+){0,3} (off|from|out)|"
    r"(no|any) more (of )?(your |these |such )?(e-?mails?|mails?|mailings?|newsletters?|messages?)|"
    r"stop (sending|e?-?mailing|mailing|writing|contacting|bothering|these|this|the e?-?mails?)|please stop|"
    r"(do not|don'?t|don’t|never)( \w+){0,2} (send|mail|e-?mail|write|contact|bother)( \w+){0,2}( me| us| again| any)|"
    r"leave me alone|not interested in (your|these|any)|off (of )?(your|the|this) (mailing )?list)\b"
)
_QUOTED = re.compile(
    r"(?im)^(>|On .{5,200}wrote:\s*$|Am .{5,200}schrieb .*:\s*$|"
    r"-{3,} ?(original|forwarded) message|_{10,}\s*$|From: .+@|-- ?$)"
)
_TAGS = re.compile(r"(?is)<(style|script|blockquote)\b.*?</\1>|<[^>]{1,2000}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one message claims. `about`: mails of ours; `stops`: unsubscribe tokens; `address`: whom it speaks of."""

    hash: str
    kind: str
    said: str
    sender: str
    about: tuple[tuple[str, Claim], ...] = ()
    stops: tuple[Claim, ...] = ()
    address: str = ""
    arrived_at: dt.datetime | None = None


def judge(content: bytes) -> Verdict:
    """What a message means. Never raises: what cannot be read is `other`."""
    message = reading.parsed(content)
    made = _verdict(message, content)
    identity = one_line(str(message.get("Message-ID", ""))) or hashlib.sha256(content).hexdigest()
    return Verdict(
        hash=hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest(),
        kind=made[0],
        said=one_line(made[1])[:_SHOWN],
        sender=_address(str(message.get("From", ""))),
        about=tuple(tokens.claimed_mails(made[2]).items()),
        stops=tuple(tokens.claimed_stops(str(message.get("Subject", "")))),
        address=made[3],
        arrived_at=_date(message),
    )


def _verdict(message: EmailMessage, content: bytes) -> tuple[str, str, str, str]:
    """Kind, what it says, the text in which it names our mail, the address it is about."""
    report = str(message.get_param("report-type", "", header="Content-Type") or "").casefold()
    if message.get_content_type() == "multipart/report" and report == "delivery-status":
        return _delivery_status(message)
    if report == "feedback-report":
        return COMPLAINT, "reported as spam", _enclosed(message), ""
    if report == "disposition-notification":
        return AUTOMATIC, "a note that it was read", "", ""
    if _from_a_server(message):
        free = _free_form(message, content)
        if free:
            return free
    subject = one_line(str(message.get("Subject", "")))
    named = " ".join(str(message.get(name, "")) for name in ("In-Reply-To", "References"))
    if tokens.claimed_stops(subject):
        return STOP, subject, named, ""
    if _automatic(message):
        return AUTOMATIC, subject, named, ""
    words = own_words(message)
    first = next((line for line in words.splitlines() if line.strip()), "")
    if _STOP_WORD.match(first) or _STOP_WORD.match(re.sub(r"(?i)^((re|aw|fwd?):\s*)+", "", subject)):
        return STOP, first or subject, named, ""
    wish = _STOP_WISH.search(words) or _STOP_WISH.search(subject)
    if wish:
        line = next((one for one in words.splitlines() if wish[0] in one), wish[0])
        return ASKS, line, named, ""
    return (ANSWER, first or subject, named, "") if tokens.claimed_mails(named) else (OTHER, subject, named, "")


def own_words(message: EmailMessage) -> str:
    """What the writer wrote: without what they quote, and without our footer, which speaks of stopping too."""
    text = reading.body(message, "plain") or _TAGS.sub(" ", reading.body(message, "html").replace("<br", "\n<br"))
    text = re.sub(r"[ \t\u00a0]+", " ", text)
    found = _QUOTED.search(text)
    text = text[: found.start()] if found else text
    return text.partition("To get no more of them")[0][:4000]


def _delivery_status(message: EmailMessage) -> tuple[str, str, str, str]:
    kinds: list[tuple[str, str, str]] = []
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in _enclosed_in(part):
            action = str(fields.get("Action", "")).strip().casefold()
            status = re.search(r"\b[245]\.\d{1,3}\.\d{1,3}\b", str(fields.get("Status", "")))
            code = status[0] if status else ""
            to = str(fields.get("Original-Recipient") or fields.get("Final-Recipient") or "").rpartition(";")[2].strip()
            said = one_line(str(fields.get("Diagnostic-Code", "")).rpartition(";")[2]) or code
            if action == "failed":
                passing = not code or _PASSING.match(code)
                kinds.append((SOFT if passing else HARD, f"{code} {said}" if code not in said else said, to))
            elif action == "delayed":
                kinds.append((DELAYED, said, to))
    order = {HARD: 0, SOFT: 1, DELAYED: 2}
    kind, said, to = min(kinds, key=lambda one: order[one[0]], default=(AUTOMATIC, "a delivery report", ""))
    return kind, said, _enclosed(message), to.strip("<>").casefold()


def _enclosed_in(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _enclosed(message: EmailMessage) -> str:
    """The headers of the mail that a report encloses."""
    found = []
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            found += [str(one.get("Message-ID", "")) for one in _enclosed_in(part)]
        elif part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            payload = part.get_payload(decode=True)
            found.append(payload.decode("ascii", "replace") if isinstance(payload, bytes) else str(part.get_payload()))
    return "\n".join(found)


def _free_form(message: EmailMessage, content: bytes) -> tuple[str, str, str, str] | None:
    """A bounce in the words of an older server; the library knows the forms of some forty."""
    from email import message_from_bytes

    from flufl.bounce import all_failures

    try:
        temporary, permanent = all_failures(message_from_bytes(content))
    except (
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
    ):  # it trips over what others wrote
        return None
    failed = sorted(address.decode("ascii", "replace").casefold() for address in permanent or temporary)
    named = str(message.get("X-Failed-Recipients", "")).casefold().strip()
    if not failed and not named:
        return None
    text = content.decode("utf-8", "replace")
    code = re.search(r"\b[45]\.\d{1,3}\.\d{1,3}\b", text)
    passing = bool(code and _PASSING.match(code[0])) or (bool(temporary) and not permanent)
    said = next(
        (line for line in own_words(message).splitlines() if re.search(r"\b[45]\d\d\b|@", line)), "it came back"
    )
    return SOFT if passing else HARD, said, text, (failed[0] if failed else named)


def _from_a_server(message: EmailMessage) -> bool:
    sender = _address(str(message.get("From", ""))).casefold()
    return (
        sender.partition("@")[0] in ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "mdaemon")
        or "X-Failed-Recipients" in message
        or str(message.get("Return-Path", "x")).strip() == "<>"
    )


def _automatic(message: EmailMessage) -> bool:
    submitted = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().casefold()
    precedence = str(message.get("Precedence", "")).strip().casefold()
    return (
        submitted != "no"
        or precedence in ("bulk", "junk", "auto_reply", "list")
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or _from_a_server(message)
    )


def _address(text: str) -> str:
    return next((mailbox for _, mailbox in getaddresses([text.replace("\n", " ")])), "")


def _date(message: EmailMessage) -> dt.datetime | None:
    try:
        told = parsedate_to_datetime(str(message.get("Date", "")))
        return told.astimezone(dt.UTC).replace(tzinfo=None) if told.tzinfo else told
    except (ValueError, OverflowError, TypeError):
        return None


def all_of(contents: Iterator[bytes]) -> Iterator[Verdict]:
    """The verdicts of many messages, each once."""
    seen: set[str] = set()
    for content in contents:
        made = judge(content)
        if made.hash not in seen:
            seen.add(made.hash)
            yield made
