"""What members find of a class beside timetable and deadlines: the open code, mock exams, messages to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import render_template

from trainingapp.classes.models import Meeting
from trainingapp.classes.queries.attendance import find_open_code
from trainingapp.classes.queries.messages import get_received
from trainingapp.classes.queries.own_mocks import OwnMock, list_own_mocks, list_watching_classes
from trainingapp.classes.routes.mount import bp
from trainingapp.classes.routes.teaching import JOIN
from trainingapp.rules.attendance import CODE_MINUTES
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@dataclass(frozen=True, slots=True)
class Tasks:
    """What a member finds on the page of a class beside timetable and deadlines."""

    code_meeting: Meeting | None  # whose code of the day is open now
    mocks: Sequence[OwnMock]


@bp.app_template_global()
def class_tasks(cohort_id: int) -> Tasks:
    """The same for the reader, who is in the class; in three statements."""
    moment = now()
    opened_after = moment - timedelta(minutes=CODE_MINUTES)
    return Tasks(
        find_open_code(cohort_id, since=opened_after),
        list_own_mocks(current(), cohort_id),
    )


@bp.app_template_global()
def watching_classes(sitting_id: int) -> list[dict[str, str]]:
    """The classes of the reader whose teachers will see what they score in a sitting."""
    return list_watching_classes(current().id, sitting_id)


@bp.get("/classes/messages/<int:message_id>")
@require(JOIN)
def read_message(message_id: int) -> str:
    """A message to the reader."""
    return render_template(
        "classes/read_message.html", message=get_received(current().id, message_id)
    )
