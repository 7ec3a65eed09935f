"""What a mail of ours carries so that it can be known again: its Message-ID, and the token of its unsubscribe address.

Both are keyed with a secret of the campaign that never leaves the book: who has not had the mail cannot make one up.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

_LENGTH = 20  # hexadecimal digits: 80 bits, past guessing over SMTP
_ID = re.compile(r"<clientbook\.(\d{1,9})\.(\d{1,9})\.([0-9a-f]{20})@[^<>@\s]+>")
_TOKEN = re.compile(r"\bc(\d{1,9})\.(\d{1,9})\.([0-9a-f]{20})\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text says that it is about. True only if `proof` is what the campaign's secret gives."""

    campaign: int
    client: int
    proof: str


def message_id(*, campaign: int, client: int, secret: bytes, domain: str) -> str:
    """The id of a client's mail in a campaign: the same in every attempt, in no other campaign of any store."""
    return f"<clientbook.{campaign}.{client}.{_proof(secret, 'mail', campaign, client)}@{domain}>"


def stop_token(*, campaign: int, client: int, secret: bytes) -> str:
    """What the unsubscribe address of a client's mail carries."""
    return f"c{campaign}.{client}.{_proof(secret, 'stop', campaign, client)}"


def claimed_mails(text: str) -> dict[str, Claim]:
    """Every Message-ID in a text that looks like ours."""
    return {found[0]: Claim(int(found[1]), int(found[2]), found[3]) for found in _ID.finditer(text)}


def claimed_stops(text: str) -> list[Claim]:
    """Every unsubscribe token in a text that looks like ours."""
    return [Claim(int(found[1]), int(found[2]), found[3]) for found in _TOKEN.finditer(text)]


def is_true(claim: Claim, *, what: str, secret: bytes) -> bool:
    """Whether we wrote it. `what`: mail or stop."""
    return hmac.compare_digest(claim.proof, _proof(secret, what, claim.campaign, claim.client))


def _proof(secret: bytes, what: str, campaign: int, client: int) -> str:
    return hmac.new(secret, f"{what}:{campaign}:{client}".encode(), hashlib.sha256).hexdigest()[:_LENGTH]
