"""One member of a team as the agency and its base read them, and the terms that the agency enters."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials import career_words
from trainingapp.credentials.queries.career import find_career
from trainingapp.credentials.queries.hours import list_suggested
from trainingapp.education.days import today
from trainingapp.incubator.actions.terms import TermsPlan, enter_terms
from trainingapp.incubator.forms.staffing import TermsForm
from trainingapp.incubator.queries import staff as queries
from trainingapp.incubator.queries.posts import fit_for
from trainingapp.incubator.queries.staff_hours import list_paces
from trainingapp.incubator.queries.standing import Member, TeamStanding, find_standing
from trainingapp.incubator.routes.agency_pages import reach_agency
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.teams import NAMED, show_team_page
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.get("/incubation/agencies/<int:agency_id>/team/<int:employment_id>")
@require(Permission.CASE_OPEN)
def show_member(agency_id: int, employment_id: int) -> str:
    """How somebody counts and why, the terms with the person's word on them, the post, the next step and courses."""
    reached = reach_agency(agency_id, NAMED)
    standing = find_standing(agency_id, on=today())
    member = _find(standing, employment_id)
    user_id, agrees = member.worker.person_id, member.worker.has_consented
    return show_team_page(
        "incubator/show_member.html",
        reached,
        standing=standing,
        member=member,
        history=queries.list_terms(employment_id),
        posts=[(post, fit_for(member, post, standing)) for post in queries.list_posts(agency_id)],
        pace=list_paces([user_id], on=today()).get(user_id) if agrees else None,
        career_words=career_words,
        career=find_career(user_id, today()) if agrees else None,
        courses=list_suggested(user_id, on=today()) if agrees else (),
    )


@bp.route(
    "/incubation/agencies/<int:agency_id>/team/<int:employment_id>/terms",
    methods=["GET", "POST"],
)
@require(Permission.CASE_OPEN)
def edit_terms(agency_id: int, employment_id: int) -> ResponseReturnValue:
    """Enter the terms of somebody's work; the person is asked to confirm form and hours."""
    reached = reach_agency(agency_id, NAMED)
    job = queries.get_job(reached.agency, employment_id)
    standing = find_standing(agency_id, on=today())
    leads = sorted(
        {
            (one.worker.person_id, one.name)
            for one in standing.members
            if one.worker.person_id != job.user_id
        },
        key=lambda pair: pair[1],
    )
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


def _find(standing: TeamStanding, employment_id: int) -> Member:
    found = next((one for one in standing.members if one.employment.id == employment_id), None)
    if found is None:
        abort(404)
    return found
