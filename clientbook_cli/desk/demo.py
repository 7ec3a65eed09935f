"""The demonstration: a store built from the examples, and the whole loop walked on it by typing the real commands.

Each command runs as a process of its own, in the demo's folder, under a today of its own, so that the demo looks the
same every year. What is typed stands in `story`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientbook_cli.desk.story import STORY, TODAY, Step
from clientbook_cli.errors import UsageError
from clientbook_cli.templates import packaged

MARK = ".clientbook-demo"  # in the folder of a demo, which may be built anew
WIDTH = 80
_REFUSED = "name a folder that does not exist yet, such as clientbook-demo"


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a step. `typed` is the command line as an owner types it, `answer` the lines worth showing."""

    step: Step
    ok: bool
    said: str
    typed: str
    answer: tuple[str, ...]


def prepare(folder: Path, *, home: Path) -> None:
    """Make the folder of a demo, with the examples' exports in it; a former demo is built anew. Raises UsageError."""
    if folder.resolve() in ((home / "Clientbook").resolve(), home.resolve(), Path(folder.anchor)):
        raise UsageError("a demo never stands where a real store may", where=str(folder), next=_REFUSED)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError("this is no folder of its own", where=str(folder), next=_REFUSED)
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise UsageError(
                "this folder holds something else than a demo",
                where=str(folder),
                rule="only a former demo is built anew",
                next=_REFUSED,
            )
        shutil.rmtree(folder)
    exports = folder / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / MARK).write_text("made by clientbook demo, which may build it anew\n", encoding="utf-8")
    examples = packaged("examples")
    for source in (*sorted((examples / "exports").glob("*.csv")), *sorted(examples.glob("*.toml"))):
        shutil.copyfile(source, exports / source.name)


def run(folder: Path, *, story: Sequence[Step] = STORY) -> Iterator[Done]:
    """Type the commands of a story one after the other; it ends at the first that fails. `folder` is absolute."""
    known: dict[str, str] = {}
    for step in story:
        words = [word.format_map(known) for word in step.words]
        answered = _type(folder, step.day, words)
        ok = answered.returncode in step.fine
        lines = [line.rstrip() for line in answered.stdout.splitlines() if line.strip()]
        if not ok:
            trouble = answered.stderr.splitlines() or [f"exit {answered.returncode}"]
            yield Done(step, ok, trouble[0], _typed(step.day, words), (*lines, *trouble))
            return
        yield Done(step, ok, step.sum_up(lines), _typed(step.day, words), tuple(step.show(lines)))
        known |= _learn(folder, step, known)


def _learn(folder: Path, step: Step, known: Mapping[str, str]) -> dict[str, str]:
    if not step.ask:
        return {}
    told = json.loads(_type(folder, step.day, [word.format_map(known) for word in step.ask]).stdout)
    return {name: str(take(told)) for name, take in step.learn.items()}


def _type(folder: Path, day: str, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTBOOK_")}
    return subprocess.run(
        [sys.executable, "-m", "clientbook_cli", "--store", str(folder), "--today", day, *words],
        cwd=folder,
        # A safe path: what lies in the demo's folder is never taken for a part of the program.
        env=environment | {"COLUMNS": str(WIDTH), "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _typed(day: str, words: Sequence[str]) -> str:
    quoted = [f'"{word}"' if set(word) & set(" &") else word for word in words]
    return " ".join(["clientbook", *(["--today", day] if day != TODAY else []), *quoted])
