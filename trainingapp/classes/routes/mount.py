"""The blueprint of classes and the words that its pages use."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from trainingapp.classes import wording
from trainingapp.classes.models import Cohort
from trainingapp.classes.queries import cohorts
from trainingapp.rules.cohort_dates import SHANGHAI
from trainingapp.rules.cohorts import may_change
from trainingapp.web.auth import current

bp = Blueprint("classes", __name__)


@bp.app_template_filter("clock")
def clock_time(moment: datetime) -> str:
    """The hour and minute of a moment in Shanghai."""
    return f"{moment.astimezone(SHANGHAI):%H:%M}"


@bp.context_processor
def offer_words() -> dict[str, object]:
    """The names that only pages of this part use."""
    return {
        "cohort_states": wording.STATES,
        "cohort_tones": wording.TONES,
        "member_states": wording.MEMBER_STATES,
        "join_ways": wording.WAYS,
        "list_findings": wording.FINDINGS,
        "leads": leads,
        "reader_number": current_user.id if current_user.is_authenticated else None,
        "may_change": may_change,
    }


def taught(cohort_id: int, *, as_leader: bool = False) -> Cohort:
    """A class that the reader teaches, or leads; 404 for any other."""
    return cohorts.get_taught(current().id, cohort_id, as_leader=as_leader)


def joined(cohort_id: int) -> Cohort:
    """A class that the reader is in; 404 for any other."""
    return cohorts.get_joined(current().id, cohort_id)


def leads(cohort: Cohort) -> bool:
    """Whether the reader leads a class that they teach."""
    return any(row.user_id == current().id and row.is_leader for row in cohort.teachers)


def form_status() -> int:
    """422 for a form that was sent and refused, 200 for one that is only shown."""
    return 422 if request.method == "POST" else 200


def back_to(endpoint: str, cohort: Cohort, anchor: str | None = None) -> ResponseReturnValue:
    """To a page of a class, such as 'show_timetable'."""
    return redirect(url_for(f"classes.{endpoint}", cohort_id=cohort.id, _anchor=anchor), 303)
