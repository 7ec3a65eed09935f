"""What the settings must keep to beyond their types: a zone that exists, cuts that rise, tables without a gap."""

from __future__ import annotations

import dataclasses
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clientbook_cli.config.tables import Keys, Reader
from clientbook_cli.score import segments
from clientbook_cli.settings import WEEKDAYS, AccountSettings, Associate, AxisSettings, ReasonSettings, Settings

HIGHEST_PORT = 65535


def check(settings: Settings, reader: Reader) -> None:
    """Raise SettingsError where a value cannot be, or two of them cannot be together."""
    try:
        ZoneInfo(settings.store.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder of zones (America) is an OSError
        raise reader.error(
            ("store", "timezone"),
            f"there is no time zone {settings.store.timezone!r}",
            rule="an IANA name such as America/New_York or Europe/London",
            next="look your city up in the list of IANA time zones",
        ) from error
    if not re.fullmatch("[A-Z]{3}", settings.store.currency):
        raise reader.error(
            ("store", "currency"),
            f"{settings.store.currency!r} is no currency",
            rule="three capital letters (ISO 4217): USD, EUR, GBP",
            next="mend that line",
        )
    if not re.fullmatch("[A-Z]{2}", settings.store.country):
        raise reader.error(
            ("store", "country"),
            f"{settings.store.country!r} is no country",
            rule="two capital letters (ISO 3166): US, CA, GB",
            next="mend that line",
        )
    one_of: list[tuple[Keys, str, tuple[str, ...]]] = [
        (("mail", "account", "tls"), settings.mail.account.tls, ("starttls", "ssl")),
        (("consent", "mass"), settings.consent.mass, ("", "opt-out", "opt-in")),
        (("consent", "calls"), settings.consent.calls, ("", "relationship", "open")),
    ]
    for path, value, allowed in one_of:
        if value not in allowed:
            raise reader.error(
                path,
                f"{value!r} cannot be used",
                rule=f"one of: {', '.join(filter(None, allowed))}",
                next="mend that line",
            )
    _check_account(settings.mail.account, reader)
    for name in ("recency", "frequency", "monetary"):
        _check_axis(getattr(settings.score, name), ("score", name), reader)
    _check_score(settings, reader)
    _check_reasons(settings, reader)
    for name in ("repairs", "services"):
        if not all(word.strip(" *") for word in getattr(settings.imports, name)):
            raise reader.error(
                ("imports", name),
                f"{name} has an empty name, which would stand for everything",
                rule='names of items and categories, or how they begin: ["Repairs", "Watch repair*"]',
                next="mend that line",
            )
    for number, associate in enumerate(settings.associates):
        _check_associate(number, associate, settings, reader)


def _check_account(account: AccountSettings, reader: Reader) -> None:
    for name in ("port", "imap_port"):
        port = getattr(account, name)
        if not 0 < port <= HIGHEST_PORT:
            raise reader.error(
                ("mail", "account", name), f"{name} = {port} cannot be used", rule="1 to 65535", next="mend that line"
            )
    for name in ("quiet_from", "quiet_until"):
        hour = getattr(account, name)
        if hour and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", hour):
            raise reader.error(
                ("mail", "account", name), f"{hour!r} is no hour", rule='such as "21:00"', next="mend that line"
            )


def _check_axis(axis: AxisSettings, path: Keys, reader: Reader) -> None:
    if axis.method not in ("fixed", "quantile"):
        raise reader.error(
            (*path, "method"), f"{axis.method!r} cannot be used", rule="fixed or quantile", next="mend that line"
        )
    if axis.method == "fixed" and (not axis.cuts or list(axis.cuts) != sorted(set(axis.cuts))):
        raise reader.error(
            (*path, "cuts"), "cuts must rise", rule="each cut is larger than the one before", next="mend that line"
        )
    if axis.method == "quantile" and axis.bins not in range(2, 6):
        raise reader.error((*path, "bins"), f"bins = {axis.bins} cannot be used", rule="2 to 5", next="mend that line")


def _check_score(settings: Settings, reader: Reader) -> None:
    if fault := segments.find_fault(settings.score):
        raise reader.error(fault.keys, fault.said, rule=fault.rule, next=fault.next)
    tiers = settings.score.tiers
    if settings.calls.top_tier not in tiers:
        raise reader.error(
            ("calls", "top_tier"),
            f"there is no tier {settings.calls.top_tier!r}",
            rule=f"the tiers are: {', '.join(tiers)}",
            next="name one of them",
        )


def _check_associate(number: int, associate: Associate, settings: Settings, reader: Reader) -> None:
    if not associate.name.strip():
        raise reader.error(
            ("associates", number, "name"), "an associate has no name", rule='such as "Maya Ortiz"', next="name them"
        )
    before = [other.name.casefold() for other in settings.associates[:number]]
    if associate.name.casefold() in before:
        raise reader.error(
            ("associates", number, "name"),
            f"two associates are called {associate.name!r}",
            next="give one of them a longer name",
        )
    for day in associate.days_off:
        if day not in WEEKDAYS:
            raise reader.error(
                ("associates", number, "days_off"),
                f"{day!r} is no weekday",
                rule=", ".join(WEEKDAYS),
                next="mend that line",
            )


def _check_reasons(settings: Settings, reader: Reader) -> None:
    for month in settings.huddle.months:
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
            raise reader.error(
                ("huddle", "months", month),
                f"{month!r} is no month",
                rule='a year and a month: "2026-12"',
                next="mend that line",
            )
    for field in dataclasses.fields(settings.calls.reasons):
        reason: ReasonSettings = getattr(settings.calls.reasons, field.name)
        path = ("calls", "reasons", field.name)
        if reason.hold_out >= 1:
            raise reader.error(
                path,
                f"hold_out = {reason.hold_out} cannot be used",
                rule="a share from 0 to below 1: 0.2 holds every fifth call back",
                next="mend that line",
            )
        if field.name == "follow_up" and reason.hold_out:
            raise reader.error(
                path, "a promise is never held out", rule="follow_up has hold_out = 0.0", next="mend that line"
            )
        default: ReasonSettings = field.default  # type: ignore[assignment]
        if default.days and not reason.days:
            raise reader.error(
                path,
                f"{field.name} has no days",
                rule=f"days = {list(default.days)}, or other numbers of days",
                next="name them, or switch the reason off with on = false",
            )
