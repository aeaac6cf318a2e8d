"""Who looks after a case, and which experts advise and assess it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import case_people as people
from trainingapp.incubator.forms.case_people import AskExpertForm, ExpertSearchForm, OfficerForm
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries import case_people as queries, cases
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.incubator.tabs import BASE
from trainingapp.rules.incubation.words import Actor, Duty
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

STEERING = frozenset({Actor.OFFICER, Actor.HEAD})


@bp.get("/incubation/cases/<int:case_id>/people")
@require(Permission.INCUBATOR_OVERSEE)
def list_case_people(case_id: int) -> ResponseReturnValue:
    """The officer of a case, its mentors and assessors, and the search for more of them."""
    case, actors = open_case(case_id, BASE)
    return _people_page(case, actors)


def _people_page(case: Case, actors: frozenset[Actor], form: OfficerForm | None = None) -> str:
    search = ExpertSearchForm(request.args)
    text = search.q.data or "" if search.validate() else ""
    return render_template(
        "incubator/list_case_people.html",
        case=case,
        actors=actors,
        seats=queries.list_seats_of(case),
        search=search,
        found=_found(case, text) if text and STEERING & actors else None,
        ask_form=AskExpertForm(formdata=None),
        form=form or _officer_form(case, is_sent=False),
        may_assign=Actor.HEAD in actors,
        may_ask=bool(STEERING & actors),
    )


def _found(case: Case, text: str) -> list[tuple[int, str, str]]:
    rows = queries.list_experts(case, text)
    return [(user.id, user.display_name, user.work_unit) for user in rows]


def _officer_form(case: Case, *, is_sent: bool) -> OfficerForm:
    form = (
        OfficerForm(officer=case.officer_id)
        if is_sent
        else OfficerForm(formdata=None, officer=case.officer_id)
    )
    form.officer.choices = [
        (str(user.id), user.display_name) for user in cases.list_officers(case.base)
    ]
    return form


@bp.post("/incubation/cases/<int:case_id>/officer")
@require(Permission.INCUBATOR_LEAD)
def assign_officer(case_id: int) -> ResponseReturnValue:
    """Give the case into somebody's hands."""
    case, actors = open_case(case_id, frozenset({Actor.HEAD}), lock=True)
    form = _officer_form(case, is_sent=True)
    officers = {user.id: user for user in cases.list_officers(case.base)}
    if not form.validate() or form.officer.data not in officers:
        return _people_page(case, actors, form), 422
    people.assign_officer(case, officers[form.officer.data], by_id=current().id, now=now())
    flash(_("The case has an officer."), "success")
    return _back(case_id)


@bp.post("/incubation/cases/<int:case_id>/seats")
@require(Permission.INCUBATOR_WORK)
def ask_expert(case_id: int) -> ResponseReturnValue:
    """Ask an expert to advise or to assess."""
    case, _actors = open_case(case_id, STEERING, lock=True)
    form = AskExpertForm()
    if not form.validate():
        abort(400)
    expert = queries.get_expert(case, form.expert_id)
    people.ask_expert(case, expert, Duty(form.duty.data), by_id=current().id, now=now())
    flash(_("The expert was asked."), "success")
    return _back(case_id)


@bp.post("/incubation/cases/<int:case_id>/seats/<int:seat_id>/end")
@require(Permission.INCUBATOR_WORK)
def end_case_seat(case_id: int, seat_id: int) -> ResponseReturnValue:
    """End an expert's seat."""
    case, _actors = open_case(case_id, STEERING, lock=True)
    people.end_seat(queries.get_seat_of(case, seat_id), by_id=current().id, now=now())
    flash(_("The seat has ended."), "success")
    return _back(case_id)


def _back(case_id: int) -> ResponseReturnValue:
    return redirect(url_for("incubator.list_case_people", case_id=case_id), 303)
