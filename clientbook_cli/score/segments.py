"""Which tier and which segment a client's three scores put them in: tables, checked when they are read.

A tier answers "phone, mail or leave alone", by the total of the three scores. A segment names a behaviour, by the code:
the three scores side by side, recency first (`543`). Every total and every code that can occur is covered exactly
once, or the table is refused with the codes that are missing or double. Pure; where a table stands in the owner's
file is `config`'s to say.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from clientbook_cli.errors import SettingsError
from clientbook_cli.score.cuts import AXES, axes, axis_scores
from clientbook_cli.settings import ScoreSettings

MOST_SCORES = 5
_THREE_EACH = (3, 3, 3)
LOWEST_TOTAL = 3  # of three scores
# Where the usual tiers begin, as a share of the way from the lowest total to the highest: 8 and 12 of 3 to 15.
_MID, _TOP = Fraction(5, 12), Fraction(3, 4)
_NAMED = 12  # codes named in an error

# Five scores an axis: the one widely used table that covers all 125 codes exactly once. Axes with fewer scores are read
# in it, their scores spread from 1 to 5.
FIVE_SCORES: Mapping[str, str] = {
    "Champions": "555 554 544 545 454 455 445",
    "Loyal": "543 444 435 355 354 345 344 335",
    "Potential loyalist": (
        "553 551 552 541 542 533 532 531 452 451 442 441 431 453 433 432 423 353 352 351 342 341 333 323"
    ),
    "New": "512 511 422 421 412 411 311",
    "Promising": "525 524 523 522 521 515 514 513 425 424 413 414 415 315 314 313",
    "Need attention": "535 534 443 434 343 334 325 324",
    "About to sleep": "331 321 312 221 213 231 241 251",
    "At risk": "255 254 245 244 253 252 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124",
    "Cannot lose": "155 154 144 214 215 115 114 113",
    "Hibernating": "332 322 233 232 223 222 132 123 122 212 211",
    "Lost": "111 112 121 131 141 151",
}
# Three scores on each axis: Klaviyo's table of 27 codes.
THREE_SCORES: Mapping[str, str] = {
    "Champions": "333 332 323",
    "Loyal": "321 322 331 232 233",
    "Recent": "312 313 311 222 223",
    "Needs attention": "213 221 123 132 133",
    "At risk": "231 212 122 131 211",
    "Inactive": "111 112 113 121",
}


@dataclass(frozen=True, slots=True)
class Tables:
    """Checked tables: the tier of each total and the segment of each code, names in the owner's order."""

    tier_of: Mapping[int, str]
    segment_of: Mapping[int, str]  # by the code as a number: 543
    tiers: tuple[str, ...]
    segments: tuple[str, ...]

    def tier(self, scores: tuple[int, int, int]) -> str:
        """The tier of three scores."""
        return self.tier_of[sum(scores)]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a table: its keys in the settings, what, which rule, and what to do."""

    keys: tuple[str, ...]
    said: str
    rule: str
    next: str


def tables(settings: ScoreSettings) -> Tables:
    """The tables of these settings. Raises SettingsError, naming what is missing or double."""
    if fault := find_fault(settings):
        raise SettingsError(
            fault.said, where=f"clientbook.toml, [{'.'.join(fault.keys[:2])}]", rule=fault.rule, next=fault.next
        )
    codes = _codes(settings)
    return Tables(
        tier_of={total: name for name, (low, high) in settings.tiers.items() for total in range(low, high + 1)},
        segment_of={int(code): name for name, row in codes.items() for code in row},
        tiers=tuple(settings.tiers),
        segments=tuple(codes),
    )


def find_fault(settings: ScoreSettings) -> Fault | None:
    """The first thing that keeps these tables from being used."""
    for name, axis in zip(AXES, axes(settings), strict=True):
        if axis_scores(axis) not in range(2, MOST_SCORES + 1) or not all(map(math.isfinite, axis.cuts)):
            return Fault(
                ("score", name, "cuts" if axis.method == "fixed" else "bins"),
                f"{name} cannot be cut so",
                rule=f"2 to {MOST_SCORES} scores: one to four cuts, each a number, or bins",
                next=f"mend [score.{name}]",
            )
    return _fault_of_tiers(settings) or _fault_of_segments(settings)


def highest_total(settings: ScoreSettings) -> int:
    """The best that the three scores can add up to."""
    return sum(_scores(settings))


def usual_tiers(highest: int) -> dict[str, tuple[int, int]]:
    """Top, mid and base for scores that add up to `highest` at best."""
    top, mid = (LOWEST_TOTAL + math.ceil(share * (highest - LOWEST_TOTAL)) for share in (_TOP, _MID))
    return {"top": (top, highest), "mid": (mid, top - 1), "base": (LOWEST_TOTAL, mid - 1)}


def _scores(settings: ScoreSettings) -> tuple[int, ...]:
    return tuple(map(axis_scores, axes(settings)))


def _codes(settings: ScoreSettings) -> Mapping[str, tuple[str, ...]]:
    """The owner's table, or the packaged one for so many scores, with the segments that can occur."""
    if settings.segments:
        return settings.segments
    scores = _scores(settings)
    if scores == _THREE_EACH:
        return {name: tuple(row.split()) for name, row in THREE_SCORES.items()}
    named = {code: name for name, row in FIVE_SCORES.items() for code in row.split()}
    found: dict[str, tuple[str, ...]] = dict.fromkeys(FIVE_SCORES, ())
    for code in product(*(range(1, count + 1) for count in scores)):
        spread = "".join(str(_spread(score, count)) for score, count in zip(code, scores, strict=True))
        found[named[spread]] += ("".join(map(str, code)),)
    return {name: row for name, row in found.items() if row}


