"""Asking about a file: what each column of an unknown one is, and whether a format that nobody measured reads it right.

Each question shows the first record's cell and has a default; every column ends as a field or is left out on purpose.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from clientbook_cli.cli import diagnostics
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import safe
from clientbook_cli.errors import UndecidedError, UsageError

if TYPE_CHECKING:
    from clientbook_cli.intake.columns import Column
    from clientbook_cli.intake.formats import Matched
    from clientbook_cli.intake.mapping import Proposal
    from clientbook_cli.intake.reader import TextFile

LEAVE_OUT = "-"
_MOST_SHOWN = 46


def through(counter: Counter, proposal: Proposal, *, order: str) -> Path:
    """Walk a proposal column by column; where the mapping was saved. Raises UsageError when it is given up."""
    from clientbook_cli.intake import mapping

    diagnostics.say(f"{proposal.file} is no export that is known. Its {len(proposal.columns)} columns, one by one:")
    proposal = _of_its_kind(proposal)
    diagnostics.say("Enter takes what stands in [ ], - leaves a column out, ? lists what it can be.")
    for said in proposal.evidence():
        diagnostics.say(f"  {said}")
    fields = dict[int, str]()
    for column in proposal.columns:
        field = _ask(column, proposal, fields)
        if field != LEAVE_OUT:
            fields[column.index] = field
    walked = replace(proposal, fields=fields)
    if not walked.is_enough:
        need = (
            "a column of days (sold_on) and one of money or items" if walked.kind == "sales" else "a name or an address"
        )
        raise UsageError(
            "nothing can be read of it this way",
            rule=f"{walked.kind} need {need}",
            next="import it again, and name those",
        )
    if walked.order == "cannot tell" and not order:
        column = next(walked.columns[index] for index, field in walked.fields.items() if field == "sold_on")
        said = f"{column.name} cannot tell day from month: no number in it is above 12"
        order = ask_order(UndecidedError(said, row=column.samples[0], next=""))
    path = mapping.save(counter.folder.imports, walked, order=order)
    diagnostics.say(f"Saved as {path}: the next file with these columns is read without a question.")
    return path


def _of_its_kind(proposal: Proposal) -> Proposal:
    from clientbook_cli.intake import mapping

    answer = ""
    while answer not in ("sales", "clients"):
        answer = typer.prompt("Does it hold sales or clients?", default=proposal.kind, err=True).strip().lower()
    return proposal if answer == proposal.kind else mapping.as_kind(proposal, answer)


def _ask(column: Column, proposal: Proposal, taken: Mapping[int, str]) -> str:
    """What a column is, asked until the answer can be."""
    fields = known_fields(proposal.kind)
    default = proposal.fields.get(column.index, LEAVE_OUT)
    default = LEAVE_OUT if default in taken.values() else default
    because = proposal.because.get(column.index, "")
    why = f" ({because})" if because not in ("", "its name") and default != LEAVE_OUT else ""
    shown = " · ".join(column.samples)
    place = f"{column.index + 1}/{len(proposal.columns)}"
    label = f"  {place} {column.name or '(no name)'}: {shown[:_MOST_SHOWN] or 'empty'}{why}"
    while True:
        answer = typer.prompt(safe(label), default=default, err=True).strip().lower().replace(" ", "_")
        if answer == "?":
            for name, said in fields.items():
                diagnostics.say(f"    {name:<15} {said}")
        elif answer == LEAVE_OUT:
            return LEAVE_OUT
        elif answer not in fields:
            near = difflib.get_close_matches(answer, fields, n=1)
            diagnostics.say(
                f"    there is no {answer!r}" + (f"; did you mean {near[0]}?" if near else "; ? lists them")
            )
        elif answer in taken.values():
            other = next(index for index, field in taken.items() if field == answer)
            diagnostics.say(f"    {answer} is the column {proposal.columns[other].name} already")
        else:
            return str(answer)


def ask_order(doubt: UndecidedError) -> str:
    """Whether a column's days are written day-first or month-first, which it does not tell itself."""
    diagnostics.say(f"{doubt.said}: {doubt.row}")
    answer = ""
    while answer not in ("day", "month"):
        answer = typer.prompt("Which comes first, day or month?", err=True).strip().lower()
    return f"{answer}-first"


def accept(counter: Counter, matched: Matched, file: TextFile) -> None:
    """Show how a format that rests on less than real files reads the first record, and ask. Raises UsageError."""
    format_ = matched.format
    counter.say(
        f"{file.name}: {format_.title}. How it is read rests on what is {_RESTS[format_.evidence]}, not on real files."
    )
    if not counter.yes or not counter.quiet:
        for field, first in first_record(matched, file):
            counter.say(f"  {field:<15} {first}")
    for doubt in format_.doubts:
        counter.say(f"  open: {doubt}")
    if not counter.confirm(f"Does each of these stand in its place in {file.name}?"):
        raise UsageError(
            f"{file.name} was not imported",
            rule="a format that was not measured on real files is taken only after somebody has looked at it",
            next="clientbook peek shows its columns; --map MAPPING.toml reads it in your own way",
        )


_RESTS = {"from code": "known from other programs' code", "documented": "documented", "unverified": "unverified"}


def first_record(matched: Matched, file: TextFile) -> Sequence[tuple[str, str]]:
    """Each field that is read, with its column and what the first record has there."""
    first = file.sample[0] if file.sample else ()
    return [
        (field, f"{file.header[place]}: {first[place] if place < len(first) else ''}")
        for field, place in sorted(matched.places.items(), key=lambda item: item[1])
    ]


def known_fields(kind: str) -> Mapping[str, str]:
    """What a column can be, with what that is for an owner."""
    return {**(_OF_SALES if kind == "sales" else _OF_CLIENTS), **_OF_PEOPLE}


_OF_SALES = {
    "transaction_id": "number of the receipt, order or invoice",
    "sold_on": "day of the sale, with or without the time",
    "sold_time": "time of the sale, in a column of its own",
    "item": "what was sold",
    "variant": "size, color",
    "sku": "the item's number",
    "category": "department, kind of item",
    "brand": "brand or maker",
    "quantity": "how many",
    "price": "price of one",
    "gross": "the line before discounts, without tax",
    "discount": "what came off",
    "net": "the line after discounts, without tax",
    "tax": "tax on the line",
    "total": "with tax",
    "tips": "tip",
    "shipping": "shipping",
    "refunded": "what was given back later",
    "currency": "currency",
    "event": "word that tells a sale from a return",
    "status": "word that tells a cancelled sale",
    "line_type": "what kind of line it is",
    "location": "store or register",
}
_OF_CLIENTS = {
    "partner": "spouse or partner",
    "birthday": "birthday, with or without the year",
    "anniversary": "wedding anniversary",
    "may_email": "yes: may be mailed",
    "may_text": "yes: may be texted",
    "may_post": "yes: may be written to by post",
    "no_email": "yes: said no to mails",
    "no_phone": "yes: said no to calls",
}
_OF_PEOPLE = {
    "pos_id": "the till's number of the client",
    "name": "the client's full name",
    "first_name": "first name",
    "last_name": "last name",
    "email": "email",
    "phone": "phone",
    "phone_2": "another phone",
    "phone_3": "a third phone",
    "street": "street",
    "street_2": "second line of the address",
    "city": "city",
    "region": "state or province",
    "postcode": "zip code",
    "country": "country",
    "company": "company",
    "associate": "who sold it, or who looks after the client",
}
