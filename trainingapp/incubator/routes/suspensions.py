"""Until when a stay is paused: asked for before the pause is ordered, and changed while it runs."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator.actions import suspensions as actions
from trainingapp.incubator.forms.suspensions import SuspensionForm
from trainingapp.incubator.queries import parameters, suspensions
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.rules.incubation.pausing import latest_end
from trainingapp.rules.incubation.words import Actor
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.route("/incubation/cases/<int:case_id>/suspension", methods=["GET", "POST"])
@require(Permission.INCUBATOR_LEAD)
def plan_suspension(case_id: int) -> ResponseReturnValue:
    """Until when the stay is to be paused: asked for before the pause is ordered."""
    is_sent = request.method == "POST"
    case, actors = open_case(case_id, frozenset({Actor.HEAD}), lock=is_sent)
    pause = suspensions.find_open(case)
    begins = pause.starts_on if pause and pause.starts_on else today()
    months = parameters.read_parameters(case.base.area_code, today()).integer("suspension_months")
    form = SuspensionForm(
        today=today(),
        latest=latest_end(begins, months=months),
        planned_end_on=pause.planned_end_on if pause else None,
    )
    if is_sent and form.validate():
        actions.plan_suspension(case, form.planned_end_on.data, by_id=current().id, now=now())
        flash(_("The end of the pause is kept."), "success")
        return redirect(url_for("incubator.show_case", case_id=case.id), 303)
    page = render_template(
        "incubator/plan_suspension.html",
        case=case,
        actors=actors,
        form=form,
        months=months,
        earlier=suspensions.list_suspensions(case),
    )
    return page, (422 if is_sent else 200)
