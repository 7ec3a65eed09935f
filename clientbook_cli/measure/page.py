"""The report as a template takes it: texts that are ready to be set, and shares from 0 to 1 to be drawn. Pure.

A chart's figures stand beside its shares, so that whoever cannot see it, or prints it, reads the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from clientbook_cli.figures import client_number, count, day
from clientbook_cli.measure import hindsight, words
from clientbook_cli.measure.baseline import Baseline
from clientbook_cli.measure.followup import FollowUp
from clientbook_cli.measure.report import Report
from clientbook_cli.measure.retention import Gaps, Retention
from clientbook_cli.measure.trial import Trial
from clientbook_cli.measure.words import Amount
from clientbook_cli.score.movement import Movement

NONE = "–"
MOST_AT_RISK, MOST_CALLS, MOST_COHORTS = 10, 20, 5


def compose(report: Report, *, store: str, paper: str, amount: Amount | None) -> dict[str, Any]:
    """The data of `report/month.html` and `report/month.typ`. `amount` writes money; none: no amount is shown."""
    return {
        "store": store,
        "paper": paper,
        "span": f"{day(report.first)} to {day(report.last)}",
        "today": day(report.today),
        "amounts": amount is not None,
        "lines": words.lines(report, amount=amount),
        "learnt_since": hindsight.in_words(report.hindsight, today=report.today),
        "tiers": _tiers(report, amount),
        "heat": _heat(report),
        "moved": _moved(report.retention.movement, [tier.tier for tier in report.tiers], amount),
        "followed": [_followed(entry, amount) for entry in report.followed],
        "views": [
            {
                "view": view.view,
                "sales": f"{view.sales:,}",
                "spend": amount(view.spend) if amount else "",
                "expected": _expected(view.baseline, amount),
                "rule": view.rule,
            }
            for view in report.views
        ],
        "campaigns": _campaigns(report.campaigns, amount),
        "retention": _retention(report.retention, amount),
        "to_come": [
            {
                "day": day(call.day),
                "associate": call.associate or "whoever is free",
                "name": call.name or "(no name)",
                "client": client_number(call.client),
                "tier": call.tier or "",
                "reasons": "; ".join(call.reasons if amount else call.private),
            }
            for call in report.to_come[:MOST_CALLS]
        ],
        "to_come_more": max(0, len(report.to_come) - MOST_CALLS),
    }


def _tiers(report: Report, amount: Amount | None) -> list[dict[str, Any]]:
    clients = sum(tier.clients for tier in report.tiers)
    spend = sum((max(tier.spend, Decimal(0)) for tier in report.tiers), Decimal(0))
    return [
        {
            "tier": tier.tier,
            "clients": f"{tier.clients:,}",
            "share": tier.clients / clients if clients else 0.0,
            "spend": amount(tier.spend) if amount else "",
            "spend_share": float(max(tier.spend, Decimal(0)) / spend) if spend > 0 else 0.0,
        }
        for tier in report.tiers
    ]


def _heat(report: Report) -> dict[str, Any] | None:
    if report.heat is None or report.scored_on is None:
        return None
    return {
        "as_of": day(report.scored_on),
        "columns": [cell.f for cell in report.heat.rows[0]] if report.heat.rows else [],
        "rows": [
            {
                "r": row[0].r,
                "cells": [{"clients": f"{cell.clients:,}", "warmth": report.heat.warmth(cell)} for cell in row],
            }
            for row in report.heat.rows
        ],
    }


def _moved(moved: Movement | None, tiers: Sequence[str], amount: Amount | None) -> dict[str, Any] | None:
    if moved is None:
        return None
    most = max((flow.clients for flow in moved.moves), default=0)
    return {
        "since": day(moved.earlier.as_of),
        "until": day(moved.later.as_of),
        "moves": [
            {
                "way": f"{flow.before or 'not scored'} → {flow.now or 'not scored'}",
                "what": _direction(flow.before, flow.now, tiers),
                "clients": f"{flow.clients:,}",
                "share": flow.clients / most,
                "spend": amount(flow.spend) if amount else "",
            }
            for flow in moved.moves
        ],
    }


def _direction(before: str | None, now: str | None, tiers: Sequence[str]) -> str:
    if before is None:
        return "new"
    if now is None or before not in tiers or now not in tiers:
        return "left"
    return "fell" if tiers.index(now) > tiers.index(before) else "rose"


def _followed(entry: FollowUp, amount: Amount | None) -> dict[str, str]:
    now, before = entry.now, entry.before
    return {
        "associate": entry.associate or "nobody named",
        "due": f"{now.due:,}",
        "made": f"{now.made:,} ({before.made:,})",
        "on_time": f"{now.on_time:,}",
        "logged": NONE if now.logged_share is None else f"{now.logged_share:.0%}",
        "reached": f"{now.reached:,} ({before.reached:,})",
        "appointments": f"{now.appointments:,} ({before.appointments:,})",
        "sales": f"{now.sales:,} ({before.sales:,})",
        "spend": amount(now.spend) if amount else "",
        "visits": f"{now.visits_followed:,} of {now.visits:,}" if now.visits else NONE,
        "days": NONE if now.median_days is None else f"{now.median_days:g}",
    }


def _expected(found: Baseline | None, amount: Amount | None) -> str:
    if found is None:
        return NONE
    return f"{found.sales:g} sales" + (f", {amount(found.spend)}" if amount else "")


def _campaigns(trials: Sequence[Trial], amount: Amount | None) -> dict[str, Any]:
    """Each difference of buyers in a hundred with its interval, on one scale from -1 to 1 whose end is `edge`."""
    drawn = [trial.buyers.difference for trial in trials if trial.buyers.difference]
    edge = max((abs(bound) for found in drawn for bound in (found.low, found.high)), default=0.0)
    return {
        "edge": f"{edge * 100:.1f}",
        "trials": [{**_trial(trial, amount), "drawn": _drawn(trial, edge)} for trial in trials],
    }


def _trial(trial: Trial, amount: Amount | None) -> dict[str, str]:
    return {
        "name": trial.name,
        "span": f"{day(trial.since)} to {day(trial.until)}",
        "mailed": f"{trial.reached.buyers:,} of {trial.reached.clients:,}",
        "held_out": f"{trial.held_out.buyers:,} of {trial.held_out.clients:,}",
        "difference": _in_a_hundred(trial),
        "spend": _in_money(trial, amount),
        "verdict": trial.buyers.verdict,
        "said": words.verdict(trial),
    }


def _drawn(trial: Trial, edge: float) -> Mapping[str, float] | None:
    found = trial.buyers.difference
    if found is None or not edge:
        return None
    return {"low": found.low / edge, "value": found.value / edge, "high": found.high / edge}


def _in_a_hundred(trial: Trial) -> str:
    found = trial.buyers.difference
    if found is None:
        return "nobody to compare with"
    return f"{found.value * 100:+.1f} in 100 ({found.low * 100:+.1f} to {found.high * 100:+.1f})"


def _in_money(trial: Trial, amount: Amount | None) -> str:
    found = trial.spend.difference
    if found is None or amount is None:
        return ""
    value, low, high = (amount(round(Decimal(repr(bound)), 2)) for bound in (found.value, found.low, found.high))
    return f"{value} a client ({low} to {high}): {trial.spend.verdict}"


def _gaps(found: Gaps) -> str:
    if found.half is None:
        return "Nobody has come back yet."
    soon = f"Half of those who come back do so within {count(found.half, 'day')}"
    return f"{soon}, nine in ten within {found.nine_tenths:,}."


def _retention(found: Retention, amount: Amount | None) -> dict[str, Any]:
    cohorts = [cohort for cohort in found.cohorts if any(rate.share is not None for rate in cohort.rates)][
        -MOST_COHORTS:
    ]
    shares = [rate.share for cohort in cohorts for rate in cohort.rates if rate.share is not None]
    top = max((*shares, 0.1))
    return {
        "months": [rate.months for rate in cohorts[0].rates] if cohorts else [],
        "top": f"{top:.0%}",
        "cohorts": [
            {
                "year": cohort.year,
                "clients": f"{cohort.clients:,}",
                "points": [
                    {"months": rate.months, "height": (rate.share or 0.0) / top}
                    for rate in cohort.rates
                    if rate.share is not None
                ],
                "shares": [NONE if rate.share is None else f"{rate.share:.0%}" for rate in cohort.rates],
            }
            for cohort in cohorts
        ],
        "gaps": _gaps(found.gaps),
        "at_risk": [
            {
                "name": one.name or "(no name)",
                "client": client_number(one.client),
                "tier": one.tier or "",
                "worth": amount(one.worth) if amount else "",
                "last": day(one.last_purchase),
                "usually": f"{one.rhythm_days:,} days",
                "away": f"{one.silent_days:,} days",
                "contact": day(one.last_contact) if one.last_contact else "never",
            }
            for one in found.at_risk[:MOST_AT_RISK]
        ],
        "risk_said": f"{count(len(found.at_risk), 'client')} away for more than twice their own rhythm"
        + (f", who spent {amount(found.worth_at_risk)} in their last 12 months" if amount and found.at_risk else ""),
    }
