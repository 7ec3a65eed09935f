"""How money, days, counts and phone numbers are written for people, on the screen, on paper and in mails alike."""

from __future__ import annotations

import datetime as dt
import functools
import re
from decimal import ROUND_HALF_UP, Decimal

from clientbook_cli.errors import UsageError

_AMOUNT = re.compile(
    r"[^\d.,+-]*(?P<whole>\d{1,9}|\d{1,3}(?P<mark>[., '’\u00a0\u202f])\d{3}(?:(?P=mark)\d{3})?)"
    r"(?:[.,](?P<cents>\d{1,2}))?[^\d.,]*",
    re.ASCII,
)


def money(amount: Decimal, currency: str, *, locale: str = "en_US") -> str:
    """An amount with its symbol and the decimals its currency has: $1,234.50, ¥1,235."""
    from babel.numbers import format_currency

    return format_currency(amount, currency, locale=locale)


def round_money(amount: Decimal, currency: str, *, locale: str = "en_US") -> str:
    """An amount to the nearest whole unit, where cents would only be noise: $1,235."""
    import copy

    from babel import Locale

    language = Locale.parse(locale)
    pattern = copy.copy(language.currency_formats["standard"])
    pattern.frac_prec = (0, 0)
    return str(pattern.apply(amount, language, currency=currency, currency_digits=False))


def plain_money(amount: Decimal) -> str:
    """An amount as data: two decimals, a point, no symbol."""
    return f"{amount.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):f}"


def read_money(text: str) -> Decimal:
    """An amount as somebody types it: 900, $1,200, 1200.50, 1.200,50 €. Raises UsageError, also for one below nothing.

    Three digits behind a mark are thousands, one or two are cents: money has no other decimals.
    """
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        raise UsageError(
            f"{text!r} is no amount", rule="not below 0, and at most 9 digits", next="type it as 900 or 1200.50"
        )
    return Decimal(re.sub(r"\D", "", found["whole"]) + "." + (found["cents"] or "0"))


def day(value: dt.date) -> str:
    """A day nobody can misread: Fri 3 Apr 2026."""
    return f"{value:%a} {value.day} {value:%b %Y}"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 client, 2,340 clients."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def client_number(client: int) -> str:
    """A client's id as people see and type it: C102."""
    return f"C{client}"


@functools.cache
def phone(e164: str, country: str) -> str:
    """A phone number in the store's national form, or with its country code when it is from abroad."""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    at_home = phonenumbers.region_code_for_country_code(number.country_code or 0) == country
    form = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)
