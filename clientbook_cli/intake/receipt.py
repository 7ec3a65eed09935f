"""The receipt of an import: what was read, kept, there already and set aside, and the file's own figures."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from clientbook_cli.figures import plain_money
from clientbook_cli.intake.faults import Bad

Control = Mapping[str, int | Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One file's import; the names are those of the JSON document."""

    file: str
    format: str
    kind: str
    batch: int | None  # none: nothing was stored
    rows_read: int
    rows_kept: int
    rows_already_there: int
    rows_set_aside: int
    rows_harmless: int = 0  # of those: names of columns again, totals and the like, which nobody need mend
    sales_new: int = 0
    sales_changed: int = 0
    lines_new: int = 0
    clients_new: int = 0
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    currency: str | None = None
    net_total: Decimal | None = None
    refunds_total: Decimal | None = None
    sales_reconciled: int = 0
    sales_flagged: int = 0
    control: Control = field(default_factory=dict)
    set_aside_file: str | None = None
    same_file: bool = False
    dry_run: bool = False
    sales_joined: int = 0
    sales_without_client: int = 0
    clients_joined: int = 0
    other_currencies: tuple[Mapping[str, Any], ...] = ()
    occasions: int = 0
    consents: int = 0
    spent_compared: int = 0
    spent_equal: int = 0
    causes: tuple[Mapping[str, Any], ...] = ()
    encoding: str = ""
    delimiter: str = ""
    repaired: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()

    def data(self) -> dict[str, Any]:
        return asdict(self)


def causes(bad: Sequence[Bad]) -> tuple[Mapping[str, Any], ...]:
    """What was set aside, grouped by cause and column, each with its first line and value; the most frequent first."""
    counted = Counter((each.cause, each.field) for each in bad)
    first = {(each.cause, each.field): each for each in reversed(bad)}
    return tuple(
        {
            "cause": cause,
            "field": column,
            "rows": rows,
            "first_line": first[cause, column].line,
            "first_value": first[cause, column].value,
        }
        for (cause, column), rows in counted.most_common()
    )


def as_json(data: Mapping[str, Any]) -> str:
    """A receipt as the book keeps it."""
    return json.dumps(data, default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return plain_money(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a receipt")
