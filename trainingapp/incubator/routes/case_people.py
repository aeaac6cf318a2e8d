"""Who looks after a case and who advises it; until when a stay is paused."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator.actions import case_people as actions
from trainingapp.incubator.actions.suspensions import plan_suspension as plan
from trainingapp.incubator.forms.case_people import (
    AskExpertForm,
    ExpertSearchForm,
    OfficerForm,
    SuspensionForm,
)
from trainingapp.incubator.forms.cases import number_or_none
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries import case_people as queries, suspensions
from trainingapp.incubator.queries.cases import list_officers
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.queries.reach import actors_of, get_case
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.tabs import BASE
from trainingapp.rules.incubation.pausing import latest_end
from trainingapp.rules.incubation.words import RESIDENT, Actor, Duty, Stage
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

STEERING = frozenset({Actor.OFFICER, Actor.HEAD})


def _case(case_id: int, allowed: frozenset[Actor], *, lock: bool = False) -> Case:
    """A case the reader reaches; 403 for whoever reaches it in another capacity."""
    case = get_case(current(), case_id, lock=lock)
    if not allowed & actors_of(current(), case):
        abort(403)
    return case


@bp.get("/incubation/cases/<int:case_id>/people")
@require(Permission.INCUBATOR_OVERSEE)
def list_case_people(case_id: int) -> ResponseReturnValue:
    """The officer of a case, its mentors and assessors, and the search for more of them."""
    return _people_page(_case(case_id, BASE))


def _people_page(case: Case, form: OfficerForm | None = None) -> str:
    search = ExpertSearchForm(request.args)
    text = search.q.data or "" if search.validate() else ""
    actors = actors_of(current(), case)
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
    form.officer.choices = [(str(user.id), user.display_name) for user in list_officers(case.base)]
    return form


@bp.post("/incubation/cases/<int:case_id>/officer")
@require(Permission.INCUBATOR_LEAD)
def assign_officer(case_id: int) -> ResponseReturnValue:
    """Give the case into somebody's hands."""
    case = _case(case_id, frozenset({Actor.HEAD}), lock=True)
    form = _officer_form(case, is_sent=True)
    officers = {user.id: user for user in list_officers(case.base)}
    if not form.validate() or form.officer.data not in officers:
        return _people_page(case, form), 422
    actions.assign_officer(case, officers[form.officer.data], by_id=current().id, now=now())
    flash(_("The case has an officer."), "success")
    return _back(case_id)


@bp.post("/incubation/cases/<int:case_id>/seats")
@require(Permission.INCUBATOR_WORK)
def ask_expert(case_id: int) -> ResponseReturnValue:
    """Ask an expert to advise or to assess."""
    case = _case(case_id, STEERING)
    form = AskExpertForm()
    if not form.validate():
        abort(400)
    expert = queries.get_expert(case, number_or_none(form.expert.data) or 0)
    actions.ask_expert(case, expert, Duty(form.duty.data), by_id=current().id, now=now())
    flash(_("The expert was asked."), "success")
    return _back(case_id)


@bp.post("/incubation/cases/<int:case_id>/seats/<int:seat_id>/end")
@require(Permission.INCUBATOR_WORK)
def end_case_seat(case_id: int, seat_id: int) -> ResponseReturnValue:
    """End an expert's seat."""
    case = _case(case_id, STEERING)
    actions.end_seat(queries.get_seat_of(case, seat_id), by_id=current().id, now=now())
    flash(_("The seat has ended."), "success")
    return _back(case_id)


@bp.route("/incubation/cases/<int:case_id>/suspension", methods=["GET", "POST"])
@require(Permission.INCUBATOR_LEAD)
def plan_suspension(case_id: int) -> ResponseReturnValue:
    """Until when the stay is to be paused: asked for before the pause is ordered."""
    is_sent = request.method == "POST"
    case = _case(case_id, frozenset({Actor.HEAD}), lock=is_sent)
    pause = suspensions.find_open(case)
    begins = pause.starts_on if pause and pause.starts_on else today()
    months = read_parameters(case.base.area_code, today()).integer("suspension_months")
    form = SuspensionForm(
        today=today(),
        latest=latest_end(begins, months=months),
        planned_end_on=pause.planned_end_on if pause else None,
    )
    if is_sent and form.validate():
        if case.stage not in RESIDENT - {Stage.GRADUATION}:
            abort(409)
        plan(case, form.planned_end_on.data, by_id=current().id, now=now())
        flash(_("The end of the pause is kept."), "success")
        return redirect(url_for("incubator.show_case", case_id=case.id), 303)
    page = render_template(
        "incubator/plan_suspension.html",
        case=case,
        actors=actors_of(current(), case),
        form=form,
        months=months,
        earlier=suspensions.list_suspensions(case),
    )
    return page, (422 if is_sent else 200)


def _back(case_id: int) -> ResponseReturnValue:
    return redirect(url_for("incubator.list_case_people", case_id=case_id), 303)
