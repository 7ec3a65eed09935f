"""What the mails of a campaign have in common, made once: a page with stand-ins where each client's own words go; pure.

Reading Markdown and writing styles into a page take most of a mail's time, so they are done once for each wording
that the template takes; then words are put in the stand-ins' place. A stand-in means nothing to Markdown or HTML, and
is made of letters and digits that no text of anybody's holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from clientbook_cli.campaign import markdown
from clientbook_cli.campaign.headers import one_line
from clientbook_cli.campaign.markdown import Block

_ADDRESS = re.compile(r'(?:href|src)="([^"]*)"')


class Told(str):
    """A client's own word. Where a text shows it as it is, its stand-in is written instead; `line`: it on one line."""

    __slots__ = ("line", "stand_in")
    line: str
    stand_in: str


def told(values: Mapping[str, object], *, nonce: str) -> dict[str, object]:
    """A client's values, each text with a stand-in of its own."""
    made: dict[str, object] = {}
    for number, (name, value) in enumerate(values.items()):
        made[name] = value
        if isinstance(value, str) and (line := one_line(value)):
            word = Told(value)
            word.line, word.stand_in = line, stand_in(nonce, number)
            made[name] = word
    return made


def stand_in(nonce: str, number: int) -> str:
    """What is written for a value. `nonce` is of hexadecimal digits."""
    return f"Z{nonce}x{number:02d}Z"


def shown(value: object) -> str:
    """A value in a Markdown text: its stand-in, or itself with every mark escaped."""
    return value.stand_in if isinstance(value, Told) else markdown.literal(value)


@dataclass(frozen=True, slots=True)
class Mould:
    """One wording of a campaign's mail."""

    blocks: Sequence[Block]
    page: str

    def text(self, words: Mapping[str, str]) -> str:
        """The text part, with words for the stand-ins."""
        return markdown.written([block.filled(words) for block in self.blocks])

    def html(self, words: Mapping[str, str]) -> str:
        """The HTML part, with words for the stand-ins."""
        page = self.page
        for stand, word in words.items():
            page = page.replace(stand, escape(word))
        return page


def cast(blocks: Sequence[Block], page: str, *, stand_ins: Sequence[str]) -> Mould:
    """A mould of a wording. What is said to everybody alike is broken into lines here, once."""
    made: list[Block] = []
    for block in blocks:
        own = any(stand in block.text for stand in stand_ins)
        if own:
            made.append(block)
        elif made and not made[-1].flows:
            made[-1] = Block(made[-1].text + markdown.written([block]))
        else:
            made.append(Block(markdown.written([block])))
    return Mould(made, page)


def fits(page: str, *, nonce: str, stand_ins: Sequence[str]) -> bool:
    """Whether words may be put into this page: no stand-in is a part of an address, and none was changed on its way."""
    if any(nonce in address.lower() for address in _ADDRESS.findall(page)):
        return False
    for stand in stand_ins:
        page = page.replace(stand, "")
    return nonce not in page.lower()


def words_of(values: Mapping[str, object]) -> dict[str, str]:
    """The word for each stand-in."""
    return {value.stand_in: value.line for value in values.values() if isinstance(value, Told)}
