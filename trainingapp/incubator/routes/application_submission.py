"""Submitting an application: what is still missing, the pledge, and the step itself."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator.actions import applications as actions
from trainingapp.incubator.actions.passing import pass_on
from trainingapp.incubator.forms.applications import PledgeForm
from trainingapp.incubator.queries import applications as queries, passages, reach
from trainingapp.incubator.routes.applicants import ACTS, APPLICATION, as_applicant, language
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.words import Stage
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.route(f"{APPLICATION}/submission", methods=["GET", "POST"])
@require(Permission.CASE_OPEN)
def submit_application(case_id: int) -> ResponseReturnValue:
    """Read what is still missing, pledge, and submit; or submit again what was returned."""
    case = as_applicant(case_id, lock=request.method == "POST")
    application = queries.get_application(case)
    act = ACTS.get(Stage(case.stage))
    if act is None:
        return redirect(url_for("incubator.show_application", case_id=case.id), 303)
    form = PledgeForm()
    if form.validate_on_submit():
        actions.pledge(case, person=current(), now=now())
        pass_on(case, act, person=current(), now=now())
        flash(_("Your application is with the base. The receipt is below."), "success")
        return redirect(url_for("incubator.show_application", case_id=case.id), 303)
    report = passages.report_on(case, act, actors=reach.actors_of(current(), case), now=now())
    page = render_template(
        "incubator/submit_application.html",
        case=case,
        form=form,
        missing=[one for one in report.missing if one.code != "pledge"],
        signals=queries.list_signals(application, today=today()),
        pledge=queries.spec_for(application).pledge.text(language()),
        language=language(),
    )
    return page, 422 if request.method == "POST" else 200
