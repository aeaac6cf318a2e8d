"""By when the class should have completed which lessons."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.classes.actions import deadlines as actions
from trainingapp.classes.forms.deadlines import DeadlineForm
from trainingapp.classes.queries import deadlines as queries
from trainingapp.classes.queries.cohorts import member_ids
from trainingapp.classes.routes.mount import back_to, bp, form_status, taught
from trainingapp.classes.routes.teaching import TEACH
from trainingapp.courses.deadlines import register_deadlines
from trainingapp.courses.teams import register_teachers
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

register_deadlines(queries.find_class_deadlines)
register_teachers(queries.select_taught_courses, learners=queries.select_taught_learners)


@bp.route("/taught-classes/<int:cohort_id>/deadlines", methods=["GET", "POST"])
@require(TEACH)
def list_deadlines(cohort_id: int) -> ResponseReturnValue:
    """What is due when and who has it; setting one more."""
    cohort, moment = taught(cohort_id), now()
    lessons = queries.list_lessons(cohort)
    form = DeadlineForm()
    form.fill_lessons(lessons)
    if form.validate_on_submit():
        key = form.lesson.data
        actions.set_deadline(cohort, key, due_at=form.moment, actor_id=current().id, now=moment)
        flash(_("The deadline is set. Members see it on the page of the class."), "success")
        return back_to("list_deadlines", cohort)
    return render_template(
        "classes/list_deadlines.html",
        cohort=cohort,
        form=form,
        lessons=lessons,
        deadlines=queries.list_deadlines(cohort, lessons),
        members=len(member_ids(cohort_id)),
        now=moment,
    ), form_status()


@bp.post("/taught-classes/<int:cohort_id>/deadlines/<key>/removal")
@require(TEACH)
def lift_deadline(cohort_id: int, key: str) -> ResponseReturnValue:
    """Let a lesson be due no more."""
    cohort = taught(cohort_id)
    actions.lift_deadline(cohort, key, actor_id=current().id, now=now())
    flash(_("The deadline is lifted."), "success")
    return back_to("list_deadlines", cohort)
