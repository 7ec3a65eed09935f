"""Checks everything a store stands on, and says for each what to do when it is not well.

A check looks and changes nothing (but for a book of an earlier version, which opening brings up to date). Whatever is
wrong becomes a line of the list: one broken thing hides no other.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from clientbook_cli.book.connection import open_book
from clientbook_cli.book.migrate import migrations
from clientbook_cli.desk import backups, place
from clientbook_cli.errors import BookError, ClientbookError, NoStoreError
from clientbook_cli.figures import count, day
from clientbook_cli.settings import Settings, StoreFolder
from clientbook_cli.templates import Renderer, Template, Templates

SPECIMEN_DAY = dt.date(2026, 11, 13)
SPECIMEN = "#set page(width: 60mm, height: 20mm)\n#set text(12pt)\nClientbook 0123456789 – é ß ñ €"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `ok` is none when it is not set up yet. A remedy where all is well is a warning."""

    name: str
    ok: bool | None
    said: str
    remedy: str = ""


def examine(
    folder: StoreFolder,
    *,
    settings: Settings | None,
    problem: ClientbookError | None,
    login: Callable[[], None] | None,
) -> list[Check]:
    """All checks of one store.

    `settings`: as read, or none, with the `problem` that reading met. `login`: logs in at the store's mail account and
    raises what went wrong.
    """
    usable = settings or Settings()
    checks = [_settings(folder, problem), _address(usable), _book(folder), _backup(folder)]
    checks += [_templates(folder, Templates(folder.templates), usable), *_mail(usable, login)]
    checks += [_rights(folder), _network(folder), _synced(folder), _print(), _room(folder)]
    return checks


def _settings(folder: StoreFolder, problem: ClientbookError | None) -> Check:
    if problem:
        return _ill("settings", problem)
    if not folder.settings.stat().st_size:
        return Check("settings", True, f"{folder.settings} is empty: every setting has its default")
    return Check("settings", True, str(folder.settings))


def _address(settings: Settings) -> Check:
    if settings.store.address:
        return Check("postal address", True, settings.store.address)
    return Check(
        "postal address", None, "none yet: no mail leaves without it", 'write it in clientbook.toml: address = "…"'
    )


def _book(folder: StoreFolder) -> Check:
    try:
        with open_book(folder.book, command="doctor"):
            pass
        if place.open_to_others(folder.book):
            return Check("book", False, "other users of this computer may read the book", f'chmod 600 "{folder.book}"')
    except (BookError, NoStoreError) as error:
        newest = backups.newest(folder)
        return Check("book", False, error.said, f'clientbook restore "{newest}"' if newest else error.next)
    except ClientbookError as error:
        return _ill("book", error)
    return Check("book", True, f"opens; version {max(migrations())}, {_size(folder.book.stat().st_size)}")


def _backup(folder: StoreFolder) -> Check:
    last = backups.last_made(folder)
    if last is None:
        return Check("backup", None, f"none yet in {folder.backups}", "clientbook backup")
    remedy = "now and then put one on another disk: clientbook backup FILE"
    return Check("backup", True, f"the last one: {day(last.date())}, in {folder.backups}", remedy)


def _templates(store: StoreFolder, templates: Templates, settings: Settings) -> Check:
    """Every mail is made for a client of whom little is known, every sheet for a day without calls; and every script is
    checked for names that do not exist."""
    from clientbook_cli import paper
    from clientbook_cli.calls import agenda, printed, sheet
    from clientbook_cli.calls.script import VARIABLES

    empty = sheet.Sheet(SPECIMEN_DAY, None, None, ())
    size = paper.paper_size(settings.store.country)
    data = printed.as_print(empty, store=settings.store, paper=size, look=printed.Look())
    talk = agenda.as_print("Morning huddle", (), day=SPECIMEN_DAY, store=settings.store, paper=size)
    looks: dict[tuple[str, str], Callable[[Template, Path], object]] = {
        ("mail", ".md"): lambda found, _: _mail_template(store, templates, found, settings),
        ("script", ".txt"): lambda found, _: Renderer(escape=False).check(found, dict.fromkeys(VARIABLES, ())),
        ("sheet", ".html"): lambda found, scratch: paper.page(found, data, scratch),
        ("sheet", ".typ"): lambda found, scratch: paper.pdf(found, data, scratch),
        ("huddle", ".typ"): lambda found, scratch: paper.pdf(found, talk, scratch),
    }
    ill, seen = [], 0
    with _scratch() as folder:
        for (kind, ending), look in looks.items():
            for name in templates.names(kind):
                if name.endswith(ending):
                    seen += 1
                    try:
                        look(templates.find(name), folder / "specimen")
                    except ClientbookError as error:
                        ill.append(error)
    if not ill:
        return Check("templates", True, f"{count(seen, 'template')} can be rendered")
    said = "; ".join(f"{error.where}: {error.said}" if error.where else error.said for error in ill)
    return Check("templates", False, said, ill[0].next)


