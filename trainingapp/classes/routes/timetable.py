"""The timetable of a class for its teachers."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from trainingapp.classes.actions import timetable as actions
from trainingapp.classes.forms.timetable import MeetingForm, NewMeetingForm
from trainingapp.classes.models import Cohort
from trainingapp.classes.queries import cohorts, timetable as queries
from trainingapp.classes.routes.mount import back_to, bp, form_status, taught
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.i18n import titled

TEACH = Permission.CLASS_TEACH


@bp.get("/taught-classes/<int:cohort_id>/timetable")
@require(TEACH)
def show_timetable(cohort_id: int) -> str:
    """Every meeting, with those that take place at the same time marked."""
    cohort = taught(cohort_id)
    meetings = queries.list_meetings(cohort_id)
    return render_template(
        "classes/show_timetable.html",
        cohort=cohort,
        meetings=meetings,
        overlapping=queries.find_overlapping(meetings),
        lessons=lesson_titles(cohort),
        now=now(),
    )


def lesson_titles(cohort: Cohort) -> Mapping[str, str]:
    """The lessons of the course in the reader's language, by key."""
    titles = cohorts.list_lesson_titles(cohort.course_id)
    return {key: titled(dict(title)) for key, title in titles.items()}


@bp.route("/taught-classes/<int:cohort_id>/timetable/new", methods=["GET", "POST"])
@require(TEACH)
def add_meetings(cohort_id: int) -> ResponseReturnValue:
    """Add a meeting, or a series."""
    cohort = taught(cohort_id, as_leader=True)
    form = NewMeetingForm()
    form.offer_lessons(lesson_titles(cohort))
    if not form.validate_on_submit():
        return render_template(
            "classes/edit_meeting.html", form=form, cohort=cohort, meeting=None
        ), form_status()
    made = actions.add_meetings(
        cohort_id,
        form.plan(),
        count=form.count.data or 1,
        every_weeks=form.every_weeks.data,
        actor_id=current().id,
        now=now(),
    )
    text = ngettext(
        "%(num)s meeting is in the timetable.",
        "%(num)s meetings are in the timetable.",
        len(made),
    )
    flash(text, "success")
    warn_of_overlaps(cohort_id, {meeting.id for meeting in made})
    return back_to("show_timetable", cohort)


def warn_of_overlaps(cohort_id: int, meetings: set[int]) -> None:
    """Say when one of these meetings takes place at the same time as another."""
    if meetings & queries.find_overlapping(queries.list_meetings(cohort_id)):
        flash(_("Two meetings take place at the same time. They are marked."), "warning")


@bp.route("/taught-classes/<int:cohort_id>/timetable/<int:meeting_id>", methods=["GET", "POST"])
@require(TEACH)
def edit_meeting(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """Change a meeting; members are told of another time or place."""
    cohort = taught(cohort_id, as_leader=True)
    meeting = queries.get_meeting(cohort, meeting_id)
    form = MeetingForm(meeting)
    form.offer_lessons(lesson_titles(cohort))
    if not form.validate_on_submit():
        return render_template(
            "classes/edit_meeting.html", form=form, cohort=cohort, meeting=meeting
        ), form_status()
    actions.update_meeting(meeting, form.plan(), actor_id=current().id, now=now())
    flash(_("The meeting is saved."), "success")
    warn_of_overlaps(cohort_id, {meeting_id})
    return back_to("show_timetable", cohort)


@bp.post("/taught-classes/<int:cohort_id>/timetable/<int:meeting_id>/cancellation")
@require(TEACH)
def cancel_meeting(cohort_id: int, meeting_id: int) -> ResponseReturnValue:
    """Cancel a meeting; members are told."""
    cohort = taught(cohort_id, as_leader=True)
    meeting = queries.get_meeting(cohort, meeting_id)
    actions.cancel_meeting(meeting, actor_id=current().id, now=now())
    flash(_("The meeting is cancelled. Members were told."), "success")
    return back_to("show_timetable", cohort)
