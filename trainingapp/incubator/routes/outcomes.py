"""What comes out for applicants and the public: the decision with its reasons, the letter, appeals, notices."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.incubator.actions import determining as actions
from trainingapp.incubator.forms.determining import AppealForm, ObjectionForm
from trainingapp.incubator.models import PublicNotice
from trainingapp.incubator.papers.letters import tell_letter
from trainingapp.incubator.queries import decisions
from trainingapp.incubator.routes.letters import send_letter
from trainingapp.incubator.routes.review_pages import (
    AGENCY,
    BASE,
    Case,
    Permission,
    bp,
    current,
    now,
    open_case,
    require,
    today,
)
from trainingapp.web.auth import is_signed_in, public
from trainingapp.web.pages import paginate

CASE = "/incubation/cases/<int:case_id>"
NOTICE = "/incubation/notices/<int:notice_id>"


@bp.get(f"{CASE}/outcome")
@require(Permission.CASE_OPEN)
def show_outcome(case_id: int) -> str:
    """How a case was decided, with reasons and points, and what the applicant can do about it."""
    case, actors = open_case(case_id, AGENCY | BASE)
    return _outcome(case, is_applicant=bool(actors & AGENCY), form=AppealForm(formdata=None))


def _outcome(case: Case, *, is_applicant: bool, form: AppealForm) -> str:
    place = decisions.find_wait_place(case)
    last_day = actions.last_day_of_appeal(case)
    appeal = decisions.find_appeal(case)
    is_open = last_day is not None and today() <= last_day and appeal is None
    return render_template(
        "incubator/show_outcome.html",
        case=case,
        determination=decisions.told_determination(case),
        notice=decisions.current_notice(case),
        place=place,
        before=decisions.count_before(case, place) if place else 0,
        appeal=appeal,
        last_day=last_day,
        may_appeal=is_open and is_applicant,
        form=form,
    )


@bp.get(f"{CASE}/outcome/letter.pdf")
@require(Permission.CASE_OPEN)
def show_outcome_letter(case_id: int) -> Response:
    """The letter on the decision as PDF. 404 before there is one."""
    case, _actors = open_case(case_id, AGENCY | BASE)
    determination = decisions.told_determination(case)
    if determination is None:
        abort(404)
    letter = tell_letter(case, determination, last_day=actions.last_day_of_appeal(case))
    return send_letter(letter, name=case.number)


@bp.post(f"{CASE}/appeal")
@require(Permission.INCUBATION_APPLY)
def make_appeal(case_id: int) -> ResponseReturnValue:
    """Appeal against a refusal, once."""
    case, _actors = open_case(case_id, AGENCY, lock=True)
    form = AppealForm()
    if not form.validate():
        return _outcome(case, is_applicant=True, form=form), 422
    actions.appeal(case, form.appeal.data, person_id=current().id, now=now())
    flash(
        _("Your appeal is on its way. Somebody who had no hand in the decision answers it."),
        "success",
    )
    return redirect(url_for("incubator.show_outcome", case_id=case.id), 303)


@bp.get("/incubation/notices")
@public
def list_public_notices() -> str:
    """The admissions that are made public now."""
    page = paginate(decisions.select_public())
    return render_template("incubator/list_public_notices.html", page=page)


@bp.get(NOTICE)
@public
def show_public_notice(notice_id: int) -> str:
    """Who is to be admitted where, until when anybody may object, and how."""
    return _notice(decisions.get_public(notice_id), ObjectionForm(formdata=None))


def _notice(notice: PublicNotice, form: ObjectionForm) -> str:
    own = decisions.find_objection(notice, current().id) if is_signed_in() else None
    return render_template(
        "incubator/show_public_notice.html",
        notice=notice,
        case=notice.case,
        own=own,
        form=form,
        is_running=today() < notice.ends_on,
    )


@bp.post(f"{NOTICE}/objections")
@require(Permission.INCUBATION_APPLY)
def object_to_notice(notice_id: int) -> ResponseReturnValue:
    """Object against an admission."""
    notice = decisions.get_public(notice_id)
    form = ObjectionForm()
    if not form.validate():
        return _notice(notice, form), 422
    actions.object_to(notice, form.text.data, person_id=current().id, now=now())
    flash(_("Your objection has reached the base."), "success")
    return redirect(url_for("incubator.show_public_notice", notice_id=notice.id), 303)
