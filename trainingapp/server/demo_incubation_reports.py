"""Quarterly and yearly reports of the demonstration's agencies, with their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import insert

from trainingapp.extensions import db
from trainingapp.incubator.actions import freezing, reporting, scheduling
from trainingapp.incubator.indicator_files import Entry
from trainingapp.incubator.models import IndicatorPeriod, IndicatorValue, Report, ReportVersion
from trainingapp.incubator.queries.reports import list_periods, select_reports
from trainingapp.rules.incubation.accounting_words import (
    OPEN_REPORTS,
    ReportState,
    Source,
    ValueKind,
    ValueState,
)
from trainingapp.server.demo_incubation_walk import Walk
from trainingapp.web.i18n import SHANGHAI

NARRATIVE = "本期开展个案 {cases} 例、小组 {groups} 场，新建两项内部制度，完成一次理事会。"
PROBLEMS = "项目人员不足，下季度补一名专职。"
NEXT = "完成中期资料准备，落实两次督导。"
WRITTEN, APPROVED = timedelta(days=5), timedelta(days=8)
Pair: TypeAlias = tuple[Entry, IndicatorPeriod]


def settle_reports(walk: Walk) -> None:
    """Every report that could be handed in and decided by now is approved."""
    scheduling.make_reports(walk.case, on=walk.today)
    settle(walk, [one for one in list_open(walk) if one.ends_on <= walk.today])


def settle(walk: Walk, reports: Sequence[Report]) -> None:
    """Approved reports with all their figures, as rows: what handing in and approving would have left of them. By
    the acts fifty of them took longer than everything else that happens in the base.
    """
    rows: list[dict[str, Any]] = []
    computed: list[Pair] = []
    for report in reports:
        pairs = list_periods(report)
        computed += [pair for pair in pairs if pair[0].is_computed]
        rows += _approved(walk, report, [pair for pair in pairs if not pair[0].is_computed])
    if rows:
        db.session.execute(insert(IndicatorValue), rows)
    freezing.keep_computed(computed, now=walk.at)


def _approved(walk: Walk, report: Report, pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """A report some days after its period, or today when that was not so long ago; the rows of its figures."""
    content = _content(walk, report, pairs)
    handed_in = min(moment_of(report) + WRITTEN, walk.at)
    said = {period: content.values[period.id].value for _entry, period in pairs}
    kept: dict[str, Any] = {
        "kind": ValueKind.ENTRY,
        "source": Source.REPORTED,
        "state": ValueState.APPROVED,
        "breakdown": {},
        "note": "",
        "entered_by_id": walk.leader.id,
        "entered_at": handed_in,
        "approved_by_id": walk.cast.officer.id,
        "approved_at": min(moment_of(report) + APPROVED, walk.at),
    }
    report.narrative, report.problems = content.narrative, content.problems
    report.next_steps, report.state = content.next_steps, ReportState.APPROVED
    report.submitted_at = report.first_submitted_at = handed_in
    report.decided_by_id, report.decided_at = kept["approved_by_id"], kept["approved_at"]
    report.versions.append(
        ReportVersion(
            number=1,
            content=_kept_content(content, said),
            submitted_at=handed_in,
            submitted_by_id=walk.leader.id,
        )
    )
    return [{"period_id": period.id, "value": value, **kept} for period, value in said.items()]


def _kept_content(
    content: reporting.Content, said: Mapping[IndicatorPeriod, Decimal | None]
) -> dict[str, Any]:
    """What a version says of a report that was handed in."""
    return {
        "narrative": content.narrative,
        "problems": content.problems,
        "next_steps": content.next_steps,
        "documents": [],
        "values": [
            {
                "code": period.assignment.measure,
                "project": period.assignment.project_id,
                "value": str(value),
                "note": "",
            }
            for period, value in said.items()
        ],
    }


def list_open(walk: Walk) -> list[Report]:
    """The reports that are still to be written, the oldest period first."""
    rows = db.session.scalars(select_reports(walk.case)).all()
    return [one for one in reversed(rows) if one.state in OPEN_REPORTS]


def moment_of(report: Report) -> datetime:
    """The first moment after the period of a report."""
    return datetime.combine(report.ends_on, datetime.min.time(), SHANGHAI)


def _content(walk: Walk, report: Report, pairs: Sequence[Pair]) -> reporting.Content:
    """What an agency writes, with a figure for each of these measures."""
    grows = report.ends_on.month + walk.number
    return reporting.Content(
        narrative=NARRATIVE.format(cases=6 + grows % 5, groups=8 + grows % 7),
        problems=PROBLEMS,
        next_steps=NEXT,
        values={
            period.id: reporting.Typed(Decimal(4 + (grows + place) % 2))
            for place, (_entry, period) in enumerate(pairs)
        },
    )


def hand_in(walk: Walk, report: Report, *, at: datetime) -> None:
    """Write a report and hand it in."""
    pairs = [pair for pair in list_periods(report) if not pair[0].is_computed]
    content = _content(walk, report, pairs)
    reporting.save_report(report, content, actor_id=walk.leader.id, now=at)
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
    settle(walk, ended[:-1])
    return ended[-1] if ended else None
