"""Guards of the passage itself: each says what is still missing, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from trainingapp.education.days import day_of
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.guarding import Guard
from trainingapp.incubator.queries.history import last_record
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.queries.suspensions import find_open
from trainingapp.incubator.queries.workflows import definition_of
from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.pausing import find_undated
from trainingapp.rules.incubation.undoing import find_resting, find_too_old
from trainingapp.rules.incubation.words import Stage


def suspension_dated(case: Case, now: datetime) -> Sequence[Missing]:
    """A pause has an end, within the months that the place allows."""
    today = day_of(now)
    months = read_parameters(case.base.area_code, today).integer("suspension_months")
    planned = find_open(case)
    missing = find_undated(planned.planned_end_on if planned else None, today, months=months)
    place = {"endpoint": "incubator.plan_suspension", "arguments": {"case_id": case.id}}
    return [replace(one, **place) for one in missing]  # type: ignore[arg-type]


def recent_enough_to_revert(case: Case, now: datetime) -> Sequence[Missing]:
    """The last step is young enough to be undone."""
    today = day_of(now)
    days = read_parameters(case.base.area_code, today).days("revert_days")
    last = last_record(case)
    return find_too_old(day_of(last.at) if last else None, today, days=days)


def nothing_rests_on_it(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """Everything that followed from the last step can be taken back."""
    last = last_record(case)
    if last is None:
        return []
    definition = definition_of(case)
    passage = definition.get(last.transition)
    return find_resting(definition, passage, from_stage=Stage(last.from_stage))


GUARDS: dict[str, Guard] = {
    "suspension_dated": suspension_dated,
    "recent_enough_to_revert": recent_enough_to_revert,
    "nothing_rests_on_it": nothing_rests_on_it,
}
