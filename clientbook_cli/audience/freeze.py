"""Choose an audience once and keep it: who is mailed, who is held back, who is left out and why.

Matched = chosen + held out + excluded, each client in one place. Later changes in the book change no frozen list; a
stop that is said later is asked for again where the mail leaves.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from clientbook_cli.audience.hold_out import draw
from clientbook_cli.audience.match import matching, spell
from clientbook_cli.audience.rule import Rule, words
from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.figures import client_number
from clientbook_cli.settings import Settings

SQL = queries(__file__)
CHOSEN, HELD_OUT, EXCLUDED = "chosen", "held out", "excluded"
UNMAILABLE = "address cannot be mailed"


@dataclass(frozen=True, slots=True)
class Member:
    """One matched client and their place."""

    client: int
    address: str | None
    tier: str | None
    place: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Audience:
    """A frozen list."""

    audience: int
    rule: Rule
    members: tuple[Member, ...]

    @property
    def chosen(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.place == CHOSEN)

    @property
    def held_out(self) -> int:
        return sum(member.place == HELD_OUT for member in self.members)

    @property
    def excluded(self) -> Mapping[str, int]:
        """How many were left out for each reason."""
        return Counter(member.reason for member in self.members if member.reason)


@dataclass(frozen=True, slots=True)
class _Matched:
    client: int
    email: str | None
    tier: str | None
    reason: str | None


def freeze(
    book: Book,
    *,
    rule: Rule,
    hold_out: Decimal,
    seed: int,
    settings: Settings,
    today: dt.date,
    now: dt.datetime,
) -> Audience:
    """Write the audience of a rule down, inside the caller's transaction.

    `hold_out` is a share, 0 to below 1. Raises UsageError: an unknown name, or tiers asked for before any score run.
    """
    rule = spell(book, rule, settings=settings, today=today)
    matched = book.rows(
        _Matched,
        SQL["match-clients"],
        clients=sorted(matching(book, rule, settings=settings, today=today)),
        needs_opt_in=settings.mass_mail_needs_opt_in,
        quiet_days=settings.mail.quiet_days,
        call_days=settings.mail.call_days,
        currency=settings.store.currency,
        on_day=today,
    )
    audience = int(book.value(SQL["next-audience"]))
    members = _placed(matched, share=hold_out, seed=seed)
    book.run(
        SQL["add-audience"],
        audience=audience,
        made_at=now,
        as_of=today,
        rule=words(rule),
        hold_out=hold_out,
        seed=seed,
    )
    book.run(
        SQL["add-members"],
        audience=audience,
        members=[asdict(one) for one in members],
    )
    return Audience(audience, rule, members)


def alone(book: Book, *, client: int, address: str, today: dt.date, now: dt.datetime) -> int:
    """A list of one, for a mail that somebody writes to one client; its number."""
    audience = int(book.value(SQL["next-audience"]))
    book.run(
        SQL["add-audience"],
        audience=audience,
        made_at=now,
        as_of=today,
        rule=f"{client_number(client)} alone",
        hold_out=Decimal(0),
        seed=0,
    )
    one = Member(client, address, None, CHOSEN, None)
    book.run(SQL["add-members"], audience=audience, members=[asdict(one)])
    return audience


def _placed(matched: list[_Matched], *, share: Decimal, seed: int) -> tuple[Member, ...]:
    addresses = {one.client: mailable(one.email) for one in matched if one.email and not one.reason}
    by_tier: defaultdict[str | None, list[int]] = defaultdict(list)
    for one in matched:
        if addresses.get(one.client):
            by_tier[one.tier].append(one.client)
    held = draw(by_tier, share=share, seed=seed)
    return tuple(
        Member(one.client, address, one.tier, HELD_OUT if one.client in held else CHOSEN, None)
        if (address := addresses.get(one.client))
        else Member(one.client, one.email, one.tier, EXCLUDED, one.reason or UNMAILABLE)
        for one in matched
    )


def mailable(address: str) -> str | None:
    """The address as a mail server takes it (its domain in ASCII), or none when no ordinary server would.

    Looks at the text only, never at the network. A non-ASCII local part needs SMTPUTF8, which few servers speak.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(address, check_deliverability=False).ascii_email
    except EmailNotValidError:
        return None
