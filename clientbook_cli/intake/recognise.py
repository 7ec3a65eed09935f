"""Recognise an export by the set of its header names, never by their order; say what a stranger is nearest to."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Sequence

from clientbook_cli.errors import InputError, UnknownFileError
from clientbook_cli.intake.formats import ASKED_FOR, SET_ASIDE_COLUMNS, Format, Matched, fold

# Fields without which a record of a kind says nothing.
NEEDED = {"sales": ("sold_on",), "wishes": ("item",), "products": ("item",)}


def identify(header: Sequence[str], formats: Iterable[Format], *, where: str) -> Matched:
    """The format whose names fit this header best. Raises InputError with the nearest one and what it lacks."""
    candidates = [format_ for format_ in formats if format_.kind not in ASKED_FOR]
    fitting = [matched for matched in (lay(format_, header) for format_ in candidates) if fits(matched)]
    if fitting:
        return max(fitting, key=lambda matched: (matched.format.is_own, len(matched.places), matched.format.name))
    raise _unknown(header, candidates, where)


def lay(format_: Format, header: Sequence[str]) -> Matched:
    """Lay a format over a header: the first known name of each field that is there; later equal names are ignored."""
    names = _Names(header)
    found = {field: names.place(*known) for field, known in format_.columns.items()}
    found |= {f"consent_{number}": names.place(*consent.column) for number, consent in enumerate(format_.consent)}
    mended = all(names.place(name) is not None for name in SET_ASIDE_COLUMNS)
    if mended:
        found["set_aside_by"] = names.place(SET_ASIDE_COLUMNS[0])
    places = {field: place for field, place in found.items() if place is not None}
    return Matched(format_, tuple(header), places, mended)


class _Names:
    """Where each name of a header stands; the first of equal ones."""

    def __init__(self, header: Sequence[str]) -> None:
        self._places: dict[str, int] = {}
        for place, name in enumerate(header):
            self._places.setdefault(fold(name), place)
        self._some_destroyed = any("\ufffd" in name for name in self._places)

    def place(self, *known: str) -> int | None:
        """The column of the first of these names that is there."""
        for name in known:
            place = self._places.get(fold(name))
            if place is None and self._some_destroyed and not name.isascii():
                place = self._places.get(fold("".join(c if c.isascii() else "\ufffd" for c in name)))
            if place is not None:
                return place
        return None


def fits(matched: Matched) -> bool:
    """Whether a header has all that its format requires; what a field is called in another language is as good."""
    names, format_ = _Names(matched.header), matched.format
    return (
        all(names.place(*format_.same_as(name)) is not None for name in format_.required)
        and names.place(*format_.never) is None
        and (not format_.telling or names.place(*format_.telling) is not None)
    )


def shape(matched: Matched) -> str:
    """A hash of a format and the set of a file's columns, for remembering that somebody has looked at both."""
    ours = {fold(name) for name in SET_ASIDE_COLUMNS}
    names = sorted({fold(name) for name in matched.header} - ours)
    return hashlib.sha256("\n".join((matched.format.name, *names)).encode()).hexdigest()


def require(matched: Matched, *, where: str) -> None:
    """Raise InputError when a format that was asked for by name does not fit its file."""
    names, format_ = _Names(matched.header), matched.format
    missing = [name for name in format_.required if names.place(*format_.same_as(name)) is None]
    if missing:
        raise InputError(
            f"is not a {matched.format.title}: it has no column {_quoted(missing)}",
            where=where,
            row=",".join(matched.header)[:200],
            rule=f"{matched.format.file.name}: required = {list(matched.format.required)}",
            next="clientbook formats lists every format with its columns",
        )
    needed = NEEDED.get(matched.format.kind, ())
    lost = [name for name in needed if name not in matched.places]
    if lost:
        raise InputError(
            f"has none of the columns {_quoted(matched.format.columns.get(lost[0], lost))}",
            where=where,
            row=",".join(matched.header)[:200],
            rule=f"{matched.format.file.name}: columns.{lost[0]}",
            next="write the file's own name of that column into the mapping",
        )


