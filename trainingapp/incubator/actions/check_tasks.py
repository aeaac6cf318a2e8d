"""Tasks that follow from findings: opened with a breach, closed when it is cleared."""

from __future__ import annotations

from datetime import date, timedelta

from trainingapp.incubator.actions.tasks import Todo, close_task, open_task
from trainingapp.incubator.check_messages import TO_DO
from trainingapp.incubator.models import Agency, Case, ComplianceResult
from trainingapp.incubator.queries.parameters import Parameters
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.residence_words import TaskSource
from trainingapp.rules.incubation.words import Actor


def follow(agency: Agency, case: Case | None, row: ComplianceResult, terms: Parameters) -> None:
    """A red breach, or an amber one of an agency in a base, is a task for the agency until it is cleared."""
    key = f"rule:{row.code}:{agency.id}"
    is_open = row.status == Status.BREACH and row.severity != Severity.INFO
    if not is_open or (row.severity == Severity.AMBER and case is None):
        close_task(key, now=row.found_at)
        return
    todo = Todo(
        message=TO_DO[row.code],
        owner=Actor.AGENCY if agency.organisation_id else Actor.APPLICANT,
        source=TaskSource.RULE,
        due_on=_remedy_day(row, terms),
        endpoint="incubator.show_check",
        arguments={"agency_id": agency.id, "code": row.code},
    )
    open_task(key, todo, agency=agency, case=case, now=row.found_at)


def _remedy_day(row: ComplianceResult, terms: Parameters) -> date:
    key = "remedy_days_red" if row.severity == Severity.RED else "remedy_days_amber"
    return row.since + timedelta(days=terms.days(key))
