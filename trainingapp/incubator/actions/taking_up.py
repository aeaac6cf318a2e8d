"""What a yes to an agency's question makes of the work that somebody has there."""

from __future__ import annotations

from datetime import date, datetime

from trainingapp.credentials.actions.employing import (
    OPEN,
    EmploymentPlan,
    confirm_employment,
    state_employment,
)
from trainingapp.credentials.models.employment import Employment
from trainingapp.credentials.queries.employment import list_managers, list_of_person
from trainingapp.education.actions.ledger import lock_person
from trainingapp.education.days import day_of
from trainingapp.incubator.models import StaffRequest
from trainingapp.rules.registration_words import EmploymentState


def take_up(row: StaffRequest, user_id: int, *, now: datetime) -> None:
    """State the employment that somebody was asked about, confirmed by who asked, if they still manage the agency.

    Where the person has stated already that they work there, that stands, with its post and its first day.
    :raises EmploymentTwice: one that is over holds the same days.
    """
    lock_person(user_id)
    plan = EmploymentPlan(row.agency.organisation_id, "", row.post, row.starts_on, None)
    job = _find_job(row, user_id, on=day_of(now)) or state_employment(user_id, plan, now=now)
    asker, is_waiting = row.asked_by_id, job.state == EmploymentState.STATED
    if is_waiting and asker in list_managers(plan.organisation_id or 0) and asker != user_id:
        assert asker is not None  # it is among the managers
        confirm_employment(job, actor_id=asker, now=now)


def _find_job(row: StaffRequest, user_id: int, *, on: date) -> Employment | None:
    """What the person has stated of the agency, that nobody has refused and that is not over: the confirmed first."""
    own = [
        one
        for one in list_of_person(user_id)
        if one.organisation_id == row.agency.organisation_id
        and one.state in OPEN
        and (one.ends_on is None or one.ends_on > on)
    ]
    own.sort(key=lambda one: one.state != EmploymentState.CONFIRMED)
    return own[0] if own else None
