"""The sheet of a day: what each associate holds, as data for the screen, paper, a page or a spreadsheet. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clientbook_cli.calls.codes import CODES
from clientbook_cli.calls.plan import Call, Plan, Why
from clientbook_cli.calls.profile import Profile, Word
from clientbook_cli.calls.share import Room
from clientbook_cli.figures import client_number, phone
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import StoreSettings

COLUMNS = (
    "row", "associate", "client", "name", "phone", "tier", "why", "last purchase", "last item", "last contact",
    "consent", "script", "voicemail", "code", "note", "next",
)  # fmt: skip
# What forbids a call that was planned, whatever was known then.
_STOPS = {
    "stopped": "do not call: said stop",
    "no phone": "no phone number",
    "wrong number": "wrong number: ask for another",
    "number paused": "do not call at present",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One call as it is printed. `stop`: what forbids it since it was planned."""

    row: int
    client: str
    name: str
    phone: str
    tier: str
    reasons: tuple[Why, ...]
    script: str
    voicemail: str
    last_purchase: dt.date | None
    last_item: str
    last_contact: str
    partner: str
    occasions: str
    consent: str
    stop: str
    blanks: tuple[str, ...]  # what nobody knows of the client yet, and the caller may ask


@dataclass(frozen=True, slots=True)
class Hand:
    """The calls of one associate."""

    associate: str
    target: int
    calls: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All calls of a day. `number` is none when nobody is to be called."""

    day: dt.date
    number: int | None
    brand: str | None
    hands: tuple[Hand, ...]

    @property
    def calls(self) -> int:
        return sum(len(hand.calls) for hand in self.hands)


def compose(
    plan: Plan,
    people: Mapping[int, Profile],
    words: Mapping[int, Word],
    *,
    working: Sequence[Room],
    store: StoreSettings,
    only: str | None = None,
) -> Sheet:
    """The sheet of a plan, for all associates who work that day or have calls, or for one."""
    names = list(dict.fromkeys([room.associate for room in working] + [call.associate for call in plan.calls]))
    targets = {room.associate: room.target for room in working}
    hands = []
    for name in names:
        if only is None or name == only:
            own = [call for call in plan.calls if call.associate == name]
            rows = tuple(_row(call, people[call.client], words[call.client], store) for call in own)
            hands.append(Hand(name, targets.get(name, len(rows)), rows))
    return Sheet(plan.day, plan.sheet, plan.brand, tuple(hands))


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
                        "tier": row.tier or None,
                        "reasons": [{"kind": why.kind, "said": why.said} for why in row.reasons],
                        "script": row.script,
                        "voicemail": row.voicemail,
                        "last_purchase": row.last_purchase,
                        "last_item": row.last_item or None,
                        "last_contact": row.last_contact or None,
                        "consent": row.consent,
                        "stop": row.stop or None,
                    }
                    for row in hand.calls
                ],
            }
            for hand in sheet.hands
        ],
    }


def as_print(sheet: Sheet, *, store: StoreSettings, paper: str) -> dict[str, Any]:
    """The data of `sheet/calls.typ` and `sheet/calls.html`: texts only, ready to be set."""
    return {
        "store": store.name,
        "day": written_day(sheet.day),
        "sheet": str(sheet.number or ""),
        "brand": sheet.brand or "",
        "paper": paper,
        "codes": [{"letter": c.letter, "words": c.words, "needs_day": c.needs_day} for c in CODES.values()],
        "associates": [
            {
                "associate": hand.associate,
                "target": hand.target,
                "calls": [
                    {
                        "row": row.row,
                        "client": row.client,
                        "name": row.name or "(no name)",
                        "phone": row.phone,
                        "tier": row.tier,
                        "reasons": [why.said for why in row.reasons],
                        "script": row.script,
                        "voicemail": row.voicemail,
                        "bought": _bought(row),
                        "contact": row.last_contact or "never called",
                        "partner": row.partner,
                        "occasions": row.occasions,
                        "consent": row.consent,
                        "stop": row.stop,
                        "blanks": list(row.blanks),
                    }
                    for row in hand.calls
                ],
            }
            for hand in sheet.hands
        ],
    }


def as_rows(sheet: Sheet) -> list[tuple[object, ...]]:
    """The lines below `COLUMNS`; the last three are left empty, to be filled."""
    return [
        (
            row.row,
            hand.associate,
            row.client,
            row.name,
            row.stop or row.phone,
            row.tier,
            "; ".join(why.said for why in row.reasons),
            row.last_purchase,
            row.last_item,
            row.last_contact,
            row.consent,
            row.script,
            row.voicemail,
            "",
            "",
            "",
        )
        for hand in sheet.hands
        for row in hand.calls
    ]


def _row(call: Call, profile: Profile, word: Word, store: StoreSettings) -> Row:
    birthday = _month_day(profile.birthday_month, profile.birthday_day)
    anniversary = _month_day(profile.anniversary_month, profile.anniversary_day)
    asked = {
        "name": profile.name,
        "birthday": birthday,
        "anniversary": anniversary,
        "partner": profile.partner,
        "email": profile.email,
    }
    said = {why.kind for why in call.reasons}  # an occasion that is the reason is not told twice
    occasions = [
        f"{kind} {when}"
        for kind, when in (("birthday", birthday), ("anniversary", anniversary))
        if when and kind not in said
    ]
    return Row(
        row=call.row,
        client=client_number(profile.client),
        name=profile.name or "",
        phone=phone(profile.phone, store.country) if profile.phone else "",
        tier=call.tier or "",
        reasons=call.reasons,
        script=call.script,
        voicemail=call.voicemail,
        last_purchase=profile.last_purchase,
        last_item=profile.last_item or "",
        last_contact=_contact(profile),
        partner=profile.partner or "",
        occasions=", ".join(occasions),
        consent=word.consent,
        stop=_STOPS.get(word.no_call or "", ""),
        blanks=tuple(label for label, known in asked.items() if not known),
    )


def _bought(row: Row) -> str:
    if row.last_purchase is None:
        return "nothing yet"
    return f"{row.last_item}, {written_day(row.last_purchase)}" if row.last_item else written_day(row.last_purchase)


def _contact(profile: Profile) -> str:
    if profile.last_contact is None:
        return ""
    code = CODES.get(profile.last_outcome or "")
    how = code.words if code else profile.last_channel or ""
    who = f" by {profile.last_associate}" if profile.last_associate else ""
    return f"{written_day(profile.last_contact)}, {how}{who}"


def _month_day(month: int | None, day: int | None) -> str:
    """A day of every year: 21 Nov."""
    return f"{day} {dt.date(2000, month, day):%b}" if month and day else ""
