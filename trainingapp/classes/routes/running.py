"""A class for those who teach it: making it, what it is, opening and ending it, the copy of next year."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext

from trainingapp.accounts.mails import site_address
from trainingapp.classes.actions import copying, running
from trainingapp.classes.forms.cohorts import (
    CohortForm,
    CopyForm,
    NewCohortForm,
    ReasonForm,
    TeacherForm,
)
from trainingapp.classes.models import Cohort
from trainingapp.classes.pictures import draw_address
from trainingapp.classes.queries import cohorts, timetable
from trainingapp.classes.routes.mount import back_to, bp, form_status, taught
from trainingapp.rules.cohort_dates import local_day
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

TEACH = Permission.CLASS_TEACH


@bp.get("/taught-classes")
@require(TEACH)
def list_taught() -> str:
    """The classes that the reader teaches."""
    page = paginate(cohorts.list_taught(current().id))
    ids = [cohort.id for cohort in page.items]
    return render_template(
        "classes/list_taught.html",
        page=page,
        people=cohorts.count_people(ids),
        coming=timetable.next_meetings(ids, now=now()),
    )


@bp.route("/taught-classes/new", methods=["GET", "POST"])
@require(TEACH)
def new_cohort() -> ResponseReturnValue:
    """Begin a class of a course."""
    offered = cohorts.list_teachable(current())
    form = NewCohortForm(today=local_day(now()))
    form.offer_courses(offered)
    if not form.validate_on_submit():
        return render_template(
            "classes/edit_cohort.html", form=form, cohort=None, courses=offered
        ), form_status()
    course = next(one for one in offered if str(one.id) == form.course.data)
    cohort = running.create_cohort(form.plan(), course, leader_id=current().id, now=now())
    flash(_("The class is begun. Now write its timetable, then open it."), "success")
    return back_to("show_taught", cohort)


@bp.get("/taught-classes/<int:cohort_id>")
@require(TEACH)
def show_taught(cohort_id: int) -> str:
    """The class at a glance: its code, its people, what comes next, its team."""
    return render_overview(taught(cohort_id))


def render_overview(cohort: Cohort, **forms: object) -> str:
    """The overview, with a form that was refused if there is one."""
    shown = {
        "teacher_form": TeacherForm(formdata=None),
        "reason_form": ReasonForm(formdata=None),
        **forms,
    }
    address = site_address("classes.open_short", code=cohort.join_code)
    return render_template(
        "classes/show_taught.html",
        cohort=cohort,
        people=cohorts.count_people([cohort.id])[cohort.id],
        coming=timetable.next_meetings([cohort.id], now=now()).get(cohort.id),
        join_address=address,
        picture=draw_address(address),
        **shown,
    )


@bp.route("/taught-classes/<int:cohort_id>/edit", methods=["GET", "POST"])
@require(TEACH)
def edit_cohort(cohort_id: int) -> ResponseReturnValue:
    """Change what the class is."""
    cohort = taught(cohort_id, as_leader=True)
    form = CohortForm(cohort)
    if not form.validate_on_submit():
        return render_template(
            "classes/edit_cohort.html", form=form, cohort=cohort, courses=[]
        ), form_status()
    came = running.update_cohort(cohort_id, form.plan(), actor_id=current().id, now=now())
    flash(_("The class is saved."), "success")
    if came:
        text = ngettext(
            "%(num)s person of the waiting list came in.",
            "%(num)s people of the waiting list came in.",
            came,
        )
        flash(text, "info")
    return back_to("show_taught", cohort)


@bp.post("/taught-classes/<int:cohort_id>/code")
@require(TEACH)
def renew_code(cohort_id: int) -> ResponseReturnValue:
    """Give the class another code."""
    cohort = taught(cohort_id, as_leader=True)
    running.renew_code(cohort_id, actor_id=current().id, now=now())
    flash(_("The class has a new code. The old one lets nobody in any more."), "success")
    return back_to("show_taught", cohort)


@bp.post("/taught-classes/<int:cohort_id>/opening")
@require(TEACH)
def open_cohort(cohort_id: int) -> ResponseReturnValue:
    """Let people join."""
    cohort = taught(cohort_id, as_leader=True)
    running.open_cohort(cohort_id, actor_id=current().id, now=now())
    flash(_("The class is open. Give its code to your learners."), "success")
    return back_to("show_taught", cohort)


@bp.post("/taught-classes/<int:cohort_id>/end")
@require(TEACH)
def end_cohort(cohort_id: int) -> ResponseReturnValue:
    """End the class."""
    cohort = taught(cohort_id, as_leader=True)
    running.end_cohort(cohort_id, actor_id=current().id, now=now())
    flash(_("The class has ended. Its members were told."), "success")
    return back_to("show_taught", cohort)


@bp.post("/taught-classes/<int:cohort_id>/cancellation")
@require(TEACH)
def cancel_cohort(cohort_id: int) -> ResponseReturnValue:
    """Cancel the class, with a reason that its members read."""
    cohort = taught(cohort_id, as_leader=True)
    form = ReasonForm()
    if not form.validate():
        return render_overview(cohort, reason_form=form), 422
    running.cancel_cohort(
        cohort_id, reason=form.reason.data or "", actor_id=current().id, now=now()
    )
    flash(_("The class is cancelled. Its members were told."), "success")
    return back_to("show_taught", cohort)


@bp.route("/taught-classes/<int:cohort_id>/copy", methods=["GET", "POST"])
@require(TEACH)
def copy_cohort(cohort_id: int) -> ResponseReturnValue:
    """Prepare the class of next year from this one."""
    cohort = taught(cohort_id)
    form = CopyForm()
    form.offer_shifts(cohort)
    if not form.validate_on_submit():
        return render_template(
            "classes/copy_cohort.html",
            form=form,
            cohort=cohort,
            meetings=timetable.list_meetings(cohort_id),
        ), form_status()
    made = copying.copy_cohort(cohort, shift=form.shift(), leader_id=current().id, now=now())
    flash(_("The class is copied. Look through its timetable before you open it."), "success")
    return back_to("show_taught", made)
