"""Between the system and the command line: streams that are shut, words that are no text or that no command takes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer

from clientbook_cli.cli import diagnostics
from clientbook_cli.errors import UsageError

# What typer raises of what was typed; of these classes it shows one outside.
_WRONG_USE: Any = typer.BadParameter.__base__


def open_streams() -> None:
    """Have stdin, stdout and stderr, whatever was shut before, and write UTF-8.

    A stream that is shut (`>&-`, no console) leaves its number free, and the next file takes it: the book must never be
    what a stray line of some library is written to.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:  # noqa: PLR2004 - stdin, stdout and stderr
        os.set_inheritable(number, True)
    os.close(number)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - as long as we run
        elif mode == "w":
            # A Windows console that is not UTF-8 cannot print the names of half the world.
            stream.reconfigure(encoding="utf-8", errors="replace")


def run(enter: Callable[..., Any], words: Sequence[str]) -> None:
    """Enter the command line with the words typed; what none of its commands takes is told in four parts, exit 2."""
    try:
        _check_text(words)
        code = enter()
    except UsageError as error:
        diagnostics.report(error)
        sys.exit(error.exit_code)
    except typer.Abort:
        sys.exit(diagnostics.INTERRUPTED)
    except _WRONG_USE as error:
        if type(error).show is not _WRONG_USE.show:  # a group alone shows its help
            error.show()
        else:
            diagnostics.report(_told(error))
        sys.exit(error.exit_code)
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):
            sys.exit(0)  # the reader of a --help has seen enough
        raise
    sys.exit(code or 0)


def _check_text(words: Sequence[str]) -> None:
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError as error:
            raise UsageError(
                f"{os.fsencode(word).decode(errors='replace')!r} is not written in UTF-8",
                rule="names of files and all other words are read as UTF-8",
                next="rename the file, or set the terminal to UTF-8, and type it again",
            ) from error


def _told(error: Any) -> UsageError:
    """Wrong use as typer tells it, in our four parts."""
    said = error.format_message().removesuffix(".").replace("is not a valid int", "is no whole number")
    if error.ctx is None:
        return UsageError(said, next="clientbook --help")
    usage = " ".join(error.ctx.get_usage().split()).removeprefix("Usage: ")
    return UsageError(said[:1].lower() + said[1:], rule=usage, next=f"{error.ctx.command_path} --help")
