"""`clientbook report`: the month in words and charts, on the screen, as one page for the browser, or on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.bars import bar, interval
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, facts, line, table
from clientbook_cli.cli.returning import show_cohorts

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.measure.report import Report

reports = part()


@command(reports, "report")
def report(
    counter: Counter,
    *,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day; 30 days ago.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day; today.")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write one page for the browser.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write it for the printer.")] = None,
    roll: Annotated[bool, typer.Option("--roll", help="With --pdf: for the 80 mm roll of a till's printer.")] = False,
    no_amounts: Annotated[bool, typer.Option("--no-amounts", help="Show no amount of money.")] = False,
    open_it: Annotated[bool, typer.Option("--open", help="Open what was written.")] = False,
) -> Answer:
    """Tell the month: what was sold, who was called, what the mails did, who comes back, and what is next.

    Example: clientbook report --html october.html --from 2026-10-01 --to 2026-10-31 --open
    """
    from clientbook_cli import paper
    from clientbook_cli.measure import page
    from clientbook_cli.measure import report as reporting

    first, last = counter.span(since, until, days=reporting.DAYS)
    with counter.book() as book:
        found = reporting.gather(
            book,
            first=first,
            last=last,
            today=counter.today,
            known=counter.known,
            settings=counter.settings,
            associates=[associate.name for associate in counter.associates],
        )
    store = counter.settings.store
    composed = page.compose(
        found,
        store=store.name,
        paper="roll" if roll else paper.paper_size(store.country),
        amount=None if no_amounts else counter.amount,
    )
    boxes = paper.pdf(counter.templates.find("report/month.typ"), composed, pdf) if pdf else ""
    if html:
        paper.page(counter.templates.find("report/month.html"), composed, html)
    files = [file.resolve() for file in (html, pdf) if file]
    if open_it:
        for file in files:
            if typer.launch(str(file)):
                counter.say(f"nothing here opens {file.name}: it lies at {file}")
    if boxes:
        counter.say(f"no font here has {' '.join(boxes)}: on paper they are empty boxes")

    def show(screen: Console) -> None:
        if not files:
            _show(screen, counter, found, composed)
        for file in files:
            screen.print(line(f"written: {file}"), soft_wrap=True)

    return Answer(
        data={
            "from": found.first,
            "to": found.last,
            **{key: composed[key] for key in composed if key not in ("paper", "span", "today")},
            "files": [str(file) for file in files],
        },
        show=show,
        next="" if files else "clientbook report --html report.html --open",
    )


def _show(screen: Console, counter: Counter, found: Report, composed: dict[str, Any]) -> None:
    screen.print(line(f"{composed['store']}: {composed['span']}", "bold"))
    screen.print(facts([(f"{number:>2}.", sentence) for number, sentence in enumerate(composed["lines"], start=1)]))
    if composed["learnt_since"]:
        screen.print(line(composed["learnt_since"]))
    _show_bars(screen, counter, composed)
    _show_followed(screen, counter, composed)
    _show_campaigns(screen, counter, composed)
    screen.print()
    show_cohorts(screen, counter, found.retention.cohorts)
    screen.print(line(f"At risk: {composed['retention']['risk_said']}."))
    if composed["to_come"]:
        screen.print()
        columns = ("calls to come", "day", "associate", "why")
        rows = [(call["name"], call["day"], call["associate"], call["reasons"]) for call in composed["to_come"]]
        screen.print(table(columns, rows, plain=counter.plain))


def _show_bars(screen: Console, counter: Counter, composed: dict[str, Any]) -> None:
    """Tiers, and who moved between them."""
    if composed["tiers"]:
        columns = ("tier", "clients", "", *(("12 months", " ") if composed["amounts"] else ()))
        rows = []
        for tier in composed["tiers"]:
            shown = [tier["tier"], tier["clients"], bar(tier["share"], plain=counter.plain)]
            if composed["amounts"]:
                shown += [tier["spend"], bar(tier["spend_share"], plain=counter.plain)]
            rows.append(shown)
        screen.print(table(columns, rows, plain=counter.plain, right=("clients", "12 months")))
    moved = composed["moved"]
    if moved and moved["moves"]:
        columns = (f"moved since {moved['since']}", "", "clients", " ", *(("worth",) if composed["amounts"] else ()))
        rows = [
            [
                *(move["way"], move["what"], move["clients"], bar(move["share"], width=12, plain=counter.plain)),
                *((move["spend"],) if composed["amounts"] else ()),
            ]
            for move in moved["moves"]
        ]
        screen.print(table(columns, rows, plain=counter.plain, right=("clients", "worth")))


def _show_followed(screen: Console, counter: Counter, composed: dict[str, Any]) -> None:
    columns = ("followed up", "due", "made", "on time", "reached", "appointments", "sales after")
    rows = [
        (one["associate"], one["due"], one["made"], one["on_time"], one["reached"], one["appointments"], one["sales"])
        for one in composed["followed"]
    ]
    screen.print(table(columns, rows, plain=counter.plain, right=columns[1:]))


def _show_campaigns(screen: Console, counter: Counter, composed: dict[str, Any]) -> None:
    """Each campaign's difference of buyers in a hundred, its interval drawn on one scale."""
    trials = composed["campaigns"]["trials"]
    if not trials:
        return
    rows = []
    for trial in trials:
        drawn = trial["drawn"]
        picture = interval(**drawn, edge=1.0, plain=counter.plain) if drawn else ""
        rows.append((trial["name"], picture, trial["difference"], trial["verdict"]))
    columns = ("campaign", "fewer ← buyers → more", "buyers more", "verdict")
    screen.print(table(columns, rows, plain=counter.plain))
