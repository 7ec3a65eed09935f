"""Other people's programs to measure against, each in an environment of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.bench.rows import DATA, PYTHON


def environment(name: str, *packages: str) -> Path:
    """The folder of programs of an environment that holds these packages; made once."""
    programs = DATA / name / ("Scripts" if os.name == "nt" else "bin")
    ready = DATA / name / "ready"
    if not ready.is_file():
        subprocess.run([PYTHON, "-m", "venv", str(DATA / name)], check=True)
        subprocess.run([str(programs / "python"), "-m", "pip", "install", "--quiet", *packages], check=True)
        ready.touch()
    return programs
