"""Applying: one's own applications, beginning one, its own page, answers to what the base asks, letters."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import applications as actions
from trainingapp.incubator.forms import applications as forms
from trainingapp.incubator.models import Agency, Case
from trainingapp.incubator.queries import applications as queries, calls, reach
from trainingapp.incubator.routes.applicants import (
    APPLICATION,
    APPLYING,
    as_applicant,
    overview_of,
)
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.words import Applicants
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/incubation/applications")
@require(Permission.INCUBATION_APPLY)
def list_applications() -> str:
    """The reader's applications, each with its public stage and the next thing to do."""
    page = paginate(queries.select_own(current()), per_page=20)
    return render_template("incubator/list_applications.html", page=page, actors=APPLYING)


@bp.route("/incubation/calls/<int:call_id>/applications", methods=["GET", "POST"])
@require(Permission.INCUBATION_APPLY)
def begin_application(call_id: int) -> ResponseReturnValue:
    """Begin an application to a call."""
    call = calls.get_published(call_id)
    own = [one for one in reach.list_own_agencies(current()) if one.organisation_id]
    form = forms.BeginForm()
    form.offer([(one.id, one.name) for one in own])
    if form.validate_on_submit():
        applicants, agency = _chosen(form.who.data, own)
        case = actions.begin(call, current(), applicants=applicants, agency=agency, now=now())
        return redirect(url_for("incubator.show_application", case_id=case.id), 303)
    page = render_template("incubator/begin_application.html", form=form, call=call)
    return page, 422 if request.method == "POST" else 200


def _chosen(value: str, own: list[Agency]) -> tuple[Applicants, Agency | None]:
    for agency in own:
        if value == f"agency-{agency.id}":
            return Applicants.REGISTERED, agency
    return Applicants(value), None


@bp.get(APPLICATION)
@require(Permission.CASE_OPEN)
def show_application(case_id: int) -> ResponseReturnValue:
    """One's application: how far each part is, what was asked for, what is next, its letters."""
    case = as_applicant(case_id)
    if queries.find_application(case) is None:
        actors = reach.actors_of(current(), case)
        return render_template("incubator/no_application.html", case=case, actors=actors)
    return _overview(case, forms.AnswerForm(formdata=None))


@bp.post(f"{APPLICATION}/asked/<int:asked_id>")
@require(Permission.CASE_OPEN)
def answer_asked(case_id: int, asked_id: int) -> ResponseReturnValue:
    """Answer something that the base asked for."""
    case = as_applicant(case_id, lock=True)
    asked = queries.get_asked(case, asked_id)
    if asked.sent_at is None:
        abort(404)
    form = forms.AnswerForm()
    if not form.validate_on_submit():
        return _overview(case, form, answering=asked.id), 422
    actions.answer_asked(case, asked, form.reply.data or "", person=current(), now=now())
    flash(_("Your answer is kept. Submit again when everything is answered."), "success")
    return redirect(url_for("incubator.show_application", case_id=case.id) + "#asked", 303)


def _overview(case: Case, form: forms.AnswerForm, answering: int | None = None) -> str:
    values = overview_of(case)
    return render_template(
        "incubator/show_application.html", form=form, answering=answering, **values
    )
