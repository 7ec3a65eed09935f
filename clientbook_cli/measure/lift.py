"""Whether it sold: those who were reached against those held out, by buyers and by spend, and what may be said of it.

Pure. A verdict follows from an interval and from nothing else; where there are too few to tell, it says what would be
enough. The intervals are made in `buyer_interval` and `spend_interval`.
"""

from __future__ import annotations

from dataclasses import dataclass

from clientbook_cli.figures import count
from clientbook_cli.measure import buyer_interval, enough, spend_interval
from clientbook_cli.measure.interval import Difference, Side

# Below this many clients on one side an interval errs more often than it says.
LEAST = 15
# Of a difference that a handful of people made nothing is said: the side that did better has this many buyers.
LEAST_BUYERS = 10

RAISED, LOWERED, NO_SIGN, TOO_FEW = "raised", "lowered", "no sign", "too few"


@dataclass(frozen=True, slots=True)
class Lift:
    """`enough`: with a verdict of too few, what would be enough, in words. No difference where a side is empty, or
    nothing was spent on either."""

    difference: Difference | None
    verdict: str
    enough: str = ""


def of_buyers(reached: Side, held_out: Side, *, window_days: int) -> Lift:
    """The difference of the shares of buyers, from -1 to 1, and its verdict."""
    if lacking := _lacking(reached, held_out):
        return lacking
    difference = buyer_interval.difference(reached, held_out)
    more = enough.for_buyers(reached, held_out, window_days=window_days)
    return _judge(reached, held_out, difference, more)


def of_spend(reached: Side, held_out: Side, *, window_days: int, draws: int = spend_interval.DRAWS) -> Lift:
    """The difference of net spend per client, buyer or not, in money, and its verdict."""
    if lacking := _lacking(reached, held_out):
        return lacking
    if min(reached.clients, held_out.clients) < LEAST:
        return _judge(reached, held_out, None, "")
    if not (reached.spends or held_out.spends):
        return Lift(None, TOO_FEW, "anything bought at all")
    difference = spend_interval.difference(reached, held_out, draws=draws)
    more = enough.for_spend(reached, held_out, window_days=window_days)
    return _judge(reached, held_out, difference, more)


def _lacking(reached: Side, held_out: Side) -> Lift | None:
    if reached.clients and held_out.clients:
        return None
    missing = "somebody held out to compare with (--hold-out 20%)" if reached.clients else "somebody reached"
    return Lift(None, TOO_FEW, missing)


def _judge(reached: Side, held_out: Side, difference: Difference | None, more: str) -> Lift:
    few = min(reached.clients, held_out.clients)
    if difference is None or few < LEAST:
        side = "held out" if held_out.clients == few else "reached"
        return Lift(difference, TOO_FEW, f"{count(LEAST - few, 'more client')} {side}, {LEAST} at the very least")
    if difference.low > 0 or difference.high < 0:
        better = reached if difference.low > 0 else held_out
        if better.buyers < LEAST_BUYERS:
            still = count(LEAST_BUYERS - better.buyers, "more buyer")
            side = "reached" if better is reached else "held out"
            return Lift(difference, TOO_FEW, f"{still} among those {side}: {better.buyers} are a handful")
        return Lift(difference, RAISED if better is reached else LOWERED)
    return Lift(difference, TOO_FEW, more) if more else Lift(difference, NO_SIGN)
