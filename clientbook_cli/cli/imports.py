"""`clientbook import`: files into the book."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli import diagnostics, receipts, walk
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, document
from clientbook_cli.errors import ClientbookError, UndecidedError, UnknownFileError, UsageError

if TYPE_CHECKING:
    from rich.progress import Progress

    from clientbook_cli.desk.looking import Options
    from clientbook_cli.desk.pace import Pace
    from clientbook_cli.intake.containers import Content
    from clientbook_cli.intake.formats import Format, Matched
    from clientbook_cli.intake.reader import TextFile

intake = part()
SOME_SET_ASIDE = 5
# Megabytes that an import's queries may take: as many as let a file of half a gigabyte, a million lines, fit; for a
# larger one, which is put on disk anyway, at least, and for each gigabyte. The process takes up to half as much again.
_FITTING, _MEMORY_TO_FIT = 1 << 29, 1000
_LEAST_MEMORY, _MEMORY_A_GIGABYTE = 750, 200


@command(intake, "import", asks=True, said="import")
def import_(
    counter: Counter,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="The till's exports: CSV or .xlsx, also in .gz or .zip."),
    ],
    *,
    as_format: Annotated[str, typer.Option("--as", metavar="FORMAT", help="Read them as this format.")] = "",
    mapping: Annotated[Path | None, typer.Option("--map", metavar="MAPPING.toml", help="How to read them.")] = None,
    kind: Annotated[str, typer.Option(help="What they are: sales, clients, wishes, products or optouts.")] = "",
    shop: Annotated[
        str, typer.Option(metavar="NAME", help="Which shop's they are, when two shops of one till number alike.")
    ] = "",
    day_first: Annotated[bool, typer.Option("--day-first", help="Dates are written 31/12/2026.")] = False,
    month_first: Annotated[bool, typer.Option("--month-first", help="Dates are written 12/31/2026.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of it; store nothing.")] = False,
) -> Answer:
    """Import exports of the till: sales, client lists, products, wishes, and lists of people who said stop.

    Each record is kept or set aside with its line and reason; the same file twice changes nothing.

    Example: clientbook import orders_export.csv customers_export.csv
    """
    from clientbook_cli.desk.looking import Options
    from clientbook_cli.intake.formats import KINDS

    if kind and kind not in KINDS:
        raise UsageError(f"there is no kind {kind!r}", rule=f"one of: {', '.join(KINDS)}", next="leave --kind out")
    if day_first and month_first:
        raise UsageError("--day-first and --month-first were both given", next="give one of them")
    order = "day-first" if day_first else "month-first" if month_first else ""
    options = Options(
        format=as_format,
        mapping=mapping,
        kind=kind,
        order=order,
        shop=shop.strip(),
        dry_run=dry_run,
        limits=counter.settings.imports,
    )
    done, errors = _import_all(counter, files, options)
    if errors and not done:
        _print_mapping(counter, errors)
        raise errors[-1]
    codes = [error.exit_code for error in errors]
    codes += [SOME_SET_ASIDE for each in done if each["rows_set_aside"] > each["rows_harmless"]]
    return Answer(
        data={"files": done},
        show=lambda screen: receipts.show(screen, done, counter),
        next=receipts.next_command(done, mapping=mapping, shop=shop),
        exit_code=_worst(codes),
    )


def _worst(codes: Sequence[int]) -> int:
    """What could not be read at all is worse than what was read in part."""
    return max(codes, key=lambda code: (code != SOME_SET_ASIDE, code), default=0)


def _import_all(
    counter: Counter, files: Sequence[Path], options: Options
) -> tuple[list[Mapping[str, Any]], list[ClientbookError]]:
    """Every file by itself: one that cannot be read does not stop the others."""
    from clientbook_cli.desk import backups
    from clientbook_cli.desk.looking import unpacked
    from clientbook_cli.intake import mapping
    from clientbook_cli.intake.format_file import presets

    known = [*presets(counter.templates), *mapping.saved(counter.folder.imports)]

    @functools.cache
    def back_up() -> None:
        backups.make_before(counter.folder, settings=counter.settings.backups, now=counter.now, step=counter.say)

    done, errors = list[Mapping[str, Any]](), list[ClientbookError]()

    def failed(error: ClientbookError) -> None:
        if errors:
            diagnostics.report(errors[-1])
        errors.append(error)

    with diagnostics.pace(shown=not counter.quiet and not counter.json, plain=counter.plain) as bar:
        for path in files:
            try:
                with unpacked(path, limits=options.limits) as contents:
                    for content in contents:
                        try:
                            done.append(_import_one(counter, content, known, options, bar=bar, back_up=back_up))
                        except ClientbookError as error:
                            failed(error)
            except ClientbookError as error:
                failed(error)
    if done and errors:
        diagnostics.report(errors[-1])
    return done, errors


def _import_one(
    counter: Counter,
    content: Content,
    known: Sequence[Format],
    options: Options,
    *,
    bar: Progress,
    back_up: Callable[[], None],
) -> Mapping[str, Any]:
    """One file. Where somebody can answer, they are asked for what the file does not tell, and it is tried again."""
    try:
        return _into_book(counter, content, known, options, bar=bar, back_up=back_up)
    except (UnknownFileError, UndecidedError) as error:
        if not counter.may_ask or (isinstance(error, UnknownFileError) and error.proposal is None):
            raise
        doubt = error
    bar.stop()  # two cannot write on one line
    if isinstance(doubt, UnknownFileError):
        told = replace(options, mapping=walk.through(counter, doubt.proposal, order=options.order))
    else:
        told = replace(options, order=walk.ask_order(doubt))
    bar.start()
    return _import_one(counter, content, known, told, bar=bar, back_up=back_up)


def _into_book(
    counter: Counter,
    content: Content,
    known: Sequence[Format],
    options: Options,
    *,
    bar: Progress,
    back_up: Callable[[], None],
) -> Mapping[str, Any]:
    from clientbook_cli.desk.importing import import_file

    def accept(matched: Matched, file: TextFile) -> None:
        bar.stop()
        walk.accept(counter, matched, file)
        bar.start()

    size = content.text.stat().st_size
    memory = _MEMORY_TO_FIT if size <= _FITTING else max(_LEAST_MEMORY, size * _MEMORY_A_GIGABYTE >> 30)
    task = bar.add_task(content.name, total=1.0, rows="")

    def tell(pace: Pace) -> None:
        rows = f"{pace.rows_done:,} of {pace.rows:,} rows" if pace.rows else ""
        bar.update(task, completed=pace.done, description=f"{content.name}: {pace.step}", rows=rows)

    try:
        return import_file(
            content,
            open_book=lambda allowed: counter.book(write=True, files=allowed, memory=f"{memory}MB"),
            open_roomy=lambda allowed: counter.book(write=True, files=allowed),
            known=known,
            options=options,
            store=counter.settings.store,
            folder=counter.folder,
            now=counter.now,
            progress=None if bar.disable else tell,
            accept=accept,
            read_book=lambda: counter.book(small=True),
            back_up=back_up,
        )
    finally:
        bar.remove_task(task)


def _print_mapping(counter: Counter, errors: Sequence[ClientbookError]) -> None:
    """The mapping that would be saved, for who cannot be asked: on stdout, so that it can go straight into a file."""
    from clientbook_cli.intake import mapping

    unknown = [each.proposal for each in errors if isinstance(each, UnknownFileError) and each.proposal]
    if not unknown:
        return
    proposal = unknown[-1]
    text = mapping.text(proposal)
    data = {"files": [], "mapping": {"name": f"{proposal.name}.toml", "toml": text, "evidence": proposal.evidence()}}
    if counter.json:
        print(document(counter.command, data))
    else:
        print(text, end="")
