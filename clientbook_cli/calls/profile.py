"""What whoever calls a client must know of them, and what they must not say: number, pieces, wishes, days, secrets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.calls.reasons import Reason
from clientbook_cli.calls.rules import BRAND
from clientbook_cli.settings import Settings

SQL = queries(__file__)
# Reasons that tell of a piece the client may buy for themself: where it is meant as a surprise, nothing is left of it.
_OF_A_WISH = frozenset(("wish", "liked", "need-by"))


@dataclass(frozen=True, slots=True)
class Owned:
    """A piece they bought."""

    item: str | None
    day: dt.date


@dataclass(frozen=True, slots=True)
class Secret:
    """A gift that is not to be told of. `mine`: they give it, and `who` gets it; else `who` gives it to them."""

    item: str | None
    brand: str | None
    until: dt.date
    who: str | None
    mine: bool

    def is_of(self, reason: Reason) -> bool:
        """Whether a reason speaks of this piece."""
        told, kept = _folded(reason.item), _folded(self.item)
        if told and kept:
            return told in kept or kept in told
        return bool(told and self.brand and _folded(self.brand) == _folded(reason.brand))


@dataclass(frozen=True, slots=True)
class Word:
    """What a client said of being called, and why they may not be, whatever the day's plan says; none: they may."""

    consent: str  # of the phone: subscribed, one-to-one, unknown, stopped
    no_call: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """A client as the sheet shows them; what nobody knows is none."""

    client: int
    name: str | None = None
    first_name: str | None = None
    phone: str | None = None  # E.164
    email: str | None = None
    partner: str | None = None
    last_purchase: dt.date | None = None
    last_item: str | None = None
    last_contact: dt.date | None = None
    last_channel: str | None = None
    last_outcome: str | None = None
    last_associate: str | None = None
    birthday_month: int | None = None
    birthday_day: int | None = None
    anniversary_month: int | None = None
    anniversary_day: int | None = None
    owns: tuple[Owned, ...] = ()
    wishes: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    best_hour: str | None = None
    region: str | None = None
    country: str | None = None
    secrets: tuple[Secret, ...] = ()

    def kept_secret(self, why: Sequence[Reason]) -> list[Reason]:
        """Their reasons without a word of what is kept from them; never less than one."""
        kept = [secret for secret in self.secrets if not secret.mine]
        safe = [
            _hushed(reason) if any(secret.is_of(reason) for secret in kept) else reason
            for reason in why
            if not (reason.kind in _OF_A_WISH and any(secret.is_of(reason) for secret in kept))
        ]
        return safe or [replace(why[0], kind="by-hand", item=None, brand=None, note=None, about=None)]

    def keeps(self, item: str | None) -> bool:
        """Whether a piece is kept from them."""
        return any(not secret.mine and secret.is_of(Reason("", 0, 0, item=item)) for secret in self.secrets)

    @property
    def hears_nothing_of_pieces(self) -> bool:
        """Whether a voicemail names no piece: it may be heard by whoever a gift is kept from."""
        return bool(self.secrets)


def profiles(book: Book, clients: Sequence[int], *, day: dt.date) -> dict[int, Profile]:
    """The profile of each of these clients on a day, by the number given, also one that was merged away since."""
    rows = book.table(SQL["find-profiles"], clients=list(clients), on_day=day).rows
    secrets = _secrets(book, clients, day)
    return {row[0]: _profile(*row[1:], tuple(secrets.get(row[0], ()))) for row in rows}


def _secrets(book: Book, clients: Sequence[int], day: dt.date) -> dict[int, list[Secret]]:
    """What must not be said, by client; most stores have none, and then nothing more is asked."""
    found: dict[int, list[Secret]] = {}
    if book.value(SQL["may-have-secrets"]):
        for client, *secret in book.table(SQL["find-secrets"], clients=list(clients), on_day=day).rows:
            found.setdefault(client, []).append(Secret(*secret))
    return found


def words(book: Book, clients: Sequence[int], *, day: dt.date, settings: Settings) -> dict[int, Word]:
    """What each of these clients said of being called, by the number given."""
    rows = book.table(
        SQL["find-words"],
        clients=list(clients),
        on_day=day,
        purchase_months=settings.call_months,
        inquiry_months=settings.consent.inquiry_months,
    ).rows
    return {client: Word(state, no_call) for client, state, no_call in rows}


def names(book: Book, clients: Sequence[int]) -> dict[int, str | None]:
    """Just the names, by the number given."""
    return dict(book.table(SQL["find-names"], clients=list(clients)).rows)


def _profile(*values: Any) -> Profile:
    told: dict[str, Any] = dict(zip([field.name for field in fields(Profile)], values, strict=True))
    return Profile(
        **told
        | {
            "owns": tuple(Owned(**piece) for piece in told["owns"]),
            "wishes": tuple(told["wishes"]),
            "likes": tuple(told["likes"]),
        }
    )


def _hushed(reason: Reason) -> Reason:
    """A reason without the piece; what is about a brand keeps the brand, of which many are told."""
    if reason.kind == BRAND.kind:
        return replace(reason, item=None, note=None, about=None)
    return replace(reason, item=None, brand=None)


def _folded(text: str | None) -> str:
    return " ".join((text or "").casefold().split())