def _mail_template(folder: StoreFolder, templates: Templates, found: Template, settings: Settings) -> None:
    from clientbook_cli.campaign import files, message, template

    read = template.read(found)
    carried = files.collect(
        folder.path,
        template=found.file,
        pictures=read.pictures,
        attached=read.attachments,
        logo=settings.mail.logo,
    )
    message.Composer(
        read,
        templates.find(message.LAYOUT),
        {key.name: key.default or key.example or key.name for key in read.keys.values()},
        settings,
        sender=settings.store.email or "shop@example.com",
        carried=carried,
    ).check()


def _mail(settings: Settings, login: Callable[[], None] | None) -> Iterator[Check]:
    from clientbook_cli.campaign import checkup

    account = settings.mail.account
    for one in checkup.sender(settings):
        if one.name != "postal address" and account.host:
            yield Check(f"mail {one.name}", one.ok, one.said, one.remedy)
    if not account.host:
        said = "none yet; until then mails can be written into a folder (--to-folder)"
        yield Check("mail account", None, said, "clientbook mail account")
        yield Check("mail login", None, "no mail account yet", "clientbook mail account")
        return
    yield Check("mail account", True, f"{account.user} at {account.host}:{account.port}")
    if login is None:
        yield Check("mail login", None, "not tried")
        return
    try:
        login()
    except ClientbookError as error:
        yield _ill("mail login", error)
        return
    yield Check("mail login", True, "the server lets us in")


def _rights(folder: StoreFolder) -> Check:
    path = folder.path
    if not place.may_write(path):
        return Check("folder rights", False, f"we may not write in {path}", "take the folder into your own name")
    for inner in (path, folder.settings, folder.imports, folder.sheets, folder.mails, folder.backups):
        # Within a private folder nobody reaches what lies inside.
        if inner.exists() and place.open_to_others(inner) and place.open_to_others(path):
            remedy = f'chmod {700 if inner.is_dir() else 600} "{inner}"'
            return Check("folder rights", False, f"other users of this computer may read {inner}", remedy)
    return Check("folder rights", True, f"{path} is yours alone")


def _network(folder: StoreFolder) -> Check:
    kind = place.network_file_system(folder.path)
    if kind:
        return Check(
            "local disk",
            False,
            f"the folder lies on a network drive ({kind}), which can damage the book",
            "move the store folder to this computer's own disk",
        )
    return Check("local disk", True, "not on a network drive")


def _synced(folder: StoreFolder) -> Check:
    service = place.syncing_service(folder.path.absolute())
    if service:
        return Check(
            "synced folder",
            True,
            f"{service} copies this folder while the book is written: its copies may be damaged",
            "better: move the store folder out of it, and let backups be synced instead",
        )
    return Check("synced folder", True, "no service copies it while the book is written")


def _print() -> Check:
    from clientbook_cli import paper

    try:
        with _scratch() as folder:
            source = folder / "specimen.typ"
            source.write_text(SPECIMEN, encoding="utf-8")
            paper.pdf(Template("specimen.typ", SPECIMEN, source), {}, source.with_suffix(".pdf"))
    except ClientbookError as error:
        return _ill("print", error)
    return Check("print", True, "a page can be set; the fonts it needs come with the program")


def _room(folder: StoreFolder) -> Check:
    free, wanted = place.room(folder.path, folder.book)
    said = f"{_size(free)} free"
    if free < wanted:
        return Check("disk space", False, f"only {said}", f"make room: {_size(wanted)} should be free")
    return Check("disk space", True, said)


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _size(number: int) -> str:
    """Bytes as people say them."""
    return f"{number / 2**30:,.1f} GB" if number >= 2**30 else f"{number / 2**20:,.1f} MB"


def _ill(name: str, error: ClientbookError) -> Check:
    return Check(name, False, f"{error.where}: {error.said}" if error.where else error.said, error.next)
