"""`clientbook client export`, `clientbook forget`: all that is held of a client, given out or erased."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.clients import ClientArgument
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, document, facts, line
from clientbook_cli.errors import BookError, InputError
from clientbook_cli.figures import client_number, count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

privacy = part()


@command(privacy, "export", said="client export")
def export(
    counter: Counter,
    who: ClientArgument,
    *,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE.json", help="Write it into a file too.")] = None,
) -> Answer:
    """Show everything that the book holds of a client, for them to have: every table, every row.

    Example: clientbook client export C102 --to ann-lee.json
    """
    from clientbook_cli import paper
    from clientbook_cli.clients import search
    from clientbook_cli.desk import privacy as desk

    with counter.book() as book:
        found = search.the_client(book, who, today=counter.today)
    held = desk.held(counter.folder, client=found.client, country=counter.settings.store.country)
    data: dict[str, Any] = {"client": client_number(found.client), "name": found.name, "held": _plain(held)}
    if to is not None:
        if to.exists():
            raise InputError("there is a file of this name already", where=str(to), next="name another file")
        paper.write(to, f"{document(counter.command, data)}\n".encode())
    rows = sum(map(len, held.values()))

    def show(screen: Console) -> None:
        screen.print(
            line(
                f"{found.name or ''} {client_number(found.client)}: {count(rows, 'row')} in {count(len(held), 'table')}"
            )
        )
        for table, entries in held.items():
            screen.print()
            screen.print(line(table.replace("_", " "), "bold"))
            for entry in entries:
                screen.print(facts([(f"  {key}", value) for key, value in entry.items() if value not in (None, "")]))
                screen.print()
        if to is not None:
            screen.print(line(f"Written: {to}"))

    return Answer(data=data | {"file": str(to) if to else None}, show=show)


@command(privacy, "forget", asks=True, said="forget")
def forget(counter: Counter, who: ClientArgument) -> Answer:
    """Erase a client who asks for it: from the book, its backups, sheets, mails and set-aside files, for good.

    Their sales stay and name nobody. A keyed hash stays, so that a later import does not bring them back.

    Example: clientbook forget C102 --yes

    Example: clientbook client forget C102 --yes
    """
    from clientbook_cli.clients import search
    from clientbook_cli.desk import privacy as desk

    with counter.book() as book:
        found = search.the_client(book, who, today=counter.today)
    name = f"{found.name or ''} {client_number(found.client)}".strip()
    if not counter.confirm(f"erase {name} from the book and every backup? This cannot be taken back"):
        return Answer(data={"erased": {}}, show=lambda screen: screen.print(line("Nothing was erased.")))
    done = desk.forget(
        counter.folder,
        clients=[found.client],
        country=counter.settings.store.country,
        today=counter.today,
        now=counter.now,
    )
    if done.left:
        places = ", ".join(done.left)
        raise BookError(
            f"they are still named in {places}",
            rule="after forgetting, every table and every byte of the store's folder is searched",
            next="look at these; a file of your own is yours to clear",
        )
    if done.unread:
        raise BookError(
            "they are erased from everything that can be read; a damaged copy of the book cannot",
            where=", ".join(map(str, done.unread)),
            rule="what nobody can look into may still name them",
            next="delete that file",
        )
    said = [
        ("erased", ", ".join(f"{table.replace('_', ' ')} {rows:,}" for table, rows in done.rows.items())),
        ("backups", f"{count(done.backups, 'copy', 'copies')} of the book written anew" if done.backups else "none"),
        ("files", ", ".join(done.files) or "none named them"),
        (
            "searched",
            f"{count(done.searched_tables, 'table')}, {count(done.searched_files, 'file')}: not found any more",
        ),
        (
            "kept",
            f"{len(done.kept)} particulars that somebody else has too" if done.kept else "totals, without the person",
        ),
    ]
    return Answer(
        data={
            "erased": done.rows,
            "backups": done.backups,
            "files": list(done.files),
            "searched": {"tables": done.searched_tables, "files": done.searched_files},
            "found": done.left,
            "shared": len(done.kept),
        },
        show=lambda screen: screen.print(
            line("They are erased. What lies outside the store's folder (the till, a mailbox, paper) is not."),
            facts(said),
        ),
        next="clientbook status",
    )


def _plain(held: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Rows as JSON can hold them; what was stored as bytes is said by its size."""
    return {
        table: [
            {key: f"{len(value)} bytes" if isinstance(value, bytes) else value for key, value in row.items()}
            for row in rows
        ]
        for table, rows in held.items()
    }
