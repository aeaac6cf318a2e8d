"""Coming into a class by its code, and leaving it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.classes.actions import joining
from trainingapp.classes.forms.short import CodeForm
from trainingapp.classes.models import Cohort
from trainingapp.classes.queries import cohorts
from trainingapp.classes.routes.mount import bp
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.extensions import limiter
from trainingapp.rules.cohorts import JoinWay, MemberState, read_code
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

JOIN = Permission.CLASS_JOIN
# A guess costs: 23^7 codes, and so many tries for one person.
TRIES = "20 per minute; 100 per hour; 300 per day"


def _per_person() -> str:
    return f"class-code {current().id}"


tries = limiter.shared_limit(TRIES, scope="class-code", key_func=_per_person)


@bp.get("/join")
@require(JOIN)
def open_join() -> ResponseReturnValue:
    """The address that is easily told."""
    return redirect(url_for("classes.join", code=request.args.get("code") or None))


@bp.get("/j/<code>")
@require(JOIN)
@tries
def open_short(code: str) -> ResponseReturnValue:
    """The address behind a QR code; whoever is signed out comes back to it."""
    return _preview(code)


@bp.get("/classes/join")
@require(JOIN)
@tries
def join() -> ResponseReturnValue:
    """Type a code, and see which class it opens."""
    code = request.args.get("code", "")
    return _preview(code) if code else _form_page(CodeForm(formdata=None))


def _form_page(form: CodeForm, status: int = 200) -> ResponseReturnValue:
    return render_template("classes/join.html", form=form), status


def _preview(typed: str) -> ResponseReturnValue:
    cohort = _find(typed)
    if cohort is None:
        return _refuse(typed)
    row = cohorts.find_membership(current().id, cohort.id)
    if row is not None and row.state in (MemberState.IN, MemberState.WAITING):
        return redirect(url_for("classes.show_class", cohort_id=cohort.id))
    people = cohorts.count_people([cohort.id])[cohort.id]
    taken = people.get(MemberState.IN, 0)
    return render_template(
        "classes/show_offer.html",
        cohort=cohort,
        may_come=cohort.course.is_listed
        or find_enrolment(current().id, cohort.course_id) is not None,
        is_full=cohort.capacity is not None
        and (taken >= cohort.capacity or people.get(MemberState.WAITING, 0) > 0),
    )


def _find(typed: str) -> Cohort | None:
    code = read_code(typed)
    return cohorts.find_cohort_by_code(code) if code else None


def _refuse(typed: str) -> ResponseReturnValue:
    form = CodeForm(formdata=None, data={"code": typed[:24]})
    form.code.errors = [_("No open class has this code. Compare it sign by sign.")]
    return _form_page(form, 422)


@bp.post("/classes/join")
@require(JOIN)
@tries
def take_place() -> ResponseReturnValue:
    """Join the class of a code, or its waiting list."""
    typed = request.form.get("code", "")
    cohort = _find(typed)
    if cohort is None:
        return _refuse(typed)
    me = current().id
    row = joining.join(cohort.id, me, joining.Entry(JoinWay.CODE, me), now=now())
    if row.state == MemberState.IN:
        flash(_("Welcome to the class. You are enrolled in its course."), "success")
    else:
        flash(_("The class is full. You are on the waiting list."), "info")
    return redirect(url_for("classes.show_class", cohort_id=cohort.id), 303)


@bp.post("/classes/<int:cohort_id>/leaving")
@require(JOIN)
def leave(cohort_id: int) -> ResponseReturnValue:
    """Leave a class, its waiting list, or decline a place that an agency gave."""
    joining.leave(cohort_id, current().id, now=now())
    flash(_("You have left the class. What you did in the course is kept."), "success")
    return redirect(url_for("classes.list_classes"), 303)
