"""Writing, handing in, returning, approving and skipping reports. Values live and are approved with their report."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from trainingapp.audit.actions import record
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.freezing import Pairs, keep_computed
from trainingapp.incubator.actions.opening import open_after_report
from trainingapp.incubator.models import (
    IndicatorPeriod,
    IndicatorValue,
    Report,
    ReportEvidence,
    ReportVersion,
)
from trainingapp.incubator.queries.reports import list_periods
from trainingapp.incubator.report_telling import tell_agency, tell_base
from trainingapp.rules.incubation.accounting_words import (
    ReportState,
    Source,
    ValueKind,
    ValueState,
)
from trainingapp.rules.incubation.indicators import PeriodLocked, open_value, standing_value
from trainingapp.rules.incubation.reporting import (
    ReportAct,
    ReportIncomplete,
    ReportTooEarly,
    state_after,
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A value as somebody typed it; None with a note: there are no data, and why."""

    value: Decimal | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What the agency writes in a report; `values` by period."""

    narrative: str = ""
    problems: str = ""
    next_steps: str = ""
    values: Mapping[int, Typed] = field(default_factory=dict)
    documents: Collection[int] = ()  # of the case, as evidence


def save_report(report: Report, content: Content, *, actor_id: int, now: datetime) -> None:
    """Keep what was written so far. Computed values are nobody's to type: those periods are passed over.

    :raises ReportNotOpen: it was handed in or decided. :raises PeriodLocked: a value of a locked period was typed.
    """
    report.state = state_after(ReportAct.SAVE, ReportState(report.state))
    report.narrative, report.problems = content.narrative, content.problems
    report.next_steps = content.next_steps
    for entry, period in list_periods(report):
        typed = content.values.get(period.id)
        if typed is not None and not entry.is_computed:
            _write(period, typed, actor_id=actor_id, now=now)
    known = {one.document_id: one for one in report.evidence}
    for document_id, row in known.items():
        if document_id not in content.documents:
            report.evidence.remove(row)
            db.session.delete(row)
    added = [one for one in content.documents if one not in known]
    report.evidence += [ReportEvidence(document_id=one) for one in added]
    db.session.flush()


def _write(period: IndicatorPeriod, typed: Typed, *, actor_id: int, now: datetime) -> None:
    if standing_value(period.values) is not None:
        return
    value = open_value(period.values)
    if value is None:
        if typed == Typed(None):
            return
        value = IndicatorValue(
            kind=ValueKind.ENTRY, source=Source.REPORTED, breakdown={}, note="", value=None
        )
        value.state, value.entered_at = ValueState.DRAFT, now
        period.values.append(value)
    if (value.value, value.note) == (typed.value, typed.note):
        return
    if period.locked_at is not None:
        raise PeriodLocked
    value.value, value.note = typed.value, typed.note
    value.entered_by_id, value.entered_at = actor_id, now
    value.state = ValueState.DRAFT


def submit_report(report: Report, *, actor_id: int, now: datetime) -> ReportVersion:
    """Hand a report in: its values wait for approval, and a version of all of it is kept.

    :raises ReportNotOpen: it was handed in or decided. :raises ReportTooEarly: its period goes on.
    :raises ReportIncomplete: a reported value is missing and nothing says why.
    """
    if day_of(now) < report.ends_on:
        raise ReportTooEarly
    state = state_after(ReportAct.SUBMIT, ReportState(report.state))
    pairs = list_periods(report)
    missing = _missing(pairs)
    if missing:
        raise ReportIncomplete(names=", ".join(entry.code for entry, _period in missing))
    report.state, report.submitted_at = state, now
    report.first_submitted_at = report.first_submitted_at or now
    for _period, value in _reported(pairs):
        value.state = ValueState.SUBMITTED
    version = ReportVersion(
        number=len(report.versions) + 1,
        content=_content(report, pairs),
        submitted_at=now,
        submitted_by_id=actor_id,
    )
    report.versions.append(version)
    db.session.flush()
    _note(report, "submit", actor_id=actor_id, now=now)
    tell_base(report, now=now)
    return version


def _missing(pairs: Pairs) -> Pairs:
    """The reported values that are neither there nor explained."""
    found = []
    for entry, period in pairs:
        value = standing_value(period.values) or open_value(period.values)
        is_said = value is not None and (value.value is not None or value.note)
        if not entry.is_computed and not is_said:
            found.append((entry, period))
    return found


def return_report(report: Report, *, note: str, actor_id: int, now: datetime) -> None:
    """Give a report back to be corrected, and say what is wrong. :raises ReportNotOpen: it does not wait."""
    report.state = state_after(ReportAct.RETURN, ReportState(report.state))
    _decide(report, note=note, actor_id=actor_id, now=now)
    for _period, value in _reported(list_periods(report)):
        value.state = ValueState.RETURNED
    db.session.flush()
    _note(report, "return", actor_id=actor_id, now=now)
    tell_agency(report, "returned", now=now)


def approve_report(report: Report, *, note: str = "", actor_id: int, now: datetime) -> None:
    """Approve a report with its values, keep what is computed for the same days, and open what waited for a report.

    :raises ReportNotOpen: it does not wait.
    """
    report.state = state_after(ReportAct.APPROVE, ReportState(report.state))
    _decide(report, note=note, actor_id=actor_id, now=now)
    pairs = list_periods(report)
    for _period, value in _reported(pairs):
        value.approved_by_id, value.approved_at = actor_id, now
        value.state = ValueState.APPROVED
    db.session.flush()
    keep_computed([pair for pair in pairs if pair[0].is_computed], now=now)
    open_after_report(report, now=now)
    _note(report, "approve", actor_id=actor_id, now=now)
    tell_agency(report, "approved", now=now)


def skip_report(report: Report, *, reason: str, actor_id: int, now: datetime) -> None:
    """Do not ask for a report, and say why. :raises ReportNotOpen: it was handed in or decided."""
    report.state = state_after(ReportAct.SKIP, ReportState(report.state))
    report.skip_reason = reason
    _decide(report, note="", actor_id=actor_id, now=now)
    _note(report, "skip", actor_id=actor_id, now=now)
    tell_agency(report, "skipped", reason=reason, now=now)


def _reported(pairs: Pairs) -> list[tuple[IndicatorPeriod, IndicatorValue]]:
    return [
        (period, value)
        for entry, period in pairs
        if not entry.is_computed and (value := open_value(period.values)) is not None
    ]


def _content(report: Report, pairs: Pairs) -> dict[str, object]:
    return {
        "narrative": report.narrative,
        "problems": report.problems,
        "next_steps": report.next_steps,
        "documents": [one.document_id for one in report.evidence],
        "values": [
            {
                "code": period.assignment.measure,
                "project": period.assignment.project_id,
                "value": None if value.value is None else str(value.value),
                "note": value.note,
            }
            for period, value in _reported(pairs)
        ],
    }


def _decide(report: Report, *, note: str, actor_id: int, now: datetime) -> None:
    report.review_note, report.decided_by_id, report.decided_at = note, actor_id, now
    db.session.flush()


def _note(report: Report, act: str, *, actor_id: int, now: datetime) -> None:
    record(
        f"incubator.{act}_report",
        actor_id=actor_id,
        subject="incubation_case",
        subject_id=report.case_id,
        detail={"report": report.id},
        now=now,
    )
