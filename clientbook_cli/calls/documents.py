"""A huddle as the keys of its JSON document. Pure."""

from __future__ import annotations

from typing import Any

from clientbook_cli.calls.huddle import Evening, Morning
from clientbook_cli.calls.tally import Tally
from clientbook_cli.figures import client_number


def of_morning(told: Morning) -> dict[str, Any]:
    """The keys of `huddle morning`."""
    return {
        "for": told.day,
        "month": {"sales": told.month.sales, "net": told.month.net, "target": told.target},
        "yesterday": {
            "sales": told.yesterday.sales,
            "net": told.yesterday.net,
            "associates": [_tally(tally) for tally in told.tallies],
        },
        "associates": [
            {
                "associate": room.associate,
                "target": room.target,
                "calls": [
                    {"row": task.row, "client": client_number(task.client), "name": task.name, "why": task.why}
                    for task in told.tasks
                    if task.associate == room.associate
                ],
            }
            for room in told.working
        ],
        "visits": [
            {
                "client": client_number(one.client),
                "name": one.name,
                "associate": one.associate,
                "item": one.item,
                "because": one.note,
                "next": one.due,
            }
            for one in told.lost
        ],
        "wishes": [
            {"client": client_number(one.client), "name": one.name, "wished": one.wished, "item": one.item}
            for one in told.in_stock
        ],
        "wrong_numbers": [{"client": client_number(one.client), "name": one.name} for one in told.wrong_numbers],
    }


def of_evening(told: Evening) -> dict[str, Any]:
    """The keys of `huddle evening`."""
    return {
        "for": told.day,
        "today": {"sales": told.today.sales, "net": told.today.net},
        "month": {"sales": told.month.sales, "net": told.month.net, "target": told.target},
        "associates": [_tally(tally) for tally in told.tallies],
        "successes": [
            {"associate": one.associate, "client": client_number(one.client), "name": one.name, "outcome": one.outcome,
             "net": one.net}
            for one in told.successes
        ],
        "open": [
            {"row": task.row, "client": client_number(task.client), "name": task.name, "associate": task.associate}
            for task in told.tasks
            if task.outcome is None
        ],
    }  # fmt: skip


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "associate": tally.associate,
        "target": tally.target,
        "listed": tally.listed,
        "made": tally.made,
        "reached": tally.reached,
        "outcomes": dict(tally.outcomes),
        "in_the_way": tally.in_the_way,
    }
