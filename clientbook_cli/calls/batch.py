"""Outcomes as they are typed from paper: "1T wants studs; 2V; 3A Sat 11:00; 4X", or as a filled spreadsheet. Pure.

Reads, and says everything that is wrong at once; what an outcome moves is `outcomes`' to know.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from clientbook_cli.calls.codes import CODES, Code, legend
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import count

ReadDay = Callable[[str], dt.date]
_ENTRY = re.compile(r"(\d+)\s*([^\W\d_])(?![^\W\d_])[\s,:.\-]*(.*)", re.S)
_TIME = re.compile(r"(?:at\s+)?(\d{1,2})(?:[:.h](\d{2})(?::00)?)?\s*([ap])?\.?m?\.?(?=[\s,;]|$)", re.I)
_HOURS, _MINUTES, _NOON = 24, 60, 12
# A number and a letter at once are the next row, but for an hour: 11a.
_RUN_ON = re.compile(rf"(?<!\S)(\d+)([{''.join(CODES)}{''.join(CODES).lower().replace('a', '')}])(?=[\s,.:]|$)")
_DAY_WORDS = 4  # of the longest way to write a day: Sat 14 Nov 2026


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as it was written down. `at`: the hour of `next_on`, as 11:00; `client`: whom the file means, as C102."""

    row: int
    letter: str
    note: str | None = None
    next_on: dt.date | None = None
    at: str | None = None
    sheet: int | None = None
    client: str | None = None


def typed(text: str, *, read_day: ReadDay) -> list[Entry]:
    """The rows of a batch; `;` or a line break ends one. Raises UsageError, naming each that cannot be read."""
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if not parts:
        raise UsageError("there is no row", rule="as it stands on paper: 1T wants studs; 2V", next="type the rows")
    return _all_or_none((repr(part), partial(_entry, part, read_day)) for part in parts)


def filled(rows: Iterable[Mapping[str, str]], *, read_day: ReadDay) -> list[Entry]:
    """The rows of a sheet's CSV that have a code. Raises UsageError, naming each that cannot be read."""
    return _all_or_none(
        (f"line {line}: row {cells.get('row', '')}", partial(_cells, cells, read_day))
        for line, cells in enumerate(rows, start=2)
        if _plain(cells.get("code"))
    )


def when(text: str, *, read_day: ReadDay) -> tuple[dt.date, str | None, str]:
    """A day, the hour if there is one, and the words after them: "Sat 17 Nov 11:00 with Sam". Raises UsageError."""
    words = text.split()
    for length in range(min(_DAY_WORDS, len(words)), 0, -1):
        try:
            on = read_day(" ".join(words[:length]).rstrip(",.;"))
        except UsageError:
            if length == 1:
                raise
        else:
            at, rest = _hour(" ".join(words[length:]))
            return on, at, rest.strip(" ,")
    raise UsageError("there is no day", rule="a day, and the hour if there is one", next="add the day")


def _all_or_none(parts: Iterable[tuple[str, Callable[[], Entry]]]) -> list[Entry]:
    entries, wrong = [], []
    for said, read in parts:
        try:
            entries.append(read())
        except UsageError as error:
            wrong.append(f"{said}: {error.said} ({error.rule})" if error.rule else f"{said}: {error.said}")
    if wrong:
        raise UsageError(
            f"{len(wrong)} of {count(len(wrong) + len(entries), 'row')} cannot be read, and none was written down",
            rule="\n".join(wrong),
            next="mend those and give all of it again",
        )
    rows = [entry.row for entry in entries]
    twice = sorted({row for row in rows if rows.count(row) > 1})
    if twice:
        raise UsageError(
            f"row {', '.join(map(str, twice))} is there twice",
            rule="one outcome a row",
            next="leave one of them out",
        )
    return entries


def _entry(text: str, read_day: ReadDay) -> Entry:
    found = _ENTRY.fullmatch(text)
    if not found:
        raise UsageError(
            "no row and letter", rule="a row's number and its letter, as in 3A Sat 11:00", next="type it in this way"
        )
    rest = found[3].strip()
    if run_on := _RUN_ON.search(rest):
        number, letter = run_on.groups()
        raise UsageError(
            f"{number}{letter} may be a row of its own",
            rule=f"a semicolon parts the rows; in a note, write {number} {letter}",
            next="put the semicolon",
        )
    return _told(int(found[1]), _code(found[2]), rest, read_day)


def _cells(cells: Mapping[str, str], read_day: ReadDay) -> Entry:
    row, sheet, letter, note, following, client = (
        _plain(cells.get(name)) for name in ("row", "sheet", "code", "note", "next", "client")
    )
    if not row.isdecimal() or (sheet and not sheet.isdecimal()):
        raise UsageError("no number of a row", rule="row and sheet stay as they were written", next="mend it")
    code = _code(letter)
    if following:
        on, at, more = when(following, read_day=read_day)
        entry = Entry(int(row), code.letter, ", ".join(filter(None, (more, note))) or None, on, at)
    else:
        entry = _told(int(row), code, note, read_day)
    return replace(entry, sheet=int(sheet) if sheet else None, client=client or None)


def _code(letter: str) -> Code:
    code = CODES.get(letter.upper())
    if code is None:
        raise UsageError(f"there is no outcome {letter!r}", rule=legend(), next="type one of these letters")
    return code


def _told(row: int, code: Code, rest: str, read_day: ReadDay) -> Entry:
    """A row of which day, hour and note are told in one breath."""
    if not code.needs_day:
        return Entry(row, code.letter, rest or None)
    if not rest:
        raise UsageError(f"{code.letter} ({code.words}) needs a day", rule="as in 3A Sat 11:00", next="add the day")
    on, at, note = when(rest, read_day=read_day)
    return Entry(row, code.letter, note or None, on, at)


def _hour(text: str) -> tuple[str | None, str]:
    """An hour at the start of a text, and the rest. A bare number is none: it may be anything."""
    found = _TIME.match(text)
    if not found or not (found[2] or found[3]):
        return None, text
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        hour = hour % _NOON + (_NOON if found[3].lower() == "p" else 0)
    if hour >= _HOURS or minute >= _MINUTES:
        raise UsageError(f"{found[0].strip()!r} is no hour", rule="11:00, 4:30 pm, 16.30", next="mend it")
    return f"{hour:02d}:{minute:02d}", text[found.end() :]


def _plain(cell: str | None) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return (cell or "").strip().removeprefix("'").strip()
