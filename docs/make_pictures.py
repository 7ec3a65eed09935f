"""Make the README's pictures from a demo store: `python docs/make_pictures.py DEMO`.

The terminal's output is what the commands print on a terminal 80 columns wide; the sheet is the first page of the PDF.
Needs a POSIX system (a pseudo-terminal) and poppler's pdftoppm.
"""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

PICTURES = Path(__file__).resolve().parent / "pictures"
TODAY = "2026-11-13"
COLUMNS = 80
SHOWN = (("status",), ("score", "show", "--limit", "8"), ("measure", "campaign", "aurelia-private-view"))
LINES = 44


def typed(store: Path, *words: str) -> str:
    """What a command prints on a terminal, colours and all."""
    command = [sys.executable, "-m", "clientbook_cli", *words]
    ours, theirs = pty.openpty()
    here = {"CLIENTBOOK_STORE": str(store), "CLIENTBOOK_TODAY": TODAY}
    environment = {**os.environ, **here, "COLUMNS": str(COLUMNS), "LINES": "200", "TERM": "xterm-256color"}
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    printed = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so when the other side has closed
            break
        if not part:
            break
        printed += part
    os.close(ours)
    process.wait()
    return printed.decode("utf-8").replace("\r\n", "\n")


def picture_terminal(store: Path) -> None:
    """The first lines of each shown command, as one picture."""
    screen = Console(record=True, width=COLUMNS, file=Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for words in SHOWN:
        screen.print(Text(f"$ clientbook {' '.join(words)}", style="bold"))
        lines = typed(store, *words).splitlines()
        screen.print(Text.from_ansi("\n".join(lines[:LINES])))
        if len(lines) > LINES:
            screen.print(Text("…", style="dim"))
        screen.print()
    screen.save_svg(str(PICTURES / "terminal.svg"), title="clientbook")


def picture_sheet(store: Path) -> None:
    """The first page of tomorrow's sheet."""
    sheet = store / "sheets" / "tomorrow.pdf"
    command = ["pdftoppm", "-png", "-gray", "-r", "80", "-f", "1", "-l", "1", "-singlefile"]
    subprocess.run([*command, str(sheet), str(PICTURES / "sheet")], check=True)


if __name__ == "__main__":
    picture_terminal(Path(sys.argv[1]))
    picture_sheet(Path(sys.argv[1]))
