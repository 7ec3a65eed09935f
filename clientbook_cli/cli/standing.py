"""`clientbook status` and `doctor`: where the store stands, and whether all it stands on is well."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientbook_cli.cli.commands import carry_out, command, part
from clientbook_cli.cli.counter import Counter, Root
from clientbook_cli.cli.diagnostics import say
from clientbook_cli.cli.output import Answer, facts, line, table
from clientbook_cli.errors import NoStoreError, SettingsError
from clientbook_cli.figures import count, day

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.desk.status import Status

standing = part()
NOT_SET_UP = NoStoreError.exit_code


@command(standing, "status")
def status(counter: Counter) -> Answer:
    """Show where the store stands and what to type next. The same as clientbook alone.

    Example: clientbook status
    """
    from clientbook_cli.desk import status as desk
    from clientbook_cli.desk.backups import last_made

    with counter.book(small=True) as book:
        taken = desk.take(book, settings=counter.settings, today=counter.today)
    trouble = list(desk.trouble(taken, counter.settings))
    next_command = desk.next_command(taken)
    last = taken.last_import
    return Answer(
        data={
            "store": counter.settings.store.name,
            "clients": taken.content.clients,
            "sales": taken.content.sales,
            "last_sale": taken.content.last_sale,
            "last_import": last
            and {
                "batch": last.batch,
                "file": last.file,
                "format": last.format,
                "kind": last.kind,
                "day": desk.local_day(last.imported_at, counter.settings),
                "rows_kept": last.rows_kept,
                "rows_set_aside": last.rows_set_aside,
            },
            "last_backup": last_made(counter.folder),
            "scored_on": taken.scored and taken.scored.as_of,
            "tiers": taken.tiers,
            "calls_due": taken.calls_due,
            "campaigns": [
                {"campaign": entry.campaign, "state": entry.state, "left": entry.left, "unknown": entry.unknown}
                for entry in taken.campaigns
            ],
            "trouble": trouble,
            "next": next_command,
        },
        show=lambda screen: _show_status(screen, taken, trouble, counter),
        next=next_command,
    )


@command(standing, "doctor")
def doctor(counter: Counter) -> Answer:
    """Check the settings, the book, the templates, the mail account, the folder and the printing, with remedies.

    Example: clientbook doctor
    """
    from clientbook_cli.desk import doctor as desk

    settings, problem = None, None
    try:
        settings = counter.settings
    except SettingsError as error:
        problem = error
    checks = desk.examine(counter.folder, settings=settings, problem=problem, login=lambda: _log_in(counter))
    ill = [check for check in checks if check.ok is False]

    def show(screen: Console) -> None:
        words = {True: "well", False: "ILL", None: "not yet"}
        rows = []
        for check in checks:
            rows.append((check.name, "look" if check.ok and check.remedy else words[check.ok], check.said))
            rows += [("", "", f"→ {check.remedy}")] if check.remedy else []
        screen.print(table(("check", "", "what we saw, and what to do"), rows, plain=counter.plain))

    return Answer(
        data={
            "checks": [
                {"name": check.name, "ok": check.ok, "said": check.said, "remedy": check.remedy} for check in checks
            ]
        },
        show=show,
        next=ill[0].remedy if ill else "clientbook status",
        exit_code=NOT_SET_UP if ill else 0,
    )


def _log_in(counter: Counter) -> None:
    from clientbook_cli.cli.outgoing import mailer

    with mailer(replace(counter, no_input=True)):
        pass


def front_page(root: Root) -> None:
    """What clientbook alone shows: the status, or to a newcomer what to type first."""
    counter = Counter(root=root, command="status")
    if not counter.folder.settings.exists():
        say("Welcome to clientbook. A store that is full already, to look at: clientbook demo")
    carry_out(counter, status)


def _show_status(screen: Console, taken: Status, trouble: list[str], counter: Counter) -> None:
    from clientbook_cli.desk.backups import last_made
    from clientbook_cli.desk.status import local_day

    content, last = taken.content, taken.last_import
    backed_up = last_made(counter.folder)
    sales = f"{content.sales:,}" + (f", the last on {day(content.last_sale)}" if content.last_sale else "")
    imported = f"{last.file}, on {day(local_day(last.imported_at, counter.settings))}" if last else "nothing yet"
    tiers = " · ".join(f"{name} {clients:,}" for name, clients in taken.tiers.items())
    due = f"{count(taken.rows_open, 'row')} of a sheet to write down, {count(taken.promises_due, 'follow-up')}"
    rows = [
        ("clients", f"{content.clients:,}"),
        ("sales", sales),
        ("last import", imported),
        ("last backup", day(local_day(backed_up, counter.settings)) if backed_up else "none yet: clientbook backup"),
        ("tiers", f"{tiers} (as of {day(taken.scored.as_of)})" if taken.scored else "not scored yet"),
        ("calls due", due if taken.calls_due else "none"),
    ]
    waiting = [f"{entry.campaign}: {entry.state}, {count(entry.left, 'mail')} to go" for entry in taken.campaigns]
    for label, texts in (("campaigns", waiting or ["none waiting"]), ("look at", trouble)):
        rows += [(label if text is texts[0] else "", text) for text in texts]
    screen.print(line(f"{counter.settings.store.name}, {day(counter.today)}"))
    screen.print(facts(rows))
