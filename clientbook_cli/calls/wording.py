"""A reason as the sheet says it, made from the facts a rule found and nothing else. Pure.

Each has a second form without amounts, for a sheet that may lie open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from clientbook_cli.calls.codes import APPOINTMENT
from clientbook_cli.calls.reasons import Reason
from clientbook_cli.figures import count, round_money
from clientbook_cli.figures import day as written_day
from clientbook_cli.settings import StoreSettings


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words of a reason need beyond what its rule found."""

    day: dt.date
    last_purchase: dt.date | None
    spend: Decimal
    store: StoreSettings


def say(reason: Reason, facts: Facts, *, amounts: bool = True) -> str:
    """A reason in words, for the sheet of a day."""
    return _WORDS[reason.kind](reason, facts, amounts)


def one_line(text: str | None) -> str:
    """A text somebody typed, without its line breaks."""
    return " ".join((text or "").split())


def _promised(reason: Reason, facts: Facts, _: bool) -> str:
    late = (facts.day - reason.on).days if reason.on else 0
    overdue = f" ({_days(late)} overdue)" if late > 0 else ""
    if (reason.note or "").startswith(APPOINTMENT):
        return f"remind them: {one_line(reason.note)}"
    return f"promised for {_on(reason)}{overdue}" + _colon(reason.note)


def _top_client(reason: Reason, facts: Facts, amounts: bool) -> str:
    spoken = (
        f"last spoken to {_days((facts.day - reason.spoken_on).days)} ago" if reason.spoken_on else "not called yet"
    )
    bought = f"last bought {_days((facts.day - facts.last_purchase).days)} ago" if facts.last_purchase else ""
    spend = round_money(facts.spend, facts.store.currency, locale=facts.store.locale) if facts.spend > 0 else ""
    worth = f"{spend} in 3 years" if spend and amounts else ""
    return "; ".join(filter(None, ("top client", spoken, bought, worth)))


def _occasion(reason: Reason, *_: object) -> str:
    whose = f"{one_line(reason.about)}'s " if reason.about else ""
    kind = one_line(reason.note) if reason.kind == "occasion" else reason.kind
    nth = f"{_ordinal(reason.times)} " if reason.kind == "anniversary" and reason.times else ""
    return f"{whose}{nth}{kind} on {_on(reason)}"


def _brand(reason: Reason, *_: object) -> str:
    if not reason.item:
        return f"likes {reason.brand}"
    return f"{'wishes for' if reason.note else 'bought'} {reason.brand}: {one_line(reason.item)}{_for(reason)}"


def _carried(reason: Reason, *_: object) -> str:
    note = one_line(reason.note)
    if note.startswith("put off until now"):
        return note
    return f"carried over, on the list since {_on(reason)}" + (f": {note}" if note else "")


def _need_by(reason: Reason, *_: object) -> str:
    return f"needs {one_line(reason.item) or 'something'}{_for(reason)} by {_on(reason)}"


def _in_stock(reason: Reason, *_: object) -> str:
    asked = "wished for on" if reason.kind == "wish" else f"liked {one_line(reason.note)} on"
    made = f" ({asked} {written_day(reason.made_on)})" if reason.made_on else ""
    return f"now in stock: {one_line(reason.item)}{_for(reason)}{made}"


def _slipping(reason: Reason, facts: Facts, _: bool) -> str:
    if reason.times is None:
        return f"slipping: top tier until {_on(reason)}"
    gone = (facts.day - reason.on).days if reason.on else 0
    return f"slipping: used to buy every {_days(reason.times)}, last bought {_days(gone)} ago"


def _last_year(reason: Reason, *_: object) -> str:
    return f"last year's gift{_for(reason)}: {one_line(reason.item)}; its day is {_on(reason)}"


def _warranty(reason: Reason, *_: object) -> str:
    return f"warranty ends {_on(reason)}{_colon(reason.item)}"


def _since(words: str) -> Callable[[Reason, Facts, bool], str]:
    def said(reason: Reason, *_: object) -> str:
        ago = f"{_days(reason.times)} after " if reason.times else ""
        return f"{words}: {ago}{one_line(reason.item) or 'their purchase'} of {_on(reason)}"

    return said


_WORDS: Mapping[str, Callable[[Reason, Facts, bool], str]] = {
    "by-hand": lambda reason, *_: "added by hand" + _colon(reason.note),
    "follow-up": _promised,
    "need-by": _need_by,
    "carried": _carried,
    "wish": _in_stock,
    "liked": _in_stock,
    "brand": _brand,
    "anniversary": _occasion,
    "birthday": _occasion,
    "occasion": _occasion,
    "bridal": _since("bridal"),
    "thank-you": _since("thank them"),
    "big-purchase": _since("big purchase"),
    "satisfaction": _since("is all well"),
    "slipping": _slipping,
    "last-year": _last_year,
    "warranty": _warranty,
    "inspection": _since("inspection is due"),
    "appraisal": _since("appraisal is due"),
    "top-client": _top_client,
    "next-on-list": _since("who else is on their list"),
    "missing-facts": lambda reason, *_: f"not known yet: {reason.note}",
}


def _on(reason: Reason) -> str:
    return written_day(reason.on) if reason.on else "a day nobody wrote down"


def _for(reason: Reason) -> str:
    return f" for {one_line(reason.about)}" if reason.about else ""


def _colon(text: str | None) -> str:
    return f": {one_line(text)}" if text else ""


def _days(number: int) -> str:
    return count(number, "day")


def _ordinal(number: int) -> str:
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
