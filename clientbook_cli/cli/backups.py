"""`clientbook backup` and `restore`: a copy of the book that is known to be good, and the book made again from one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line
from clientbook_cli.figures import count

backups = part()


@command(backups, "backup")
def backup(
    counter: Counter,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to; left out: the store's folder backups/.")
    ] = None,
) -> Answer:
    """Copy the whole book to a file, and compare the copy with the book before it counts.

    Example: clientbook backup /media/stick/clientbook-friday.duckdb
    """
    from clientbook_cli.desk import backups as desk

    made = desk.make(counter.folder, settings=counter.settings.backups, now=counter.now, to=file)
    said = f"{count(made.sales, 'sale')} and {count(made.clients, 'client')}: the copy was compared with the book"
    return Answer(
        data={"file": str(made.file), "sales": made.sales, "clients": made.clients},
        show=lambda screen: screen.print(line(made.file), line(said), sep="\n", soft_wrap=True),
    )


@command(backups, "restore")
def restore(
    counter: Counter, file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup of this store's book.")]
) -> Answer:
    """Put a backup in the book's place. The book that it replaces is kept.

    What was sent after the backup is not in it: no mail leaves the restored book until you have looked.

    Example: clientbook restore backups/book-2026-11-13-080000.duckdb
    """
    from clientbook_cli.desk import backups as desk

    done = desk.restore_from(
        counter.folder,
        file,
        country=counter.settings.store.country,
        today=counter.today,
        now=counter.now,
    )
    made, carried = done.backup, done.carried
    said = [f"the book is {made.file.name} again: {count(made.sales, 'sale')}, {count(made.clients, 'client')}"]
    if carried.stops:
        said.append(f"carried over: {count(carried.stops, 'stop')} that the backup did not know")
    if carried.to_erase:
        said.append(f"erased from it too: {count(len(carried.to_erase), 'client')} forgotten since it was made")
    if not carried.is_same:
        said.append("it comes of another book, in which those whom this store forgot are not known again")
        said.append("forget them once more: clientbook client find NAME, then forget CLIENT")
    if done.replaced:
        said.append(f"the book that it replaces: {done.replaced}")
    return Answer(
        data={
            "file": str(made.file),
            "sales": made.sales,
            "clients": made.clients,
            "replaced": str(done.replaced) if done.replaced else None,
            "stops_carried_over": carried.stops,
            "erased": len(carried.to_erase),
            "same_book": carried.is_same,
        },
        show=lambda screen: screen.print(*map(line, said), sep="\n", soft_wrap=True),
        next="clientbook status",
    )
