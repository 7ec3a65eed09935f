"""What to say: the script and the voicemail of a call, rendered from `script/<reason>.txt`.

A script file has two parts with a line of `---` between them: what to say when somebody answers, and what to leave on
a machine. The owner's own file comes before the packaged one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clientbook_cli.calls.profile import Profile
from clientbook_cli.calls.reasons import Reason
from clientbook_cli.errors import TemplateError
from clientbook_cli.figures import day as written_day
from clientbook_cli.figures import phone
from clientbook_cli.settings import StoreSettings
from clientbook_cli.templates import Renderer, Template, Templates

VARIABLES = (
    "first_name", "name", "partner", "store", "store_phone", "associate", "item", "day", "times", "brand", "note",
    "about",
)  # fmt: skip
UNNAMED = "Owner"  # the associate of a store that names nobody: a title, not how anybody introduces themselves
_SHORT = 2  # letters that are no name of a piece: 14k - Halo ring
_DIVIDER = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Script:
    """What to say, and what to leave on a machine."""

    spoken: str
    voicemail: str


class Scripts:
    """The scripts of one store; each is read and checked once."""

    def __init__(self, templates: Templates, store: StoreSettings) -> None:
        self._templates = templates
        self._store = store
        # A value never breaks the line it stands in, whatever a till or a person wrote.
        self._renderer = Renderer(escape=False, finalize=lambda value: " ".join(str(value).split()))
        self._parts: dict[str, tuple[Template, Template]] = {}

    def script(self, reason: Reason, profile: Profile, *, associate: str) -> Script:
        """The script for a reason. Raises TemplateError."""
        values: dict[str, object] = {
            "first_name": profile.first_name or "",
            "name": profile.name or "",
            "partner": profile.partner or "",
            "store": self._store.name,
            "store_phone": phone(self._store.phone, self._store.country) if self._store.phone else "",
            "associate": "" if associate == UNNAMED else first_word(associate),
            "item": aloud(reason.item or ("" if profile.keeps(profile.last_item) else profile.last_item) or ""),
            "day": written_day(reason.on).rsplit(" ", 1)[0] if reason.on else "",  # Sat 21 Nov: said aloud, no year
            "times": reason.times or "",
            "brand": reason.brand or "",
            "note": reason.note or "",
            "about": reason.about or "",
        }
        spoken, voicemail = self._of(reason.kind)
        # Who hears a voicemail is not known: where a gift is to be a surprise it names no piece.
        overheard = values | (
            {"item": "", "brand": "", "about": "", "note": ""} if profile.hears_nothing_of_pieces else {}
        )
        return Script(self._said(spoken, values), self._said(voicemail, overheard))

    def _said(self, part: Template, values: dict[str, object]) -> str:
        return " ".join(self._renderer.render(part, values).split())

    def _of(self, kind: str) -> tuple[Template, Template]:
        if kind not in self._parts:
            template = self._templates.find(f"script/{kind}.txt")
            self._renderer.check(template, dict.fromkeys(VARIABLES, ()))
            parts = _DIVIDER.split(template.text)
            if len(parts) != 2:  # noqa: PLR2004
                raise TemplateError(
                    "a script has two parts",
                    where=str(template.file),
                    rule="what to say, a line of ---, what to leave on a machine",
                    next="add the line and the second part",
                )
            parts[1] = "\n" * parts[0].count("\n") + parts[1]  # what is wrong in it is named with the line of the file
            spoken, voicemail = (Template(template.name, part, template.file) for part in parts)
            self._parts[kind] = (spoken, voicemail)
        return self._parts[kind]


def aloud(item: str) -> str:
    """A piece as it is spoken of: a till writes "Seed Pearl Strand - 18 in", and nobody says how long it is."""
    piece = item.partition(" - ")[0].strip()
    return piece if any(word.isalpha() and len(word) > _SHORT for word in piece.split()) else item


def first_word(name: str) -> str:
    """An associate as they name themselves on the phone."""
    return next(iter(name.split()), name)
