"""The story that `clientbook demo` tells: which commands an owner types on which day, and what of each answer matters.

Data only. The store, its people and its days are those of `examples/`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

TODAY = "2026-11-13"  # the day after the examples' last sale
EARLIER = "2026-10-20"  # when a campaign left whose doing can be measured by now
TOMORROW = "2026-11-14"
RECEIPT = r"^\S+\.csv |^ +(rows|sales|clients|days|consent|net|figures|set aside) "
SET_ASIDE = 5  # the exit code of an import that set rows aside, which the examples mean it to


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the story.

    `words` may hold `{names}` that earlier steps learned. `said`: the lines of the answer that sum it up. `shown`: the
    lines that are worth showing, and `lines`: how many of them at most. `ask`: a second command, whose JSON `learn`
    takes values from.
    """

    name: str
    words: tuple[str, ...]
    said: str
    title: str = ""
    day: str = TODAY
    shown: str = ""
    lines: int = 14
    fine: frozenset[int] = frozenset({0})
    ask: tuple[str, ...] = ()
    learn: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)

    def show(self, lines: list[str]) -> list[str]:
        """The part of an answer that is worth showing; … stands for what was left out at its end."""
        worth = [line for line in lines if re.search(self.shown, line)]
        return worth if len(worth) <= self.lines else [*worth[: self.lines], "…"]

    def sum_up(self, lines: list[str]) -> str:
        """The sentence that stands for an answer."""
        told = [" ".join(line.split()) for line in lines if re.search(self.said, line)]
        return "; ".join(told) or "done"


def _mail(name: str, brand: str, *, hold_out: str, day: str, title: str, rehearse: bool) -> tuple[Step, ...]:
    """A brand's launch mail to mid tier: the list, the rehearsal, the mails in a folder."""
    template = ("--template", "brand-launch", "--tier", "mid", "--set", f"brand={brand}", "--hold-out", hold_out)
    made = Step(
        name=f"list for {name}",
        words=("mail", "new", name, *template),
        said="on the list|held out",
        title=title,
        day=day,
        ask=("mail", "status", name, "--json"),
        learn={"recipients": lambda told: told["chosen"]},
    )
    rehearsed = Step(
        name=f"rehearsal of {name}",
        words=("mail", "send", name),
        said="rehearsal",
        shown="^(To| |This)",
        day=day,
        lines=26,
    )
    sent = Step(
        name=f"mails of {name}",
        words=("mail", "send", name, "--confirm", "{recipients}", "--to-folder", f"mails/{name}"),
        said="this run|lie in",
        shown="this run|lie in",
        day=day,
    )
    return (made, rehearsed, sent) if rehearse else (made, sent)


