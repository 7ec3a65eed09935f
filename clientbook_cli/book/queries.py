"""Named SQL: a module's queries stand in the `.sql` file beside it, each under a `-- name: verb-noun` line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_NAME = re.compile(r"^-- name: (?P<name>[a-z][a-z0-9]*(?:-[a-z0-9]+)+)[ \t]*$", re.MULTILINE)
_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")
_COMMENT = re.compile(r"--[^\n]*")


@dataclass(frozen=True, slots=True)
class Query:
    """One statement and the name it is asked for by."""

    name: str
    text: str
    file: Path

    @property
    def parameters(self) -> frozenset[str]:
        """Names of the `$parameters` the statement takes."""
        return frozenset(_PARAMETER.findall(_COMMENT.sub("", self.text)))


class Queries(Mapping[str, Query]):
    """The queries of one `.sql` file, read when the first one is asked for."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @cached_property
    def _queries(self) -> dict[str, Query]:
        text = self._file.read_text(encoding="utf-8")
        heads = list(_NAME.finditer(text))
        ends = [head.start() for head in heads[1:]] + [len(text)]
        return {
            head["name"]: Query(head["name"], text[head.end() : end].strip().rstrip(";"), self._file)
            for head, end in zip(heads, ends, strict=True)
        }

    def __getitem__(self, name: str) -> Query:
        return self._queries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._queries)

    def __len__(self) -> int:
        return len(self._queries)


def queries(module_file: str) -> Queries:
    """The queries in the twin of a module: `post.py` asks with `queries(__file__)` and gets those of `post.sql`."""
    return Queries(Path(module_file).with_suffix(".sql"))
