"""An agency and its staff: who states that they work there, and the agency's word on it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.accounts.models import Organisation
from trainingapp.credentials.actions import employing
from trainingapp.credentials.forms.employment import EndForm, RefusalForm
from trainingapp.credentials.models.employment import Employment
from trainingapp.credentials.queries import employment as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import today
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

CONFIRM = Permission.EMPLOYMENT_CONFIRM
SHOWN = ("waiting", "service", "all")


@bp.get("/agency/staff")
@require(CONFIRM)
def list_staff() -> str:
    """What people state of the reader's agency: those who wait, those in service, or all."""
    agencies = list(queries.list_managed(current()))
    if not agencies:
        return render_template("credentials/list_staff.html", agency=None)
    agency = _choose(agencies)
    asked = request.args.get("shown", "")
    shown = asked if asked in SHOWN else "waiting"
    page = paginate(queries.list_of_organisation(agency.id, day=today(), shown=shown))
    return render_template(
        "credentials/list_staff.html",
        page=page,
        agency=agency,
        agencies=agencies,
        shown=shown,
        waiting=queries.count_waiting(agency.id),
    )


def _choose(agencies: list[Organisation]) -> Organisation:
    """The agency asked for, else the reader's first. 404 for a stranger's."""
    asked = request.args.get("agency", type=int)
    chosen = [one for one in agencies if asked in (None, one.id)]
    if not chosen:
        abort(404)
    return chosen[0]


@bp.get("/agency/staff/<int:employment_id>")
@require(CONFIRM)
def show_staff(employment_id: int) -> str:
    """One employment with its history, and what the agency may say of it."""
    return _show(_get(employment_id), RefusalForm(formdata=None), EndForm(formdata=None))


@bp.post("/agency/staff/<int:employment_id>/confirmation")
@require(CONFIRM)
def confirm_employment(employment_id: int) -> ResponseReturnValue:
    """The agency says that it is so."""
    row = _get(employment_id)
    employing.confirm_employment(row, actor_id=current().id, now=now())
    flash(_("The employment is confirmed."), "success")
    return _back(row)


@bp.post("/agency/staff/<int:employment_id>/refusal")
@require(CONFIRM)
def refuse_employment(employment_id: int) -> ResponseReturnValue:
    """The agency says that it is not so, and why."""
    row, form = _get(employment_id), RefusalForm()
    if not form.validate():
        return _show(row, form, EndForm(formdata=None)), 422
    reason = form.reason.data or ""
    employing.refuse_employment(row, reason=reason, actor_id=current().id, now=now())
    flash(_("The employment is not confirmed; the person is told why."), "success")
    return _back(row)


@bp.post("/agency/staff/<int:employment_id>/end")
@require(CONFIRM)
def end_staff(employment_id: int) -> ResponseReturnValue:
    """The agency enters the last day of a confirmed employment."""
    row, form = _get(employment_id), EndForm()
    if not (form.validate() and form.is_sound(first=row.starts_on, today=today())):
        return _show(row, RefusalForm(formdata=None), form), 422
    employing.end_employment(row, form.last_day.data, actor_id=current().id, now=now())
    flash(_("The last day is entered."), "success")
    return _back(row)


def _get(employment_id: int) -> Employment:
    places = [agency.id for agency in queries.list_managed(current())]
    return queries.get_of_organisations(places, employment_id)


def _show(row: Employment, refusal: RefusalForm, end: EndForm) -> str:
    return render_template(
        "credentials/show_staff.html",
        row=row,
        refusal=refusal,
        end=end,
        is_own=row.user_id == current().id,
    )


def _back(row: Employment) -> ResponseReturnValue:
    return redirect(url_for("credentials.list_staff", agency=row.organisation_id), 303)
