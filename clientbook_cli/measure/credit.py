"""Three rules by which a touch is credited with a sale. Pure: sales and touches in, shares of sales out.

Credit says what went together, not what caused what: that is a hold-out's to say (`lift`). Within a view each sale is
shared out once among its touches, so that no cent of it is credited twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from clientbook_cli.calls.codes import CODES
from clientbook_cli.figures import count
from clientbook_cli.measure.returns import Sold

MAIL_DAYS, ENGAGED_DAYS = 5, 30
REPLIED = "replied"


@dataclass(frozen=True, slots=True)
class Touch:
    """A call, a mail that left, or a reply. `how`: the outcome's letter, the mail's state, or "replied"."""

    client: int
    day: dt.date
    moment: int  # its place among all touches, by the clock
    channel: str
    how: str
    associate: str | None = None
    campaign: str | None = None

    @property
    def who(self) -> str:
        """Whose the credit is: the associate's, else the campaign's, else nobody's."""
        return self.associate or self.campaign or ""

    @property
    def engaged(self) -> bool:
        """Whether the client answered: talked, made an appointment, replied."""
        code = CODES.get(self.how)
        return self.how == REPLIED or bool(code and code.reached)


@dataclass(frozen=True, slots=True)
class Credited:
    """A sale with the touches that share it equally."""

    sale: Sold
    touches: tuple[Touch, ...]

    def share(self, mine: Callable[[Touch], bool]) -> Fraction:
        """The part of the net that touches which are `mine` have, exactly."""
        return Fraction(self.sale.net) * sum(map(mine, self.touches)) / len(self.touches)


@dataclass(frozen=True, slots=True)
class Rule:
    """A view: its name, its rule in words, how many days a touch counts, and whether the last one takes all."""

    view: str
    said: str
    days: Callable[[Touch], int]
    last_only: bool = False

    def credit(self, sales: Sequence[Sold], touches: Sequence[Touch]) -> list[Credited]:
        """The sales that have a touch by this rule, each once."""
        of_client: dict[int, list[Touch]] = {}
        for touch in sorted(touches, key=lambda one: (one.day, one.moment)):
            of_client.setdefault(touch.client, []).append(touch)
        found = []
        for sale in sales:
            before = tuple(
                touch
                for touch in of_client.get(sale.client, ())
                if 0 <= (sale.day - touch.day).days <= self.days(touch)
            )
            if before:
                found.append(Credited(sale, before[-1:] if self.last_only else before))
        return found


def rules(window_days: int) -> tuple[Rule, ...]:
    """The three views; `window_days` is the store's own."""
    days = count(window_days, "day")
    return (
        Rule(
            "any touch",
            f"a sale is shared equally among all calls and mails to that client in the {days} before it",
            days=lambda _: window_days,
        ),
        Rule(
            "by engagement",
            f"a sale is shared equally among the mails and voicemails of the {MAIL_DAYS} days before it, and the "
            f"talks, appointments and replies of the {ENGAGED_DAYS} days before it",
            days=lambda touch: ENGAGED_DAYS if touch.engaged else MAIL_DAYS,
        ),
        Rule(
            "last touch",
            f"a sale goes whole to the last call or mail in the {days} before it",
            days=lambda _: window_days,
            last_only=True,
        ),
    )


def longest(window_days: int) -> int:
    """How many days before a sale the oldest touch may lie that any view credits."""
    return max(window_days, MAIL_DAYS, ENGAGED_DAYS)
