"""What a case owes in reports and figures: schedules, reports as their periods begin, and periods of measures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.indicator_files import entries
from trainingapp.incubator.models import (
    Case,
    IndicatorAssignment,
    IndicatorPeriod,
    Report,
    ReportSchedule,
    ServiceProject,
)
from trainingapp.incubator.queries.indicators import list_kept, list_projects
from trainingapp.incubator.queries.reports import every_of, list_schedules, parameters_of
from trainingapp.rules.incubation.accounting_words import Every, Level, ReportState
from trainingapp.rules.incubation.indicators import list_periods
from trainingapp.rules.incubation.reporting import due_on
from trainingapp.rules.incubation.words import RESIDENT

A_YEAR = timedelta(days=366)


def schedule_reports(case: Case, *, now: datetime) -> list[ReportSchedule]:
    """Give a case the schedules that hold at its base, once each, and make the reports whose periods have begun."""
    today = day_of(now)
    parameters = parameters_of(case, today)
    known = {one.every for one in list_schedules([case.id])}
    made = [
        ReportSchedule(
            case_id=case.id,
            every=every,
            starts_on=case.entered_on or today,
            due_days=parameters.days("report_due_days"),
        )
        for every in every_of(parameters)
        if every not in known
    ]
    db.session.add_all(made)
    db.session.flush()
    make_reports(case, on=today)
    return made


def make_reports(case: Case, *, on: date) -> list[Report]:
    """The reports of a case whose periods have begun by a day and that are not there yet."""
    schedules = list_schedules([case.id])
    query = select(Report.every, Report.starts_on).where(Report.case_id == case.id)
    known = {(every, starts_on) for every, starts_on in db.session.execute(query)}
    made = []
    for schedule in schedules:
        end = min(on + timedelta(days=1), schedule.ends_on or date.max)
        for period in list_periods(Every(schedule.every), schedule.starts_on, end):
            if (schedule.every, period.start) in known:
                continue
            made.append(
                Report(
                    case_id=case.id,
                    schedule_id=schedule.id,
                    every=schedule.every,
                    starts_on=period.start,
                    ends_on=period.end,
                    due_on=due_on(period, days=schedule.due_days),
                    state=ReportState.PENDING,
                )
            )
    db.session.add_all(made)
    db.session.flush()
    return made


def assign_indicators(case: Case, *, now: datetime) -> list[IndicatorAssignment]:
    """Keep every measure of an agency for the case, and every measure of a project for each project of its agency."""
    found = _assign(case, Level.AGENCY, [None], now=now)
    found += _assign(case, Level.PROJECT, list_projects(case), now=now)
    lengthen_periods(case, on=day_of(now))
    return found


def _assign(
    case: Case, level: Level, projects: Iterable[ServiceProject | None], *, now: datetime
) -> list[IndicatorAssignment]:
    known = list_kept(case)
    start = case.entered_on or day_of(now)
    made = [
        IndicatorAssignment(
            measure=code,
            case_id=case.id if project is None else None,
            project_id=project.id if project else None,
            every=entry.indicator.every,
            starts_on=max(start, project.starts_on) if project else start,
            ends_on=project.ends_on if project else None,
            entered_at=now,
        )
        for project in projects
        for code, entry in entries().items()
        if entry.indicator.level is level and (code, project.id if project else None) not in known
    ]
    made = [one for one in made if one.ends_on is None or one.starts_on < one.ends_on]
    db.session.add_all(made)
    db.session.flush()
    return made


def lengthen_periods(case: Case, *, on: date) -> None:
    """Give every assignment of a case its periods up to the planned end of the stay, so that targets can be set."""
    until = max(case.planned_exit_on or on + A_YEAR, on + timedelta(days=1))
    made = []
    for one in list_kept(case).values():
        known = {period.starts_on for period in one.periods}
        end = min(until, one.ends_on or date.max)
        missing = [
            {"assignment_id": one.id, "starts_on": period.start, "ends_on": period.end}
            for period in list_periods(Every(one.every), one.starts_on, end)
            if period.start not in known
        ]
        if missing:
            db.session.expire(one, ["periods"])
            made += missing
    if made:  # by one statement: a stay of two years has three hundred
        db.session.execute(insert(IndicatorPeriod), made)


def keep_up(*, now: datetime) -> int:
    """Make what has become due for every case in incubation; return how many there are. Run every night."""
    cases = db.session.scalars(select(Case).where(Case.stage.in_(RESIDENT)).order_by(Case.id)).all()
    for case in cases:
        if list_schedules([case.id]):
            make_reports(case, on=day_of(now))
            assign_indicators(case, now=now)
    return len(cases)
