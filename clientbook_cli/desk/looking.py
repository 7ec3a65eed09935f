"""What a file is, before anything is done with it: unpacked, examined, recognised, or guessed at."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from clientbook_cli.errors import UnknownFileError, UsageError
from clientbook_cli.intake import containers, format_file, formats, mapping, optouts, reader, recognise
from clientbook_cli.settings import ImportSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the owner said of the files."""

    format: str = ""
    mapping: Path | None = None
    kind: str = ""
    order: str = ""  # day-first or month-first
    shop: str = ""  # which shop's numbers these are, where two shops of one till give the same
    dry_run: bool = False
    limits: ImportSettings = field(default_factory=ImportSettings)

    def in_store(self, format_: formats.Format) -> formats.Format:
        """A format as this store means it."""
        return formats.of_store(format_, shop=self.shop, repairs=self.limits.repairs, services=self.limits.services)


@contextmanager
def unpacked(path: Path, *, limits: ImportSettings) -> Iterator[tuple[containers.Content, ...]]:
    """Every file to be imported in `path`: itself, or what is packed in it. Raises InputError."""
    with tempfile.TemporaryDirectory(prefix="clientbook-", ignore_cleanup_errors=True) as made:
        yield containers.unpack(path, scratch=Path(made).resolve(), limits=limits)


def examined(
    source: Path | containers.Content,
    *,
    scratch: Path,
    options: Options,
    read: Callable[[float], None] | None = None,
) -> reader.TextFile:
    """A file as it can be read. `read` is told which part of it was, from 0 to 1. Raises InputError."""
    return reader.examine(
        source,
        scratch=scratch,
        headless=options.kind == "optouts",
        most_cell=options.limits.most_cell_kb << 10,
        read=read,
    )


def recognised(file: reader.TextFile, known: Sequence[formats.Format], options: Options) -> formats.Matched:
    """Which format a file has. Raises InputError, SettingsError, UsageError, UnknownFileError with a proposal."""
    where = str(file.path)
    if options.mapping and options.format:
        raise UsageError("--as and --map were both given", next="give one of them")
    recognise.check_header(file.header, most=options.limits.most_columns, where=where)
    if options.mapping:
        asked: formats.Format | None = format_file.load(options.mapping)
    elif options.format:
        asked = formats.by_name(options.format, known)
    elif options.kind == "optouts":
        asked = formats.by_name("opt-outs", known)
    elif options.kind in ("wishes", "products"):
        asked = formats.by_name(options.kind, known)
    else:
        asked = None
    if asked is None:
        try:
            matched = recognise.identify(file.header, known, where=where)
        except UnknownFileError as error:
            proposal = mapping.propose(file, known, kind=options.kind)
            if proposal.is_enough:
                error.proposal = proposal
                error.next = (
                    f"save the mapping that is printed as imports/{proposal.name}.toml in the store folder, look it "
                    "through, and import the file again; or say --map MAPPING.toml, or --as FORMAT"
                )
            raise
    elif asked.kind == "optouts":
        matched = optouts.lay_over(asked, file)
    else:
        matched = recognise.lay(asked, file.header)
        recognise.require(matched, where=where)
    if options.kind and matched.format.kind != options.kind:
        raise UsageError(
            f"{file.name} is a {matched.format.title}, which holds {matched.format.kind}, not {options.kind}",
            where=where,
            next=f"leave --kind out, or say --kind {matched.format.kind}",
        )
    return matched


@dataclass(frozen=True, slots=True)
class Look:
    """A file that was only looked at."""

    file: reader.TextFile
    matched: formats.Matched | None  # none: no format that is known
    proposal: mapping.Proposal  # what its columns may be, format or not


def look(content: containers.Content, *, known: Sequence[formats.Format], options: Options) -> Look:
    """What would be read of a file, and how. Raises InputError, SettingsError, UsageError."""
    with tempfile.TemporaryDirectory(prefix="clientbook-", ignore_cleanup_errors=True) as made:
        file = examined(content, scratch=Path(made).resolve(), options=options)
        try:
            matched: formats.Matched | None = recognised(file, known, options)
        except UnknownFileError:
            matched = None
        kind = options.kind or (matched.format.kind if matched else "")
        return Look(file, matched, mapping.propose(file, known, kind=kind))