def _spread(score: int, count: int) -> int:
    """A score of 1 to `count`, on the scale of 1 to 5: of four scores 1, 2, 4, 5."""
    return 1 + round(Fraction((score - 1) * (MOST_SCORES - 1), count - 1))


def _fault_of_segments(settings: ScoreSettings) -> Fault | None:
    recency, frequency, monetary = scores = _scores(settings)
    return _uncovered(
        [(code, name) for name, row in _codes(settings).items() for code in row],
        ("".join(map(str, code)) for code in product(*(range(1, count + 1) for count in scores))),
        table="segments",
        what="code",
        holder="segment",
        reach=f"recency 1 to {recency}, frequency 1 to {frequency}, monetary 1 to {monetary}",
    )


def _fault_of_tiers(settings: ScoreSettings) -> Fault | None:
    highest = highest_total(settings)
    totals = [(total, name) for name, (low, high) in settings.tiers.items() for total in range(low, high + 1)]
    for name, (low, high) in settings.tiers.items():
        if high < low or low > highest or high < LOWEST_TOTAL:
            usual = ", ".join(f"{tier} = [{first}, {last}]" for tier, (first, last) in usual_tiers(highest).items())
            return Fault(
                ("score", "tiers", name),
                f"nobody can be in tier {name!r}: {low} to {high}",
                rule=f"a tier is the lowest and the highest total of the three scores, {LOWEST_TOTAL} to {highest}",
                next=f"mend that line; usual here: {usual}",
            )
    # A range may reach past what can occur: "12 to 15" stays good when one axis has four scores.
    return _uncovered(
        [(str(total), name) for total, name in totals if LOWEST_TOTAL <= total <= highest],
        map(str, range(LOWEST_TOTAL, highest + 1)),
        table="tiers",
        what="total",
        holder="tier",
        reach=f"totals {LOWEST_TOTAL} to {highest}",
    )


def _uncovered(
    given: Sequence[tuple[str, str]], wanted: Iterable[str], *, table: str, what: str, holder: str, reach: str
) -> Fault | None:
    """Every wanted code exactly once, and no other. `given`: codes, each with the name it stands under."""
    seen, all_codes = Counter(code for code, _ in given), dict.fromkeys(wanted)
    under = dict(given)
    wrong = {
        f"in no {holder}": [code for code in all_codes if code not in seen],
        f"in more than one {holder}": [code for code, times in seen.items() if times > 1 and code in all_codes],
        "that cannot occur": [code for code in seen if code not in all_codes],
    }
    found = [(said, codes) for said, codes in wrong.items() if codes]
    if not found:
        return None
    return Fault(
        ("score", table, *filter(None, [under.get(found[0][1][0])])),
        "; ".join(f"{what}{'s' if len(codes) > 1 else ''} {said}: {_listed(codes)}" for said, codes in found),
        rule=f"every {what} stands in [score.{table}] exactly once ({reach})",
        next=f"mend [score.{table}]",
    )


def _listed(codes: Sequence[str]) -> str:
    """Codes side by side, as many as a line takes."""
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    return " ".join(codes[:_NAMED]) + more
