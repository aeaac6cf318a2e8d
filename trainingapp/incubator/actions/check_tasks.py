"""Tasks that follow from findings: opened with a breach, closed when it is cleared."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.incubator.actions.tasks import Todo, close_task, open_task
from trainingapp.incubator.check_messages import TO_DO
from trainingapp.incubator.models import Agency, Case, ComplianceResult, Task
from trainingapp.incubator.queries.parameters import Parameters
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.residence_words import TaskSource
from trainingapp.rules.incubation.words import Actor


def key_of(agency_id: int, code: str) -> str:
    """Under which key the task of a check is open."""
    return f"rule:{code}:{agency_id}"


def list_open_keys(agency_ids: Collection[int]) -> frozenset[str]:
    """The keys of the tasks of checks that are open, in one statement."""
    query = select(Task.key).where(
        Task.agency_id.in_(agency_ids), Task.source == TaskSource.RULE, Task.closed_at.is_(None)
    )
    return frozenset(db.session.scalars(query))


def follow(agency: Agency, case: Case | None, row: ComplianceResult, terms: Parameters) -> None:
    """A red breach, or an amber one of an agency in a base, is a task for the agency until it is cleared."""
    key = key_of(agency.id, row.code)
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
