"""Templates: the owner's own first, the packaged one second, rendered in one strict sandbox.

Text of a client or a file reaches a template only as a value, never as template source. An unknown variable is an
error that names every one of them with its line.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientbook_cli.errors import TemplateError

if TYPE_CHECKING:
    from jinja2 import Template as JinjaTemplate
    from jinja2 import nodes

    from clientbook_cli.templates.sandbox import Sandbox

_PACKAGE = Path(__file__).resolve().parent.parent
# What an expression in a template raises that does not fit its values.
_FAULTS = (ArithmeticError, AttributeError, TypeError, ValueError, LookupError)
_JINJAS_NAME = "<template>"  # of a template that is no file


def packaged(folder: str) -> Path:
    """A folder that is shipped with the program: `templates` or `examples`.

    A wheel carries it inside the package, a checkout beside it.
    """
    inside = _PACKAGE / f"_{folder}"
    return inside if inside.is_dir() else _PACKAGE.parent / folder


@dataclass(frozen=True)
class Template:
    """The source of one template and where it was found."""

    name: str  # folder/name.ending, as in mail/brand-launch.md
    text: str
    file: Path


@dataclass(frozen=True)
class Templates:
    """The templates one store sees: its own folder's, then the packaged ones."""

    own: Path | None = None

    def find(self, name: str) -> Template:
        """The template of this name. Raises TemplateError, which names the nearest one."""
        for folder in self._folders():
            file = folder / name
            if file.resolve().is_relative_to(folder.resolve()) and file.is_file():
                try:
                    return Template(name, file.read_text(encoding="utf-8-sig"), file)
                except UnicodeDecodeError as error:
                    raise TemplateError(
                        "is not UTF-8 text", where=str(file), next="save it again with the encoding UTF-8"
                    ) from error
        asked = Path(name)
        names = {
            one.stem: one.as_posix()
            for one in map(Path, self.names(asked.parent.as_posix()))
            if one.suffix == asked.suffix
        }
        near = difflib.get_close_matches(asked.stem, names, n=1)
        raise TemplateError(
            f"there is no template {name}",
            rule=f"looked in: {', '.join(str(folder) for folder in self._folders())}",
            next=f"did you mean {names[near[0]]}?" if near else f"there are: {', '.join(names.values()) or 'none'}",
        )

    def names(self, folder: str) -> Iterator[str]:
        """Names of all templates in one folder, each once, sorted."""
        found = {file.name for root in self._folders() for file in (root / folder).glob("*.*") if file.is_file()}
        yield from (f"{folder}/{name}" for name in sorted(found))

    def _folders(self) -> list[Path]:
        return [folder for folder in (self.own, packaged("templates")) if folder is not None]


class Renderer:
    """One strict, sandboxed Jinja environment.

    `escape` makes every value safe for HTML; `finalize` is applied to every value of a text that is not HTML. `filters`
    come on top of Jinja's own; with `only` they are all there are, and a function of none means Jinja's of that name.
    """

    def __init__(
        self,
        *,
        escape: bool,
        filters: Mapping[str, Callable[..., object] | None] | None = None,
        finalize: Callable[[object], object] | None = None,
        only: bool = False,
    ) -> None:
        self._escape = escape
        self._filters = dict(filters or {})
        self._finalize = finalize
        self._only = only
        self._compiled_texts: dict[str, JinjaTemplate] = {}  # a campaign renders one text for every recipient

    @cached_property
    def _environment(self) -> Sandbox:
        from clientbook_cli.templates.sandbox import Sandbox

        return Sandbox(
            self._filters,
            only=self._only,
            autoescape=self._escape,
            finalize=self._finalize,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, template: Template, values: Mapping[str, object]) -> str:
        """The text of a template with its values. Raises TemplateError."""
        from jinja2 import TemplateError as JinjaError

        compiled = self._compiled(template)
        self._environment.begin()
        try:
            return compiled.render(values)
        except (JinjaError, RecursionError, *_FAULTS) as error:
            number = _line_of(error)
            raise TemplateError(
                f"cannot be rendered: {error}",
                where=f"{template.file}:{number}" if number else str(template.file),
                row=_line(template, number),
                next="mend that line" if number else "mend the template",
            ) from error

    def check(self, template: Template, known: Mapping[str, Iterable[str]]) -> None:
        """Raise one TemplateError with every variable the template uses that `known` has not, each with its line.

        `known` maps each variable to the names it may be followed by after a dot (none: a plain value).
        """
        wrong = list(self._unknown(template, {name: set(inner) for name, inner in known.items()}))
        if wrong:
            noun = "name" if any(": filter " in one for one in wrong) else "variable"
            raise TemplateError(
                f"{len(wrong)} unknown {noun}{'s' if len(wrong) > 1 else ''}: " + "; ".join(wrong),
                where=str(template.file),
                rule=f"known: {', '.join(sorted(known))}",
                next="mend the names, or set the key with --set KEY=VALUE",
            )

    def _compiled(self, template: Template) -> JinjaTemplate:
        from jinja2 import TemplateSyntaxError

        if template.text not in self._compiled_texts:
            try:
                self._compiled_texts[template.text] = self._environment.from_string(template.text)
            except TemplateSyntaxError as error:
                raise _syntax_error(template, error) from error
        return self._compiled_texts[template.text]

    def _unknown(self, template: Template, known: dict[str, set[str]]) -> Iterator[str]:
        from jinja2 import TemplateSyntaxError, meta, nodes

        try:
            tree = self._environment.parse(template.text)
        except TemplateSyntaxError as error:
            raise _syntax_error(template, error) from error
        filters = self._environment.filters
        for used in tree.find_all(nodes.Filter):
            if used.name not in filters:
                yield f"line {used.lineno}: filter {used.name}{_nearest(used.name, filters)}"
                used.name = next(iter(filters))  # or the search for variables would end here
        loose = meta.find_undeclared_variables(tree)
        for node in _in_order(tree):
            if isinstance(node, nodes.Name) and node.ctx == "load" and node.name in loose and node.name not in known:
                yield f"line {node.lineno}: {node.name}{_nearest(node.name, known)}"
            elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
                inner = known.get(node.node.name)
                if inner and node.node.name in loose and node.attr not in inner:
                    yield f"line {node.lineno}: {node.node.name}.{node.attr}{_nearest(node.attr, inner)}"


def _in_order(tree: nodes.Template) -> list[nodes.Node]:
    from jinja2 import nodes as kinds

    return sorted(tree.find_all((kinds.Name, kinds.Getattr)), key=lambda node: node.lineno)


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f" (nearest: {near[0]})" if near else ""


def _syntax_error(template: Template, error: Any) -> TemplateError:
    return TemplateError(
        str(error.message),
        where=f"{template.file}:{error.lineno}",
        row=_line(template, error.lineno),
        rule="Jinja: {{ value }} and {% if … %} … {% endif %}",
        next="mend that line",
    )


def _line_of(error: BaseException) -> int:
    """The line in which an error arose, 0 if none is known: Jinja puts it among the places the error came through."""
    import traceback

    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == _JINJAS_NAME]
    return lines[-1] if lines else 0


def _line(template: Template, number: int) -> str:
    return "".join(template.text.splitlines()[number - 1 : number]).strip() if number else ""
