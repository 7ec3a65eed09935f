"""One file into the book, from end to end: examine, recognise, stage, post, receipt. One transaction a file.

The stages do the work; what is here is their order.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clientbook_cli.book.connection import Book
from clientbook_cli.book.operations import record
from clientbook_cli.desk import goods, same_file
from clientbook_cli.desk.looking import Options, examined, recognised
from clientbook_cli.desk.pace import Pace, Tell
from clientbook_cli.desk.posting import Work, post_staged
from clientbook_cli.errors import ShortOfMemoryError
from clientbook_cli.intake import batch as batches
from clientbook_cli.intake import (
    containers,
    convert,
    footing,
    formats,
    optouts,
    reader,
    receipt,
    recognise,
    set_aside,
)
from clientbook_cli.intake.faults import Bad
from clientbook_cli.ledger import erased
from clientbook_cli.settings import StoreFolder, StoreSettings

OpenBook = Callable[[Sequence[Path]], AbstractContextManager[Book]]


class _Rehearsed(Exception):  # noqa: N818 - nothing went wrong
    """Ends the transaction of a rehearsal, so that nothing of it stays."""

    def __init__(self, made: receipt.Receipt) -> None:
        super().__init__()
        self.made = made


def import_file(
    source: Path | containers.Content,
    *,
    open_book: OpenBook,
    known: Sequence[formats.Format],
    options: Options,
    store: StoreSettings,
    folder: StoreFolder,
    now: dt.datetime,
    progress: Tell | None = None,
    accept: Callable[[formats.Matched, reader.TextFile], None] | None = None,
    read_book: Callable[[], AbstractContextManager[Book]] | None = None,
    back_up: Callable[[], None] | None = None,
    open_roomy: OpenBook | None = None,
) -> Mapping[str, Any]:
    """Import one file; its receipt as it is printed. `progress` is told how far it is.

    `accept` is asked about a format that rests on less than real files, the first time a file of that shape comes; it
    raises what it likes where the answer is no. `read_book` opens the book to look whether it has the very same file.
    `back_up` is called before the book is opened to be written in. `open_roomy` opens it once more where the import
    needs more memory than `open_book` lets it take.

    Raises UnknownFileError with a proposal, InputError, SettingsError, UsageError, and what opening the book raises.
    """
    pace = Pace(progress)
    content = containers.plain(source.resolve()) if isinstance(source, Path) else source
    with tempfile.TemporaryDirectory(prefix="clientbook-", ignore_cleanup_errors=True) as made:
        scratch = Path(made).resolve()
        pace.begin("reading")
        file = examined(content, scratch=scratch, options=options, read=pace.within)
        if read_book is not None and not (options.mapping and options.format):
            same = same_file.find(
                file.sha256,
                read_book=read_book,
                known=known,
                wanted=options.format or ("opt-outs" if options.kind == "optouts" else ""),
                mapping=options.mapping,
                kind=options.kind,
                rules=lambda format_: same_file.rules_of(options.in_store(format_), order=options.order, store=store),
            )
            if same is not None:
                return same_file.again(same, name=content.name, dry_run=options.dry_run)
        pace.rows = file.lines
        matched = recognised(file, known, options)
        matched = replace(matched, format=options.in_store(matched.format))
        if accept and not options.dry_run and matched.format.is_doubtful:
            with open_book([]) as book:  # closed again before somebody is asked
                before = batches.is_known_shape(book, shape=recognise.shape(matched))
            if not before:
                accept(matched, file)
        clean = scratch / "clean.csv"
        if back_up is not None and not options.dry_run:
            back_up()

        def carried_out(opened: OpenBook) -> Mapping[str, Any]:
            with opened([file.text, clean]) as book:
                return _Import(book, file, matched, clean, options, store, folder, now, pace).run()

        try:
            return carried_out(open_book)
        except ShortOfMemoryError:
            if open_roomy is None:
                raise
        return carried_out(open_roomy)


@dataclass(frozen=True, slots=True)
class _Import:
    """One import, with what its steps share."""

    book: Book
    file: reader.TextFile
    matched: formats.Matched
    clean: Path
    options: Options
    store: StoreSettings
    folder: StoreFolder
    now: dt.datetime
    pace: Pace

    def run(self) -> Mapping[str, Any]:
        rules = same_file.rules_of(self.matched.format, order=self.options.order, store=self.store)
        same = batches.find_same(self.book, sha256=self.file.sha256, rules=rules)
        if same is not None:
            return same_file.again(same, name=self.file.name, dry_run=self.options.dry_run)
        try:
            with self.book.transaction():
                made, bad = self._store(rules)
        except _Rehearsed as rehearsal:
            return rehearsal.made.data()
        if made.set_aside_file:
            set_aside.write(
                Path(made.set_aside_file),
                [each for each in bad if each.cause not in footing.HARMLESS and each.text],
                batch=made.batch or 0,
                header=self.file.header,
                delimiter=self.file.delimiter,
            )
        return made.data()

    def _store(self, rules: str) -> tuple[receipt.Receipt, Sequence[Bad]]:
        """Everything in the caller's transaction. Raises _Rehearsed at the end of a rehearsal."""
        kind = self.matched.format.kind
        self.pace.begin("checking every record")
        listed: list[goods.Record] = []
        with self.pace.watching(self.book):
            if kind in goods.KINDS:
                staged, listed = goods.read(self.file, self.matched, order=self.options.order)
            else:
                staged = convert.stage(
                    self.book,
                    self.file,
                    self.matched,
                    clean=self.clean,
                    zone=self.store.timezone,
                    country=self.store.country,
                    order=self.options.order,
                    header=kind != "optouts" or optouts.has_header(self.file),
                    most_cell=self.options.limits.most_cell_kb << 10,
                )
        staged = replace(
            staged, bad=erased.silence(self.book, staged.bad, country=self.store.country, delimiter=self.file.delimiter)
        )
        operation = record(self.book, command="import", said=f"import {self.file.name}", now=self.now)
        work = Work(
            self.book,
            self.file,
            self.matched,
            rules,
            self.options.order,
            self.store,
            self.now,
            operation,
            self.pace.begin,
            staged.lost,
        )
        if kind in goods.KINDS:
            made, nobodys = goods.post(work, self._blank(staged), listed)
            staged = replace(staged, bad=(*staged.bad, *nobodys))
            made = replace(made, causes=receipt.causes(staged.bad))
        else:
            made = post_staged(work, self._blank(staged))
        if self.options.dry_run:
            raise _Rehearsed(replace(made, batch=None, dry_run=True))
        if made.rows_set_aside > made.rows_harmless:
            made = replace(made, set_aside_file=str(set_aside.free_path(self.folder.imports, self.file.name)))
        batches.finish(
            self.book,
            batch=made.batch or 0,
            receipt=made.data(),
            text=receipt.as_json(made.data()),
            bad=[self._without_card(each) for each in staged.bad],
        )
        return made, staged.bad

    def _blank(self, staged: convert.Staged) -> receipt.Receipt:
        return receipt.Receipt(
            file=self.file.name,
            format=self.matched.format.name,
            kind=self.matched.format.kind,
            batch=None,
            rows_read=staged.rows,
            rows_kept=0,
            rows_already_there=0,
            rows_set_aside=len(staged.bad),
            rows_harmless=sum(each.cause in footing.HARMLESS for each in staged.bad),
            causes=receipt.causes(staged.bad),
            encoding=self.file.encoding,
            delimiter=self.file.delimiter,
            repaired=(*self.file.repaired, *staged.repaired),
            decided=staged.decided,
        )

    def _without_card(self, bad: Bad) -> Bad:
        if not set_aside.card_places(self.file.header):
            return bad
        cells = set_aside.without_card(bad, header=self.file.header, delimiter=self.file.delimiter)
        return replace(bad, text=set_aside.as_line(cells, delimiter=self.file.delimiter))
