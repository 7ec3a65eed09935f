"""A mapping for a file of no known format: proposed from a guess, written as TOML, found again by its columns.

It has the form of the presets, and lies in the store's imports folder, where an owner can read and change it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clientbook_cli.intake import columns, format_file, guess, identities
from clientbook_cli.intake.columns import Column
from clientbook_cli.intake.formats import Format
from clientbook_cli.intake.identities import Closed
from clientbook_cli.intake.reader import TextFile

_MONTHS = frozenset(
    ("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "january", "february",
     "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
)  # fmt: skip
_YES = ("yes", "y", "true", "1", "x", "subscribed", "si", "sí", "ja", "j", "oui", "o", "sim", "s", "opted in", "opt-in")
_STOPPED = ("unsubscribed", "opted out", "opt-out", "stop", "stopped")
_REFUNDS = (
    *("refund", "return", "refunded", "returned", "credit note", "devolución", "devolucion", "reembolso", "erstattung"),
    *("gutschrift", "retoure", "rückgabe", "storno", "remboursement", "retour", "avoir", "devolução", "estorno"),
    *("reso", "rimborso", "terugbetaling"),
)
_CANCELLED = (
    *("cancelled", "canceled", "void", "voided", "cancelado", "anulado", "anulada", "storniert", "annulé", "annulée"),
    *("annullato", "geannuleerd"),
)
_CONSENTS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "may_email": ("email", _YES, _STOPPED),
    "may_text": ("text", _YES, _STOPPED),
    "may_post": ("post", _YES, _STOPPED),
    "no_email": ("email", (), _YES),
    "no_phone": ("phone", (), _YES),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """How an unknown file may be read."""

    name: str  # of the mapping, and of whose numbers these are
    file: str
    kind: str
    columns: tuple[Column, ...]
    fields: Mapping[int, str]  # column -> field or consent; what is missing here is left out
    because: Mapping[int, str]
    closed: tuple[Closed, ...]  # sums that hold over the whole file

    @property
    def order(self) -> str:
        """How its days are written: day-first, month-first, or "cannot tell"; empty where that is no question."""
        day = next((self.columns[index] for index, field in self.fields.items() if field == "sold_on"), None)
        return day.day_order if day and day.day_order in ("day-first", "month-first", "cannot tell") else ""

    @property
    def is_enough(self) -> bool:
        """Whether an import could do anything with it."""
        told = set(self.fields.values())
        if self.kind == "sales":
            return "sold_on" in told and bool(told & {"net", "gross", "price", "total", "item", "quantity"})
        return bool(told & {"name", "first_name", "last_name", "email", "phone", "pos_id"})

    def evidence(self) -> list[str]:
        """Each sum that holds, in the file's own names."""
        return [
            f"{each.form.said([self.columns[index].name for index in each.columns])}: "
            f"holds in {each.holds:,} of {each.rows:,} rows"
            for each in self.closed
        ]


def propose(file: TextFile, known: Sequence[Format], *, kind: str = "") -> Proposal:
    """What each column of a file may be, with the sums that close over it."""
    looked = columns.look(file.header, file.sample)
    guessed = guess.guess(looked, known, kind=kind)
    closed: tuple[Closed, ...] = ()
    if guessed.kind == "sales":
        found = identities.find(file.text, delimiter=file.delimiter, header_line=file.header_line, columns=looked)
        guessed, closed = guess.prove(guessed, found)
    fields = _settled(guessed.fields, closed) if guessed.kind == "sales" else dict(guessed.fields)
    return Proposal(stem(file.name), file.name, guessed.kind, looked, fields, guessed.because, closed)


def _settled(fields: Mapping[int, str], closed: Sequence[Closed]) -> dict[int, str]:
    """Without a total that may be an order's; it is what was paid where nothing else tells."""
    told = set(fields.values())
    settled = dict(fields)
    for index, field in fields.items():
        if field == "total" and not told & {"net", "gross", "price"}:
            settled[index] = "net"
        elif field == "total" and not any("total" in each.by_field for each in closed):
            del settled[index]
    return settled


