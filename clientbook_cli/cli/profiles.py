"""`clientbook client show`: a client on one screen, with what is worth asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientbook_cli.cli import visits, wishes
from clientbook_cli.cli.clients import ClientArgument
from clientbook_cli.cli.commands import command, part
from clientbook_cli.cli.consents import permissions, row, sentences
from clientbook_cli.cli.counter import Counter
from clientbook_cli.cli.output import Answer, facts, line
from clientbook_cli.figures import client_number, count, day, money, phone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from clientbook_cli.clients.occasions import Kept
    from clientbook_cli.clients.profile import Profile
    from clientbook_cli.clients.visits import Visit
    from clientbook_cli.settings import StoreSettings

profiles = part()
SHOWN = 3  # of each kind on the screen; JSON has all


@command(profiles, "show", said="client show")
def show(counter: Counter, who: ClientArgument) -> Answer:
    """Show all that is known of a client on one screen, and what is worth asking.

    Example: clientbook client show C102
    """
    from clientbook_cli.clients import profile, search

    with counter.book() as book:
        found = search.the_client(book, who, today=counter.today)
        whole = profile.of(book, found.client, settings=counter.settings, today=counter.today)
        sharing = search.names(book, [one.kept_from for one in whole.kept_secret])

    def page(screen: Console) -> None:
        person = whole.person
        screen.print(line(f"{person.name or 'no name'} {client_number(person.client)}", "bold"))
        screen.print(facts(list(_facts(whole, counter.settings.store, sharing))))

    number = client_number(found.client)
    return Answer(data=_data(whole), show=page, next=f'clientbook client note {number} "…"')


def _facts(whole: Profile, store: StoreSettings, names: dict[int, str | None]) -> Iterator[tuple[str, str]]:
    person = whole.person
    number = phone(person.phone, store.country) if person.phone else person.phone_text
    place = ", ".join(filter(None, (person.street, person.city, person.region, person.postcode)))
    yield "contact", " · ".join(filter(None, (number, person.email))) or "none"
    if place:
        yield "address", place
    how = "assigned" if person.said_by_owner else "sold them most"
    yield "associate", f"{person.associate} ({how})" if person.associate else "nobody yet"
    yield from _listed("household", (_related(one.kind, one.name, one.other) for one in whole.household))
    if person.partner and not whole.household:
        yield "household", f"partner {person.partner}"
    for secret in whole.kept_secret:
        whose = (
            ""
            if secret.kept_from == person.client
            else f" to {names.get(secret.kept_from)}, who shares the {secret.channel}"
        )
        yield (
            "keep secret",
            f"{secret.item or 'a gift'} from {secret.giver_name}: not a word{whose} until {day(secret.until)}",
        )
    if score := whole.score:
        changed = (
            f", {score.tier_before} until {day(score.changed_on)}" if score.tier_before and score.changed_on else ""
        )
        yield "tier", f"{score.tier}{changed} · {score.segment} · R{score.r} F{score.f} M{score.m}, {day(score.as_of)}"
    yield from _purchases(whole, store)
    yield from _listed("gives", (f"{one.item or 'a gift'} to {one.name}, {day(one.until)}" for one in whole.gifts))
    likes = ", ".join(f"{one.kind} {one.value}" for one in whole.preferences)
    if likes:
        yield "likes", likes
    yield from _listed("wishes", (f"{one.wish}: {one.item}{_for(one.for_whom)}" for one in whole.wishes))
    yield from _listed("visits", map(_visited, whole.visits))
    yield from _listed("days", map(_kept, whole.occasions), most=6)
    yield from _listed(
        "promised",
        (f"{day(one.due)}: {one.note or 'a call'} ({one.associate or 'anybody'})" for one in whole.follow_ups),
    )
    yield from _listed("contacts", map(_touched, whole.touches))
    yield from _listed("notes", (f"{one.note}: {one.text} ({day(one.day)})" for one in whole.notes), most=5)
    yield "consent", ", ".join(f"{channel} {state}" for channel, state in whole.may.states.items())
    for sentence in sentences(whole.may):
        yield "", sentence
    yield from _listed(
        "merged",
        (f"{one.merge}: {client_number(one.client)} and {client_number(one.into_client)}" for one in whole.merges),
    )
    if whole.ask_for:
        yield "ask for", ", ".join(whole.ask_for)


def _purchases(whole: Profile, store: StoreSettings) -> Iterator[tuple[str, str]]:
    spent = whole.spent
    if not spent.purchases or spent.last is None:
        yield "bought", "nothing yet"
        return
    total = money(spent.net, store.currency, locale=store.locale)
    yield "bought", f"{count(spent.purchases, 'time')}, {total} in all, last {day(spent.last)}"
    for kind in ("brand", "category"):
        named = [one for one in whole.bought if one.kind == kind][:SHOWN]
        if named:
            said = (f"{one.name} {one.pieces} ({money(one.net, store.currency, locale=store.locale)})" for one in named)
            yield f"  by {kind}", ", ".join(said)
    for place, one in enumerate(whole.items):
        brand = one.brand if one.brand and one.brand not in (one.item or "") else ""
        what = " ".join(filter(None, (brand, one.item)))
        given = f", for {one.given_to}" if one.given_to else ""
        yield (
            "  last" if place == 0 else "",
            f"{day(one.day)}: {what}, {money(one.net, one.currency, locale=store.locale)}{given}",
        )


def _listed(label: str, lines: Iterator[str] | map[str], *, most: int = SHOWN) -> Iterator[tuple[str, str]]:
    """Some of the lines under one label, and how many more there are."""
    told = list(lines)
    for place, said in enumerate(told[:most]):
        yield label if place == 0 else "", said
    if len(told) > most:
        yield "", f"and {len(told) - most} more"


def _related(kind: str, name: str | None, other: int | None) -> str:
    return f"{kind} {name or ''}{f' {client_number(other)}' if other is not None else ''}"


def _for(whom: str | None) -> str:
    return f", for {whom}" if whom else ""


def _visited(one: Visit) -> str:
    bought = ", bought" if one.bought else ""
    return f"{day(one.day)}: {one.liked or one.looked_at or one.note or ''}{_for(one.for_whom)}{bought}"


def _kept(one: Kept) -> str:
    import calendar

    whose = f" of {one.about}" if one.about else ""
    year = f" {one.year}" if one.year else ""
    return f"{one.occasion}: {one.kind}{whose} {one.day} {calendar.month_abbr[one.month]}{year}"


def _touched(one: Any) -> str:
    from clientbook_cli.calls.codes import CODES

    how = CODES[one.how].words if one.how in CODES else one.how
    said = ", ".join(filter(None, (one.channel, how, one.campaign or one.note)))
    return f"{day(one.day)}: {said}" + (f" ({one.associate})" if one.associate else "")


def _data(whole: Profile) -> dict[str, Any]:
    """The profile as JSON."""
    person, score = whole.person, whole.score
    number = client_number(person.client)
    return {
        "client": number,
        "name": person.name,
        "contact": {
            "email": person.email,
            "phone": person.phone,
            "phone_text": person.phone_text,
            "street": person.street,
            "city": person.city,
            "region": person.region,
            "postcode": person.postcode,
            "country": person.country,
            "company": person.company,
        },
        "associate": person.associate,
        "household": [
            {
                "relation": one.relation,
                "kind": one.kind,
                "client": client_number(one.other) if one.other is not None else None,
                "name": one.name,
            }
            for one in whole.household
        ],
        "partner": person.partner,
        "consent": {
            "now": dict(whole.may.states),
            "may_get": permissions(whole.may),
            "history": [row(said) for said in whole.history],
        },
        "score": None
        if score is None
        else {
            "run": score.run,
            "as_of": score.as_of,
            "r": score.r,
            "f": score.f,
            "m": score.m,
            "tier": score.tier,
            "segment": score.segment,
            "recency_days": score.recency_days,
            "frequency": score.frequency,
            "monetary": score.monetary,
            "tier_before": score.tier_before,
            "changed_on": score.changed_on,
        },
        "purchases": {
            "purchases": whole.spent.purchases,
            "net": whole.spent.net,
            "first": whole.spent.first,
            "last": whole.spent.last,
            "by_brand": [_share(one) for one in whole.bought if one.kind == "brand"],
            "by_category": [_share(one) for one in whole.bought if one.kind == "category"],
            "items": [
                {"day": one.day, "item": one.item, "brand": one.brand, "net": one.net, "given_to": one.given_to}
                for one in whole.items
            ],
        },
        "gifts": [{"gift": one.gift, "item": one.item, "for": one.name, "until": one.until} for one in whole.gifts],
        "keep_secret": [
            {
                "item": one.item,
                "from": client_number(one.kept_from),
                "giver": client_number(one.giver),
                "channel": one.channel,
                "until": one.until,
            }
            for one in whole.kept_secret
        ],
        "preferences": [{"kind": one.kind, "value": one.value} for one in whole.preferences],
        "wishes": [wishes.row(one) for one in whole.wishes],
        "visits": [visits.row(one) for one in whole.visits],
        "occasions": [
            {
                "occasion": one.occasion,
                "kind": one.kind,
                "month": one.month,
                "day": one.day,
                "year": one.year,
                "about": one.about,
                "note": one.note,
            }
            for one in whole.occasions
        ],
        "follow_ups": [
            {"follow_up": one.follow_up, "due": one.due, "note": one.note, "associate": one.associate}
            for one in whole.follow_ups
        ],
        "touches": [
            {
                "day": one.day,
                "channel": one.channel,
                "associate": one.associate,
                "how": one.how,
                "note": one.note,
                "campaign": one.campaign,
            }
            for one in whole.touches
        ],
        "notes": [
            {"note": one.note, "text": one.text, "associate": one.associate, "day": one.day} for one in whole.notes
        ],
        "merges": [
            {"merge": one.merge, "clients": [client_number(one.client), client_number(one.into_client)]}
            for one in whole.merges
        ],
        "ask_for": list(whole.ask_for),
    }


def _share(one: Any) -> dict[str, Any]:
    return {"name": one.name, "pieces": one.pieces, "net": one.net, "last": one.last}
