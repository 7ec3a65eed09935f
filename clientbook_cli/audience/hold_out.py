"""Who is held back from a mailing, so that what it sold can be told from what would have sold anyway; pure.

The draw is decided by a seed and the client's number alone: the same seed, clients and share give the same people,
whatever the order they stand in and on whichever machine it is made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal


def draw(by_tier: Mapping[str | None, Iterable[int]], *, share: Decimal, seed: int) -> frozenset[int]:
    """Clients held back: of each tier the `share` (0 to below 1), to the nearest whole client."""
    held: set[int] = set()
    for clients in by_tier.values():
        ranked = sorted(clients, key=lambda client: (_lot(seed, client), client))
        number = int((len(ranked) * share).quantize(Decimal(1), rounding=ROUND_HALF_UP))
        held.update(ranked[:number])
    return frozenset(held)


def _lot(seed: int, client: int) -> bytes:
    return hashlib.sha256(f"{seed}:{client}".encode()).digest()