def as_kind(proposal: Proposal, kind: str) -> Proposal:
    """The same file taken for sales or for clients, whatever it looks like."""
    guessed = guess.guess(proposal.columns, kind=kind)
    return replace(proposal, kind=kind, fields=guessed.fields, because=guessed.because, closed=())


def stem(name: str) -> str:
    """A name for a mapping, from that of a file: without days and numbers, which are others next month."""
    base = re.sub(r"\.(csv|txt|tsv|tab|xlsx|gz|zip)\b", "", Path(name).name, flags=re.IGNORECASE)
    words = [word for word in re.split(r"[\W_]+", base.casefold()) if word and not any(c.isdigit() for c in word)]
    kept = [word for word in words if word not in _MONTHS]
    return "-".join(kept) or "my-till"


def text(proposal: Proposal, *, order: str = "") -> str:
    """The mapping file. `order`: what was said of day and month, where the column cannot tell."""
    names = {field: proposal.columns[index].name for index, field in proposal.fields.items()}
    mapped = {field: name for field, name in names.items() if field not in _CONSENTS}
    ignored = [column.name for column in proposal.columns if column.index not in proposal.fields and column.name]
    required = list(dict.fromkeys(mapped.values()))
    lines = [
        f"# How to read {_plain(proposal.file)}, and every file with these columns.",
        "# docs/import-formats.md explains each line.",
        f"name = {_quoted(proposal.name)}",
        f"source = {_quoted(proposal.name)}   # whose transaction and customer numbers these are",
        f"kind = {_quoted(proposal.kind)}",
        "",
        "[match]",
        f"required = {_list(required)}",
        f"ignored = {_list(ignored)}",
        "",
        "[columns]",
        *(f"{field} = {_quoted(name)}" for field, name in mapped.items()),
    ]
    order = order or (proposal.order if proposal.order != "cannot tell" else "")
    if order:
        lines += ["", "[dates]", f"order = {_quoted(order)}   # where a column itself cannot tell"]
    if any(each.form.signs[-1] == "+" and "discount" in each.form.fields for each in proposal.closed):
        lines += ["", "[money]", 'discount = "negative"   # -3.00 is three off']
    if "event" in mapped or "line_type" in mapped:
        lines += ["", "[lines]", f"refund = {_list(_REFUNDS)}"]
    if "status" in mapped:
        lines += ["", "[status]", f"cancelled = {_list(_CANCELLED)}"]
    for field, name in names.items():
        if field in _CONSENTS:
            channel, subscribed, stopped = _CONSENTS[field]
            lines += ["", "[[consent]]", f"channel = {_quoted(channel)}", f"column = {_quoted(name)}"]
            lines += [f"subscribed = {_list(subscribed)}", f"stopped = {_list(stopped)}"]
    return "\n".join(lines) + "\n"


def save(folder: Path, proposal: Proposal, *, order: str = "") -> Path:
    """Write the mapping under its name, or the next name that is free."""
    folder.mkdir(parents=True, exist_ok=True)
    path, number = folder / f"{proposal.name}.toml", 1
    while path.exists():
        number += 1
        path = folder / f"{proposal.name}-{number}.toml"
    named = replace(proposal, name=path.stem)
    path.write_text(text(named, order=order), encoding="utf-8")
    return path


def saved(folder: Path) -> list[Format]:
    """Every mapping of the store, by name."""
    return [format_file.load(file) for file in sorted(folder.glob("*.toml"))] if folder.is_dir() else []


def _list(words: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, words))}]"


def _quoted(text_: str) -> str:
    """A basic string of TOML."""
    escaped = "".join(
        f"\\u{ord(c):04X}" if ord(c) < 32 or ord(c) == 127 else f"\\{c}" if c in '"\\' else c  # noqa: PLR2004
        for c in text_
    )
    return f'"{escaped}"'


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isprintable())
