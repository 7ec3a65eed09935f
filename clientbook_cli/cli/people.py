"""`clientbook client add|edit|note|assign`: what the owner writes of a client by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.clients import AssociateOption, ClientArgument, card, written
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import client_number

if TYPE_CHECKING:
    from clientbook_cli.ledger.by_hand import Particulars

people = part()

Email = Annotated[str | None, typer.Option(help="Email address.")]
Phone = Annotated[str | None, typer.Option(help="Phone number, in any way of writing.")]
Street = Annotated[str | None, typer.Option(help="Street and number.")]
City = Annotated[str | None, typer.Option(help="City.")]
Region = Annotated[str | None, typer.Option(help="State or province.")]
Postcode = Annotated[str | None, typer.Option(help="Postcode.")]
Company = Annotated[str | None, typer.Option(help="Company.")]


@command(people, "add", said="client add")
def add(
    counter: Counter,
    name: Annotated[str, typer.Argument(help="The whole name.")],
    *,
    email: Email = None,
    phone: Phone = None,
    street: Street = None,
    city: City = None,
    region: Region = None,
    postcode: Postcode = None,
    company: Company = None,
    new: Annotated[
        bool, typer.Option("--new", help="Somebody else than the one of that name, email or phone.")
    ] = False,
) -> Answer:
    """Write a new client down.

    Example: clientbook client add "Zoe Park" --phone 503-555-0177 --email zoe@example.com
    """
    from clientbook_cli.book.operations import record
    from clientbook_cli.clients import newcomers

    said = _particulars(counter, name=name, email=email, phone=phone, street=street, city=city, region=region,
                        postcode=postcode, company=company)  # fmt: skip
    with counter.book(write=True) as book, book.transaction():
        known = newcomers.known_by(book, said, today=counter.today)
        taken = known or next(iter(newcomers.namesakes(book, name, today=counter.today)), None)
        if taken is not None and not new:
            raise UsageError(
                f"{taken.name or name} is in the book already: {client_number(taken.client)}",
                rule="one person is one client",
                next=f"clientbook client edit {client_number(taken.client)}; or --new if it is somebody else",
            )
        operation = record(book, command="client add", said=f"client {name}", now=counter.now)
        client = newcomers.write(book, said=said, operation=operation, today=counter.today, now=counter.now)
    number = client_number(client)
    data = {"client": number, "name": said.name, "email": said.email, "phone": said.phone}
    return written(client, data, f"{said.name} is client {number}.")


@command(people, "edit", said="client edit")
def edit(
    counter: Counter,
    who: ClientArgument,
    *,
    name: Annotated[str | None, typer.Option(help="The whole name.")] = None,
    first_name: Annotated[str | None, typer.Option(help="How they are called.")] = None,
    email: Email = None,
    phone: Phone = None,
    street: Street = None,
    city: City = None,
    region: Region = None,
    postcode: Postcode = None,
    company: Company = None,
    partner: Annotated[str | None, typer.Option(help="A partner who is no client.")] = None,
) -> Answer:
    """Correct what the book says of a client; it outranks what tills and lists say, also later ones.

    Example: clientbook client edit C102 --phone 503-555-0142
    """
    from clientbook_cli.book.operations import record
    from clientbook_cli.clients import search
    from clientbook_cli.ledger import by_hand

    said = _particulars(counter, name=name, first_name=first_name, email=email, phone=phone, street=street, city=city,
                        region=region, postcode=postcode, company=company, partner=partner)  # fmt: skip
    if said == by_hand.Particulars():
        raise UsageError("nothing is said of the client", next="name what changes, as in --phone 503-555-0142")
    with counter.book(write=True) as book, book.transaction():
        found = search.the_client(book, who, today=counter.today)
        number = client_number(found.client)
        operation = record(book, command="client edit", said=f"edit of {number}", now=counter.now)
        by_hand.edit(book, client=found.client, said=said, operation=operation, today=counter.today)
        now = search.the_client(book, number, today=counter.today)
    return written(found.client, card(now), f"{now.name or number} ({number}) is corrected.")


@command(people, "note", said="client note")
def note(
    counter: Counter,
    who: ClientArgument,
    text: Annotated[str, typer.Argument(help="What to remember of them.")] = "",
    *,
    associate: AssociateOption = None,
    remove: Annotated[int | None, typer.Option(metavar="NOTE", help="Take a note off, by its number.")] = None,
) -> Answer:
    """Write a note on a client: family, work, pets, what was talked of.

    Example: clientbook client note C102 "daughter Mia starts college in the fall"
    """
    from clientbook_cli.clients import notes, search

    if bool(text.strip()) == (remove is not None):
        raise UsageError("a note has a text", next='clientbook client note CLIENT "text", or --remove NUMBER')
    with counter.book(write=True) as book, book.transaction():
        found = search.the_client(book, who, today=counter.today)
        if remove is not None:
            made = notes.end(book, note=remove, client=found.client, today=counter.today, now=counter.now)
        else:
            made = notes.add(
                book,
                client=found.client,
                text=text.strip(),
                associate=counter.associate(book, associate),
                today=counter.today,
                now=counter.now,
            )
    name = found.name or client_number(found.client)
    data = {
        "note": made.note,
        "client": client_number(made.client),
        "text": made.text,
        "associate": made.associate,
        "day": made.day,
        "removed": remove is not None,
    }
    became = "is written" if remove is None else "is taken off"
    return written(found.client, data, f"Note {made.note} on {name} {became}.")


@command(people, "assign", said="client assign")
def assign(
    counter: Counter,
    who: ClientArgument,
    associate: Annotated[str, typer.Argument(metavar="ASSOCIATE", help="A name or its beginning.")],
) -> Answer:
    """Say whose client somebody is; until then it is whoever sold them most.

    Example: clientbook client assign C102 "Maya Ortiz"
    """
    from clientbook_cli.clients import associates, search

    with counter.book(write=True) as book, book.transaction():
        found = search.the_client(book, who, today=counter.today)
        before = associates.owner_of(book, found.client)
        name = counter.associate(book, associate) or associate
        associates.assign(book, client=found.client, associate=name, now=counter.now)
    instead = f", until now {before}'s" if before and before != name else ""
    number = client_number(found.client)
    data = {"client": number, "associate": name, "before": before}
    return written(found.client, data, f"{found.name or number} is {name}'s client{instead}.")


def _particulars(counter: Counter, **said: Any) -> Particulars:
    """What was typed, cleaned. Raises UsageError."""
    from clientbook_cli.ledger import by_hand

    empty = [key for key, value in said.items() if value is not None and not value.strip()]
    if empty:
        raise UsageError(
            f"--{empty[0].replace('_', '-')} is empty",
            rule="what a till says is corrected, not taken away",
            next="a number that is somebody else's is marked with the outcome W of a call",
        )
    return by_hand.particulars(country=counter.settings.store.country, **said)
