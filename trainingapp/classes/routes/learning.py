"""A learner's classes: what comes next, what is due, what was announced."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.classes.forms.short import CodeForm
from trainingapp.classes.models import Membership
from trainingapp.classes.queries import announcements, cohorts, timetable
from trainingapp.classes.routes.mount import bp, joined
from trainingapp.courses.queries.learning import find_enrolment, present_place
from trainingapp.rules.cohort_dates import is_way_open, local_day
from trainingapp.rules.cohorts import CohortState, MemberState
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

JOIN = Permission.CLASS_JOIN
NEWEST = 3


@bp.get("/classes")
@require(JOIN)
def list_classes() -> str:
    """The classes the reader is in or waits for."""
    page = paginate(cohorts.list_memberships(current().id))
    ids = [row.cohort_id for row in page.items if row.state == MemberState.IN]
    return render_template(
        "classes/list_classes.html",
        page=page,
        coming=timetable.next_meetings(ids, now=now()),
        due=timetable.count_due(current().id, ids),
        form=CodeForm(formdata=None),
    )


@bp.get("/classes/<int:cohort_id>")
@require(JOIN)
def show_class(cohort_id: int) -> ResponseReturnValue:
    """A class of the reader: timetable, what is due, announcements; or their place on the waiting list."""
    row = cohorts.find_membership(current().id, cohort_id)
    if row is not None and row.state == MemberState.WAITING and row.cohort.state in cohorts.SHOWN:
        return _waiting_page(row)
    cohort = joined(cohort_id)
    moment = now()
    enrolment = find_enrolment(current().id, cohort.course_id)
    place = present_place(enrolment) if enrolment else None
    meetings = timetable.list_meetings(cohort_id)
    return render_template(
        "classes/show_class.html",
        cohort=cohort,
        membership=row,
        place=place,
        due=timetable.list_due(cohort_id, place, now=moment) if place else [],
        coming=[one for one in meetings if one.ends_at > moment],
        past=[one for one in reversed(meetings) if one.ends_at <= moment],
        open_ways={one.id for one in meetings if is_way_open(timetable.span_of(one), now=moment)},
        announcements=paginate(
            announcements.list_announcements(cohort_id), number=1, per_page=NEWEST
        ),
        count=len(cohorts.member_ids(cohort_id)),
    )


@bp.get("/classes/<int:cohort_id>/page")
@require(JOIN)
def open_class(cohort_id: int) -> ResponseReturnValue:
    """To the page of a class: its teachers to theirs, everybody else to that of members."""
    is_taught = cohorts.is_taught(current().id, cohort_id)
    page = "classes.show_taught" if is_taught else "classes.show_class"
    return redirect(url_for(page, cohort_id=cohort_id))


def _waiting_page(row: Membership) -> str:
    return render_template(
        "classes/show_waiting.html",
        cohort=row.cohort,
        position=cohorts.waiting_position(row),
        is_over=row.cohort.state != CohortState.OPEN or local_day(now()) > row.cohort.ends_on,
    )
