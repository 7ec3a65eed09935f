"""Which tier and which segment a client's three scores put them in: tables, checked when they are read.

A tier answers "phone, mail or leave alone", by the total of the three scores. A segment names a behaviour, by the code:
the three scores side by side, recency first (`543`). Every total and every code that can occur is covered exactly
once, or the table is refused with the codes that are missing or double. Pure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from clientbook_cli.errors import SettingsError
from clientbook_cli.score.cuts import AXES, axes, axis_scores
from clientbook_cli.settings import AxisSettings, ScoreSettings

MOST_SCORES = 5
_NAMED = 12  # codes named in an error

# Five scores an axis: the one widely used table that covers all 125 codes exactly once.
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
# Three scores an axis.
THREE_SCORES: Mapping[str, str] = {
    "Champions": "333 332 323",
    "Loyal": "321 322 331 232 233",
    "Recent": "312 313 311 222 223",
    "Needs attention": "213 221 123 132 133",
    "At risk": "231 212 122 131 211",
    "Inactive": "111 112 113 121",
}
_PACKAGED = {(5, 5, 5): FIVE_SCORES, (3, 3, 3): THREE_SCORES}


@dataclass(frozen=True, slots=True)
class Tables:
    """Checked tables: the tier of each total and the segment of each code, names in the owner's order."""

    tier_of: Mapping[int, str]
    segment_of: Mapping[int, str]  # by the code as a number: 543
    tiers: tuple[str, ...]
    segments: tuple[str, ...]


def tables(settings: ScoreSettings) -> Tables:
    """The tables of these settings. Raises SettingsError, naming what is missing or double."""
    recency, frequency, monetary = scores = tuple(map(_scores, AXES, axes(settings)))
    codes = settings.segments or {name: tuple(row.split()) for name, row in _packaged(scores).items()}
    segment_of = [(code, name) for name, row in codes.items() for code in row]
    _check(
        (code for code, _ in segment_of),
        ("".join(map(str, code)) for code in product(*(range(1, count + 1) for count in scores))),
        table="score.segments",
        what="code",
        reach=f"recency 1 to {recency}, frequency 1 to {frequency}, monetary 1 to {monetary}",
    )
    return Tables(
        tier_of=_tiers(settings, highest=sum(scores)),
        segment_of={int(code): name for code, name in segment_of},
        tiers=tuple(settings.tiers),
        segments=tuple(codes),
    )


def _scores(name: str, axis: AxisSettings) -> int:
    """How many scores an axis gives; a code has one digit for each axis."""
    count = axis_scores(axis)
    if count not in range(2, MOST_SCORES + 1) or not all(map(math.isfinite, axis.cuts)):
        raise SettingsError(
            f"{name} cannot be cut so",
            where=f"clientbook.toml, [score.{name}]",
            rule=f"2 to {MOST_SCORES} scores: one to four cuts, each a number, or bins",
            next=f"mend [score.{name}]",
        )
    return count


def _packaged(scores: tuple[int, ...]) -> Mapping[str, str]:
    if scores in _PACKAGED:
        return _PACKAGED[scores]
    said = " × ".join(map(str, scores))
    raise SettingsError(
        f"there is no table of segments for {said} scores",
        where="clientbook.toml, [score.segments]",
        rule="a table comes with the program for 5 × 5 × 5 and for 3 × 3 × 3 scores (recency × frequency × monetary)",
        next=f'write [score.segments]: Champions = ["{"".join(map(str, scores))}"] and so on; or set 5 or 3 scores',
    )


def _tiers(settings: ScoreSettings, *, highest: int) -> dict[int, str]:
    lowest = 3
    totals = [(total, name) for name, (low, high) in settings.tiers.items() for total in range(low, high + 1)]
    for name, (low, high) in settings.tiers.items():
        if high < low or low > highest or high < lowest:
            raise SettingsError(
                f"nobody can be in tier {name!r}: {low} to {high}",
                where="clientbook.toml, [score.tiers]",
                rule=f"a tier is the lowest and the highest total of the three scores, {lowest} to {highest}",
                next="mend that line",
            )
    # A range may reach past what can occur: "12 to 15" stays good when one axis has four scores.
    _check(
        (str(total) for total, _ in totals if lowest <= total <= highest),
        map(str, range(lowest, highest + 1)),
        table="score.tiers",
        what="total",
        reach=f"totals {lowest} to {highest}",
    )
    return dict(totals)


def _check(given: Iterable[str], wanted: Iterable[str], *, table: str, what: str, reach: str) -> None:
    """Every wanted code exactly once, and no other."""
    seen, all_codes = Counter(given), dict.fromkeys(wanted)
    for said, wrong in (
        ("without a name", [code for code in all_codes if code not in seen]),
        ("named twice", [code for code, times in seen.items() if times > 1 and code in all_codes]),
        ("that cannot occur", [code for code in seen if code not in all_codes]),
    ):
        if wrong:
            more = f" and {len(wrong) - _NAMED} more" if len(wrong) > _NAMED else ""
            raise SettingsError(
                f"{what}{'s' if len(wrong) > 1 else ''} {said}: {' '.join(wrong[:_NAMED])}{more}",
                where=f"clientbook.toml, [{table}]",
                rule=f"every {what} stands in the table exactly once ({reach})",
                next=f"mend [{table}]",
            )
