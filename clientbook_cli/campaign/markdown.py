"""Markdown into the two bodies of a mail, HTML and text, from one reading of it; pure.

Raw HTML in a template is shown, never obeyed. A link that stands alone in its paragraph becomes a button.
"""

from __future__ import annotations

import functools
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientbook_cli.campaign.headers import one_line

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

WIDTH = 72  # where the text part is broken: what mail programs without HTML still show unbroken
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def literal(value: object) -> str:
    """A value that means nothing to Markdown: one line, every mark of punctuation escaped; None is nothing."""
    return "" if value is None else _PUNCTUATION.sub(r"\\\1", one_line(str(value)))


def bodies(markdown: str, cids: Mapping[str, str] | None = None) -> tuple[str, str]:
    """HTML and text of a Markdown text. See `read`."""
    html, blocks = read(markdown, cids)
    return html, written(blocks)


def read(markdown: str, cids: Mapping[str, str] | None = None) -> tuple[str, list[Block]]:
    """HTML of a Markdown text, and the blocks of its text part. `cids`: under what each picture is carried in the mail.

    Raises LookupError for a picture that is not carried.
    """
    reader = _reader()
    tokens = reader.parse(markdown)
    _make_buttons(tokens)
    _refer_to_carried(tokens, {reader.normalizeLink(name): cid for name, cid in (cids or {}).items()})
    return str(reader.renderer.render(tokens, reader.options, {})), _blocks(tokens)


def written(blocks: Sequence[Block]) -> str:
    """The text part: lines of at most 72 characters."""
    return "".join(wrapped(one.text, first=one.first, rest=one.rest) if one.flows else one.text for one in blocks)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the text part: one that flows is broken into lines, with what stands before the first and the rest."""

    text: str
    first: str = ""
    rest: str = ""
    flows: bool = False

    def filled(self, words: Mapping[str, str]) -> Block:
        """The same with other words in it."""
        text = self.text
        for stand, word in words.items():
            text = text.replace(stand, word)
        return self if text is self.text else Block(text, self.first, self.rest, self.flows)


def _refer_to_carried(tokens: Sequence[Token], cids: Mapping[str, str]) -> None:
    for token in tokens:
        for child in token.children or ():
            if child.type == "image":
                child.attrSet("src", f"cid:{cids[str(child.attrs['src'])]}")


@functools.cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})


def _make_buttons(tokens: Sequence[Token]) -> None:
    for token in tokens:
        inside = token.children or []
        if inside and inside[0].type == "link_open" and inside[-1].type == "link_close":
            links = sum(child.type == "link_open" for child in inside)
            if links == 1 and inside[0].info != "auto":
                inside[0].attrSet("class", "button")


def _blocks(tokens: Sequence[Token]) -> list[Block]:
    """The text part: paragraphs, lists with dashes or numbers, links as `text: address`."""
    blocks: list[Block] = []
    prefixes: list[str] = []  # what each open list item or quotation puts before its lines
    numbers: list[int | None] = []  # of each open list: the next number, none for dashes
    mark = ""  # of an item whose first line has not been written yet
    tight = False  # the paragraph follows the one before without a blank line
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            numbers.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)
            tight = False
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
        elif token.type == "list_item_open":
            number = numbers[-1]
            mark = "- " if number is None else f"{number}. "
            numbers[-1] = None if number is None else number + 1
            prefixes.append(" " * len(mark))
        elif token.type == "blockquote_open":
            prefixes.append("> ")
        elif token.type in ("list_item_close", "blockquote_close"):
            prefixes.pop()
        elif token.type == "paragraph_close":
            tight = token.hidden
        elif token.type == "inline":
            rest = "".join(prefixes)
            first = rest[: len(rest) - len(mark)] + mark
            text = _inline(token.children or [])
            blocks += [Block("" if tight and mark else "\n"), Block(text, first, rest, flows=True)]
            mark = ""
        elif token.type in ("fence", "code_block"):
            indent = "".join(prefixes) + "    "
            blocks += [Block("\n"), Block(textwrap.indent(token.content.rstrip("\n"), indent) + "\n")]
        elif token.type == "hr":
            blocks += [Block("\n"), Block("-" * 20 + "\n")]
    return blocks[1:]


def wrapped(text: str, *, first: str = "", rest: str = "") -> str:
    """Lines of at most 72 characters, each ended; an address or a long word is never broken."""
    lines: list[str] = []
    for number, line in enumerate(text.split("\n")):
        indent = rest if number else first
        if len(indent) + len(line) <= WIDTH:  # most lines: textwrap takes a third of a mail's time
            words = " ".join(line.split())
            lines += [indent + words] if words else []
            continue
        lines += textwrap.wrap(
            line,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "".join(f"{line}\n" for line in lines)


def _inline(children: Sequence[Token]) -> str:
    said: list[str] = []
    links: list[tuple[str, int]] = []
    for child in children:
        if child.type == "link_open":
            links.append((str(child.attrs["href"]).removeprefix("mailto:").partition("?subject=")[0], len(said)))
        elif child.type == "link_close":
            address, start = links.pop()
            if "".join(said[start:]) != address:
                said.append(f": {address}")
        elif child.type == "softbreak":
            said.append(" ")
        elif child.type == "hardbreak":
            said.append("\n")
        else:  # text, code, an image's description
            said.append(child.content)
    return "".join(said)
