"""What a card of the board tells of a case at a glance: the next day due, the ratio of staff, the gravest risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, union_all

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, PlanItem, RiskFlag, Task
from trainingapp.incubator.queries.parameters import read_parameters_of
from trainingapp.incubator.queries.standing import list_standings
from trainingapp.rules.incubation.maturity import RiskLevel, risk_level
from trainingapp.rules.incubation.residence_words import DONE
from trainingapp.rules.incubation.staffing import Ratio


@dataclass(frozen=True, slots=True)
class Signs:
    """`due_on` is the earliest day of anything open; `ratio` None where the agency has no organisation yet."""

    due_on: date | None
    ratio: Ratio | None
    risk: RiskLevel | None


def read_signs(cases: Sequence[Case], *, today: date) -> dict[int, Signs]:
    """The signs of these cases, by number; a fixed number of statements. The cases come with base and agency."""
    ids = [case.id for case in cases]
    due, risks = _list_due(ids), _list_risks(cases, today=today)
    agencies = {case.agency_id for case in cases if case.agency.organisation_id is not None}
    standings = list_standings(sorted(agencies), on=today)
    return {
        case.id: Signs(
            due.get(case.id),
            standings[case.agency_id].ratio if case.agency_id in standings else None,
            risks.get(case.id),
        )
        for case in cases
    }


def _list_due(case_ids: Sequence[int]) -> Mapping[int, date]:
    tasks = select(Task.case_id, Task.due_on).where(
        Task.case_id.in_(case_ids), Task.closed_at.is_(None), Task.due_on.is_not(None)
    )
    items = select(PlanItem.case_id, PlanItem.due_on).where(
        PlanItem.case_id.in_(case_ids), PlanItem.state.not_in(DONE), PlanItem.due_on.is_not(None)
    )
    rows = union_all(tasks, items).subquery()
    query = select(rows.c.case_id, func.min(rows.c.due_on)).group_by(rows.c.case_id)
    return {case_id: day for case_id, day in db.session.execute(query)}


def _list_risks(cases: Sequence[Case], *, today: date) -> dict[int, RiskLevel]:
    """The level of the gravest open risk of each case, by what its place calls high."""
    query = select(RiskFlag.case_id, RiskFlag.severity, RiskFlag.likelihood).where(
        RiskFlag.case_id.in_([case.id for case in cases]), RiskFlag.closed_at.is_(None)
    )
    gravest: dict[int, tuple[int, int]] = {}
    for case_id, severity, likelihood in db.session.execute(query):
        now = gravest.get(case_id, (0, 0))
        gravest[case_id] = max(now, (severity, likelihood), key=lambda pair: pair[0] * pair[1])
    areas = {case.id: case.base.area_code for case in cases if case.id in gravest}
    rules = read_parameters_of(set(areas.values()), today)
    return {
        case_id: risk_level(
            *gravest[case_id],
            high=rules[area].integer("risk_high"),
            medium=rules[area].integer("risk_medium"),
        )
        for case_id, area in areas.items()
    }
