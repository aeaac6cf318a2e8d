"""Quarterly and yearly reports of the demonstration's agencies, with their figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from trainingapp.extensions import db
from trainingapp.incubator.actions import reporting, scheduling
from trainingapp.incubator.models import Report
from trainingapp.incubator.queries.reports import list_periods, select_reports
from trainingapp.rules.incubation.accounting_words import OPEN_REPORTS
from trainingapp.server.demo_incubation_walk import Walk
from trainingapp.web.i18n import SHANGHAI

NARRATIVE = "本期开展个案 {cases} 例、小组 {groups} 场，新建两项内部制度，完成一次理事会。"
PROBLEMS = "项目人员不足，下季度补一名专职。"
NEXT = "完成中期资料准备，落实两次督导。"
WRITTEN, APPROVED = timedelta(days=5), timedelta(days=8)


def settle_reports(walk: Walk) -> None:
    """Every report that could be handed in and decided by now is approved."""
    scheduling.make_reports(walk.case, on=walk.today)
    for report in list_open(walk):
        if report.ends_on <= walk.today:
            approve(walk, report)


def approve(walk: Walk, report: Report) -> None:
    """Handed in and approved some days after its period, or today when that was not so long ago."""
    hand_in(walk, report, at=min(moment_of(report) + WRITTEN, walk.at))
    at = min(moment_of(report) + APPROVED, walk.at)
    reporting.approve_report(report, actor_id=walk.cast.officer.id, now=at)


def list_open(walk: Walk) -> list[Report]:
    """The reports that are still to be written, the oldest period first."""
    rows = db.session.scalars(select_reports(walk.case)).all()
    return [one for one in reversed(rows) if one.state in OPEN_REPORTS]


def moment_of(report: Report) -> datetime:
    """The first moment after the period of a report."""
    return datetime.combine(report.ends_on, datetime.min.time(), SHANGHAI)


def write(walk: Walk, report: Report, *, at: datetime) -> None:
    """Write a report with all its figures."""
    grows = report.ends_on.month + walk.number
    values = {
        period.id: reporting.Typed(Decimal(4 + (grows + place) % 2))
        for place, (entry, period) in enumerate(list_periods(report))
        if not entry.is_computed
    }
    content = reporting.Content(
        narrative=NARRATIVE.format(cases=6 + grows % 5, groups=8 + grows % 7),
        problems=PROBLEMS,
        next_steps=NEXT,
        values=values,
    )
    reporting.save_report(report, content, actor_id=walk.leader.id, now=at)


def hand_in(walk: Walk, report: Report, *, at: datetime) -> None:
    """Write a report and hand it in."""
    write(walk, report, at=at)
    reporting.submit_report(report, actor_id=walk.leader.id, now=at)


def leave_waiting(walk: Walk) -> None:
    """Approve what is old; the newest report waits for the base."""
    newest = _settle_but_newest(walk)
    if newest is not None:
        hand_in(walk, newest, at=walk.at)


def leave_returned(walk: Walk) -> None:
    """Approve what is old; the newest report was returned to be corrected."""
    newest = _settle_but_newest(walk)
    if newest is not None:
        hand_in(walk, newest, at=walk.at)
        note = "个案数和台账不一致，请核对后再交。"
        reporting.return_report(newest, note=note, actor_id=walk.cast.officer.id, now=walk.at)


def leave_late(walk: Walk) -> None:
    """Approve what is old; the newest report is not written."""
    _settle_but_newest(walk)


def _settle_but_newest(walk: Walk) -> Report | None:
    scheduling.make_reports(walk.case, on=walk.today)
    ended = [one for one in list_open(walk) if one.ends_on <= walk.today]
    for report in ended[:-1]:
        approve(walk, report)
    return ended[-1] if ended else None
