"""`clientbook client duplicates|merge|unmerge`: two clients who are one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from clientbook_cli.cli.clients import ClientArgument
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, line, table
from clientbook_cli.figures import client_number, count

if TYPE_CHECKING:
    from rich.console import Console

    from clientbook_cli.ledger.duplicates import Pair

pairs = part()
LIKELY = 85  # from here on the default answer is yes
KEYS = ("y", "n", "s", "q")


@command(pairs, "duplicates", said="client duplicates")
def duplicates(
    counter: Counter,
    *,
    least: Annotated[int, typer.Option(min=0, max=100, help="Show pairs from this score on, 0 to 100.")] = 60,
    limit: Annotated[int, typer.Option(min=1, help="How many pairs at most.")] = 50,
) -> Answer:
    """Show pairs of clients who may be one person, with the evidence; on a terminal ask of each.

    Example: clientbook client duplicates
    """
    from clientbook_cli.ledger import duplicates as likely

    with counter.book() as book:
        found = likely.find(book, least=least)
    shown = found[:limit]
    rows = [(_who(one.a, one.a_name), _who(one.b, one.b_name), one.score, "; ".join(one.because)) for one in shown]
    asked = counter.may_ask and not counter.quiet
    if asked:
        _ask(counter, shown)

    def show(screen: Console) -> None:
        if not asked:
            screen.print(table(("client", "and", "score", "because"), rows, plain=counter.plain, right=("score",)))
        left = f" of {len(found)}" if len(found) > len(shown) else ""
        screen.print(line(f"{count(len(shown), 'pair')}{left} that may be one person. Nobody is joined unasked."))

    data = {
        "pairs": [
            {
                "a": client_number(one.a),
                "b": client_number(one.b),
                "a_name": one.a_name,
                "b_name": one.b_name,
                "score": one.score,
                "because": list(one.because),
            }
            for one in shown
        ],
        "found": len(found),
    }
    first = f"{client_number(shown[0].a)} {client_number(shown[0].b)}" if shown else ""
    return Answer(data=data, show=show, next=f"clientbook merge {first}" if shown and not asked else "")


@command(pairs, "merge", said="merge")
def merge(counter: Counter, one: ClientArgument, other: ClientArgument) -> Answer:
    """Two clients are one person: purchases, calls and words count together, and the strictest consent holds.

    Both stay in the book as they are, so that unmerge takes them apart exactly.

    Example: clientbook merge C102 C340

    Example: clientbook client merge C102 C340
    """
    from clientbook_cli.clients import search
    from clientbook_cli.ledger import merge as merging

    with counter.book(write=True) as book, book.transaction():
        first, second = (search.the_client(book, who, today=counter.today) for who in (one, other))
        made = merging.merge(book, one=first.client, other=second.client, now=counter.now)
        name = search.names(book, [made.stands]).get(made.stands)
    said = f"{client_number(made.client)} and {client_number(made.into_client)} are one: {_who(made.stands, name)}."
    return Answer(
        data={"merge": made.merge, "client": client_number(made.stands), "merged": client_number(made.client)},
        show=lambda screen: screen.print(
            line(said), line(f"To take them apart again: clientbook unmerge {made.merge}"), sep="\n"
        ),
        next=f"clientbook client show {client_number(made.stands)}",
    )


@command(pairs, "unmerge", said="unmerge")
def unmerge(
    counter: Counter,
    number: Annotated[
        int, typer.Argument(metavar="ID", help="The merge's number, as merge said and client show says.")
    ],
) -> Answer:
    """Take two clients apart again: each is as if they had never been merged.

    Example: clientbook unmerge 3

    Example: clientbook client unmerge 3
    """
    from clientbook_cli.ledger import merge as merging

    with counter.book(write=True) as book, book.transaction():
        parted = merging.unmerge(book, merge=number, now=counter.now)
    both = [client_number(parted.client), client_number(parted.into_client)]
    return Answer(
        data={"merge": parted.merge, "clients": both},
        show=lambda screen: screen.print(
            line(f"{' and '.join(both)} are two again, and no import will join them."),
        ),
        next=f"clientbook client show {both[0]}",
    )


def _ask(counter: Counter, shown: list[Pair]) -> None:
    """Ask of each pair, and do at once what is answered: whoever stops in the middle keeps what was done."""
    from clientbook_cli.ledger import duplicates as likely
    from clientbook_cli.ledger import merge as merging

    gone: set[int] = set()
    for place, one in enumerate(shown, start=1):
        if gone & {one.a, one.b}:
            continue  # joined a moment ago: what they are now is another pair
        both = f"{_who(one.a, one.a_name)} and {_who(one.b, one.b_name)}"
        counter.say(f"{place} of {len(shown)}: {both}")
        counter.say(f"  score {one.score}: {'; '.join(one.because)}")
        key = _key(counter, default="y" if one.score >= LIKELY else "s")
        if key == "q":
            return
        if key == "y":
            with counter.book(write=True) as book, book.transaction():
                made = merging.merge(book, one=one.a, other=one.b, now=counter.now)
            gone.add(one.b)
            counter.say(f"  They are one. To take them apart again: clientbook unmerge {made.merge}")
        elif key == "n":
            with counter.book(write=True) as book, book.transaction():
                likely.keep_apart(book, one=one.a, other=one.b, now=counter.now)
            counter.say("  They are two, and stay so.")


def _key(counter: Counter, *, default: str) -> str:
    """The answer to one question; what is no answer is asked again."""
    while True:
        answer: Any = typer.prompt("  one person? y yes, n no, s skip, q stop", default=default, err=True)
        key = str(answer).strip().casefold()[:1]
        if key in KEYS:
            return key
        counter.say(f"  {answer!r} is none of y, n, s, q")


def _who(client: int, name: str | None) -> str:
    return f"{name or ''} {client_number(client)}".strip()
