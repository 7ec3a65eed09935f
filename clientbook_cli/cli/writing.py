"""`clientbook mail template list|show|copy` and `mail edit`: the texts that mails are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.campaigns import NameArgument, SetOption, figures, page, pairs
from clientbook_cli.cli.commands import command, group, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.errors import UsageError
from clientbook_cli.figures import count

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.campaign.template import MailTemplate

writing = part()
template = group("template", "The texts that mails are made of.")
writing.add_typer(template)

TemplateArgument = Annotated[str, typer.Argument(metavar="T", help="A template's name, such as brand-launch.")]


def find_template(counter: Counter, name: str) -> MailTemplate:
    """The template of this name, the store's own before the packaged one, taken apart."""
    from clientbook_cli.campaign import template as templates

    return templates.read(counter.templates.find(f"mail/{name.removeprefix('mail/').removesuffix('.md')}.md"))


def copy_into_store(counter: Counter, taken: MailTemplate) -> bool:
    """Put a packaged template and its layout into the store, to be changed; whether there was anything to copy."""
    from clientbook_cli.campaign.message import LAYOUT

    own = counter.folder.templates / taken.source.name
    if own.exists():
        return False
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(taken.source.text, encoding="utf-8")
    layout = counter.folder.templates / LAYOUT
    if not layout.exists():
        layout.write_text(counter.templates.find(LAYOUT).text, encoding="utf-8")
    return True


@command(template, "list", said="mail template list")
def listing(counter: Counter) -> Answer:
    """Every template: the store's own, and those that come with the program.

    Example: clientbook mail template list
    """
    from clientbook_cli.campaign import template as templates
    from clientbook_cli.errors import TemplateError

    found: list[dict[str, Any]] = []
    for name in counter.templates.names("mail"):
        if name.endswith(".md"):
            source = counter.templates.find(name)
            own = source.file.is_relative_to(counter.folder.templates)
            entry = {"name": name.removeprefix("mail/").removesuffix(".md"), "own": own}
            try:
                taken = templates.read(source)
            except TemplateError as error:
                found.append({**entry, "for": error.said, "keys": []})
            else:
                found.append({**entry, "for": taken.remark, "keys": list(taken.keys)})
    rows = [(one["name"], "yours" if one["own"] else "packaged", one["for"]) for one in found]
    return Answer(
        data={"templates": found},
        show=lambda screen: screen.print(
            table(("template", "", "what it is for"), rows, plain=counter.plain), line(count(len(found), "template"))
        ),
        next="clientbook mail template show brand-launch",
    )


@command(template, "show", said="mail template show")
def show(counter: Counter, name: TemplateArgument) -> Answer:
    """A template's text, and every variable and filter that it may use, each with an example.

    Example: clientbook mail template show brand-launch
    """
    from clientbook_cli.campaign.vocabulary import FILTER_WORDS, VARIABLES

    taken = find_template(counter, name)
    is_own = taken.source.file.is_relative_to(counter.folder.templates)
    keys = [
        {
            "name": key.name,
            "said": key.said,
            "example": key.example,
            "default": key.default,
            "required": key.required,
        }
        for key in taken.keys.values()
    ]
    words = {
        kind: [{"name": word.name, "said": word.said, "example": word.example} for word in listed]
        for kind, listed in (("variables", VARIABLES), ("filters", FILTER_WORDS))
    }
    rows = [
        (f"--set {key.name}=", key.said + (" (required)" if key.required else ""), key.example or key.default)
        for key in taken.keys.values()
    ]

    def screen_page(screen: Console) -> None:
        screen.print(line(f"{taken.source.file}", style="bold"), line(taken.remark), line(""), sep="\n")
        for label, words_of in (("subject", taken.subject), ("preview", taken.preheader)):
            screen.print(line(f"  {label}: {words_of.text.strip()}"))
        screen.print(line(""))
        for text in taken.body.text.strip().splitlines():
            screen.print(line(f"  {text}".rstrip()))
        heads = ("name", "what it is", "example")
        if rows:
            screen.print(table(heads, rows, plain=counter.plain, title="Set for each campaign"))
        for kind, title in (("variables", "Known of store and client"), ("filters", "Filters: {{ name | filter }}")):
            cells = [(word["name"], word["said"], word["example"]) for word in words[kind]]
            screen.print(table(heads, cells, plain=counter.plain, title=title))
        screen.print(line("Any of a client's may be missing: {% if client.first_name %} … {% else %} … {% endif %}"))

    return Answer(
        data={
            "template": name,
            "file": str(taken.source.file),
            "for": taken.remark,
            "text": taken.source.text,
            "keys": keys,
            **words,
        },
        show=screen_page,
        next=f"clientbook mail new NAME --template {name}" if is_own else f"clientbook mail template copy {name}",
    )


@command(template, "copy", said="mail template copy")
def copy(counter: Counter, name: TemplateArgument) -> Answer:
    """Put a packaged template into the store's folder, to write it as you like. One that is there already stays.

    Example: clientbook mail template copy win-back
    """
    taken = find_template(counter, name)
    copied = copy_into_store(counter, taken)
    file = counter.folder.templates / taken.source.name
    said = f"{file} is yours to change" if copied else f"{file} is there already, and stays as it is"
    return Answer(
        data={"file": str(file), "copied": copied},
        show=lambda screen: screen.print(line(said)),
        next=f"clientbook mail new NAME --template {name}",
    )


@command(writing, "edit", said="mail edit")
def edit(counter: Counter, name: NameArgument, set_: SetOption = None) -> Answer:
    """Take a draft's template anew from its file, and change its keys. Once a mail has left, nothing changes any more.

    Example: clientbook mail edit spring --set until="Saturday 28 November"
    """
    from pathlib import PurePosixPath

    from clientbook_cli.campaign import campaigns, ladder
    from clientbook_cli.cli.outgoing import make

    with counter.book() as book:
        found = campaigns.find(book, name)
    ladder.check_open(found)
    if found.started_at:
        raise UsageError(
            f"{found.name} has started: its text and its list are locked",
            rule="everybody on a list gets the same mail",
            next=f'clientbook mail resume "{found.name}", or cancel it and make a new one',
        )
    taken = find_template(counter, PurePosixPath(found.template).stem)
    kept = {key: value for key, value in found.values.items() if key in taken.keys}
    made = make(counter, taken, {**kept, **pairs(set_)})
    with counter.book(write=True) as book, book.transaction():
        now = campaigns.change(book, campaigns.find(book, name), make=made, now=counter.now)
    return Answer(
        data=figures(now),
        show=lambda screen: page(screen, now, plain=counter.plain),
        next=f'clientbook mail preview "{now.name}"',
    )
