"""One member of a team as the agency and its base read them, and the terms that the agency enters."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials import career_words
from trainingapp.education.days import today
from trainingapp.incubator.actions.terms import TermsPlan, enter_terms
from trainingapp.incubator.forms.staffing import TermsForm
from trainingapp.incubator.queries import staff as queries
from trainingapp.incubator.queries.team_members import find_member, list_leads
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.team_pages import reach_named, show_team_page
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.get("/incubation/agencies/<int:agency_id>/team/<int:employment_id>")
@require(Permission.CASE_OPEN)
def show_member(agency_id: int, employment_id: int) -> str:
    """How somebody counts and why, the terms with the person's word on them, the post, the next step and courses."""
    reached = reach_named(agency_id)
    view = find_member(agency_id, employment_id, on=today())
    return show_team_page(
        "incubator/show_member.html", reached, view=view, career_words=career_words
    )


@bp.route(
    "/incubation/agencies/<int:agency_id>/team/<int:employment_id>/terms",
    methods=["GET", "POST"],
)
@require(Permission.CASE_OPEN)
def edit_terms(agency_id: int, employment_id: int) -> ResponseReturnValue:
    """Enter the terms of somebody's work; the person is asked to confirm form and hours."""
    reached = reach_named(agency_id)
    job = queries.get_job(reached.agency, employment_id, on=today())
    leads = list_leads(agency_id, job, on=today())
    form = TermsForm(queries.list_posts(agency_id), leads, queries.find_newest(employment_id))
    if form.validate_on_submit() and form.is_sound(today()):
        plan = TermsPlan(**form.values)
        row = enter_terms(reached.agency, job, plan, actor_id=current().id, now=now())
        flash(
            _("The terms are entered.")
            if row.answer
            else _("The terms are entered. The person is asked to confirm them."),
            "success",
        )
        address = url_for("incubator.show_member", agency_id=agency_id, employment_id=job.id)
        return redirect(address, 303)
    page = show_team_page("incubator/edit_terms.html", reached, form=form, job=job)
    return page, 422 if request.method == "POST" else 200
