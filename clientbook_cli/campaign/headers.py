"""What may stand in a mail's header, and how it is folded; pure.

`one_line` is the only gate: no text of a person, a file or a template reaches a header without it.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address, HeaderRegistry
from email.policy import EmailPolicy
from email.utils import quote
from typing import Any

# These must reach the reader as they are: folded or encoded, an unsubscribe address is broken and an id unfindable.
UNFOLDED = frozenset({"message-id", "in-reply-to", "references"})
ADDRESSED = frozenset({"from", "to", "reply-to"})
_KEPT = frozenset("\u200c\u200d")  # joiners without which some scripts are written wrongly
_DROPPED = frozenset({"Cc", "Cf", "Cs"})
_LONGEST_NAME = 100
# Whoever reads a header decodes these, the standard library already while it writes: line breaks could hide in one.
_ENCODED_WORD = re.compile(r"=\?(?=[^?\s]*\?[bBqQ]\?)")


def one_line(text: str) -> str:
    """The text on one line: breaks and runs of blanks become a blank, control and direction marks go.

    What looks like an encoded word (RFC 2047) is made to look like none.
    """
    if text.isprintable():  # no break, control or mark in it
        return _ENCODED_WORD.sub("= ?", " ".join(text.split()))
    words = "".join(" " if c.isspace() else c for c in text if c.isspace() or c in _KEPT or _printable(c))
    return _ENCODED_WORD.sub("= ?", " ".join(words.split()))


def _printable(character: str) -> bool:
    return unicodedata.category(character) not in _DROPPED


def address(name: str | None, mailbox: str) -> Address:
    """Who a mail is from or to. Raises ValueError for a mailbox that is none."""
    if not mailbox.isascii() or one_line(mailbox) != mailbox:
        raise ValueError(f"{one_line(mailbox)!r} is no address a mail can go to")
    try:
        return Address(display_name=one_line(name or "")[:_LONGEST_NAME].strip(), addr_spec=mailbox)
    except (MessageError, ValueError, IndexError) as error:  # what the parser makes of an empty or a broken one
        raise ValueError(f"{mailbox!r} is no address a mail can go to") from error


class MailPolicy(EmailPolicy):
    """SMTP's own rules, with three kinds of header kept from the standard library's folding.

    It makes encoded words of long List-* addresses, and loses the quotes of a long name when it breaks it.
    """

    def fold(self, name: str, value: Any) -> str:
        """A header's lines, each ended by CR LF."""
        return self._kept(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same as bytes."""
        kept = self._kept(name, value)
        return kept.encode("ascii") if kept else super().fold_binary(name, value)

    def _kept(self, name: str, value: Any) -> str:
        if name.lower() in UNFOLDED or name.lower().startswith("list-"):
            return f"{name}: {value}\r\n"
        if name.lower() in ADDRESSED:
            return f"{name}: {', '.join(map(_mailbox, value.addresses))}\r\n"
        return ""


def _mailbox(one: Address) -> str:
    if not one.display_name:
        return one.addr_spec
    if one.display_name.isascii():
        return f'"{quote(one.display_name)}" <{one.addr_spec}>'
    # Header breaks between encoded words at 75 characters, each on a line of its own.
    words = Header(one.display_name, "utf-8", maxlinelen=75).encode(linesep="\r\n")
    return f"{words}\r\n <{one.addr_spec}>"


class _Registry(HeaderRegistry):
    """Makes each kind of header's class once: the standard library does it for every header of every mail."""

    @functools.cache  # noqa: B019 - one registry for the whole run
    def __getitem__(self, name: str) -> type:
        return super().__getitem__(name)


POLICY = MailPolicy(header_factory=_Registry(), linesep="\r\n", cte_type="7bit", max_line_length=78)
