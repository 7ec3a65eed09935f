"""What the owner writes of a client: a person who is in no till, or a particular that the tills have wrong.

Each writing is a set of particulars of its own, which carries the earlier ones of the same client on and outranks what
lists and sales say; taking the operation back takes it away.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace

from clientbook_cli.book.connection import Book
from clientbook_cli.book.queries import queries
from clientbook_cli.errors import UsageError
from clientbook_cli.intake import phones
from clientbook_cli.ledger import people

SQL = queries(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What is written of a person; none: nothing is said of it."""

    name: str | None = None
    first_name: str | None = None
    email: str | None = None
    phone: str | None = None  # E.164
    phone_text: str | None = None
    street: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None
    company: str | None = None
    partner: str | None = None


def particulars(*, country: str, email: str | None = None, phone: str | None = None, **more: str | None) -> Particulars:
    """Particulars as they were typed, cleaned. Raises UsageError for an email or a phone number that cannot be one."""
    said = {key: " ".join(value.split()) or None for key, value in more.items() if value is not None}
    return Particulars(
        email=_email(email) if email else None,
        phone=_phone(phone, country) if phone else None,
        phone_text=phone.strip() if phone else None,
        **said,
    )


def add(book: Book, *, said: Particulars, operation: int, today: dt.date) -> int:
    """Write a new person down; their number. Whether somebody is in the book already was looked up before."""
    client = int(book.value(SQL["next-client"]))
    book.run(SQL["add-client"], client=client)
    _write(book, client, said, operation, today)
    return client


def edit(book: Book, *, client: int, said: Particulars, operation: int, today: dt.date) -> None:
    """Write down what the owner says of a client; what is not said stays as it was."""
    before = book.row(Particulars, SQL["find-last-word"], client=client) or Particulars()
    named = {key: value for key, value in asdict(said).items() if value is not None}
    if "name" in named:
        before = replace(before, first_name=None)
    _write(book, client, replace(before, **named), operation, today)


def take_back(book: Book, *, operation: int) -> int:
    """What an operation wrote of people was never written; how many sets of particulars. A person made by it is gone.

    Raises UsageError where something else in the book has come to rest on that person.
    """
    clients = [row[0] for row in book.table(SQL["list-clients-of-operation"], operation=operation).rows]
    removed = book.run(SQL["remove-identities"], operation=operation)
    book.run(SQL["remove-clients"], clients=clients)
    people.renew(book, clients)
    return removed


def _write(book: Book, client: int, said: Particulars, operation: int, today: dt.date) -> None:
    book.run(
        SQL["add-identity"],
        client=client,
        operation=operation,
        today=today,
        name=said.name,
        first_name=said.first_name,
        email=said.email,
        phone=said.phone,
        phone_text=said.phone_text,
        street=said.street,
        city=said.city,
        region=said.region,
        postcode=said.postcode,
        country=said.country,
        company=said.company,
        partner=said.partner,
    )
    people.renew(book, [client])


def _email(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise UsageError(f"{text!r} is no email address", rule=str(error), next="type it as ann@example.com") from error


def _phone(text: str, country: str) -> str:
    number = phones.normalise(text, country=country)
    if number is None:
        raise UsageError(
            f"{text!r} is no phone number",
            rule=f"a number as it is dialled in {country}, or with + and the country's code",
            next="type it as (503) 555-0142 or +44 20 7946 0018",
        )
    return number
