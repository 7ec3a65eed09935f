"""Pictures and attachments of a mail: only files of the store's folder, of a few kinds, read when it is made.

A picture is carried inside the mail and shown from there; nothing is ever fetched from elsewhere.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from clientbook_cli.campaign import mime
from clientbook_cli.errors import TemplateError

PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
ATTACHED = {**PICTURES, ".pdf": "application/pdf", ".ics": "text/calendar", ".txt": "text/plain"}
LARGEST = 10 * 2**20  # providers refuse mails above 20 to 25 MB, and base64 adds a third
LOGO = "logo"  # the reference under which the layout shows it


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A file that every mail of a campaign carries. `reference`: as the template names it; attached, if not shown."""

    reference: str
    media_type: str
    content: bytes
    shown: bool

    @property
    def name(self) -> str:
        """Its name for the reader, in plain ASCII."""
        path = PurePosixPath(self.reference)
        plain = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode()
        suffix = path.suffix or {"image/png": ".png", "image/gif": ".gif"}.get(self.media_type, ".jpg")
        return (re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip(".-") or "file") + suffix.lower()


def collect(
    store: Path, *, template: Path, pictures: Sequence[str], attached: Sequence[str], logo: str
) -> tuple[Carried, ...]:
    """The files a template names, and the store's logo. Raises TemplateError for each that may not be used."""
    found = {name: _read(store, name, PICTURES, template) for name in dict.fromkeys(pictures)}
    carried = [
        Carried(reference=name, media_type=media_type, content=content, shown=True)
        for name, (media_type, content) in found.items()
    ]
    for name in dict.fromkeys(attached):
        media_type, content = _read(store, name, ATTACHED, template)
        carried.append(Carried(reference=name, media_type=media_type, content=content, shown=False))
    if logo:
        media_type, content = _read(store, logo, PICTURES, store / "clientbook.toml")
        carried.append(Carried(reference=LOGO, media_type=media_type, content=content, shown=True))
    weight = sum(len(one.content) for one in carried)
    if weight > LARGEST:
        raise TemplateError(
            f"its pictures and attachments weigh {weight / 2**20:.0f} MB together",
            where=str(template),
            rule=f"at most {LARGEST // 2**20} MB: providers refuse larger mails",
            next="make the pictures smaller, or put the file on your website and link to it",
        )
    return tuple(carried)


def cids(carried: Sequence[Carried]) -> Mapping[str, str]:
    """The Content-ID under which each shown file is referred to in the HTML part."""
    return {one.reference: f"p{number}.{one.name}@clientbook" for number, one in enumerate(carried) if one.shown}


def parts(carried: Sequence[Carried]) -> list[bytes]:
    """The files as parts of a mail: those that are shown, then the attached."""
    refer = cids(carried)
    shown = [mime.binary(one.media_type, one.content, name=one.name, cid=refer[one.reference])
             for one in carried if one.shown]  # fmt: skip
    attached = [mime.binary(one.media_type, one.content, name=one.name) for one in carried if not one.shown]
    return [part.removesuffix(b"\r\n") for part in (*shown, *attached)]


def inlined(html: str, carried: Sequence[Carried]) -> str:
    """The HTML with its pictures inside, for a browser, which knows nothing of Content-IDs."""
    for reference, cid in cids(carried).items():
        one = next(file for file in carried if file.shown and file.reference == reference)
        html = html.replace(f"cid:{cid}", f"data:{one.media_type};base64,{base64.b64encode(one.content).decode()}")
    return html


def _read(store: Path, name: str, kinds: Mapping[str, str], where: Path) -> tuple[str, bytes]:
    for path in _places(store, name, where):
        # Whatever a link or .. in the name leads to, it must lie in the store's folder.
        if path.is_file() and path.resolve().is_relative_to(store.resolve()):
            media_type = kinds.get(path.resolve().suffix.lower())
            if media_type is None:
                raise TemplateError(
                    f"{name!r} cannot be carried in a mail",
                    where=str(where),
                    rule=f"it may end in {', '.join(kinds)}",
                    next="save it as one of these",
                )
            return media_type, path.read_bytes()
    raise TemplateError(
        f"there is no file {name!r} in the store's folder",
        where=str(where),
        rule="pictures and attachments lie in the store's folder, named from there or from templates/mail",
        next=f"put it into {store / 'templates' / 'mail'}",
    )


def _places(store: Path, name: str, where: Path) -> Iterator[Path]:
    if "://" not in name and not Path(name).is_absolute():
        yield from dict.fromkeys([where.parent / name, store / "templates" / "mail" / name, store / name])
