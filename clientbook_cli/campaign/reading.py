"""A mail read back from its bytes, with the standard library, as a mail program does; pure."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader sees of a mail."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str


def parsed(content: bytes) -> EmailMessage:
    """The message in these bytes, whatever is wrong with it."""
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    return message


def as_read(content: bytes) -> Read:
    """Headers and both bodies of a mail."""
    message = parsed(content)
    heads = tuple((name, " ".join(str(value).split())) for name, value in message.items())
    return Read(heads, body(message, "plain"), body(message, "html"))


def body(message: EmailMessage, kind: str) -> str:
    """The text of one kind, plain or html; empty where there is none or it cannot be read."""
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, ValueError, AssertionError):  # a character set or an encoding that nobody knows
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
