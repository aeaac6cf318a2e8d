"""Attendance for the teachers of a class: the sheet of the class, and of one meeting."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from trainingapp.classes.actions import attendance as actions
from trainingapp.classes.forms.attendance import Typed, read_typed, words
from trainingapp.classes.models import Cohort, Meeting
from trainingapp.classes.queries import attendance as queries
from trainingapp.classes.queries.cohorts import list_members, member_ids
from trainingapp.classes.routes.mount import bp, taught
from trainingapp.classes.routes.teaching import TEACH, send_workbook
from trainingapp.classes.workbooks import write_attendance
from trainingapp.extensions import db
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

SHOWN_MEETINGS = 40  # the latest; the workbook has all


@bp.get("/taught-classes/<int:cohort_id>/attendance")
@require(TEACH)
def show_attendance(cohort_id: int) -> str:
    """Members by meetings: who was where."""
    cohort, moment = taught(cohort_id), now()
    page = paginate(list_members(cohort_id))
    meetings = queries.list_meetings(cohort_id, now=moment)
    shown = meetings[-SHOWN_MEETINGS:]
    return render_template(
        "classes/show_attendance.html",
        cohort=cohort,
        page=page,
        meetings=shown,
        hidden=len(meetings) - len(shown),
        rows=queries.present_rows(cohort_id, page.items, shown, now=moment),
        present=queries.count_present([meeting.id for meeting in shown]),
    )


@bp.post("/taught-classes/<int:cohort_id>/attendance.xlsx")
@require(TEACH)
def download_attendance(cohort_id: int) -> Response:
    """The whole sheet as a workbook."""
    cohort, moment = taught(cohort_id), now()
    members = db.session.scalars(list_members(cohort_id)).all()
    meetings = queries.list_meetings(cohort_id, now=moment)
    rows = queries.present_rows(cohort_id, members, meetings, now=moment)
    return send_workbook(write_attendance(meetings, rows), cohort, "attendance")


@bp.get("/taught-classes/<int:cohort_id>/meetings/<int:meeting_id>/attendance")
@require(TEACH)
def show_meeting_attendance(cohort_id: int, meeting_id: int) -> str:
    """Who was at one meeting, with what a teacher says of each."""
    cohort = taught(cohort_id)
    return _meeting_page(cohort, queries.get_meeting(cohort_id, meeting_id), {})


def _meeting_page(cohort: Cohort, meeting: Meeting, typed: dict[int, Typed]) -> str:
    page = paginate(list_members(cohort.id))
    users = [member.user_id for member in page.items]
    return render_template(
        "classes/show_meeting_attendance.html",
        cohort=cohort,
        meeting=meeting,
        page=page,
        known=queries.find_rows(meeting.id, users),
        typed=typed,
        present=queries.count_present([meeting.id]).get(meeting.id, 0),
    )


@bp.post("/taught-classes/<int:cohort_id>/meetings/<int:meeting_id>/attendance")
@require(TEACH)
def mark_attendance(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """Write down what a teacher says of the members of one page; people of other classes are left out."""
    cohort = taught(cohort_id)
    meeting = queries.get_meeting(cohort_id, meeting_id)
    typed = read_typed(request.form, member_ids(cohort_id))
    if any(one.fault for one in typed.values()):
        return _meeting_page(cohort, meeting, typed), 422
    changed = actions.mark_members(meeting, words(typed), actor_id=current().id, now=now())
    flash(
        ngettext("%(num)s entry was changed.", "%(num)s entries were changed.", changed), "success"
    )
    return redirect(
        url_for(
            "classes.show_meeting_attendance",
            cohort_id=cohort_id,
            meeting_id=meeting_id,
            page=request.args.get("page", 1, int),
        ),
        303,
    )
