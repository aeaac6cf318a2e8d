"""“My agency needs me”: what one's papers do to the agency one works for, and everything that waits for one's word."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.credentials.career_words import tell
from trainingapp.credentials.queries.registration import get_cycle
from trainingapp.education.days import today
from trainingapp.incubator import staffing_wording
from trainingapp.incubator.actions import consenting, staff_requests, supervising, terms
from trainingapp.incubator.forms.staffing import AcceptForm, AnswerForm, PlaceForm
from trainingapp.incubator.queries import own_agency as own, staff as queries, supervision
from trainingapp.incubator.routes.mount import bp
from trainingapp.rules.incubation.staff_words import Answer
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

OWN = Permission.CREDENTIAL_OWN  # one's own employments and papers


@bp.get("/incubation/my-agency")
@require(OWN)
def show_own_agency() -> str:
    """The reader's agencies with and without them, what is to be confirmed, and to whom they have agreed."""
    return _show(AnswerForm(formdata=None), PlaceForm(formdata=None))


def _show(answer: AnswerForm, place: PlaceForm, *, fault_at: int = 0) -> str:
    user_id = current().id
    life = own.find_life(user_id, today=today())
    return render_template(
        "incubator/show_own_agency.html",
        life=life,
        step=tell(life.step, today()),
        requests=queries.list_own_requests(user_id),
        talks=supervision.list_own_waiting(user_id),
        cycles=queries.list_own_cycles(user_id),
        accept=AcceptForm(formdata=None),
        answer=answer,
        place=place,
        fault_at=fault_at,
        staffing_words=staffing_wording,
    )


@bp.post("/incubation/my-agency/requests/<int:request_id>/yes")
@require(OWN)
def accept_staff_request(request_id: int) -> ResponseReturnValue:
    """Yes, I work there."""
    row = queries.get_own_request(current().id, request_id)
    agrees = bool(AcceptForm().agrees.data)
    staff_requests.accept_request(row, agrees_to_show=agrees, actor_id=current().id, now=now())
    flash(_("Your employment is entered."), "success")
    return _back()


@bp.post("/incubation/my-agency/requests/<int:request_id>/no")
@require(OWN)
def deny_staff_request(request_id: int) -> ResponseReturnValue:
    """No, I do not work there."""
    row = queries.get_own_request(current().id, request_id)
    staff_requests.deny_request(row, actor_id=current().id, now=now())
    flash(_("Thank you. Nothing of you is shown to this agency."), "success")
    return _back()


@bp.post("/incubation/my-agency/terms/<int:terms_id>/yes")
@require(OWN)
def confirm_terms(terms_id: int) -> ResponseReturnValue:
    """The terms of my work are right."""
    row = queries.get_own_terms(current().id, terms_id)
    terms.answer_terms(row, Answer.CONFIRMED, actor_id=current().id, now=now())
    flash(_("You have confirmed the terms of your work."), "success")
    return _back()


@bp.post("/incubation/my-agency/terms/<int:terms_id>/no")
@require(OWN)
def deny_terms(terms_id: int) -> ResponseReturnValue:
    """The terms of my work are not right, and what is not."""
    row, form = queries.get_own_terms(current().id, terms_id), AnswerForm()
    if not form.validate():
        return _show(form, PlaceForm(formdata=None), fault_at=terms_id), 422
    note = form.note.data or ""
    terms.answer_terms(row, Answer.DENIED, note=note, actor_id=current().id, now=now())
    flash(_("The agency is told what is not right."), "success")
    return _back()


@bp.post("/incubation/my-agency/consents/<int:agency_id>")
@require(OWN)
def give_agency_consent(agency_id: int) -> ResponseReturnValue:
    """Agree that the agency sees how one's certificates stand."""
    agency = queries.get_employer(current().id, agency_id)
    consenting.give_consent(current().id, agency, now=now())
    flash(_("You have agreed. You can take it back at any time."), "success")
    return _back()


@bp.post("/incubation/my-agency/consents/<int:agency_id>/end")
@require(OWN)
def withdraw_agency_consent(agency_id: int) -> ResponseReturnValue:
    """Take the consent back; the agency sees nothing from now on."""
    agency = queries.get_employer(current().id, agency_id)
    consenting.withdraw_consent(current().id, agency, now=now())
    flash(_("Your consent has ended. The agency sees nothing of your certificates."), "success")
    return _back()


@bp.post("/incubation/my-agency/registrations/<int:cycle_id>")
@require(OWN)
def say_registration_place(cycle_id: int) -> ResponseReturnValue:
    """Say in which area one of one's registrations was made."""
    cycle, form = get_cycle(current().id, cycle_id), PlaceForm()
    if not form.validate():
        return _show(AnswerForm(formdata=None), form, fault_at=cycle_id), 422
    consenting.say_place(cycle, form.area_code.data or "", now=now())
    flash(_("The place of registration is noted."), "success")
    return _back()


@bp.post("/incubation/my-agency/talks/<int:talk_id>")
@require(OWN)
def answer_talk(talk_id: int) -> ResponseReturnValue:
    """Say whether a talk of supervision was held."""
    row = supervision.get_own_talk(current().id, talk_id)
    said = request.form.get("held")
    if said not in ("yes", "no"):
        return _back()  # a no closes the talk for good: nothing said is not a no
    was_held = said == "yes"
    supervising.answer_talk(row, was_held=was_held, actor_id=current().id, now=now())
    flash(_("Thank you, your answer is noted."), "success")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("incubator.show_own_agency"), 303)
