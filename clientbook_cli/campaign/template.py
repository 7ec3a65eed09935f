"""A mail's template: TOML front matter between two `+++` lines, then Markdown; pure.

Owns what the front matter may say and which keys a campaign must set. Rendering is `message`'s work.
"""

from __future__ import annotations

import difflib
import itertools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from clientbook_cli.errors import TemplateError, UsageError
from clientbook_cli.templates import Template

FENCE = "+++"
_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*(?:<([^<>\n]+)>|([^()\s]+))")
FRONT_KEYS = ("subject", "preheader", "tiers", "attachments", "keys")
KEY_FIELDS = ("required", "said", "example", "default")


@dataclass(frozen=True, slots=True)
class Key:
    """Something the owner sets for one campaign: the brand, a date."""

    name: str
    required: bool = False
    said: str = ""
    example: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """A template taken apart. Each part keeps the line it stands on in the file, so that errors can name it."""

    source: Template
    subject: Template
    preheader: Template
    body: Template
    all: Template  # subject, preheader and body on the lines of the file, to be checked at one go
    tiers: tuple[str, ...]
    attachments: tuple[str, ...]
    keys: Mapping[str, Key]

    @property
    def remark(self) -> str:
        """What the template says it is for: the remarks that its front matter begins with."""
        lines = self.source.text.replace("\r\n", "\n").split("\n")[1:]
        return " ".join(
            line.lstrip("# ").strip() for line in itertools.takewhile(lambda one: one.startswith("#"), lines)
        )

    @property
    def pictures(self) -> tuple[str, ...]:
        """The files that the text shows, as it names them."""
        return tuple(found[1] or found[2] for found in _PICTURE.finditer(self.body.text))

    def values(self, given: Mapping[str, str]) -> dict[str, str]:
        """A value for every declared key. Raises UsageError for a key that is unknown or missing."""
        for name in given:
            if name not in self.keys:
                near = difflib.get_close_matches(name, self.keys, n=1, cutoff=0.5)
                raise UsageError(
                    f"the template {self.source.name} has no key {name!r}",
                    rule=f"its keys: {', '.join(self.keys) or 'none'}",
                    next=f"did you mean --set {near[0]}=…?" if near else f"leave --set {name}=… out",
                )
        missing = [key for key in self.keys.values() if key.required and not given.get(key.name, "").strip()]
        if missing:
            raise UsageError(
                f"the template {self.source.name} needs {' and '.join(key.name for key in missing)}",
                rule="; ".join(f"{key.name}: {key.said or 'required'}" for key in missing),
                next=" ".join(f'--set {key.name}="{key.example or "…"}"' for key in missing),
            )
        return {key.name: given.get(key.name, "").strip() or key.default for key in self.keys.values()}


def read(source: Template) -> MailTemplate:
    """Take a template apart. Raises TemplateError with the line."""
    lines = source.text.replace("\r\n", "\n").split("\n")
    if lines[0].strip() != FENCE or FENCE not in (line.strip() for line in lines[1:]):
        raise TemplateError(
            "has no front matter",
            where=str(source.file),
            rule=f'a line {FENCE}, then subject = "…", then a line {FENCE}, then the text in Markdown',
            next="begin like templates/mail/brand-launch.md",
        )
    end = next(number for number, line in enumerate(lines[1:], start=1) if line.strip() == FENCE)
    front = _front(source, lines[1:end])
    subject, preheader = str(front["subject"]), str(front.get("preheader", ""))
    head = [""] * (end + 1)
    at = {"subject": _line(lines[:end], "subject"), "preheader": _line(lines[:end], "preheader")}
    head[at["subject"]] = subject
    if preheader:
        head[at["preheader"]] = preheader
    body = lines[end + 1 :]
    return MailTemplate(
        source=source,
        subject=replace(source, text="\n" * at["subject"] + subject),
        preheader=replace(source, text="\n" * at["preheader"] + preheader),
        body=replace(source, text="\n".join([""] * (end + 1) + body)),
        all=replace(source, text="\n".join(head + body)),
        tiers=tuple(front.get("tiers", ())),
        attachments=tuple(front.get("attachments", ())),
        keys={name: Key(name, **fields) for name, fields in front.get("keys", {}).items()},
    )


def _front(source: Template, lines: list[str]) -> dict[str, Any]:
    """The front matter, checked. `lines` begin at line 2 of the file."""
    try:
        front = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        number = int(found[1]) if found else len(lines)
        raise TemplateError(
            f"the front matter cannot be understood: {error}",
            where=f"{source.file}:{number + 1}",
            row=lines[number - 1] if number <= len(lines) else "",
            rule='TOML: one key = "value" a line',
            next="mend that line",
        ) from error
    _refuse_unknown(source, lines, front, FRONT_KEYS)
    subject = front.get("subject")
    if not isinstance(subject, str) or not subject.strip() or "\n" in subject:
        raise _wrong(source, lines, "subject", 'a mail needs a subject: subject = "one line of text"')
    if not isinstance(front.get("preheader", ""), str) or "\n" in front.get("preheader", ""):
        raise _wrong(source, lines, "preheader", 'preheader = "one line of text"')
    for name, example in (("tiers", "mid"), ("attachments", "invitation.pdf")):
        listed = front.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise _wrong(source, lines, name, f'{name} = ["{example}"]')
    keys = front.get("keys", {})
    if not isinstance(keys, dict) or not all(isinstance(fields, dict) for fields in keys.values()):
        raise _wrong(source, lines, "keys", "[keys.brand] on a line of its own for each key")
    for name, fields in keys.items():
        if not re.fullmatch("[a-z][a-z0-9_]*", name):
            raise _wrong(source, lines, name, "a key's name is small letters, digits and _")
        _refuse_unknown(source, lines, fields, KEY_FIELDS)
        for field, value in fields.items():
            if not isinstance(value, bool if field == "required" else str):
                raise _wrong(source, lines, field, "required is true or false; said, example and default are text")
    return front


def _refuse_unknown(source: Template, lines: list[str], table: Iterable[str], known: tuple[str, ...]) -> None:
    for name in table:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f" (nearest: {near[0]})" if near else ""
            raise _wrong(source, lines, name, f"known here: {', '.join(known)}{hint}")


def _wrong(source: Template, lines: list[str], key: str, rule: str) -> TemplateError:
    number = _line(["", *lines], key)
    row = lines[number - 1].strip() if number else ""
    where = f"{source.file}:{number + 1}" if number else str(source.file)
    return TemplateError(f"{key} cannot be used" if row else f"{key} is missing", where=where, row=row, rule=rule,
                         next="mend that line" if row else "add that line")  # fmt: skip


def _line(lines: list[str], key: str) -> int:
    """The place (from 0) of the line that sets a key; 0, the fence itself, when there is none."""
    setting = re.compile(rf"\s*(\[keys\.)?\"?{re.escape(key)}\"?\s*[=\]]")
    return next((number for number, line in enumerate(lines) if setting.match(line)), 0)
