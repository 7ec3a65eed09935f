"""The sheet of a day: what each associate holds, as data for the screen, paper, a page, a spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from clientbook_cli.calls import local_time
from clientbook_cli.calls.call import Call, Why
from clientbook_cli.calls.codes import CODES
from clientbook_cli.calls.plan import Plan
from clientbook_cli.calls.profile import Profile, Secret, Word
from clientbook_cli.calls.share import Room
from clientbook_cli.figures import client_number, phone
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import StoreSettings

_OWNED = 3  # pieces that are named
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
    best_hour: str
    tier: str
    reasons: tuple[Why, ...]
    script: str
    voicemail: str
    last_purchase: dt.date | None
    last_item: str
    last_contact: str
    owns: str
    wishes: str
    likes: str
    partner: str
    occasions: str
    consent: str
    stop: str
    secrets: tuple[str, ...]  # what must not be mentioned, and until when
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
    amounts: bool = True,
) -> Sheet:
    """The sheet of a plan, for all associates who work that day or have calls, or for one.

    `amounts`: whether it tells what clients spent.
    """
    names = list(dict.fromkeys([room.associate for room in working] + [call.associate for call in plan.calls]))
    targets = {room.associate: room.target for room in working}
    hands = []
    for name in names:
        if only is None or name == only:
            own = [call for call in plan.calls if call.associate == name]
            rows = tuple(
                _row(call, people[call.client], words[call.client], store, day=plan.day, amounts=amounts)
                for call in own
            )
            hands.append(Hand(name, targets.get(name, len(rows)), rows))
    return Sheet(plan.day, plan.sheet, plan.brand, tuple(hands))


def _row(call: Call, profile: Profile, word: Word, store: StoreSettings, *, day: dt.date, amounts: bool) -> Row:
    birthday = _month_day(profile.birthday_month, profile.birthday_day)
    anniversary = _month_day(profile.anniversary_month, profile.anniversary_day)
    why = call.reasons if amounts else tuple(replace(one, said=one.private) for one in call.reasons)
    asked = {
        "phone": profile.phone and word.no_call != "wrong number",
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
        best_hour=_best_hour(profile, store, day),
        reasons=why,
        script=call.script,
        voicemail=call.voicemail,
        last_purchase=profile.last_purchase,
        last_item=profile.last_item or "",
        last_contact=_contact(profile),
        owns=", ".join(_owned(profile)),
        wishes=", ".join(profile.wishes),
        likes=", ".join(profile.likes),
        partner=profile.partner or "",
        occasions=", ".join(occasions),
        consent=word.consent,
        secrets=tuple(_secret(one) for one in profile.secrets),
        stop=_STOPS.get(word.no_call or "", ""),
        blanks=tuple(label for label, known in asked.items() if not known),
    )


def _owned(profile: Profile) -> list[str]:
    """Pieces they have beside the one they bought last, but for those that are kept from them."""
    others = [one for one in profile.owns if one.item and one.item != profile.last_item and not profile.keeps(one.item)]
    return list(dict.fromkeys(f"{one.item} ({one.day.year})" for one in others))[:_OWNED]


def _best_hour(profile: Profile, store: StoreSettings, day: dt.date) -> str:
    away = local_time.away(profile.phone, day=day, home=ZoneInfo(store.timezone)) if profile.phone else ""
    return "; ".join(filter(None, (profile.best_hour, away)))


def _secret(one: Secret) -> str:
    """What must not be mentioned, and for how long."""
    piece, until = one.item or one.brand or "a gift", written_day(one.until)
    if one.mine:
        return f"{piece}, their surprise for {one.who or 'somebody'}: nothing on a machine until {until}"
    return f"{piece}, a surprise from {one.who or 'somebody'}, until {until}"


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
