"""What was written is handed on: opened by what the system opens such files with, or given to its printer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import typer

from clientbook_cli.cli.counter import Counter

_PRINTERS = ("lp", "lpr")  # CUPS, on macOS and Linux


def open_files(counter: Counter, files: Iterable[Path]) -> None:
    """Open files, or say where they lie."""
    for file in files:
        if typer.launch(str(file)):
            counter.say(f"nothing here opens {file.name}: it lies at {file}")


def print_file(counter: Counter, file: Path) -> None:
    """Give a PDF to the system's printer, or say that there is none."""
    if sys.platform == "win32":
        try:
            os.startfile(file, "print")  # noqa: S606 - the way of Windows to print
        except OSError as error:
            counter.say(f"nothing here prints {file.name} ({error.strerror}): it lies at {file}")
        return
    program = next((found for name in _PRINTERS if (found := shutil.which(name))), None)
    if program is None:
        counter.say(f"there is no printer here: {file.name} lies at {file}")
        return
    done = subprocess.run([program, str(file)], capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip() or f"exit {done.returncode}"
        counter.say(f"the printer did not take {file.name} ({said}): it lies at {file}")
    else:
        counter.say(f"{file.name} went to the printer")
