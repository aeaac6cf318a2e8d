"""A member's page of an online meeting; while it is open it gives signs of life."""

from __future__ import annotations

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue

from trainingapp.classes.actions import attendance as actions
from trainingapp.classes.queries import attendance as queries
from trainingapp.classes.queries.timetable import span_of
from trainingapp.classes.routes.mount import bp, joined
from trainingapp.rules.attendance import (
    PRESENT_PERCENT,
    SIGN_SECONDS,
    MeetingCancelled,
    MeetingNotNow,
    percent_present,
)
from trainingapp.rules.cohort_dates import is_way_open
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.get("/classes/<int:cohort_id>/meetings/<int:meeting_id>/online")
@require(Permission.CLASS_JOIN)
def show_online(cohort_id: int, meeting_id: int) -> str:
    """Where the meeting is, and how long the reader has been there."""
    cohort, moment = joined(cohort_id), now()
    meeting = queries.get_meeting(cohort_id, meeting_id)
    slot = queries.slot_of(meeting)
    stays = queries.list_stays(meeting_id, current().id)
    mark = queries.list_marks([meeting_id], [current().id]).get((meeting_id, current().id))
    return render_template(
        "classes/show_online.html",
        cohort=cohort,
        meeting=meeting,
        is_over=moment >= meeting.ends_at,
        percent=percent_present(slot, [(stay.joined_at, stay.seen_at) for stay in stays]),
        mark=mark,
        seconds=SIGN_SECONDS,
        is_way_open=is_way_open(span_of(meeting), now=moment),
        enough=PRESENT_PERCENT,
    )


@bp.post("/classes/<int:cohort_id>/meetings/<int:meeting_id>/signs")
@require(Permission.CLASS_JOIN)
def give_sign(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """The page is open; before and after the meeting nothing is noted."""
    joined(cohort_id)
    meeting = queries.get_meeting(cohort_id, meeting_id)
    try:
        is_present = actions.give_sign(meeting, user_id=current().id, now=now())
    except (MeetingCancelled, MeetingNotNow):
        return jsonify(noted=False, present=False)
    return jsonify(noted=True, present=is_present)
