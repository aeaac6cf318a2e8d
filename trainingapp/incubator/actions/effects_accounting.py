"""What follows from passages in matters of reports, indicators and money."""

from __future__ import annotations

from datetime import datetime

from trainingapp.extensions import db
from trainingapp.incubator.actions import correcting, scheduling
from trainingapp.incubator.actions.following import Effect
from trainingapp.incubator.models import Case, StageRecord
from trainingapp.incubator.queries.money import list_closed_instalments
from trainingapp.rules.incubation.accounting_words import Precondition


def schedule_reports(case: Case, _record: StageRecord, now: datetime) -> None:
    """The agency reports from now on."""
    scheduling.schedule_reports(case, now=now)


def assign_indicators(case: Case, _record: StageRecord, now: datetime) -> None:
    """The figures of an agency and of its projects are kept from now on."""
    scheduling.assign_indicators(case, now=now)


def lock_periods(case: Case, record: StageRecord, now: datetime) -> None:
    """What is over is only changed by corrections from now on."""
    correcting.lock_case(case, actor_id=record.actor_id, now=now)


def open_midterm_instalments(case: Case, _record: StageRecord, now: datetime) -> None:
    """Instalments that waited for the mid-term evaluation are open."""
    for instalment in list_closed_instalments(case, Precondition.MIDTERM):
        instalment.opened_at = now
    db.session.flush()


EFFECTS: dict[str, Effect] = {
    "schedule_reports": schedule_reports,
    "assign_indicators": assign_indicators,
    "lock_periods": lock_periods,
    "open_midterm_instalments": open_midterm_instalments,
}
