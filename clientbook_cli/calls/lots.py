"""Whose call is not made, so that the calls for a reason can be measured against those that were not. Pure.

The lot is drawn where a call would have been made: it is decided by the reason, the client and the day alone, so that
the same plan gives the same people on whichever machine.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from clientbook_cli.calls import rules
from clientbook_cli.calls.reasons import Reason
from clientbook_cli.settings import CallSettings, ReasonSettings

_KEPT = frozenset((rules.PROMISE, rules.BY_HAND.kind))  # what was promised, and what somebody decided, is called
_LOTS = 1 << 64


def drawn(why: Sequence[Reason], *, day: dt.date, settings: CallSettings) -> str | None:
    """The reason for which a client is held out on a day; none when they are called."""
    kinds = [reason.kind for reason in why]
    if _KEPT & set(kinds):
        return None
    return next((kind for kind in kinds if _lot(kind, why[0].client, day) < _share(kind, settings)), None)


def any_share(settings: CallSettings) -> bool:
    """Whether any reason that is on holds somebody out."""
    return any(_share(rule.kind, settings) > 0 for rule in (*rules.RULES, rules.BRAND))


def _share(kind: str, settings: CallSettings) -> float:
    mine: ReasonSettings = rules.ALWAYS.get(kind) or getattr(settings.reasons, kind.replace("-", "_"))
    return mine.hold_out if mine.on else 0.0


def _lot(kind: str, client: int, day: dt.date) -> float:
    digest = hashlib.sha256(f"{kind}:{client}:{day}".encode()).digest()
    return int.from_bytes(digest[:8]) / _LOTS
