"""How a function becomes a command: its place, every command's own options, and the one mapping of errors to exits."""

from __future__ import annotations

import errno
import functools
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Annotated, Any, get_args

import typer

from clientbook_cli.cli import diagnostics, output
from clientbook_cli.cli.counter import Counter, Root
from clientbook_cli.errors import ClientbookError, InputError, UsageError

HELP = {"help_option_names": ["-h", "--help"]}


def group(name: str, said: str) -> typer.Typer:
    """A command with commands below it."""
    return typer.Typer(
        name=name, help=said, no_args_is_help=True, context_settings=HELP, rich_markup_mode=None, add_completion=False
    )


def part() -> typer.Typer:
    """Commands that stand beside each other without a word of their own before them."""
    return typer.Typer(context_settings=HELP, rich_markup_mode=None, add_completion=False)


Command = Callable[..., output.Answer]


def command(app: typer.Typer, name: str | None, *, asks: bool = False, said: str = "") -> Callable[[Command], Command]:
    """Make a function a command of `app`.

    The function's first parameter is its Counter; what it returns is printed. The options that every command has are
    added here, as is the mapping from errors to exit codes. `said`: the command's full name, where `name` alone is not
    it ("mail new"). A `name` of None makes it the group's own action, when nothing else is typed.
    """

    def register(function: Command) -> Command:
        full = said or name or app.info.name or ""

        @functools.wraps(function)
        def wrapper(ctx: typer.Context, **values: Any) -> None:
            if name is None and ctx.invoked_subcommand is not None:
                with exit_codes():
                    _refuse_options(full, ctx.invoked_subcommand, values)
                return
            with exit_codes():
                _refuse_blanks(full, needed, values)
            common = {key: values.pop(key) for key in _common(asks)}
            counter = Counter(root=ctx.find_root().obj or Root(), command=str(full), **common)
            carry_out(counter, function, **values)

        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        needed = {
            parameter.name: get_args(parameter.annotation)[1].metavar or parameter.name
            for parameter in own
            if parameter.default is parameter.empty
        }
        context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
        common_options = [
            inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=kind)
            for key, kind in _common(asks).items()
        ]
        own = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
        parameters = [context, *own, *common_options]
        wrapper.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        if name is None:
            app.callback(invoke_without_command=True, help=inspect.getdoc(function))(wrapper)
            app.info.no_args_is_help = False
        else:
            app.command(name, context_settings=HELP)(wrapper)
        return function

    return register


def _refuse_options(full: str, below: str, values: dict[str, Any]) -> None:
    """An option between a group and the command below it would be passed over in silence."""
    given = [f"--{key.replace('_', '-')}" for key, value in values.items() if value]
    if given:
        raise UsageError(
            f"{' '.join(given)} stands before {below!r}",
            rule="options come after the whole command",
            next=f"clientbook {full} {below} {' '.join(given)}",
        )


def _refuse_blanks(full: str, needed: Mapping[str, str], values: dict[str, Any]) -> None:
    """A text that a command cannot do without and that holds nothing would name nobody, or be written down as it is."""
    for key, label in needed.items():
        if isinstance(values[key], str) and not values[key].strip():
            raise UsageError(
                f"{label} is empty: {values[key]!r}",
                rule="it needs at least a letter",
                next=f"clientbook {full} --help",
            )


def carry_out(counter: Counter, function: Command, **values: Any) -> None:
    """Do a command's work, print its answer, and leave with its exit code."""
    with exit_codes():
        counter.check_day()
        answer = function(counter, **values)
        counter.answer(answer)
        if answer.exit_code:
            raise typer.Exit(answer.exit_code)


def _common(asks: bool) -> dict[str, Any]:
    options: dict[str, Any] = {
        "json": Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")],
        "quiet": Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")],
        "no_input": Annotated[bool, typer.Option("--no-input", help="Never ask; fail and name the option instead.")],
        "plain": Annotated[bool, typer.Option("--plain", help="No colour, no boxes, no redraw.")],
    }
    if asks:
        options["yes"] = Annotated[bool, typer.Option("--yes", "-y", help="Say yes in advance.")]
    return options


@contextmanager
def exit_codes() -> Iterator[None]:
    """The one mapping from what went wrong to an exit code."""
    try:
        yield
    except ClientbookError as error:
        diagnostics.report(error)
        raise typer.Exit(error.exit_code) from error
    except (KeyboardInterrupt, typer.Abort) as error:
        diagnostics.say("stopped; nothing half-done was kept")
        raise typer.Exit(diagnostics.INTERRUPTED) from error
    except BrokenPipeError as error:
        # The reader (head, less) has seen enough; what is still unwritten goes nowhere, so that closing does not fail.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit from error
    except (typer.Exit, SystemExit, GeneratorExit):
        raise
    except OSError as error:
        mendable = _of_the_disk(error)
        diagnostics.report(mendable)
        raise typer.Exit(mendable.exit_code) from error
    except BaseException as error:  # a panic of a Rust library is no Exception
        if os.environ.get("CLIENTBOOK_TRACE"):
            raise
        diagnostics.report_bug(error)
        raise typer.Exit(diagnostics.BUG) from error


def _of_the_disk(error: OSError) -> InputError:
    """A file or folder that the system would not let us use, where no stage said it better."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return InputError(
        f"the system says: {error.strerror or error}",
        where=str(error.filename or ""),
        next="make room on that disk" if full else "look at that file's or folder's name and its access rights",
    )