def check_header(header: Sequence[str], *, most: int, where: str) -> None:
    """Raise InputError for what cannot be a header at all."""
    if len(header) > most:
        raise InputError(
            f"has {len(header)} columns",
            where=where,
            rule=f"at most {most} columns (clientbook.toml: [imports] most_columns)",
            next="export fewer columns, take the empty ones out, or raise most_columns",
        )
    if not any(name.strip() for name in header):
        raise InputError(
            "its first line is empty, so its columns have no names",
            where=where,
            rule="the first line of an export holds the names of its columns",
            next="take the empty lines at the top out, or export the file again",
        )


# Reports that look like sales and are not: what tells them, and what to export instead.
_BY_ITEM = "export Receipts > Receipts by item instead"
_LOOK_ALIKES: tuple[tuple[frozenset[str], str, str], ...] = tuple(
    (frozenset(marks), said, instead)
    for marks, said, instead in (
        (
            ("item name", "items sold", "net sales", "margin"),
            "is a Loyverse summary by item, without receipts",
            _BY_ITEM,
        ),
        (("gross sales", "refunds", "net sales", "margin"), "is a Loyverse sales summary, without receipts", _BY_ITEM),
        (("ventas brutas", "ventas netas", "margen"), "is a Loyverse summary, without receipts", _BY_ITEM),
        (
            ("avg price", "item qty"),
            "is a Toast summary of all items, with sub-totals and without orders",
            "export ItemSelectionDetails.csv instead",
        ),
        (
            ("item name", "item variation", "items sold", "gross sales"),
            "is a Square summary by item, without transactions",
            "export Reports > Item sales > Export detail instead",
        ),
        (
            ("summary report total qty",),
            "is a summary by products or customers, without orders",
            "turn Summary Report off in Advanced Order Export, and export again",
        ),
        (
            ("order #", "product(s)", "items sold"),
            "is the orders download of WooCommerce Analytics, without prices of items and without emails",
            "export with Advanced Order Export or WebToffee instead",
        ),
        (
            ("product title", "items sold", "net sales"),
            "is the products download of WooCommerce Analytics, without orders",
            "export with Advanced Order Export or WebToffee instead",
        ),
        (
            ("order id", "order number", "payments total", "order total"),
            "is Clover's list of orders, without their lines",
            "export Line items, and Payments for tips and tenders",
        ),
    )
)


def _unknown(header: Sequence[str], formats: Sequence[Format], where: str) -> InputError:
    names = {fold(name) for name in header}
    for marks, said, instead in _LOOK_ALIKES:
        if marks <= names:
            return InputError(said, where=where, row=",".join(header)[:200], next=instead)
    if len(header) == 1:
        return InputError(
            "has only one column, or another mark between its columns than we know",
            where=where,
            row=header[0][:200],
            rule="a CSV file has columns divided by a comma, semicolon, tab or |",
            next="export it as CSV; for a list of people who said stop, add --kind optouts",
        )
    return UnknownFileError(
        "its columns fit no format that we know",
        where=where,
        row=",".join(header)[:200],
        rule="; ".join(_nearest(names, formats)),
        next="say which with --as FORMAT (clientbook formats lists them), or how to read it with --map MAPPING.toml",
    )


def _nearest(names: set[str], formats: Sequence[Format]) -> Iterator[str]:
    def share(format_: Format) -> float:
        known = {fold(name) for name in format_.all_columns}
        return len(known & names) / max(len(names), 1)

    best = max(formats, key=share, default=None)
    if best is None or not share(best):
        yield "none of its names is known"
        return
    yield f"nearest: {best.name}, which knows {share(best):.0%} of its columns"
    missing = [name for name in best.required if fold(name) not in names]
    if missing:
        near = {name: difflib.get_close_matches(fold(name), list(names), n=1, cutoff=0.6) for name in missing}
        yield "missing: " + ", ".join(f"{name} (is it {near[name][0]!r}?)" if near[name] else name for name in missing)
    elif any(fold(name) in names for name in best.never):
        yield "but " + _quoted([name for name in best.never if fold(name) in names]) + " is in none of those"
    elif best.telling:
        yield "it has none of " + _quoted(best.telling)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
