"""What may stand in a mail's header, and how it is written; pure.

`one_line` is the only gate: no text of a person, a file or a template reaches a header without it. Headers are written
here and not by the standard library's policies: those take a millisecond a mail, make encoded words of long List-*
addresses, and lose the quotes of a long name when they break it.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from email.header import Header

WIDTH = 76
LONGEST_LINE = 900  # of the 998 octets that a line may have
_KEPT = frozenset("\u200c\u200d")  # joiners without which some scripts are written wrongly
_DROPPED = frozenset({"Cc", "Cf", "Cs"})
_LONGEST_NAME = 100
# Whoever reads a header decodes these, the standard library already while it reads: line breaks could hide in one.
_ENCODED_WORD = re.compile(r"=\?(?=[^?\s]*\?[bBqQ]\?)")
_MAILBOX = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)


def one_line(text: str) -> str:
    """The text on one line: breaks and runs of blanks become a blank, control and direction marks go.

    What looks like an encoded word (RFC 2047) is made to look like none.
    """
    words = " ".join(text.split())
    if not words.isprintable():  # a control or a mark is in it
        words = " ".join("".join(c for c in words if c in _KEPT or _printable(c)).split())
    return _ENCODED_WORD.sub("= ?", words) if "=?" in words else words


def _printable(character: str) -> bool:
    return unicodedata.category(character) not in _DROPPED


def shown_name(name: str | None) -> str:
    """A name as it stands before an address."""
    return one_line(name or "")[:_LONGEST_NAME].strip()


def address(name: str | None, mailbox: str) -> str:
    """Who a mail is from or to, as a header has it. Raises ValueError for a mailbox that is none."""
    if not _MAILBOX.fullmatch(mailbox):
        raise ValueError(f"{one_line(mailbox)!r} is no address a mail can go to")
    shown = shown_name(name)
    if not shown:
        return mailbox
    if shown.isascii():
        quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"\r\n <{mailbox}>' if len(quoted) + len(mailbox) > WIDTH - 12 else f'"{quoted}" <{mailbox}>'
    # Header breaks between encoded words at 75 characters, each on a line of its own.
    return f"{_encoded(shown)}\r\n <{mailbox}>"


def text(value: str, *, name: str = "Subject") -> str:
    """One line of text as a header has it: as it stands where it is ASCII, else in encoded words."""
    line = one_line(value)
    if not line.isascii() or max(map(len, line.split()), default=0) > LONGEST_LINE:
        return _encoded(line, after=len(name) + 2)
    if len(name) + 2 + len(line) <= WIDTH:
        return line
    lines = textwrap.wrap(
        line, WIDTH, initial_indent=" " * (len(name) + 1), break_long_words=False, break_on_hyphens=False
    )
    return "\r\n ".join(lines).lstrip()


def _encoded(line: str, *, after: int = 0) -> str:
    return Header(line, "utf-8", maxlinelen=75, header_name="x" * max(after - 2, 0)).encode(linesep="\r\n")
