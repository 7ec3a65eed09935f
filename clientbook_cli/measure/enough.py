"""What would be enough: how many more clients, or weeks of watching, would show a rise that is worth asking for. Pure.

A forecast from what was seen so far, good for two digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from clientbook_cli.figures import count
from clientbook_cli.measure.interval import MADE_WITH, Side, normal

# The rise worth asking for: half as many buyers, or half as much spend, again. It should show in 4 of 5 such trials.
WORTH_FINDING = 0.5
POWER = 0.8
WEEK = 7
# Nobody waits longer than this for an answer, and what a client buys half a year after a mail is not the mail's doing.
_PATIENCE = 26 * WEEK
# Where more than this many times the clients are needed, more of the same is no plan: these two together are.
_BEYOND = 5
_NEARLY_ALL = 0.95  # nothing is learnt where everybody buys anyhow
_LARGER_SHARE, _LONGER_DAYS = 0.3, 8 * WEEK


def for_buyers(reached: Side, held_out: Side, *, window_days: int) -> str:
    """What would show a rise of buyers by half, in words; empty where these are enough."""
    # Two buyers and two others more (Agresti and Coull, 1998): a side without a buyer says little, not nothing.
    usual = (reached.buyers + held_out.buyers + 2) / (reached.clients + held_out.clients + 4)

    def needed(share: float, windows: float) -> float:
        """Clients in all, `share` of them held out, each watched for so many windows."""
        bought = min(1 - (1 - usual) ** windows, _NEARLY_ALL)
        raised = bought + WORTH_FINDING * min(bought, 1 - bought)
        spread = raised * (1 - raised) / (1 - share) + bought * (1 - bought) / share
        return float(_certainty() * spread / (raised - bought) ** 2)

    return _words(reached, held_out, needed, window_days)


def for_spend(reached: Side, held_out: Side, *, window_days: int) -> str:
    """What would show a rise of spend per client by half, in words; empty where these are enough."""
    spends, clients = (*reached.spends, *held_out.spends), reached.clients + held_out.clients
    mean = sum(spends) / clients
    if mean <= 0:
        return "more bought than brought back"
    spread = sum(spend * spend for spend in spends) / clients - mean * mean

    def needed(share: float, windows: float) -> float:
        """Clients in all; twice the time is twice the sales, and tells as much as twice the clients."""
        return _certainty() * spread / (share * (1 - share)) / (WORTH_FINDING * mean) ** 2 / windows

    return _words(reached, held_out, needed, window_days)


def _certainty() -> float:
    """How many standard errors, squared, a difference must be to be seen so surely so often."""
    return (normal(0.5 + MADE_WITH / 2) + normal(POWER)) ** 2


def _words(reached: Side, held_out: Side, needed: Callable[[float, float], float], window_days: int) -> str:
    clients = reached.clients + held_out.clients
    share = held_out.clients / clients
    more = needed(share, 1) - clients
    if more <= 0:
        return ""
    said = f"about {count(two_digits(more), 'more client')}, {share:.0%} of them held out"
    for days in range(window_days + WEEK, window_days + _PATIENCE, WEEK):
        if needed(share, days / window_days) <= clients:
            said += f", or {count((days - window_days) // WEEK, 'more week')} of watching"
            break
    longer = max(_LONGER_DAYS, window_days)
    if more > _BEYOND * clients:
        best = two_digits(needed(max(share, _LARGER_SHARE), longer / window_days))
        said += (
            f"; with {max(share, _LARGER_SHARE):.0%} held out and {longer // WEEK} weeks of watching, {best:,} in all"
        )
    return said


def two_digits(number: float) -> int:
    """A number rounded up to the two digits that a forecast is good for."""
    whole = math.ceil(number)
    step: int = 10 ** max(0, len(str(whole)) - 2)
    return math.ceil(whole / step) * step
