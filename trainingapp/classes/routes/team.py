"""The teacher team of a class: who joins it, who leads, who goes."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts.models import User
from trainingapp.accounts.queries import find_user_by_login
from trainingapp.classes.actions import running
from trainingapp.classes.forms.cohorts import TeacherForm
from trainingapp.classes.routes.mount import back_to, bp, taught
from trainingapp.classes.routes.running import TEACH, render_overview
from trainingapp.rules.permissions import may
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.post("/taught-classes/<int:cohort_id>/teachers")
@require(TEACH)
def add_teacher(cohort_id: int) -> ResponseReturnValue:
    """Take an instructor into the team."""
    cohort = taught(cohort_id, as_leader=True)
    form = TeacherForm()
    if form.validate():
        person = find_instructor(form.login.data or "")
        if person is not None:
            running.add_teacher(
                cohort_id,
                person,
                is_leader=bool(form.is_leader.data),
                actor_id=current().id,
                now=now(),
            )
            flash(_("%(name)s is in the team.", name=person.display_name), "success")
            return back_to("show_taught", cohort, "team")
        form.login.errors = [_("There is no instructor with this e-mail address or number.")]
    return render_overview(cohort, teacher_form=form), 422


def find_instructor(login: str) -> User | None:
    """Who signs in so and may teach classes; whether others have an account is not said."""
    person = find_user_by_login(login)
    return person if person is not None and may(person.grants, TEACH) else None


@bp.post("/taught-classes/<int:cohort_id>/teachers/<int:user_id>/role")
@require(TEACH)
def set_leader(cohort_id: int, user_id: int) -> ResponseReturnValue:
    """Let somebody of the team lead, or assist."""
    cohort = taught(cohort_id, as_leader=True)
    role = request.form.get("role")
    if role not in ("leader", "assistant"):
        abort(400)
    running.set_leader(
        cohort_id, user_id, is_leader=role == "leader", actor_id=current().id, now=now()
    )
    flash(_("The team is changed."), "success")
    return back_to("show_taught", cohort, "team")


@bp.post("/taught-classes/<int:cohort_id>/teachers/<int:user_id>/removal")
@require(TEACH)
def remove_teacher(cohort_id: int, user_id: int) -> ResponseReturnValue:
    """Take somebody out of the team; everybody may take themselves out."""
    me = current().id
    cohort = taught(cohort_id, as_leader=user_id != me)
    running.remove_teacher(cohort_id, user_id, actor_id=me, now=now())
    flash(_("The team is changed."), "success")
    if user_id == me:
        return redirect(url_for("classes.list_taught"), 303)
    return back_to("show_taught", cohort, "team")