STORY = (
    Step(
        name="init",
        title="A new store",
        words=(
            *("init", ".", "--name", "Harlow & Finch Jewelers", "--email", "hello@example.com"),
            *("--address", "12 Pearl Street, Portland, OR 97205", "--timezone", "America/Los_Angeles"),
            *("--associate", "Maya Ortiz", "--associate", "Daniel Whitlock"),
            *("--associate", "Priya Raman", "--associate", "Tom Becker"),
        ),
        said="has its store",
    ),
    Step(
        name="import of two tills",
        title="What the tills know, once around",
        words=(
            *("import", "exports/orders_export.csv", "exports/customers_export.csv"),
            *("exports/items-2025-06-01-2026-11-01.csv", "exports/square-customers.csv", "--yes"),
        ),
        said=r"^ *(sales|clients) +[\d,]+ new",
        shown=RECEIPT,
        lines=30,
    ),
    Step(
        name="import of the old till",
        words=("import", "exports/goldbook-sales.csv", "--map", "exports/goldbook-sales.toml"),
        said=r"^ *(rows|sales) +[\d,]+",
        fine=frozenset({0, SET_ASIDE}),
        shown=RECEIPT,
        lines=20,
    ),
    Step(
        name="import of its clients",
        words=("import", "exports/goldbook-clients.csv", "--map", "exports/goldbook-clients.toml"),
        said=r"^ *(clients|days|consent) +[\d,]+",
    ),
    Step(
        name="import of who said stop",
        words=("import", "exports/unsubscribed.csv", "--kind", "optouts"),
        said=r"^ *rows +[\d,]+",
    ),
    Step(
        name="score of October",
        title="Three weeks ago: a mail, with some clients held out, to see later what it did",
        words=("score",),
        said="scored as of",
        day=EARLIER,
        lines=6,
    ),
    *_mail("aurelia-private-view", "Aurelia", hold_out="20%", day=EARLIER, title="", rehearse=False),
    Step(
        name="score",
        title="Today: the score, and tomorrow's calls",
        words=("score",),
        said="scored as of",
        lines=21,
        ask=("score", "show", "--tier", "top", "--limit", "1", "--json"),
        learn={"client": lambda told: told["clients"][0]["client"]},
    ),
    Step(
        name="who moved",
        title="Who moved between tiers since October, the biggest loss first",
        words=("score", "movement", "--limit", "5"),
        said="moved",
        lines=16,
    ),
    Step(
        name="why this score",
        title="The best client: the sales behind the score, and what would change it",
        words=("score", "explain", "{client}"),
        said="tier|falls",
        lines=12,
    ),
    Step(
        name="a client is found",
        title="At the counter: a name half remembered, their page, and what they looked at",
        words=("client", "find", "lars falkner"),
        said="client",
        shown="^ *(client|C\\d)",
    ),
    Step(name="their page", words=("client", "show", "{client}"), said="^(bought|ask for)", lines=30),
    Step(
        name="a visit",
        words=(
            *("visit", "add", "{client}", "--liked", "cushion halo", "--for", "his wife"),
            *("--need-by", "2026-12-20", "--associate", "Daniel Whitlock"),
        ),
        said="^(Visit|To be)",
    ),
    Step(
        name="a promise",
        words=(
            *("client", "follow-up", "add", "{client}", "tomorrow", "photos of the new pearl strands"),
            *("--associate", "Maya Ortiz"),
        ),
        said="Follow-up",
    ),
    Step(
        name="tomorrow's calls",
        words=("calls", "sheet", "--associate", "Maya Ortiz"),
        said="calls for",
        lines=30,
    ),
    Step(
        name="tomorrow's sheet",
        words=("calls", "sheet", "--pdf", "sheets/tomorrow.pdf", "--html", "sheets/tomorrow.html"),
        said="calls for|written",
    ),
    *_mail(
        "solenne-launch", "Solenne", hold_out="10%", day=TODAY, title="The new brand: a mail to mid tier", rehearse=True
    ),
    Step(
        name="what the October mail did",
        title="What the mail of three weeks ago did",
        words=("measure", "campaign", "aurelia-private-view"),
        said="^Verdict",
        lines=12,
    ),
    Step(
        name="morning huddle",
        title="Tomorrow morning: ten minutes, standing",
        words=("huddle", "morning"),
        said="of the month's target|in .* sales?, until",
        day=TOMORROW,
        lines=18,
    ),
    Step(
        name="why somebody is called",
        words=("why", "{client}", "--for", "today"),
        said="on the sheet|^Because",
        day=TOMORROW,
        lines=10,
    ),
    Step(
        name="what came of the calls",
        title="Tomorrow evening: what is ticked on paper, typed in one line",
        words=(
            "calls",
            "log",
            "--batch",
            "1T wants to see the strands; 2V; 3A Tue 11:00; 4N; 9B Monday; 10S gold hoops",
        ),
        said="written down",
        day=TOMORROW,
    ),
    Step(
        name="evening huddle",
        words=("huddle", "evening", "--because", "Maya: two repairs at once"),
        said="^ *Maya Ortiz, ",
        day=TOMORROW,
        lines=20,
    ),
    Step(name="who followed up", words=("measure", "followup"), said="Maya Ortiz", day=TOMORROW),
    Step(
        name="the month on one page",
        title="The month",
        words=("report", "--html", "report.html"),
        said="^written",
        day=TOMORROW,
    ),
    Step(name="status", words=("status",), said="^(clients|tiers|calls due)", day=TOMORROW),
)
