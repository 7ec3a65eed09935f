"""Opening a new store: its folder, its settings file with every remark in it, and an empty book.

Nothing half-made stays: whatever fails, what was made is taken away again, and a folder that holds a store already is
left as it is. Whether the settings can be used is `config`'s to say, of the text, before anything is written.
"""

from __future__ import annotations

import difflib
import shutil
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from clientbook_cli.book.connection import create_book
from clientbook_cli.desk import trade as cuts_of_trade
from clientbook_cli.errors import UsageError
from clientbook_cli.settings import StoreFolder, StoreSettings
from clientbook_cli.templates import packaged

OWNERS_TEMPLATES = (
    "mail",
    "script",
    "sheet",
    "huddle",
    "report",
)  # the folders whose files an owner may want to word anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the owner said of a new store; none: not said."""

    name: str | None = None
    email: str | None = None
    address: str | None = None
    country: str | None = None
    currency: str | None = None
    timezone: str | None = None


def describe(wish: Wish) -> StoreSettings:
    """A store as the owner wishes it; what they left open follows from the country and the computer's time zone.

    Raises UsageError for a country, a currency or an email that does not exist.
    """
    default = StoreSettings()
    for option in ("name", "email", "address"):
        _one_line(option, getattr(wish, option))
    country = _country(wish.country) if wish.country else default.country
    return replace(
        default,
        name=(wish.name or default.name).strip(),
        email=_email(wish.email) if wish.email else "",
        address=(wish.address or "").strip(),
        country=country,
        currency=_currency(wish.currency) if wish.currency else _currency_of(country, default.currency),
        timezone=wish.timezone or machine_timezone() or default.timezone,
        locale=_locale_of(country, default.locale),
    )


def settings_text(store: StoreSettings, associates: Iterable[str], *, trade: str = "") -> str:
    """The packaged settings file, remarks and all, with this store's own values in it, and the cuts of its trade."""
    import tomlkit

    text = (packaged("templates") / "clientbook.toml").read_text(encoding="utf-8")
    document = tomlkit.parse(cuts_of_trade.shown(text, trade) if trade else text)
    table: Any = document["store"]
    for key in ("name", "email", "address", "country", "currency", "timezone", "locale"):
        table[key] = getattr(store, key)
    people = tomlkit.aot()
    for name in associates:
        person = tomlkit.table()
        person["name"] = name.strip()
        people.append(person)
    if len(people):
        document.add(tomlkit.nl())
        document.append("associates", people)
    return tomlkit.dumps(document)


def open_store(folder: StoreFolder, text: str, *, with_templates: bool) -> list[Path]:
    """Make the store folder, private to its owner; the files and folders that were made.

    `text` becomes its settings file, last of all: a folder is a store from then on. Raises UsageError.
    """
    refuse_a_store(folder)
    with _all_or_nothing() as made:
        _make_folder(folder.path, made)
        for inner in (folder.imports, folder.sheets, folder.mails, folder.templates):
            _make_folder(inner, made)
        made += [folder.book.with_suffix(".lock"), folder.book]
        with create_book(folder.book):
            pass
        for source, target in _copies(folder) if with_templates else ():
            _make_folder(target.parent, made)
            if not target.exists():
                made.append(target)
                shutil.copyfile(source, target)
        made.append(folder.settings)
        folder.settings.write_text(text, encoding="utf-8", newline="\n")
        folder.settings.chmod(0o600)
        return list(made)


def refuse_a_store(folder: StoreFolder) -> None:
    """Raise UsageError where a store, or anything but a folder, stands already."""
    for file in (folder.settings, folder.book):
        if file.exists():
            raise UsageError(
                "there is a store here already",
                where=str(file),
                rule="init makes a new store and changes none",
                next=f'look at it with clientbook --store "{folder.path}" status, or name another folder',
            )
    if folder.path.exists() and not folder.path.is_dir():
        raise UsageError("this is a file, not a folder", where=str(folder.path), next="name another folder")


def machine_timezone() -> str:
    """The IANA name of this computer's time zone; empty when it cannot be told."""
    import tzlocal

    with suppress(LookupError, ValueError, OSError), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where a machine has no zone at all; then we ask nobody
        name = str(tzlocal.get_localzone_name())
        ZoneInfo(name)
        return name
    return ""


@contextmanager
def _all_or_nothing() -> Iterator[list[Path]]:
    """A list of what is made; when the block fails, all of it goes again."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        raise


def _make_folder(folder: Path, made: list[Path]) -> None:
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700)
        made.append(path)


def _copies(folder: StoreFolder) -> Iterator[tuple[Path, Path]]:
    root = packaged("templates")
    for name in OWNERS_TEMPLATES:
        for source in sorted((root / name).glob("*.*")):
            yield source, folder.templates / name / source.name


def _one_line(option: str, text: str | None) -> None:
    if text and any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in text):
        raise UsageError(
            f"--{option} holds a line break or a control character",
            rule="it stands on one line in every mail",
            next=f"write --{option} on one line",
        )


def _email(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise UsageError(
            f"{text!r} is no email address", rule=str(error), next="type it as shop@example.com"
        ) from error


def _country(text: str) -> str:
    from babel import Locale

    code = text.strip().upper()
    names = {key: name for key, name in Locale("en").territories.items() if len(key) == 2 and key.isalpha()}  # noqa: PLR2004
    if code in names:
        return code
    by_name = {name.casefold(): key for key, name in names.items()}
    near = difflib.get_close_matches(text.strip().casefold(), by_name, n=1)
    raise UsageError(
        f"there is no country {text!r}",
        rule="two letters (ISO 3166): US, CA, GB",
        next=f"did you mean {by_name[near[0]]}?" if near else "look its two letters up",
    )


def _currency(text: str) -> str:
    from babel.numbers import list_currencies

    code = text.strip().upper()
    known: Sequence[str] = sorted(list_currencies())
    if code in known:
        return code
    raise UsageError(
        f"there is no currency {text!r}",
        rule="three letters (ISO 4217): USD, EUR, GBP",
        next="type the three letters your till prints",
    )


def _currency_of(country: str, otherwise: str) -> str:
    from babel.numbers import get_territory_currencies

    return next(iter(get_territory_currencies(country)), otherwise)


def _locale_of(country: str, otherwise: str) -> str:
    from babel import Locale, UnknownLocaleError
    from babel.languages import get_official_languages

    # This program speaks English: where English is one of a country's languages, money is written its way.
    for language in sorted(get_official_languages(country, de_facto=True), key=lambda language: language != "en"):
        with suppress(UnknownLocaleError, ValueError):
            return str(Locale.parse(f"{language}_{country}"))
    return otherwise
