"""`clientbook score next`: who will likely buy in the next 12 months, how often and for how much, or why not to say."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count, day, round_money

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.score.back_test import BackTest
    from clientbook_cli.score.outlook import Outlook

prospects = part()
SHOWN = 25


@command(prospects, "next", said="score next")
def show_prospects(
    counter: Counter,
    limit: Annotated[
        int | None, typer.Option(min=1, help=f"How many; all of them in JSON, {SHOWN} on the screen.")
    ] = None,
) -> Answer:
    """Expected purchases and spend of each client in the next 12 months, where this store's past bears it out.

    The models are first tried on the past: where they fail there, nothing is said of any client.

    Example: clientbook score next --limit 50
    """
    from clientbook_cli.score import outlook

    with counter.book() as book:
        found = outlook.look_ahead(
            book,
            settings=counter.settings.score,
            currency=counter.settings.store.currency,
            today=counter.today,
            limit=limit or (None if counter.json else SHOWN),
        )
    return Answer(
        data={
            "as_of": found.as_of,
            "until": found.until,
            "trusted": found.trusted,
            "because": found.because,
            "back_test": _tested(found.back_test),
            "purchases": round(found.purchases, 2),
            "spend": found.spend,
            "clients": [
                {
                    "client": client_number(entry.client),
                    "name": entry.name,
                    "email": entry.email,
                    "p_active": round(entry.p_active, 4),
                    "p_buys": round(entry.p_buys, 4),
                    "purchases": round(entry.purchases, 3),
                    "spend": entry.spend,
                }
                for entry in found.clients
            ],
        },
        show=lambda screen: _show(screen, counter, found),
    )


def _tested(tested: BackTest | None) -> dict[str, Any] | None:
    if tested is None:
        return None
    return {
        "fitted_to": tested.fitted_to,
        "until": tested.until,
        "clients": tested.clients,
        "repeat_clients": tested.repeat_clients,
        "purchases": {"expected": round(tested.purchases_expected, 1), "actual": tested.purchases},
        "spend": {"expected": tested.spend_expected, "actual": tested.spend},
        "best_fifth_share": round(tested.best_fifth_share, 3),
        "because": tested.because,
    }


def _show(screen: Console, counter: Counter, found: Outlook) -> None:
    store = counter.settings.store

    def amount(value: Decimal) -> str:
        return round_money(value, store.currency, locale=store.locale)

    if found.trusted:
        rows = [
            (
                client_number(entry.client),
                entry.name or entry.email,
                f"{entry.p_active:.0%}" if entry.trips > 1 else "–",
                f"{entry.p_buys:.0%}",
                f"{entry.purchases:.1f}",
                amount(entry.spend),
            )
            for entry in found.clients
        ]
        columns = ("client", "name", "active", "buys", "purchases", "spends")
        screen.print(line(f"Expected from {day(found.as_of)} to {day(found.until)}, the most spend first:"))
        screen.print(table(columns, rows, plain=counter.plain, right=columns[2:]))
        together = f"{found.purchases:,.0f} purchases, {amount(found.spend)}"
        screen.print(line(f"All clients together: {together}. New ones come on top."))
        screen.print(line("active: has not left for good (–: bought once, which cannot tell)."))
        screen.print(line("buys: at least once in that time."))
        screen.print()
    if tested := found.back_test:
        screen.print(
            line(
                f"Tried on the past: fitted to the sales up to {day(tested.fitted_to)}, and compared with those up to "
                f"{day(tested.until)}, for {count(tested.clients, 'client')}, {tested.repeat_clients:,} of them with a "
                "second purchase."
            )
        )
        totals = [
            ("purchases", f"{tested.purchases_expected:,.0f}", f"{tested.purchases:,}"),
            ("spend", amount(tested.spend_expected), amount(tested.spend)),
        ]
        screen.print(table(("", "foretold", "came"), totals, plain=counter.plain, right=("foretold", "came")))
        share = f"{tested.best_fifth_share:.0%}"
        screen.print(line(f"The fifth of clients foretold to buy most made {share} of the purchases."))
    verdict = "Good enough to plan with" if found.trusted else "Not to be trusted for this store"
    screen.print(line(f"{verdict}: {found.because}.", "bold"))
