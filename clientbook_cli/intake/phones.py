"""Phone numbers as people write them, in E.164. Possible numbers count: whether one is in use nobody can tell."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

SHORTEST = 7  # digits of a number that can be one
_SEVERAL = re.compile(r"[/;|&\n,]|\bor\b", re.IGNORECASE)
_DAMAGED = re.compile(r"\d(\.\d+)?[eE]\+?\d+")  # what a spreadsheet makes of a long number


@dataclass(frozen=True, slots=True)
class Plan:
    """How plain numbers of a country look; no lengths: they are not plain, ask the library for each."""

    country_code: str
    trunk: str
    lengths: tuple[int, ...]


@functools.cache
def plan(country: str) -> Plan:
    """The numbering plan of a country."""
    import phonenumbers

    about = phonenumbers.PhoneMetadata.metadata_for_region(country, None)
    # Countries whose prefixes carry a meaning of their own are left to the library, all but the American ones.
    if about is None or (about.national_prefix_for_parsing != about.national_prefix and about.country_code != 1):
        return Plan("0", "", ())
    lengths = about.general_desc.possible_length if about.general_desc else ()
    return Plan(str(about.country_code), about.national_prefix or "", tuple(lengths or ()))


def normalise(text: str, *, country: str) -> str | None:
    """A number in E.164, or none when it cannot be one. Of several in one cell the first that can be."""
    whole = _normalise(text, country=country)
    if whole is None and len(parts := _SEVERAL.split(text)) > 1:
        return next((number for part in parts if (number := _normalise(part.strip(), country=country))), None)
    return whole


def _normalise(text: str, *, country: str) -> str | None:
    import phonenumbers

    if _DAMAGED.fullmatch(text.strip()):
        return None
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
