"""A sheet as data for what shows it: the JSON document, paper and page, a spreadsheet. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from clientbook_cli.calls.codes import CODES
from clientbook_cli.calls.sheet import Row, Sheet
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import StoreSettings

COLUMNS = (
    "sheet", "row", "associate", "client", "name", "phone", "best hour", "tier", "why", "last purchase", "last item",
    "last contact", "owns", "wishes", "partner", "occasions", "do not mention", "consent", "script", "voicemail",
    "not known", "code", "note", "next",
)  # fmt: skip
# Characters that are printed of each: far beyond what anybody needs, and a call still stands on one page.
_NAME, _TEXT, _SCRIPT = 240, 300, 700
_PAGE, _LARGE_PAGE = 2000, 900  # characters of a call that a page holds, wide ones counted twice


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a sheet is set. `large`: 18 pt instead of 12. `compact`: eight to ten calls a page, without scripts."""

    large: bool = False
    compact: bool = False


def as_json(sheet: Sheet) -> dict[str, Any]:
    """The keys `for`, `sheet` and `associates` of the JSON document."""
    return {
        "for": sheet.day,
        "sheet": sheet.number,
        "associates": [
            {
                "associate": hand.associate,
                "target": hand.target,
                "calls": [
                    {
                        "row": row.row,
                        "client": row.client,
                        "name": row.name or None,
                        "phone": row.phone or None,
                        "best_hour": row.best_hour or None,
                        "tier": row.tier or None,
                        "reasons": [{"kind": why.kind, "said": why.said} for why in row.reasons],
                        "script": row.script,
                        "voicemail": row.voicemail,
                        "last_purchase": row.last_purchase,
                        "last_item": row.last_item or None,
                        "last_contact": row.last_contact or None,
                        "owns": row.owns or None,
                        "wishes": row.wishes or None,
                        "likes": row.likes or None,
                        "partner": row.partner or None,
                        "occasions": row.occasions or None,
                        "do_not_mention": list(row.secrets),
                        "not_known": list(row.blanks),
                        "consent": row.consent,
                        "stop": row.stop or None,
                    }
                    for row in hand.calls
                ],
            }
            for hand in sheet.hands
        ],
    }


def as_print(sheet: Sheet, *, store: StoreSettings, paper: str, look: Look) -> dict[str, Any]:
    """The data of `sheet/calls.typ` and `sheet/calls.html`: texts only, ready to be set.

    Whoever has no calls gets no page, unless nobody has any.
    """
    return {
        "store": store.name,
        "day": written_day(sheet.day),
        "sheet": str(sheet.number or ""),
        "brand": sheet.brand or "",
        "paper": paper,
        "large": look.large,
        "compact": look.compact,
        "codes": [{"letter": c.letter, "words": c.words, "needs_day": c.needs_day} for c in CODES.values()],
        "associates": [
            {
                "associate": hand.associate,
                "target": hand.target,
                "calls": [_scaled(_printed(row), look) for row in hand.calls],
            }
            for hand in [hand for hand in sheet.hands if hand.calls] or sheet.hands
        ],
    }


def _scaled(call: dict[str, Any], look: Look) -> dict[str, Any]:
    """A call with the size of its letters: one whose texts would not fit a page is printed smaller."""
    bulk = sum(_width(value) for value in call.values() if isinstance(value, str))
    bulk += sum(_width(line) for value in call.values() if isinstance(value, list) for line in value)
    fits = _LARGE_PAGE if look.large else _PAGE
    return call | {"scale": 1 if bulk <= fits else max(round((fits / bulk) ** 0.5 * 0.95, 2), 0.4)}


def _printed(row: Row) -> dict[str, Any]:
    return {
        "row": row.row,
        "client": row.client,
        "name": _cut(row.name, _NAME) or "(no name)",
        "phone": row.phone,
        "hour": row.best_hour,
        "tier": row.tier,
        "reasons": [_cut(why.said, _TEXT) for why in row.reasons],
        "script": _cut(row.script, _SCRIPT),
        "voicemail": _cut(row.voicemail, _SCRIPT),
        "bought": _cut(_bought(row), _TEXT),
        "contact": row.last_contact or "never called",
        "owns": _cut(row.owns, _TEXT),
        "wishes": _cut(row.wishes, _TEXT),
        "likes": _cut(row.likes, _TEXT),
        "partner": _cut(row.partner, _NAME),
        "occasions": row.occasions,
        "consent": row.consent,
        "stop": row.stop,
        "secrets": [_cut(secret, _TEXT) for secret in row.secrets],
        "blanks": list(row.blanks),
    }


def as_rows(sheet: Sheet) -> list[tuple[object, ...]]:
    """The lines below `COLUMNS`; the last three are left empty, to be filled."""
    return [
        (
            sheet.number,
            row.row,
            hand.associate,
            row.client,
            row.name,
            row.stop or row.phone,
            row.best_hour,
            row.tier,
            "; ".join(why.said for why in row.reasons),
            row.last_purchase,
            row.last_item,
            row.last_contact,
            row.owns,
            row.wishes,
            row.partner,
            row.occasions,
            "; ".join(row.secrets),
            row.consent,
            row.script,
            row.voicemail,
            ", ".join(row.blanks),
            "",
            "",
            "",
        )
        for hand in sheet.hands
        for row in hand.calls
    ]


def _width(text: str) -> int:
    """How many letters' room a text takes: those of East Asia take twice as much."""
    return len(text) if text.isascii() else sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)


def _cut(text: str, most: int) -> str:
    """A text that leaves a call on its page, whatever somebody typed; … says that there is more."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _bought(row: Row) -> str:
    if row.last_purchase is None:
        return "nothing yet"
    return f"{row.last_item}, {written_day(row.last_purchase)}" if row.last_item else written_day(row.last_purchase)
