"""`clientbook measure attribution`: which sales went with which calls and mails, by three rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.followup import Until
from clientbook_cli.cli.learnt import learnt_as_json, show_learnt
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count, day

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.measure.attribution import View
    from clientbook_cli.measure.credit import Credited, Touch

crediting = part()
MONTH = 30


@command(crediting, "attribution", said="measure attribution")
def attribution(
    counter: Counter,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day; 30 days ago.")] = None,
    until: Until = None,
    list_them: Annotated[bool, typer.Option("--list", help="List every credited sale with its touches.")] = False,
) -> Answer:
    """Show which sales went with which calls and mails, by three rules side by side, and what was to be expected.

    Credit says what went together, not what caused what: for that, hold clients out and measure the campaign.

    Example: clientbook measure attribution --from 2026-10-01 --to 2026-10-31 --list
    """
    from clientbook_cli.measure import attribution as crediting_sales
    from clientbook_cli.measure import hindsight

    first, last = counter.span(since, until, days=MONTH)
    with counter.book() as book:
        views = crediting_sales.attribute(
            book,
            first=first,
            last=last,
            today=counter.today,
            window_days=counter.settings.measure.window_days,
            currency=counter.settings.store.currency,
        )
        learnt = hindsight.look_back(book, today=counter.today, known=counter.known)

    def show(screen: Console) -> None:
        screen.print(line(f"Sales of {day(first)} to {day(last)}, less what was brought back since"))
        show_views(screen, counter, views)
        for view in views if list_them else ():
            screen.print()
            screen.print(line(f"{view.view}: {view.rule}", "bold"))
            screen.print(_listing(counter, view.credited))
        show_learnt(screen, counter, learnt)

    return Answer(
        data={
            "from": first,
            "to": last,
            "views": views_as_json(views, listed=list_them),
            "learnt_since": learnt_as_json(learnt),
        },
        show=show,
    )


def show_views(screen: Console, counter: Counter, views: Sequence[View]) -> None:
    """The views side by side, each one's rule in words below."""
    columns = ("credit by", "sales", "clients", "net", "expected anyhow")
    rows: list[tuple[str, ...]] = []
    for view in views:
        expected = counter.amount(view.baseline.spend) if view.baseline else "–"
        rows.append((view.view, f"{view.sales:,}", f"{view.clients:,}", counter.amount(view.spend), expected))
        if len(view.credits) > 1:
            rows += [
                (f"  {credit.who or 'nobody named'}", f"{credit.sales:,}", "", counter.amount(credit.spend), "")
                for credit in view.credits
            ]
    screen.print(table(columns, rows, plain=counter.plain, right=columns[1:]))
    for view in views:
        screen.print(line(f"{view.view}: {view.rule}."))
    screen.print(
        line(
            "Expected anyhow: what clients who had bought as lately and as often bought in as many of these days "
            "without a call or a mail."
        )
    )


def views_as_json(views: Sequence[View], *, listed: bool = False) -> list[dict[str, Any]]:
    """Each view with its rule, its sums and its baseline; with its sales and their touches where they are asked for."""
    return [
        {
            "view": view.view,
            "rule": view.rule,
            "sales": view.sales,
            "clients": view.clients,
            "spend": view.spend,
            "baseline": view.baseline and {"sales": view.baseline.sales, "spend": view.baseline.spend},
            "credits": [{"who": credit.who, "sales": credit.sales, "spend": credit.spend} for credit in view.credits],
            **({"credited": [_credited(one) for one in view.credited]} if listed else {}),
        }
        for view in views
    ]


def _credited(one: Credited) -> dict[str, Any]:
    return {
        "sale": one.sale.transaction,
        "client": client_number(one.sale.client),
        "day": one.sale.day,
        "net": one.sale.net,
        "touches": [
            {"day": touch.day, "channel": touch.channel, "how": touch.how, "who": touch.who} for touch in one.touches
        ],
    }


def _listing(counter: Counter, credited: Sequence[Credited]) -> object:
    rows = [
        (
            day(one.sale.day),
            client_number(one.sale.client),
            counter.amount(one.sale.net),
            f"{'all' if len(one.touches) == 1 else f'1/{len(one.touches)} each'}",
            "; ".join(_told(touch) for touch in one.touches),
        )
        for one in credited
    ]
    if not rows:
        return line(f"  {count(0, 'sale')}")
    return table(
        ("sold", "client", "net", "credit", "calls and mails before"), rows, plain=counter.plain, right=("net",)
    )


def _told(touch: Touch) -> str:
    from clientbook_cli.calls.codes import CODES

    how = CODES[touch.how].words if touch.how in CODES else "" if touch.channel == "email" else touch.how
    return " ".join(filter(None, (f"{touch.day.day} {touch.day:%b}", touch.channel, how, touch.who)))
