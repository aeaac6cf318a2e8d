"""Guards of reports, indicators and money: each says what is still missing, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from trainingapp.education.days import day_of
from trainingapp.incubator.indicator_files import find_entry
from trainingapp.incubator.models import Case, IndicatorPeriod
from trainingapp.incubator.queries import indicators, money, reports
from trainingapp.incubator.queries.guarding import Guard
from trainingapp.rules.incubation.findings import Missing

N_ = str  # marks a message for translation where it is not yet shown


def reports_accepted(case: Case, now: datetime) -> Sequence[Missing]:
    """Every report whose last day is past is approved, or skipped with a reason."""
    return [
        Missing(
            "report_open",
            N_("The report on %(first)s to %(last)s was due on %(due)s and is not approved."),
            {
                "first": one.starts_on.isoformat(),
                "last": (one.ends_on - timedelta(days=1)).isoformat(),
                "due": one.due_on.isoformat(),
            },
            "incubator.show_report",
            {"case_id": case.id, "report_id": one.id},
        )
        for one in reports.list_unsettled(case, before=day_of(now))
    ]


def periods_approved(case: Case, now: datetime) -> Sequence[Missing]:
    """Every reported figure of a period that is past due has an approved value; of skipped reports none is asked."""
    today = day_of(now)
    skipped = reports.list_skipped(case)
    asked = {(one.every, one.starts_on) for one in reports.list_past_due(case, before=today)}
    every = {one for one, _starts_on in asked}
    open_periods = indicators.list_unapproved(case, before=today, every=every) if every else []
    names: dict[str, Missing] = {}
    for period in open_periods:
        key = (period.assignment.every, period.starts_on)
        if key in asked and key not in skipped and _is_reported(period):
            names.setdefault(period.assignment.measure, _unapproved(case, period))
    return list(names.values())


def _is_reported(period: IndicatorPeriod) -> bool:
    entry = find_entry(period.assignment.measure)
    return entry is not None and not entry.is_computed


def _unapproved(case: Case, period: IndicatorPeriod) -> Missing:
    return Missing(
        "value_unapproved",
        N_("The value of %(measure)s for the period from %(first)s is not approved."),
        {"measure": period.assignment.measure, "first": period.starts_on.isoformat()},
        "incubator.show_indicator",
        {"case_id": case.id, "assignment_id": period.assignment_id},
    )


def grant_accounted(case: Case, _now: datetime) -> Sequence[Missing]:
    """Every grant that was paid is settled, nothing waits to be released, and nothing is held in trust."""
    place = ("incubator.show_money", {"case_id": case.id})
    found = [
        Missing(
            "grant_open",
            N_("The grant “%(purpose)s” is not accounted for and settled."),
            {"purpose": one.purpose},
            *place,
        )
        for one in money.list_unsettled_grants(case)
    ]
    waiting = money.list_waiting(case)
    if waiting:
        told = N_("%(count)s payments wait to be released.")
        found.append(Missing("payment_waits", told, {"count": len(waiting)}, *place))
    balance = money.trust_balance(case)[1]
    if balance:
        told = N_("%(balance)s yuan is still held in trust. Pay it out or hand it over.")
        found.append(Missing("trust_left", told, {"balance": f"{balance:,.2f}"}, *place))
    return found


def gate_project(case: Case, _now: datetime) -> Sequence[Missing]:
    """Gate G8: one project is finished and passed its final evaluation."""
    if money.has_finished_project(case.agency_id):
        return []
    told = N_("No project is finished with a final evaluation that it passed.")
    return [
        Missing("no_project", told, {}, "incubator.list_projects", {"agency_id": case.agency_id})
    ]


def gate_money(case: Case, now: datetime) -> Sequence[Missing]:
    """Gate G9: grants and trust money are accounted for, and the balance is nothing."""
    return grant_accounted(case, now)


GUARDS: dict[str, Guard] = {
    "reports_accepted": reports_accepted,
    "periods_approved": periods_approved,
    "grant_accounted": grant_accounted,
    "gate_project": gate_project,
    "gate_money": gate_money,
}
