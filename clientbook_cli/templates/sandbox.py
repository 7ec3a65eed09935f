"""Jinja with an end in sight: nothing to break out with, and a template that runs wild is an error in seconds.

Jinja's own sandbox shuts the ways out, but bounds neither time nor memory. Here each turn of a loop, each call, filter
and joining of texts is a step; steps are counted and the clock is looked at, and no step may make a text that is huge.
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

SECONDS = 5.0
STEPS = 1_000_000  # a page of 200 clients takes some 20,000
LARGEST = 100_000  # letters that one step may make, or a number given to one: a whole mail has 20,000
_WIDE = re.compile(r"[:%.][^{}%]*\d{4}|\{[^{}]*\{|%[^a-zA-Z%]*\*")  # in a pattern for format or %: a huge field
_COUNTED, _MEASURED = "counted", "measured"


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment for templates that are not to be trusted with the machine. Raises SecurityError."""

    intercepted_binops = frozenset(("*", "**", "%", "+"))

    def __init__(self, filters: Mapping[str, Callable[..., Any] | None], *, only: bool, **options: Any) -> None:
        """`filters` come on top of Jinja's, or with `only` are all; none stands for Jinja's of that name."""
        super().__init__(undefined=StrictUndefined, keep_trailing_newline=True, **options)
        self.globals.pop("lipsum")  # as much nonsense as one asks for
        own = {name: made or self.filters[name] for name, made in filters.items()}
        known = own if only else {**self.filters, **own}
        self.filters = {name: self._guarded(made) for name, made in known.items()}
        self.begin()

    def begin(self) -> None:
        """Start to count anew, for one text."""
        self._ends = time.monotonic() + SECONDS
        self._left = STEPS

    def counted(self, values: Iterable[Any]) -> Iterator[Any]:
        """What a loop goes through."""
        for one in values:
            self._step()
            yield one

    def measured(self, made: Any) -> Any:
        """What a step made."""
        if isinstance(made, str | bytes | list | tuple) and len(made) > LARGEST:
            raise SecurityError(f"a text of {len(made):,} letters is made in one step, and {LARGEST:,} are the most")
        return made

    def call(self, context: Context, function: Any, /, *given: Any, **named: Any) -> Any:
        """A call of a template's: what it may, with no huge number to a text's own methods."""
        self._step()
        if not isinstance(getattr(function, "__self__", None), str | bytes):
            return super().call(context, function, *given, **named)
        self._refuse_large((*given, *named.values()))
        return self.measured(super().call(context, function, *given, **named))

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """A text's own `format`: no width past reason."""
        made = super().wrap_str_format(value)
        if made is not None:
            self._refuse_wide(value.__self__)
        return made

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Sums and products: a text is not multiplied into a huge one, a number not raised to one."""
        self._step()
        sized = [len(one) for one in (left, right) if isinstance(one, str | bytes | list | tuple)]
        if operator == "**":
            raise SecurityError("powers are not to be had here")
        if operator == "*" and sized:
            self._refuse_large([one * sized[0] for one in (left, right) if isinstance(one, int)])
        if operator == "%":
            self._refuse_wide(left)
        return self.measured(super().call_binop(context, operator, left, right))

    def _generate(self, source: nodes.Template, *given: Any, **more: Any) -> str:
        return super()._generate(_Watched().visit(source), *given, **more)

    def _guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A filter that counts as a step and takes and makes nothing huge; a number to be shown may be large."""

        @functools.wraps(function)  # with the marks by which Jinja knows what else the filter wants
        def guarded(*given: Any, **named: Any) -> Any:
            self._step()
            wanted = 2 if hasattr(function, "jinja_pass_arg") else 1
            if function.__name__ == "do_format":
                self._refuse_wide(given[0])
            else:
                self._refuse_large((*given[wanted:], *named.values()))
            made = function(*given, **named)
            return self.measured(made) if isinstance(given[wanted - 1], str) else made

        return guarded

    def _refuse_large(self, numbers: Iterable[Any]) -> None:
        for one in numbers:
            if isinstance(one, int) and abs(one) > LARGEST:
                raise SecurityError(f"{one:,} is too large a number here, and {LARGEST:,} the largest")

    def _refuse_wide(self, pattern: Any) -> None:
        if isinstance(pattern, str) and _WIDE.search(pattern):
            raise SecurityError("a width has four digits, or is itself filled in")

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise SecurityError(f"it takes more than {STEPS:,} steps")
        if time.monotonic() > self._ends:
            raise SecurityError(f"it takes longer than {SECONDS:.0f} seconds")


class _Watched(NodeTransformer):
    """Puts what loops go through, and texts that are joined, under our eyes."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - named by Jinja
        self.generic_visit(node)
        node.iter = _by(_COUNTED, node.iter, node)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        return _by(_MEASURED, node, node)


def _by(name: str, what: nodes.Node, of: nodes.Node) -> nodes.Call:
    """A call of our own around a part of a template."""
    ours = nodes.EnvironmentAttribute(name, lineno=of.lineno)
    return nodes.Call(ours, [what], [], None, None, lineno=of.lineno, environment=of.environment)
