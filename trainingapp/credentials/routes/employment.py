"""Where somebody works, as they state it themselves."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.actions import employing
from trainingapp.credentials.forms.employment import EmploymentForm, EndForm
from trainingapp.credentials.queries import employment as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import today
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

OWN = Permission.CREDENTIAL_OWN


@bp.get("/credentials/employment")
@require(OWN)
def list_employments() -> str:
    """The reader's employments, what their employers say, and what happened to each."""
    rows = queries.list_of_person(current().id)
    return render_template("credentials/list_employments.html", rows=rows)


@bp.route("/credentials/employment/new", methods=["GET", "POST"])
@require(OWN)
def state_employment() -> ResponseReturnValue:
    """State where one works."""
    form = EmploymentForm(queries.list_employers(), today())
    if form.validate_on_submit() and form.is_sound():
        plan = employing.EmploymentPlan(
            form.organisation.data or None,
            form.employer_name.data or "",
            form.post.data or "",
            form.starts_on.data,
            form.ends_on,
        )
        employing.state_employment(current().id, plan, now=now())
        flash(_("Your employment is entered."), "success")
        return _back()
    page = render_template("credentials/state_employment.html", form=form)
    return page, 422 if request.method == "POST" else 200


@bp.post("/credentials/employment/<int:employment_id>/withdrawal")
@require(OWN)
def withdraw_employment(employment_id: int) -> ResponseReturnValue:
    """Take back what nobody has confirmed."""
    employing.withdraw_employment(queries.get_own(current().id, employment_id), now=now())
    flash(_("It is removed."), "success")
    return _back()


@bp.route("/credentials/employment/<int:employment_id>/end", methods=["GET", "POST"])
@require(OWN)
def end_employment(employment_id: int) -> ResponseReturnValue:
    """Enter one's last day of work."""
    row = queries.get_own(current().id, employment_id)
    form = EndForm()
    if form.validate_on_submit() and form.is_sound(first=row.starts_on, today=today()):
        employing.end_employment(row, form.last_day.data, actor_id=current().id, now=now())
        flash(_("The last day is entered."), "success")
        return _back()
    page = render_template("credentials/end_employment.html", form=form, row=row)
    return page, 422 if request.method == "POST" else 200


def _back() -> ResponseReturnValue:
    return redirect(url_for("credentials.list_employments"), 303)
